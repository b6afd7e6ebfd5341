//! Moments as other services write them.

use serde_json::Value;

use crate::time::Timestamp;

/// RFC 3339, also with a space for the `T`, without the colon of the offset, without an offset (UTC) and without a time
/// (midnight); or milliseconds. `None` for anything else.
pub(super) fn of(value: &Value) -> Option<Timestamp> {
    match value {
        Value::String(text) => of_text(text.trim()),
        value => Timestamp::try_from(value.as_i64()?).ok(),
    }
}

fn of_text(text: &str) -> Option<Timestamp> {
    let (date, time) = text.split_at_checked(10)?;
    let time = time.strip_prefix(['T', 't', ' ']).unwrap_or(time).trim_start();
    let (time, offset) = time.split_at_checked(time.find(['+', '-', 'Z', 'z']).unwrap_or(time.len()))?;
    let (time, offset) = (time.trim_end(), with_colon(offset));
    let time = if time.is_empty() { "00:00:00" } else { time };
    format!("{date}T{time}{offset}").parse().ok()
}

/// `+0100` as `+01:00`, and nothing as UTC.
fn with_colon(offset: &str) -> String {
    match offset.split_at_checked(3) {
        None if offset.is_empty() => "Z".to_owned(),
        Some((hours, minutes)) if minutes.len() == 2 => format!("{hours}:{minutes}"),
        _ => offset.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn moments_are_read_as_services_write_them() {
        for (written, read) in [
            (json!("2021-05-06T15:20:52+0000"), Some("2021-05-06T15:20:52+00:00")),
            (json!("2021-05-06T15:20:52+02:00"), Some("2021-05-06T13:20:52+00:00")),
            (json!("2021-05-06T15:20:52Z"), Some("2021-05-06T15:20:52+00:00")),
            (json!(" 2021-05-06 15:20:52"), Some("2021-05-06T15:20:52+00:00")),
            (json!("2021-05-06 15:20:52 -0130"), Some("2021-05-06T16:50:52+00:00")),
            (json!("2021-05-06"), Some("2021-05-06T00:00:00+00:00")),
            (json!(1_620_314_452_000_i64), Some("2021-05-06T15:20:52+00:00")),
            (json!("06/05/2021"), None),
            (json!("2021-05-06 15:20"), None),
            (json!("éééééé"), None),
            (json!("2021-05-06T15:20:52é"), None),
            (json!(null), None),
        ] {
            assert_eq!(of(&written).map(Timestamp::to_rfc3339).as_deref(), read, "{written}");
        }
    }
}
