//! What `POST sms` would answer to a call, as far as the call alone decides it: for forms, by way of `npm/validate`.

use std::borrow::Cow;

use serde::Serialize;

use super::Sent;
use crate::{
    country::CountryIso,
    error::{ApiError, ErrorCode},
    message::{Batch, Composed, Recipient, Unsubscription},
    request::{self, Judging, SendSms},
    slug::Length,
    target_url::{Schemes, TargetUrl, UrlParts},
    time::Timestamp,
};

/// The server that a call is for.
#[derive(Clone, Copy, Debug)]
pub struct Host<'a> {
    /// Scheme and host at which it is asked.
    pub origin: &'a str,
    /// Scheme and host of short links.
    pub short_origin: &'a str,
}

/// What would be answered.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum Judged {
    /// Somebody would be sent to.
    Taken {
        /// `true`
        ok: bool,
        /// The HTTP status.
        status: u16,
        /// What would become of each recipient, in the order of the call.
        result: Vec<JudgedRecipient>,
    },
    /// Nobody would.
    Refused {
        /// `false`
        ok: bool,
        /// The HTTP status.
        status: u16,
        /// Why.
        error: RuleError,
    },
}

/// What would become of one recipient.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum JudgedRecipient {
    /// A message would be on its way.
    Accepted {
        /// `true`
        accepted: bool,
        /// The number, without `+`.
        to: String,
        /// How many parts the message takes.
        parts: u8,
    },
    /// None would.
    Refused {
        /// `false`
        accepted: bool,
        /// As it came.
        to: String,
        /// Why.
        error: RuleError,
    },
}

/// A rule that is broken, and by what.
#[derive(Debug, Serialize)]
pub struct RuleError {
    /// The number that programs act upon.
    pub code: u16,
    /// The same for people.
    pub description: Cow<'static, str>,
    /// The field; none where the body is no object, or too large.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
}

impl Judged {
    /// Judges a body. `parse` is a WHATWG parser of URLs.
    #[must_use]
    pub fn of(body: &[u8], now: Timestamp, host: Host, parse: &dyn Fn(&str) -> Option<UrlParts>) -> Self {
        let batch = match read(body, now, host, parse) {
            Ok(asked) => asked.batch,
            Err((error, path)) => return Self::refused(&error, path),
        };
        let outcomes = outcomes(&batch, &|url| host.short_link(url, parse));
        let status = match Sent::status(&outcomes) {
            Ok(status) => status,
            Err(first) => return Self::refused(&first.into(), Some(path_of(first, 0))),
        };
        let recipients = batch.recipients.into_iter().zip(outcomes).enumerate();
        let judged = |(index, (recipient, outcome))| JudgedRecipient::new(index, recipient, outcome);
        Self::Taken { ok: true, status, result: recipients.map(judged).collect() }
    }

    fn refused(error: &ApiError, path: Option<String>) -> Self {
        let status = error.code().status();
        let description = Cow::Owned(error.description().to_owned());
        Self::Refused { ok: false, status, error: RuleError { code: error.code().code(), description, path } }
    }
}

/// Reads a body as the server does. An error has the path of the field, where it is of one.
fn read(
    body: &[u8],
    now: Timestamp,
    host: Host,
    parse: &dyn Fn(&str) -> Option<UrlParts>,
) -> Result<SendSms, (ApiError, Option<String>)> {
    if body.len() > SendSms::MAX_BODY_BYTES {
        return Err((ErrorCode::BodyTooLarge.into(), None));
    }
    let is_url = |text: &str| parse(text).is_some_and(|parts| parts.is_plain_web());
    let judging = Judging { now, is_url: &is_url, unsub_length: Unsubscription::url_length(host.origin) };
    let mut path = None;
    let asked = request::read(body, |fields| {
        request::send_sms(fields, &judging).map_err(|fault| {
            path = Some(fault.path);
            fault.error
        })
    });
    asked.map_err(|error| (error, path))
}

/// What would become of each recipient.
fn outcomes(batch: &Batch, short_link: &dyn Fn(&str) -> Option<String>) -> Vec<Result<Composed, ErrorCode>> {
    // Links are made of values as they are given: where a filter changed one before, there is none.
    let shorten = |place: usize, url: &str| {
        let values = &batch.recipients.get(place)?.values;
        batch.template.urls(values).find(|given| *given == url).and_then(short_link)
    };
    batch.compose(&shorten).into_iter().map(|composed| composed.and_then(of_a_country)).collect()
}

/// A number of no country has no price, whatever the list of prices.
fn of_a_country(composed: Composed) -> Result<Composed, ErrorCode> {
    CountryIso::of(&composed.to).map(|_| composed).ok_or(ErrorCode::NoValidRecipients)
}

/// The field by which a recipient is refused: its number, or else the text.
fn path_of(code: ErrorCode, index: usize) -> String {
    if code == ErrorCode::NoValidRecipients { format!("to.{index}") } else { "message".to_owned() }
}

impl Host<'_> {
    /// A short link as long as the one that the server would make; none where no link may lead there.
    fn short_link(self, url: &str, parse: &dyn Fn(&str) -> Option<UrlParts>) -> Option<String> {
        let own_hosts = [self.origin, self.short_origin].map(host_of);
        TargetUrl::new(url, Schemes::Web, &own_hosts, parse).ok()?;
        Some([self.short_origin, "/", &"0".repeat(Length::default().get().into())].concat())
    }
}

/// What follows the scheme.
fn host_of(origin: &str) -> &str {
    origin.split_once("://").map_or("", |(_, host)| host)
}

impl JudgedRecipient {
    fn new(index: usize, recipient: Recipient, outcome: Result<Composed, ErrorCode>) -> Self {
        match outcome {
            Ok(Composed { to, parts, .. }) => {
                Self::Accepted { accepted: true, to: to.as_str().to_owned(), parts }
            }
            Err(code) => {
                let description = Cow::Borrowed(code.description());
                let error = RuleError { code: code.code(), description, path: Some(path_of(code, index)) };
                Self::Refused { accepted: false, to: recipient.written, error }
            }
        }
    }
}
