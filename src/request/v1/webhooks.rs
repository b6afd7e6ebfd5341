//! `webhooks`

use super::links::{Judge, web_url};
use crate::{request::native::Reader, target_url::TargetUrl, written::Form};

/// Reads `POST webhooks`: where to tell.
pub fn create_webhook(reader: &mut Reader, judge: Judge<'_>) -> Option<TargetUrl> {
    let schema = || Form::Format { name: "uri", max: TargetUrl::MAX_BYTES }.schema();
    reader.take(|fields| fields.required_by("url", schema, |given| web_url(given, judge)))
}
