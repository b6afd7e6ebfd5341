//! The REST dialect's `shortener/shorten`.

use super::{FieldError, Fields};
use crate::link::MAX_URLS_PER_CALL;

/// Reads `shortener/shorten`: the URLs as the caller wrote them, in order, good and bad. None is too long to be answered as
/// a bad one.
///
/// # Errors
/// The first field that breaks a rule.
pub fn shorten(fields: &mut Fields) -> Result<Vec<String>, FieldError> {
    fields.required_objects("urls", 1..=MAX_URLS_PER_CALL, |url| url.required_text("longUrl"))
}
