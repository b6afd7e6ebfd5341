//! Bodies in and out.

use serde::Serialize;
use shortwave::{
    answer::rest,
    error::{ApiError, ErrorCode},
    request::MAX_BODY_BYTES,
};
use worker::{Headers, Request, Response, ResponseBuilder};

use crate::{failure::Failure, platform};

/// A JSON answer.
pub fn json(status: u16, body: &impl Serialize) -> Result<Response, Failure> {
    Ok(body_of(status, body)?)
}

/// The same, where there is no failure to be had.
pub fn body_of(status: u16, body: &impl Serialize) -> worker::Result<Response> {
    ResponseBuilder::new().with_status(status).with_header("Cache-Control", "no-store")?.from_json(body)
}

/// The REST dialect's error envelope, `{"error":{"code":…,"description":…}}`.
pub fn error(error: &ApiError) -> worker::Result<Response> {
    body_of(error.code().status(), &rest::Error::from(error))
}

/// The answer with headers set that it may not let be changed in place, as one from another service.
pub fn with_headers(response: Response, headers: &[(&str, &str)]) -> worker::Result<Response> {
    let all = Headers::new();
    for (name, value) in response.headers().entries() {
        all.append(&name, &value)?;
    }
    for (name, value) in headers {
        all.set(name, value)?;
    }
    Ok(response.with_headers(all))
}

/// Whether the client says that it takes JSON.
pub fn accepts_json(request: &Request) -> bool {
    request.headers().get("Accept").ok().flatten().is_some_and(|accept| accept.contains("application/json"))
}

/// The arguments of the query.
pub fn query(request: &Request) -> Vec<(String, String)> {
    let url = request.inner().url();
    let query = url.split_once('?').map_or("", |(_, query)| query);
    form_urlencoded::parse(query.as_bytes()).into_owned().collect()
}

/// The whole body, refused as soon as it proves larger than allowed.
pub async fn body(request: &Request) -> Result<Vec<u8>, Failure> {
    body_of_at_most(request, MAX_BODY_BYTES).await
}

/// The same, where more bytes are allowed.
pub async fn body_of_at_most(request: &Request, most: usize) -> Result<Vec<u8>, Failure> {
    let too_large = || Failure::from(ApiError::from(ErrorCode::BodyTooLarge));
    let declared = request.headers().get("Content-Length")?.and_then(|length| length.parse().ok());
    if declared.is_some_and(|length: usize| length > most) {
        return Err(too_large());
    }
    // One that declares its length is not longer (RFC 9112, clause 6.3), and is read at once.
    let most = declared.is_none().then_some(most);
    platform::body(request.inner(), most).await?.ok_or_else(too_large)
}
