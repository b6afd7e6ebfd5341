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

use crate::{durable::OtpStub, env::Config, failure::Failure, http};

/// `POST otp/generate`
pub async fn generate(
    request: &mut Request,
    env: &Env,
    config: &Config,
    caller: &Account,
) -> Result<Response, Failure> {
    let asked = request::read(&http::body(request).await?, request::generate_otp)?;
    let otp = OtpStub::of(env, &config.hash_key, &caller.id, &asked.identity)?;
    let (otp, code) = otp.generate(asked.generate).await??;
    http::json(200, &Data { data: Otp::new(&asked.identity, &otp, code.expose()) })
}

/// `POST otp/check`
pub async fn check(
    request: &mut Request,
    env: &Env,
    config: &Config,
    caller: &Account,
) -> Result<Response, Failure> {
    let asked = request::read(&http::body(request).await?, request::check_otp)?;
    let otp = OtpStub::of(env, &config.hash_key, &caller.id, &asked.identity)?;
    let found = otp.check(asked.presented.clone()).await?;
    http::json(200, &Data { data: OtpCheck::new(&asked, &found) })
}
