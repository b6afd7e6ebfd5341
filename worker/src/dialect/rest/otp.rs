//! `otp/…`

use shortwave::{
    account::Account,
    answer::{
        Data,
        rest::{Otp, OtpCheck},
    },
    request,
};
use worker::{Env, Request, Response};

use super::codes;
use crate::{auth::Caller, durable::OtpStub, env::Config, failure::Failure, http};

/// `POST otp/generate`
pub async fn generate(
    request: &mut Request,
    env: &Env,
    config: &Config,
    caller: &Account,
) -> Result<Response, Failure> {
    let asked = request::read(&http::body(request).await?, request::generate_otp)?;
    let otp = OtpStub::of(env, &config.hash_key, &caller.id, &asked.identity.recipient)?;
    let (otp, code) = otp.generate(asked.identity.app_id.clone(), asked.generate).await??;
    let hidden = "*".repeat(code.expose().len());
    let shown = if caller.profile.hides_codes { &hidden } else { code.expose() };
    http::json(200, &Data { data: Otp::new(&asked.identity, &otp, shown) })
}

/// `POST otp/check`
pub async fn check(
    request: &mut Request,
    env: &Env,
    config: &Config,
    caller: &Caller,
) -> Result<Response, Failure> {
    let asked = request::read(&http::body(request).await?, request::check_otp)?;
    let otp = OtpStub::of(env, &config.hash_key, &caller.account.id, &asked.identity.recipient)?;
    let found = otp.check(asked.identity.app_id.clone(), asked.presented.clone()).await?;
    codes::note(env, caller, &asked.identity.recipient, &found).await?;
    http::json(200, &Data { data: OtpCheck::new(&asked, &found) })
}
