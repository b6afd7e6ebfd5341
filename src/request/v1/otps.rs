//! `otps`

use crate::{
    otp::{Alphabet, Generate, Policy, Presented},
    request::{
        GenerateOtp, OtpIdentity,
        native::Reader,
        otp::{MAX_APP_ID, MAX_CODE},
    },
};

/// Reads `POST otps`: what the REST dialect's `otp/generate` reads.
pub fn create_otp(reader: &mut Reader) -> Option<GenerateOtp> {
    let recipient = reader.take(|fields| fields.required_parsed("recipient"));
    let alpha = reader.take(|fields| fields.flag("alpha"));
    let length = reader.take(|fields| fields.number("length"));
    let max_attempts = reader.take(|fields| fields.number("maxAttempts"));
    let validity = reader.take(|fields| fields.number("maxSecondsValidity"));
    let app_id = reader.take(|fields| fields.string("appId", MAX_APP_ID));
    let reject_if_pending = reader.take(|fields| fields.flag("rejectIfPendingCode"));
    let policy = Policy {
        alphabet: if alpha? { Alphabet::Alphanumeric } else { Alphabet::Digits },
        length: length?,
        max_attempts: max_attempts?,
        validity: validity?,
    };
    Some(GenerateOtp {
        identity: OtpIdentity { recipient: recipient?, app_id: app_id?.unwrap_or_default() },
        generate: Generate { policy, reject_if_pending: reject_if_pending? },
    })
}

/// Reads `POST otps/{id}/check`.
pub fn check_otp(reader: &mut Reader) -> Option<Presented> {
    let code = reader.take(|fields| fields.required_string("code", MAX_CODE));
    let case_sensitive = reader.take(|fields| fields.flag("caseSensitive"));
    Some(Presented::new(&code?, case_sensitive?))
}
