//! What callers ask: arguments read once, into types that cannot hold a bad value.
//!
//! A reader asks [`Fields`] for one field after the other. What it asks for is what the API's description says, by the
//! feature `describe`: see [`describe`](self).
//!
//! The REST dialect and `/admin` are read by [`read`]. A body is JSON whatever its content type says, since live clients
//! send none. Unknown fields are ignored and `null` is an absent field. The first problem is reported, in the order in
//! which the document lists the fields. How the native dialect reads is in [`native`].

mod account;
mod blacklist;
mod contacts;
mod count;
#[cfg(feature = "describe")]
pub mod describe;
pub mod engage;
mod fields;
pub mod import;
pub mod native;
mod notes;
mod otp;
mod problem;
mod scheduled;
mod send;
mod sendings;
#[cfg(feature = "describe")]
mod shape;
mod shorten;
pub mod v1;
mod value;

pub use account::{Credit, TestMail, create_account, credit, test_mail, update_account};
pub use blacklist::{BlacklistFilter, blacklist, blacklisted};
pub use contacts::{
    ContactFilter, Include, contact, contacts, group, groups_page, include, taken_name, unknown_group,
};
pub use count::{CountSms, Messages, count_sms};
pub use fields::Fields;
pub use otp::{CheckOtp, GenerateOtp, OtpIdentity, check_otp, generate_otp};
pub use problem::{FieldError, Problem};
pub use scheduled::{Scheduled, reschedule, scheduled};
pub use send::{Campaign, Fault, Judging, NotificationUrls, OtpConfig, SendSms, send_sms};
pub use sendings::{PageLimit, PageNumber, PageWish, SendingFilter, campaigns, events, sendings};
pub use shorten::shorten;
pub use value::{FieldValue, Given};

use serde_json::{Map, Value};

use crate::{
    error::{ApiError, ErrorCode},
    json,
};

/// The largest body that is read, in bytes.
pub const MAX_BODY_BYTES: usize = 1024 * 1024;

/// Reads a body as the REST dialect does.
///
/// # Errors
/// Code 125 for a body that is no JSON object, 422 or what `read` says for a field that breaks a rule.
pub fn read<T, E: Into<ApiError>>(
    body: &[u8],
    read: impl FnOnce(&mut Fields) -> Result<T, E>,
) -> Result<T, ApiError> {
    read(&mut Fields::of_json(object(body)?)).map_err(Into::into)
}

/// Reads a query as the REST dialect does: what it does not know is left alone.
///
/// # Errors
/// What `read` says.
pub fn read_query<T, E: Into<ApiError>>(
    pairs: Vec<(String, String)>,
    read: impl FnOnce(&mut Fields) -> Result<T, E>,
) -> Result<T, ApiError> {
    read(&mut Fields::of_pairs(pairs)).map_err(Into::into)
}

/// The object that a body is.
fn object(body: &[u8]) -> Result<Map<String, Value>, ApiError> {
    match json::from_bytes(body) {
        Ok(Value::Object(map)) => Ok(map),
        Ok(_) | Err(_) => Err(ErrorCode::InvalidJson.into()),
    }
}
