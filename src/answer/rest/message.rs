//! What `POST sms` and `GET sms/{ids}` answer.

use std::borrow::Cow;

use serde::Serialize;
use serde_json::{Map, Value};

use super::{super::WholeSeconds, ErrorBody};
use crate::{
    error::ErrorCode,
    message::{self, CampaignId, Event, EventKind, MessageId, Sending, SendingId},
};

/// What became of each recipient, in the order of the call.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "describe", derive(schemars::JsonSchema), schemars(rename = "RestSent"))]
#[serde(rename_all = "camelCase")]
pub struct Sent<'a> {
    /// The campaign that the sending belongs to.
    pub campaign_id: u64,
    /// The sending.
    pub sending_id: u64,
    /// What became of each recipient.
    pub result: Vec<SentTo<'a>>,
}

/// What became of one recipient.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "describe", derive(schemars::JsonSchema), schemars(inline))]
#[serde(untagged)]
pub enum SentTo<'a> {
    /// A message is on its way.
    Accepted(Accepted<'a>),
    /// None is.
    Refused(Refused<'a>),
}

/// A message that was accepted. Nothing in it is called `error`: a client takes that word anywhere for a failure.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "describe", derive(schemars::JsonSchema), schemars(rename = "RestAccepted"))]
#[serde(rename_all = "camelCase")]
pub struct Accepted<'a> {
    /// `true`
    pub accepted: bool,
    /// The number, without `+`.
    pub to: &'a str,
    /// The message's id.
    pub id: String,
    /// How many parts it takes.
    pub parts: u8,
    /// When it is to be sent, where it was scheduled.
    pub scheduled_at: Option<WholeSeconds>,
    /// When it is no longer sent.
    pub expires_at: Option<WholeSeconds>,
}

/// A recipient to whom nothing is sent.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "describe", derive(schemars::JsonSchema), schemars(rename = "RestRefused"))]
pub struct Refused<'a> {
    /// `false`
    pub accepted: bool,
    /// As it came.
    pub to: &'a str,
    /// Why.
    pub error: ErrorBody<'a>,
}

impl<'a> Sent<'a> {
    /// Of nobody yet.
    #[must_use]
    pub const fn new(campaign: CampaignId, sending: SendingId) -> Self {
        Self { campaign_id: campaign.0, sending_id: sending.0, result: Vec::new() }
    }

    /// The HTTP status of a call by what became of its recipients: 202 where all are accepted, 207 where some are.
    ///
    /// # Errors
    /// Where none is, the call failed as the first of them did.
    pub fn status<T>(outcomes: &[Result<T, ErrorCode>]) -> Result<u16, ErrorCode> {
        match outcomes.iter().find_map(|outcome| outcome.as_ref().err()) {
            None => Ok(202),
            Some(_) if outcomes.iter().any(Result::is_ok) => Ok(207),
            Some(first) => Err(*first),
        }
    }

    /// A message was accepted.
    pub fn accept(&mut self, to: &'a str, number: u32, parts: u8, sending: &Sending) {
        self.result.push(SentTo::Accepted(Accepted {
            accepted: true,
            to,
            id: MessageId::new(sending.id, number).to_string(),
            parts,
            scheduled_at: sending.schedule_at.map(WholeSeconds),
            expires_at: sending.expires_at.map(WholeSeconds),
        }));
    }

    /// Nothing is sent to one.
    pub fn refuse(&mut self, to: &'a str, code: ErrorCode) {
        let error = ErrorBody { code: code.code(), description: code.description() };
        self.result.push(SentTo::Refused(Refused { accepted: false, to, error }));
    }
}

/// A message.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "describe", derive(schemars::JsonSchema), schemars(rename = "RestMessage"))]
#[serde(rename_all = "camelCase")]
pub struct Message {
    /// Its id.
    pub id: String,
    /// Whom it is from.
    pub from: String,
    /// The number of its recipient.
    pub to: String,
    /// Its text, with asterisks for a code.
    pub message: String,
    /// The campaign that it belongs to.
    pub campaign_id: u64,
    /// The sending that it belongs to.
    pub sending_id: u64,
    /// Whether the phone has it.
    pub is_delivered: bool,
    /// Whether a link in it was opened.
    pub is_clicked: bool,
    /// What happened to it, in order.
    pub events: Vec<MessageEvent>,
    /// The values of its variables, and its recipient as `phone`.
    pub custom_fields: Map<String, Value>,
    /// Where it is.
    pub links: MessageLinks,
}

/// Something that happened to a message.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "describe", derive(schemars::JsonSchema), schemars(rename = "RestMessageEvent"))]
#[serde(rename_all = "camelCase")]
pub struct MessageEvent {
    /// `sent`, `delivered`, `undelivered`, `rejected`, `expired`, `clicked` or `unsubscribed`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// When.
    pub date: WholeSeconds,
    /// Whether a telephone opened the link.
    pub is_mobile: bool,
    /// The browser that opened it.
    pub browser: Cow<'static, str>,
    /// The system that it runs on.
    pub os: Cow<'static, str>,
}

/// Where a message is.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "describe", derive(schemars::JsonSchema), schemars(inline))]
pub struct MessageLinks {
    /// Its URL.
    #[serde(rename = "self")]
    pub this: String,
}

impl Message {
    /// A message of a sending, as who asks at an origin sees it.
    #[must_use]
    pub fn new(message: &message::Message, sending: &Sending, origin: &str) -> Self {
        let id = MessageId::new(sending.id, message.number).to_string();
        let values = message.values.as_deref().and_then(|values| serde_json::from_str(values).ok());
        let mut custom_fields: Map<String, Value> = values.unwrap_or_default();
        custom_fields.insert("phone".to_owned(), message.to.clone().into());
        Self {
            from: sending.from.to_string(),
            to: message.to.clone(),
            message: sending.shown(&message.text),
            campaign_id: sending.campaign_id.0,
            sending_id: sending.id.0,
            is_delivered: message.had(EventKind::Delivered),
            is_clicked: message.had(EventKind::Clicked),
            events: message.events.iter().map(MessageEvent::from).collect(),
            custom_fields,
            links: MessageLinks { this: format!("{origin}/api/rest/sms/{id}") },
            id,
        }
    }
}

impl From<&Event> for MessageEvent {
    fn from(event: &Event) -> Self {
        Self {
            kind: event.kind.as_str(),
            date: WholeSeconds(event.at),
            is_mobile: false,
            browser: Cow::default(),
            os: Cow::default(),
        }
    }
}
