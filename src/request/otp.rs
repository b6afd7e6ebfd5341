//! The REST dialect's `otp/generate` and `otp/check`.

use super::{FieldError, Fields};
use crate::{
    otp::{Alphabet, Generate, Policy, Presented},
    recipient::Recipient,
};

pub(super) const MAX_APP_ID: usize = 255;
/// Codes have at most 10 characters; a longer one is wrong, and may be told so.
pub(super) const MAX_CODE: usize = 64;

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

/// The rules of a new code.
pub(super) fn policy(fields: &mut Fields) -> Result<Policy, FieldError> {
    let alphabet = if fields.flag("alpha")? { Alphabet::Alphanumeric } else { Alphabet::Digits };
    Ok(Policy {
        alphabet,
        length: fields.number("length")?,
        max_attempts: fields.number("maxAttempts")?,
        validity: fields.number("maxSecondsValidity")?,
    })
}

pub(super) fn app_id(fields: &mut Fields) -> Result<String, FieldError> {
    Ok(fields.string("appId", MAX_APP_ID)?.unwrap_or_default())
}

/// Reads `otp/generate`.
///
/// # Errors
/// The first field that breaks a rule.
pub fn generate_otp(fields: &mut Fields) -> Result<GenerateOtp, FieldError> {
    let recipient = fields.required_parsed("recipient")?;
    let policy = policy(fields)?;
    let app_id = app_id(fields)?;
    let reject_if_pending = fields.flag("rejectIfPendingCode")?;
    Ok(GenerateOtp {
        identity: OtpIdentity { recipient, app_id },
        generate: Generate { policy, reject_if_pending, is_sent: false },
    })
}

/// Reads `otp/check`.
///
/// # Errors
/// The first field that breaks a rule.
pub fn check_otp(fields: &mut Fields) -> Result<CheckOtp, FieldError> {
    let recipient = fields.required_parsed("recipient")?;
    let code = fields.required_string("code", MAX_CODE)?;
    let presented = Presented::new(&code, fields.flag("caseSensitive")?);
    let app_id = app_id(fields)?;
    Ok(CheckOtp { identity: OtpIdentity { recipient, app_id }, code, presented })
}
