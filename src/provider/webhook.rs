//! A gateway of any kind behind a URL: it is posted a message as JSON, signed as Standard Webhooks has it
//! ([`crate::webhook`]), and posts receipts.
//!
//! A message has one id, however often it is posted. Who took it once answers again that it did, and takes it no second time.

use std::fmt;

use serde_json::json;

use super::{Obstacle, Receipt, ReceiptStatus, Refusal, Submission, Submitted};
use crate::{hex::hex, unique_json, webhook::WebhookSecret};

/// Where it is, and what it knows us by.
#[derive(Clone, PartialEq, Eq)]
pub struct Receiver {
    /// The URL that messages are posted to.
    pub url: String,
    /// What they are signed with.
    pub secret: WebhookSecret,
}

/// Redacted: URLs have secrets in them too.
impl fmt::Debug for Receiver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Receiver(..)")
    }
}

/// What is posted of a message, in JSON. The same for the same message. `id` is its own among all messages of all accounts.
///
/// A part is as SMPP carries it, in hexadecimal: `udh` is its user data header with the length octet, and `payload` what follows,
/// a septet in each octet or UCS-2; `dataCoding` is 0 or 8, without a message class (3GPP TS 23.038, clause 4).
#[must_use]
pub fn body(submission: &Submission<'_>, id: &str) -> String {
    let mut parts = Vec::new();
    for message in submission.split.messages(submission.text, submission.reference_number) {
        let septets = message.septets();
        parts.push(json!({
            "udh": hex(message.header()),
            "dataCoding": message.data_coding_scheme,
            "payload": hex(septets.as_deref().unwrap_or_else(|| message.body())),
        }));
    }
    let posted = json!({
        "id": id,
        "from": submission.from,
        "to": submission.to.as_str(),
        "text": submission.text.to_string(),
        "encoding": submission.split.encoding.to_string(),
        "flash": submission.is_flash,
        "reference": submission.reference_number,
        "parts": parts,
        "receiptUrl": submission.receipts_to,
    });
    posted.to_string()
}

/// Reads the status that came for an answer. With those that speak of the caller rather than of the message, somebody has to put
/// something right, and with those of a failure nobody knows how far it came.
#[must_use]
pub const fn read_answer(status: u16) -> Submitted {
    match status {
        200..=299 => Submitted::Accepted,
        300..=399 | 401 | 403 | 404 | 405 | 407 => Submitted::Later(Obstacle::Settings),
        408 | 425 | 429 => Submitted::Later(Obstacle::Gateway),
        400..=499 => Submitted::Refused(Refusal::Request),
        _ => Submitted::Doubtful,
    }
}

/// Reads a receipt: `{"status":"DELIVRD","part":1,"at":"2026-01-01T12:00:00Z"}`, of the whole message where it names no part. `None`
/// where it is none.
#[must_use]
pub fn read_receipt(json: &[u8]) -> Option<Receipt> {
    let members = unique_json::object(json).ok()?;
    let said = |name: &str| members.get(name).filter(|value| !value.is_null());
    let part = match said("part") {
        None => None,
        Some(part) => Some(part.as_u64().and_then(|part| part.try_into().ok()).filter(|part| *part > 0)?),
    };
    let at = match said("at") {
        None => None,
        Some(at) => Some(at.as_str()?.parse().ok()?),
    };
    let status = ReceiptStatus::named(said("status")?.as_str()?)?;
    Some(Receipt { part, status, carrier_id: None, reason: None, at })
}
