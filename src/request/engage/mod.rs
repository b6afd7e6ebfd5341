//! What callers of the Engage API ask: `POST /v1/messaging/sms` and `/notify`.
//!
//! All that is wrong is told at once, and fields that are not known are left alone: live clients send some that concern their carrier
//! only, such as `tlv`.

mod notify;
mod push;

pub use notify::{Body, Item, MAX_RECIPIENTS, Notify, ReportWish, notify, report};
pub use push::{DeliveryReports, PushKind, PushSms, push_sms};

use serde_json::json;

use super::{
    FieldError, Fields, Given, Problem,
    native::{Arguments, Invalid, Reader},
};
use crate::{
    message::{Form, Sender},
    written::Written,
};

/// The most characters of a text ("Push SMS", parameter `msg`).
pub(super) const MAX_TEXT: usize = 1_000;
/// Of a sender (parameter `from`), though an address has room for fewer.
const MAX_SENDER: usize = 50;
/// Of what a call is known by to who makes it (parameter `transactionID`).
const MAX_TRANSACTION_ID: usize = 200;

/// Reads arguments. `read` answers `None` where it cannot go on for what was wrong.
///
/// # Errors
/// All that is wrong with them.
pub fn read<T>(arguments: Arguments, read: impl FnOnce(&mut Reader) -> Option<T>) -> Result<T, Invalid> {
    let mut reader = Reader::new(arguments);
    let value = read(&mut reader);
    let mut errors = reader.finish();
    errors.retain(|error| error.problem != Problem::Unknown);
    value.filter(|_| errors.is_empty()).ok_or(Invalid(errors))
}

/// How a text of a field is sent, and in how many parts.
///
/// # Errors
/// When it takes more parts than a message may have.
pub fn form_of(text: &str, path: &str) -> Result<(Form, u8), FieldError> {
    let form = Form::fitting(text);
    let problem = Problem::Form { expected: "text of at most 15 parts" };
    let parts = form.parts(text).map_err(|_| FieldError { path: path.to_owned(), problem })?;
    Ok((form, parts))
}

fn sender(reader: &mut Reader, name: &str) -> Option<Sender> {
    let schema = || json!({ "type": "string", "minLength": 1, "maxLength": MAX_SENDER });
    let read = |given: Given| {
        given.text_of(MAX_SENDER)?.parse().map_err(|_| Problem::Form { expected: Sender::EXPECTED })
    };
    reader.take(|fields| fields.required_by(name, schema, read))
}

fn transaction_id(fields: &mut Fields) -> Result<Option<String>, FieldError> {
    fields.string("transactionID", MAX_TRANSACTION_ID)
}

/// `0` or `1`, as a number or a text, as clients send both.
fn switch(given: &Given) -> Result<bool, Problem> {
    let text = given.clone().string().ok();
    match (given.whole(), text.as_deref()) {
        (Some(0), _) | (_, Some("0")) => Ok(false),
        (Some(1), _) | (_, Some("1")) => Ok(true),
        _ => Err(Problem::Type { expected: "0 or 1" }),
    }
}

fn switch_schema() -> serde_json::Value {
    json!({ "enum": [0, 1, "0", "1"] })
}
