//! What every deployment answers, whichever dialect its callers speak.

use shortwave::{answer::platform::Health, endpoint::Endpoint};
use worker::Response;

use crate::{Call, failure::Failure, http};

/// Answers one of the calls.
pub fn answer(call: &Call<'_>) -> Result<Response, Failure> {
    match call.endpoint {
        Endpoint::Health => http::json(200, &health()),
        Endpoint::JwkSet => jwk_set(call),
        _ => Err(Failure::NotFound),
    }
}

/// How this build is.
const fn health() -> Health<'static> {
    let commit = match option_env!("SHORTWAVE_COMMIT") {
        Some(commit) => commit,
        None => "unknown",
    };
    Health { status: "ok", version: env!("CARGO_PKG_VERSION"), commit }
}

/// The public keys, which may be kept for five minutes: a new key is published before it signs.
fn jwk_set(call: &Call<'_>) -> Result<Response, Failure> {
    let response = http::json(200, &call.config.tokens.keys.public_jwk_set())?;
    response.headers().set("Cache-Control", "public, max-age=300")?;
    Ok(response)
}
