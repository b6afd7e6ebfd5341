//! Answers of the Engage API.

use serde::Serialize;

use super::WholeSeconds;
use crate::{
    message::{Event, EventKind, Message, MessageId, Sending, State},
    request::{FieldError, Problem},
};

/// A message, or all messages of a call, are on their way.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "describe", derive(schemars::JsonSchema), schemars(rename = "EngageSent"))]
pub struct Sent<'a> {
    /// What the message is called where its deliveries are told: a UUID.
    pub id: &'a str,
}

/// Messages to many are on their way.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "describe", derive(schemars::JsonSchema), schemars(rename = "EngageNotified"))]
pub struct Notified<'a> {
    /// What the call is called: its own `transactionID`, or a UUID where it has none.
    pub id: &'a str,
    /// To how many.
    pub accepted: usize,
    /// Those of the data set to whom nothing is sent, and why. Not there where all are sent to.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "describe", schemars(default))]
    pub data: Vec<Detail>,
}

/// A call that failed.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "describe", derive(schemars::JsonSchema), schemars(rename = "EngageFailed"))]
pub struct Failed {
    /// 0
    pub status: u8,
    /// What went wrong.
    pub message: String,
    /// Each field that breaks a rule.
    pub data: Vec<Detail>,
}

/// A field that breaks a rule.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "describe", derive(schemars::JsonSchema), schemars(rename = "EngageDetail"))]
pub struct Detail {
    /// What is wrong with it.
    pub msg: String,
    /// Its path: `dlr.mask`, `dataSet.3.msisdn`.
    pub param: String,
    /// `body`, or `query`.
    pub location: &'static str,
}

impl Detail {
    /// Of a field of the body or, where it is not, of the query. A text that is too long is told in the document's own words.
    #[must_use]
    pub fn new(error: &FieldError, is_of_body: bool) -> Self {
        let FieldError { path, problem } = error;
        let msg = match problem {
            Problem::TooLong { max } => format!("maximum charcter length allowed is {max}"),
            _ => format!("{path} {problem}"),
        };
        Self { msg, param: path.clone(), location: if is_of_body { "body" } else { "query" } }
    }
}

impl Failed {
    /// The message where fields break rules.
    pub const VALIDATION: &str = "Validation Error.";
}

/// A page of what became of messages to many.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "describe", derive(schemars::JsonSchema), schemars(rename = "EngageReport"))]
pub struct Report {
    /// The messages: those of the latest call first, and of each in the order of its data set.
    pub data: Vec<Reported>,
    /// Which page it is, from 0.
    pub page_number: u64,
    /// How many messages a page has.
    pub page_size: u32,
    /// How many messages there are on all pages.
    pub total: u64,
}

/// What became of a message.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "describe", derive(schemars::JsonSchema), schemars(rename = "EngageReported"))]
pub struct Reported {
    /// The message's id, by which `GET /api/rest/sms/{ids}` shows it too.
    pub id: String,
    /// What the call is known by.
    #[serde(rename = "transactionID")]
    pub transaction_id: String,
    /// The campaign; empty where it is in none.
    #[serde(rename = "campaignName")]
    pub campaign_name: String,
    /// Whom it is from.
    pub from: String,
    /// Whom it is for, without `+`.
    pub mobile_number: String,
    /// What it says.
    pub message: String,
    /// `pending`, `sent`, `delivered`, `undelivered`, `rejected`, `expired` or `cancelled`.
    pub status: &'static str,
    /// When the call was accepted.
    pub submitted_at: WholeSeconds,
    /// When something last became of it.
    pub updated_at: Option<WholeSeconds>,
}

impl Reported {
    /// A message of a call, by what that is known by.
    #[must_use]
    pub fn new(message: &Message, sending: &Sending, transaction_id: &str) -> Self {
        let last = message.events.iter().rev().find(|Event { kind, .. }| !kind.is_beside());
        Self {
            id: MessageId::new(sending.id, message.number).to_string(),
            transaction_id: transaction_id.to_owned(),
            campaign_name: sending.campaign_name.clone().unwrap_or_default(),
            from: sending.from.to_string(),
            mobile_number: message.to.clone(),
            message: sending.shown(&message.text),
            status: status(message.state),
            submitted_at: WholeSeconds(sending.created_at),
            updated_at: last.map(|event| WholeSeconds(event.at)),
        }
    }
}

const fn status(state: State) -> &'static str {
    match state {
        State::Waiting | State::Submitting | State::Doubtful => "pending",
        State::Sent => EventKind::Sent.as_str(),
        State::Cancelled => "cancelled",
        State::Ended(kind) => kind.as_str(),
    }
}
