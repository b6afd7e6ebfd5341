//! The REST dialect's `shortener/shorten`.

use super::object;
use crate::{error::ApiError, link::MAX_URLS_PER_CALL};

/// Far above what a target may have, so that a long URL is answered as a bad one and not as a bad request.
const MAX_LONG_URL: usize = super::MAX_BODY_BYTES;

/// Reads `shortener/shorten`: the URLs as the caller wrote them, in order, good and bad.
///
/// # Errors
/// Code 125 for a body that is no JSON object, 422 for a field that breaks a rule.
pub fn shorten(body: &[u8]) -> Result<Vec<String>, ApiError> {
    let mut fields = object(body)?;
    let urls = fields.required_list("urls", 1, MAX_URLS_PER_CALL)?;
    let long_url = |(index, value)| {
        let mut item = fields.item("urls", index, value)?;
        let text = item.string("longUrl", MAX_LONG_URL)?;
        Ok(text.ok_or_else(|| item.error("longUrl", super::Problem::Required))?)
    };
    urls.into_iter().enumerate().map(long_url).collect()
}
