//! The REST dialect's `v2/blacklist/{type}`.

use serde::{Deserialize, Serialize};

use super::{FieldError, Fields, PageWish, Problem};
use crate::{
    message::{BlacklistKind, SendingId},
    recipient::Recipient,
    written::Written,
};

/// Whom of a list is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BlacklistFilter {
    /// This recipient.
    pub recipient: Option<String>,
    /// Who unsubscribed in a sending.
    pub sending: Option<SendingId>,
    /// The page.
    pub page: PageWish,
}

/// Reads the query of `GET v2/blacklist/{type}`. A recipient is the same however it is written.
///
/// # Errors
/// The first field that breaks a rule.
pub fn blacklist(fields: &mut Fields) -> Result<BlacklistFilter, FieldError> {
    // A `+` that was not encoded comes as a space.
    let recipient = fields.string("recipient", Recipient::MAX)?.map(|written| {
        let trimmed = written.trim();
        trimmed.parse().map_or_else(|_| trimmed.to_owned(), |recipient: Recipient| recipient.to_string())
    });
    Ok(BlacklistFilter { recipient, sending: fields.parsed("sendingId")?, page: PageWish::of(fields)? })
}

/// Reads `PUT` and `DELETE v2/blacklist/{type}`.
///
/// # Errors
/// When the recipient is none, or of another kind than the list's.
pub fn blacklisted(fields: &mut Fields, kind: BlacklistKind) -> Result<Recipient, FieldError> {
    let recipient: Recipient = fields.required_parsed("recipient")?;
    if kind.takes(&recipient) {
        return Ok(recipient);
    }
    let expected = match kind {
        BlacklistKind::Sms | BlacklistKind::Voice => "phone number: 6 to 15 digits",
        BlacklistKind::Mailing => "email",
    };
    Err(fields.error("recipient", Problem::Form { expected }))
}
