//! One object for each (account, application, recipient): its pending code, erased by its own alarm.

use serde::{Deserialize, Serialize};
use shortwave::{
    account::Account,
    keyed_hash::HashKey,
    otp::{self, Checked, Code, Generate, GenerateError, Otp, Presented, RANDOM_BYTES, Verdict},
    request::OtpIdentity,
    time::Timestamp,
};
use worker::{DurableObject, Env, Request, Response, ScheduledTime, State, Stub, durable_object};

use super::{Document, ask, command, reply};
use crate::{env, failure::Failure};

#[derive(Serialize, Deserialize)]
enum Command {
    Generate(Generate),
    Check(Presented),
    Panic,
}

/// The code of one (account, application, recipient).
///
/// Two checks of one code never see the same state: between reading it and writing it there is no wait but for
/// storage, during which the platform delivers nothing else to the object.
#[durable_object(alarm)]
pub struct OtpObject {
    state: State,
    env: Env,
}

impl DurableObject for OtpObject {
    fn new(state: State, env: Env) -> Self {
        Self { state, env }
    }

    async fn fetch(&self, mut request: Request) -> worker::Result<Response> {
        let command = command(&mut request).await?;
        let document = Document::of(&self.state);
        let current: Option<Otp> = document.load().await?;
        match command {
            Command::Generate(generate) => {
                reply(&self.generate(&document, current.as_ref(), &generate).await?)
            }
            Command::Check(presented) => reply(&self.check(&document, current, &presented).await?),
            Command::Panic => deliberate_panic(),
        }
    }

    async fn alarm(&self) -> worker::Result<Response> {
        let document = Document::of(&self.state);
        match document.load::<Otp>().await? {
            Some(otp) if env::now() < otp.forget_at() => self.forget_later(otp.forget_at()).await?,
            _ => document.erase().await?,
        }
        Response::empty()
    }
}

impl OtpObject {
    async fn generate(
        &self,
        document: &Document,
        current: Option<&Otp>,
        request: &Generate,
    ) -> worker::Result<Result<(Otp, Code), GenerateError>> {
        let key = env::otp_key(&self.env).map_err(Failure::from)?;
        let random = env::random::<RANDOM_BYTES>()?;
        let generated = otp::generate(current, request, env::now(), &random, &key);
        if let Ok((otp, _)) = &generated {
            document.store(otp).await?;
            self.forget_later(otp.forget_at()).await?;
        }
        Ok(generated)
    }

    async fn check(
        &self,
        document: &Document,
        current: Option<Otp>,
        presented: &Presented,
    ) -> worker::Result<Checked> {
        let key = env::otp_key(&self.env).map_err(Failure::from)?;
        let checked = otp::check(current, presented, env::now(), &key);
        match &checked {
            Checked { verdict: Verdict::Valid, .. } => document.erase().await?,
            Checked { otp: Some(otp), .. } => document.store(otp).await?,
            Checked { otp: None, .. } => {}
        }
        Ok(checked)
    }

    async fn forget_later(&self, at: Timestamp) -> worker::Result<()> {
        let milliseconds = at.millis() - env::now().millis();
        self.state.storage().set_alarm(ScheduledTime::from(milliseconds)).await
    }
}

#[expect(clippy::panic, reason = "only /admin/test asks for it, to show that it costs one request")]
fn deliberate_panic() -> worker::Result<Response> {
    panic!("asked for by /admin/test/panic-otp")
}

/// The object of one code, seen from outside.
pub struct OtpStub(Stub);

impl OtpStub {
    /// The object of one of an account's codes.
    ///
    /// The platform stores an object's name in the clear: a keyed hash keeps the recipient out of it.
    pub fn of(env: &Env, key: &HashKey, account: &Account, identity: &OtpIdentity) -> Result<Self, Failure> {
        let parts = ["otp-object", &account.id, &identity.app_id, identity.recipient.as_str()];
        let name = key.hash(&parts.map(str::as_bytes)).to_hex();
        Ok(Self(env::otps(env)?.get_by_name(&name)?))
    }

    /// Makes a new code.
    pub async fn generate(&self, request: Generate) -> Result<Result<(Otp, Code), GenerateError>, Failure> {
        ask(&self.0, &Command::Generate(request)).await
    }

    /// Checks a code.
    pub async fn check(&self, presented: Presented) -> Result<Checked, Failure> {
        ask(&self.0, &Command::Check(presented)).await
    }

    /// Makes the object panic.
    pub async fn panic(&self) -> Result<(), Failure> {
        ask(&self.0, &Command::Panic).await
    }
}
