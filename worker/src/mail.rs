//! Sending e-mail: what is said is the core's (`shortwave::mail::smtp`), and the connection is `worker/mail.js`.

use shortwave::{
    error::{ApiError, ErrorCode},
    mail::{
        Mail, Mailed, Outcome, Security, Settings, Stage,
        smtp::{Dialogue, Next},
    },
    otp::ChannelKind,
};
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use worker::{
    console_error,
    js_sys::{Promise, Uint8Array, futures::JsFuture},
};

use crate::{
    env::{self, Config},
    failure::Failure,
    sandbox,
};

mod js {
    use super::{JsValue, Promise, wasm_bindgen};

    #[wasm_bindgen(module = "/mail.js")]
    extern "C" {
        pub fn dial(host: &str, port: u16, security: &str, seconds: u16) -> JsValue;
        pub fn exchange(call: &JsValue, words: &str, encrypts: bool) -> Promise;
        #[wasm_bindgen(js_name = hangUp)]
        pub fn hang_up(call: &JsValue) -> Promise;
    }
}

/// Refuses where nobody takes e-mail.
pub fn needed(config: &Config) -> Result<(), Failure> {
    if config.mail.is_some() || config.is_local {
        return Ok(());
    }
    Err(ApiError::new(ErrorCode::Unavailable, "No server for e-mail is configured").into())
}

/// Gives a message to the operator's server; 503 where there is none. A developer's machine without one remembers it.
pub async fn send(config: &Config, mail: &Mail<'_>) -> Result<Mailed, Failure> {
    needed(config)?;
    let Some(settings) = &config.mail else {
        sandbox::remember(ChannelKind::Email, mail.to.as_str(), mail.subject.as_str(), mail.text);
        return Ok(Mailed { outcome: Outcome::Accepted, stage: Stage::Text, reply: None });
    };
    deliver(settings, mail).await
}

async fn deliver(settings: &Settings, mail: &Mail<'_>) -> Result<Mailed, Failure> {
    let message = mail.message(&settings.from, env::random()?, env::now());
    let security = match settings.security {
        Security::Tls => "on",
        Security::StartTls => "starttls",
        Security::None => "off",
    };
    let call = js::dial(&settings.host, settings.port, security, settings.seconds);
    let mailed = converse(&call, Dialogue::new(settings, mail.to, message)).await?;
    JsFuture::from(js::hang_up(&call)).await.map_err(worker::Error::from)?;
    if mailed.outcome != Outcome::Accepted {
        console_error!("mail: {mailed}");
    }
    Ok(mailed)
}

async fn converse(call: &JsValue, mut dialogue: Dialogue<'_>) -> worker::Result<Mailed> {
    let (mut words, mut encrypts) = (String::new(), false);
    loop {
        let heard = JsFuture::from(js::exchange(call, &words, encrypts)).await?;
        if heard.is_undefined() {
            return Ok(dialogue.lost());
        }
        (words, encrypts) = match dialogue.hear(&Uint8Array::new(&heard).to_vec()) {
            Next::Say(words) => (words, false),
            Next::Encrypt(words) => (words, true),
            Next::End(mailed) => return Ok(mailed),
        };
    }
}
