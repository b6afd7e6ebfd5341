//! The REST dialect's `scheduled`: sendings that are still to come, by their numbers, which it calls GUIDs.

use serde_json::{Value, json};

use super::{FieldError, Fields, Given, notes::Presence};
use crate::{
    error::{ApiError, ErrorCode},
    message::{SendingId, read_date},
    time::Timestamp,
    written::words,
};

/// The most numbers of one call.
const MAX_GUIDS: usize = 300;

/// The last number of a sending.
const LAST: i64 = SendingId::LAST.0.cast_signed();

words! {
    /// The kinds of what may be scheduled.
    ScheduledType, "type: SMS or MAILING", at most 16;
    Sms = "SMS",
    Mailing = "MAILING",
}

/// Which scheduled sendings are meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scheduled {
    /// Those of these numbers; all where there is none.
    pub guids: Vec<SendingId>,
    /// Whether they may be messages at all: nothing else is scheduled here.
    pub is_sms: bool,
}

/// Reads the query of `GET scheduled`, and the body of `DELETE scheduled`.
///
/// # Errors
/// Code 120 for what is no number of a sending, and the first other field that breaks a rule.
pub fn scheduled(fields: &mut Fields) -> Result<Scheduled, ApiError> {
    let mut guids = guids(fields, "guid")?;
    let is_sms = kind(fields)?;
    guids.extend(fields.integer("sendingId", 1..=LAST)?.and_then(|id| u64::try_from(id).ok()).map(SendingId));
    Ok(Scheduled { guids, is_sms })
}

/// Reads the body of `PUT scheduled`.
///
/// # Errors
/// The same, and code 121 for what is no moment to come.
pub fn reschedule(fields: &mut Fields, now: Timestamp) -> Result<(Scheduled, Timestamp), ApiError> {
    let guids = guids(fields, "guid")?;
    let is_sms = kind(fields)?;
    let schema = || json!({ "type": "string", "pattern": "^[0-9]{14}$" });
    let given = fields.given("scheduleDate", Presence::Required, schema).map(Given::into_json);
    let date = given.as_ref().and_then(Value::as_str).and_then(|text| read_date(text).ok());
    let date = date.filter(|date| *date > now).ok_or(ErrorCode::InvalidScheduledDate)?;
    Ok((Scheduled { guids, is_sms }, date))
}

fn kind(fields: &mut Fields) -> Result<bool, FieldError> {
    Ok(!matches!(fields.parsed("type")?, Some(ScheduledType::Mailing)))
}

/// A number, or a list of them; as text with commas between, too.
fn guids(fields: &mut Fields, name: &str) -> Result<Vec<SendingId>, ErrorCode> {
    let schema = || {
        let number = json!({ "type": "integer", "minimum": 1, "maximum": SendingId::LAST.0 });
        let text = json!({ "type": "string", "pattern": "^[1-9][0-9]{0,11}(,[1-9][0-9]{0,11}){0,99}$" });
        let guid = json!({ "anyOf": [number, text] });
        json!({ "anyOf": [number, text, { "type": "array", "maxItems": MAX_GUIDS, "items": guid }] })
    };
    let items = match fields.given(name, Presence::Optional, schema).map(Given::into_json) {
        None => return Ok(Vec::new()),
        Some(Value::Array(items)) => items,
        Some(item) => vec![item],
    };
    let mut guids = Vec::new();
    for item in items {
        let written = item.as_str().map_or_else(|| item.to_string(), str::to_owned);
        for guid in written.split(',') {
            guids.push(guid.trim().parse().map_err(|_| ErrorCode::InvalidGuid)?);
        }
    }
    if guids.len() > MAX_GUIDS { Err(ErrorCode::InvalidGuid) } else { Ok(guids) }
}
