//! What the Worker asks of other people's servers (`worker/outbound.js`), and whom an account may have it ask.

use std::net::IpAddr;

use shortwave::{
    provider::webhook::Receiver,
    public_address::is_public,
    target_url::UrlParts,
    webhook::{Delivery, WebhookSecret},
};
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use worker::js_sys::{Array, Promise, futures::JsFuture};

use crate::{
    env::{self, Config},
    platform,
};

mod js {
    use super::{Array, Promise, wasm_bindgen};

    #[wasm_bindgen(module = "/outbound.js")]
    extern "C" {
        pub fn txt(resolver: &str, name: &str) -> Promise;
        pub fn addresses(resolver: &str, name: &str) -> Promise;
        pub fn page(url: &str) -> Promise;
        pub fn metadata(url: &str) -> Promise;
        pub fn gateway(url: &str) -> Promise;
        pub fn notify(fields: &Array) -> Promise;
        pub fn post(url: &str, id: &str, at: &str, signature: &str, body: &str) -> Promise;
    }
}

/// What the TXT records of a name say, asked of a resolver by its URL (`application/dns-json`); none where that fails.
pub async fn txt(resolver: &str, name: &str) -> worker::Result<Vec<String>> {
    Ok(texts(&JsFuture::from(js::txt(resolver, name)).await?))
}

/// A small text at a URL, if there is one.
pub async fn page(url: &str) -> worker::Result<Option<String>> {
    Ok(JsFuture::from(js::page(url)).await?.as_string())
}

/// What a page says of itself.
pub struct Metadata {
    /// Its title.
    pub title: String,
    /// What it is about.
    pub description: String,
    /// The URL of its picture.
    pub image: String,
}

/// Why nothing is known of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unread {
    /// It is not on the public internet, or was sent to what is not.
    NotPublic,
    /// It moved more often than it is followed, or took longer.
    TooFar,
    /// What is there is no page.
    NoPage,
    /// Its server answered with a failure.
    Refused,
    /// It has neither title, description nor picture.
    Silent,
}

impl Unread {
    /// The same for people.
    pub const fn words(self) -> &'static str {
        match self {
            Self::NotPublic => "The target is not on the public internet",
            Self::TooFar => "The target moves too often, or is too slow",
            Self::NoPage => "No page of HTML came from the target in time",
            Self::Refused => {
                "The target's server gives no page to those who are not signed in there, or has none"
            }
            Self::Silent => {
                "The target's page has neither a title, nor a description, nor a picture of itself"
            }
        }
    }
}

/// What the page at a URL says of itself, wherever it has moved on the public internet.
pub async fn metadata(url: &str, config: &Config) -> worker::Result<Result<Metadata, Unread>> {
    const MOST_MOVES: usize = 4;
    const PATIENCE_MS: u64 = 10_000;
    let (mut url, begun) = (url.to_owned(), env::now());
    for _ in 0..=MOST_MOVES {
        if !may_be_asked(&url, config).await? {
            return Ok(Err(Unread::NotPublic));
        }
        if env::now().millis_since(begun) > PATIENCE_MS {
            break;
        }
        let found = JsFuture::from(js::metadata(&url)).await?;
        match (found.as_string(), found.as_f64()) {
            (Some(moved), _) => url = moved,
            (_, Some(0.0)) => return Ok(Err(Unread::NoPage)),
            (_, Some(_)) => return Ok(Err(Unread::Refused)),
            _ => return Ok(said(texts(&found))),
        }
    }
    Ok(Err(Unread::TooFar))
}

fn said(texts: Vec<String>) -> Result<Metadata, Unread> {
    if texts.iter().all(String::is_empty) {
        return Err(Unread::Silent);
    }
    let mut texts = texts.into_iter();
    let mut next = || texts.next().unwrap_or_default();
    Ok(Metadata { title: next(), description: next(), image: next() })
}

