//! What callers ask: request bodies read once, into types that cannot hold a bad value.
//!
//! A body is JSON whatever its content type says, since live clients send none. Unknown fields are ignored and
//! `null` is an absent field. The first problem is reported, in the order in which the document lists the fields.

mod account;
mod count;
mod fields;
mod otp;
mod shorten;

pub use account::create_account;
pub use count::{CountSms, Messages, count_sms};
pub use fields::{FieldError, Problem};
pub use otp::{CheckOtp, GenerateOtp, OtpIdentity, check_otp, generate_otp};
pub use shorten::shorten;

use crate::error::{ApiError, ErrorCode};
use fields::Fields;

/// The largest body that is read, in bytes.
pub const MAX_BODY_BYTES: usize = 1024 * 1024;

/// Reads a body into the fields of its object.
fn object(body: &[u8]) -> Result<Fields, ApiError> {
    match serde_json::from_slice(body) {
        Ok(serde_json::Value::Object(map)) => Ok(Fields::root(map)),
        Ok(_) | Err(_) => Err(ErrorCode::InvalidJson.into()),
    }
}
