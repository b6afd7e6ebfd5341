//! Moments as the REST dialect writes them: `YYYYmmddHHiiss`, in UTC.

use chrono::NaiveDateTime;

use crate::time::Timestamp;

/// The text is no moment of this form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a moment of the form YYYYmmddHHiiss")]
pub struct DateError;

/// Reads one: `20130215142000` is 15 February 2013, 14:20:00 ("Send SMS Message", parameter `scheduleDate`).
///
/// # Errors
/// When it has another form, or there is no such moment.
pub fn read_date(text: &str) -> Result<Timestamp, DateError> {
    let is_form = text.len() == 14 && text.bytes().all(|byte| byte.is_ascii_digit());
    let moment = NaiveDateTime::parse_from_str(text, "%Y%m%d%H%M%S").ok().filter(|_| is_form);
    moment.map(|moment| Timestamp::from_millis(moment.and_utc().timestamp_millis())).ok_or(DateError)
}
