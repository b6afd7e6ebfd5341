//! `otp/…`

use serde::Serialize;
use shortwave::{
    account::Account,
    error::{ApiError, ErrorCode},
    otp::{Checked, GenerateError, Otp, Verdict},
    request::{self, OtpIdentity},
};
use worker::{Env, Request, Response};

use crate::{dialect::Data, durable::OtpStub, env::Config, failure::Failure, http};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct OtpData<'a> {
    recipient: &'a str,
    code: &'a str,
    attempts: u32,
    max_attempts: u8,
    max_seconds_validity: u16,
    app_id: &'a str,
    created_at: String,
    updated_at: String,
    expires_at: String,
}

impl<'a> OtpData<'a> {
    fn new(identity: &'a OtpIdentity, otp: &Otp, code: &'a str) -> Self {
        Self {
            recipient: identity.recipient.as_str(),
            code,
            attempts: otp.attempts,
            max_attempts: otp.policy.max_attempts.get(),
            max_seconds_validity: otp.policy.validity.seconds(),
            app_id: &identity.app_id,
            created_at: otp.created_at.to_rfc3339(),
            updated_at: otp.updated_at.to_rfc3339(),
            expires_at: otp.expires_at.to_rfc3339(),
        }
    }
}

/// `POST otp/generate`
pub async fn generate(
    request: &mut Request,
    env: &Env,
    config: &Config,
    caller: &Account,
) -> Result<Response, Failure> {
    let asked = request::read(&http::body(request).await?, request::generate_otp)?;
    let otp = OtpStub::of(env, &config.hash_key, caller, &asked.identity)?;
    match otp.generate(asked.generate).await? {
        Ok((otp, code)) => {
            http::json(200, &Data { data: OtpData::new(&asked.identity, &otp, code.expose()) })
        }
        Err(pending @ GenerateError::Pending) => {
            Err(ApiError::new(ErrorCode::Conflict, pending.to_string()).into())
        }
        Err(error @ GenerateError::Randomness) => Err(Failure::Hidden(error.to_string())),
    }
}

#[derive(Serialize)]
struct CheckData<'a> {
    valid: bool,
    reason: String,
    otp: Option<Data<OtpData<'a>>>,
}

/// `POST otp/check`
pub async fn check(
    request: &mut Request,
    env: &Env,
    config: &Config,
    caller: &Account,
) -> Result<Response, Failure> {
    let asked = request::read(&http::body(request).await?, request::check_otp)?;
    let otp = OtpStub::of(env, &config.hash_key, caller, &asked.identity)?;
    let Checked { verdict, otp } = otp.check(asked.presented).await?;
    let data = CheckData {
        valid: verdict == Verdict::Valid,
        reason: verdict.to_string(),
        otp: otp.map(|otp| Data { data: OtpData::new(&asked.identity, &otp, &asked.code) }),
    };
    http::json(200, &Data { data })
}
