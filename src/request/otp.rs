//! The REST dialect's `otp/generate` and `otp/check`.

use super::{
    fields::{FieldError, Fields, Problem},
    object,
};
use crate::{
    error::ApiError,
    otp::{Alphabet, Generate, Policy, Presented},
    recipient::Recipient,
};

/// An e-mail address has at most 254 bytes; a longer text is no recipient, but may be told so.
const MAX_RECIPIENT: usize = 320;
const MAX_APP_ID: usize = 255;
/// Codes have at most 10 characters; a longer one is wrong, and may be told so.
const MAX_CODE: usize = 64;

/// Which code of an account is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OtpIdentity {
    /// Whom it is for.
    pub recipient: Recipient,
    /// The caller's application: a recipient may have one code for each.
    pub app_id: String,
}

/// `otp/generate`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GenerateOtp {
    /// Which code.
    pub identity: OtpIdentity,
    /// What kind of code.
    pub generate: Generate,
}

/// `otp/check`.
#[derive(Clone, Debug)]
pub struct CheckOtp {
    /// Which code.
    pub identity: OtpIdentity,
    /// The code as the caller wrote it.
    pub code: String,
    /// The code as it is compared.
    pub presented: Presented,
}

fn recipient(fields: &mut Fields) -> Result<Recipient, FieldError> {
    let text = fields.required_string("recipient", MAX_RECIPIENT)?;
    text.parse().map_err(|_| fields.error("recipient", Problem::Form { expected: "phone or email" }))
}

fn app_id(fields: &mut Fields) -> Result<String, FieldError> {
    Ok(fields.string("appId", MAX_APP_ID)?.unwrap_or_default())
}

/// Reads `otp/generate`.
///
/// # Errors
/// Code 125 for a body that is no JSON object, 422 for a field that breaks a rule.
pub fn generate_otp(body: &[u8]) -> Result<GenerateOtp, ApiError> {
    let mut fields = object(body)?;
    let recipient = recipient(&mut fields)?;
    let alphabet = if fields.flag("alpha")? { Alphabet::Alphanumeric } else { Alphabet::Digits };
    let policy = Policy {
        alphabet,
        length: fields.number("length")?,
        max_attempts: fields.number("maxAttempts")?,
        validity: fields.number("maxSecondsValidity")?,
    };
    let app_id = app_id(&mut fields)?;
    let reject_if_pending = fields.flag("rejectIfPendingCode")?;
    Ok(GenerateOtp {
        identity: OtpIdentity { recipient, app_id },
        generate: Generate { policy, reject_if_pending },
    })
}

/// Reads `otp/check`.
///
/// # Errors
/// Code 125 for a body that is no JSON object, 422 for a field that breaks a rule.
pub fn check_otp(body: &[u8]) -> Result<CheckOtp, ApiError> {
    let mut fields = object(body)?;
    let recipient = recipient(&mut fields)?;
    let code = fields.required_string("code", MAX_CODE)?;
    let presented = Presented::new(&code, fields.flag("caseSensitive")?);
    let app_id = app_id(&mut fields)?;
    Ok(CheckOtp { identity: OtpIdentity { recipient, app_id }, code, presented })
}