/// What the operator's gateway answers: status and text; `None` where no answer came.
pub async fn gateway(url: &str) -> worker::Result<Option<(u16, String)>> {
    let answer = JsFuture::from(js::gateway(url)).await?.as_string();
    Ok(answer.and_then(|answer| {
        let (status, text) = answer.split_once('\n')?;
        Some((status.parse().ok()?, text.to_owned()))
    }))
}

/// Posts a message to a gateway of the operator's: the status of its answer, and 0 where none came.
pub async fn submit(receiver: &Receiver, id: &str, body: &str) -> worker::Result<u16> {
    let (at, signature) = signed(&receiver.secret, id, body);
    let posted = js::post(&receiver.url, id, &at, &signature, body);
    Ok(match JsFuture::from(posted).await?.as_string() {
        None => 200,
        Some(words) => words.parse().unwrap_or_default(),
    })
}

/// Makes a delivery to a webhook. Any status of success will do; what comes of others is told in a word.
pub async fn tell(
    url: &str,
    secret: &WebhookSecret,
    delivery: &Delivery,
    config: &Config,
) -> worker::Result<Result<(), String>> {
    if !may_be_told(url, config).await? {
        return Ok(Err("not on the public internet".to_owned()));
    }
    let (at, signature) = signed(secret, delivery.id.as_str(), &delivery.body);
    let told = js::post(url, delivery.id.as_str(), &at, &signature, &delivery.body);
    Ok(match JsFuture::from(told).await?.as_string() {
        None => Ok(()),
        Some(words) => Err(words),
    })
}

/// Tells what became of messages, all at once: a URL, an id and a form each, which is posted; where it is empty, the URL is asked.
/// What is signed is the form, or the URL. The statuses that came back, in the same order; 0 where nothing did.
pub async fn notify(notices: &[[&str; 3]], secret: &WebhookSecret) -> worker::Result<Vec<u16>> {
    let fields = Array::new();
    for [url, id, body] in notices {
        let (at, signature) = signed(secret, id, if body.is_empty() { url } else { body });
        for field in [url, id, &at.as_str(), &signature.as_str(), body] {
            fields.push(&(*field).into());
        }
    }
    let statuses = texts(&JsFuture::from(js::notify(&fields)).await?);
    Ok(statuses.iter().map(|status| status.parse().unwrap_or_default()).collect())
}

/// The moment, in seconds, and the signature of what is told now.
fn signed(secret: &WebhookSecret, id: &str, body: &str) -> (String, String) {
    let now = env::now();
    (now.millis().div_euclid(1_000).to_string(), secret.signature(id, body, now))
}

/// Whether a webhook may be there: where servers may be asked, and, but for a developer's machine, encrypted.
pub async fn may_be_told(url: &str, config: &Config) -> worker::Result<bool> {
    Ok((config.is_local || url.starts_with("https:")) && may_be_asked(url, config).await?)
}

/// Whether a server may be asked because an account said so: one on the public internet, by all addresses that it has. On a
/// developer's machine, any.
///
/// The platform looks the name up again when it asks. It reaches no private network itself; should a name change its address in
/// between, that is what is left.
pub async fn may_be_asked(url: &str, config: &Config) -> worker::Result<bool> {
    let Some(UrlParts { scheme, host, .. }) = platform::url(url) else {
        return Ok(false);
    };
    if !matches!(scheme.as_str(), "http" | "https") {
        return Ok(false);
    }
    let name = match host.strip_prefix('[') {
        Some(address) => address.split(']').next(),
        None => host.split(':').next(),
    };
    let name = name.unwrap_or_default();
    let address = name.parse::<IpAddr>();
    Ok(match address {
        _ if config.is_local => true,
        Ok(address) => is_public(address),
        Err(_) => {
            let found = texts(&JsFuture::from(js::addresses(&config.resolver, name)).await?);
            let mut addresses = found.iter().map(|text| text.parse::<IpAddr>().is_ok_and(is_public));
            !found.is_empty() && addresses.all(|is_public| is_public)
        }
    })
}

fn texts(list: &JsValue) -> Vec<String> {
    Array::from(list).iter().filter_map(|text| text.as_string()).collect()
}
