//! What `scheduled` answers.

use serde::Serialize;

use crate::{
    message::{Message, Sending, SendingRow, SmsEncoding},
    time::Timestamp,
};

/// Sendings that are to come, or one with what it sends.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "describe", derive(schemars::JsonSchema), schemars(rename = "RestScheduledList"))]
pub struct ScheduledList {
    /// Them, or the one whose number was asked for.
    pub result: ScheduledResult,
    /// How many there are.
    pub total: usize,
}

/// Several, or one.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "describe", derive(schemars::JsonSchema), schemars(inline))]
#[serde(untagged)]
pub enum ScheduledResult {
    /// Several.
    Many(Vec<Scheduled>),
    /// One, with its content.
    One(Box<Scheduled>),
}

/// A sending that is to come.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "describe", derive(schemars::JsonSchema), schemars(rename = "RestScheduled"))]
pub struct Scheduled {
    /// Its number.
    pub guid: String,
    /// `SMS`
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// Its number again, as a number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sending_id: Option<u64>,
    /// What it sends; where one number was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content: Option<ScheduledContent>,
    /// When it was accepted.
    pub created_at: String,
    /// When it was last changed.
    pub updated_at: String,
    /// When it is sent.
    pub scheduled_at: String,
}

/// What a sending sends.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "describe", derive(schemars::JsonSchema), schemars(inline))]
#[serde(rename_all = "camelCase")]
pub struct ScheduledContent {
    /// The recipients, at most 100, with commas between.
    pub to: String,
    /// Whom it is from.
    pub from: String,
    /// `gsm`, `gsm-pt` or `utf-16`
    pub encoding: &'static str,
    /// The text, to the first of them.
    pub message: String,
    /// The campaign.
    pub campaign_id: u64,
    /// The sending.
    pub sending_id: u64,
}

impl Scheduled {
    /// One of several.
    #[must_use]
    pub fn new(row: &SendingRow) -> Self {
        Self {
            guid: row.id.0.to_string(),
            kind: "SMS",
            sending_id: Some(row.id.0),
            content: None,
            created_at: moment(row.created_at),
            updated_at: moment(row.updated_at),
            scheduled_at: row.schedule_at.map_or_else(String::new, moment),
        }
    }

    /// One alone, with what it sends.
    #[must_use]
    pub fn whole(row: &SendingRow, sending: &Sending, messages: &[Message]) -> Self {
        let recipients: Vec<_> = messages.iter().map(|message| message.to.as_str()).collect();
        let text = messages.first().map_or("", |message| &message.text);
        let content = ScheduledContent {
            to: recipients.join(","),
            from: sending.from.to_string(),
            encoding: match sending.form.encoding {
                SmsEncoding::Gsm => "gsm",
                SmsEncoding::GsmPt => "gsm-pt",
                SmsEncoding::Utf16 => "utf-16",
            },
            message: sending.shown(text),
            campaign_id: sending.campaign_id.0,
            sending_id: sending.id.0,
        };
        Self { sending_id: None, content: Some(content), ..Self::new(row) }
    }
}

/// `2017-09-18 10:49:12`, in UTC.
fn moment(at: Timestamp) -> String {
    let rfc3339 = at.to_rfc3339();
    rfc3339.get(..19).unwrap_or(&rfc3339).replace('T', " ")
}

/// How many were put off.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "describe", derive(schemars::JsonSchema), schemars(rename = "RestRescheduled"))]
pub struct Rescheduled {
    /// `true`
    pub result: bool,
    /// How many.
    pub updated: usize,
}

/// How many were called off.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "describe", derive(schemars::JsonSchema), schemars(rename = "RestUnscheduled"))]
pub struct Unscheduled {
    /// `true`
    pub result: bool,
    /// How many.
    pub deleted: usize,
}
