//! Moments as the REST dialect writes them: `YYYYmmddHHiiss`, in UTC.

use chrono::NaiveDate;

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
    let number = text.parse().ok().filter(|_| is_form);
    number.and_then(moment).ok_or(DateError)
}

/// By its digits as one number. Any minute may have a leap second.
fn moment(number: u64) -> Option<Timestamp> {
    let part = |place: u64| u32::try_from(number / place % 100).ok();
    let year = i32::try_from(number / 10_000_000_000).ok()?;
    let day = NaiveDate::from_ymd_opt(year, part(100_000_000)?, part(1_000_000)?)?;
    let minute = day.and_hms_opt(part(10_000)?, part(100)?, 0)?;
    let second = part(1).filter(|second| *second <= 60)?;
    Some(Timestamp::from_millis(minute.and_utc().timestamp_millis()).plus_seconds(second))
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDateTime;

    use super::*;

    #[test]
    fn moments_are_those_that_there_are() {
        let read = |text: &str| read_date(text).map(Timestamp::to_rfc3339).ok();
        for (text, moment) in [
            ("20130215142000", "2013-02-15T14:20:00+00:00"),
            ("00000229000000", "0000-02-29T00:00:00+00:00"),
            ("99991231235959", "9999-12-31T23:59:59+00:00"),
            ("20161231235960", "2017-01-01T00:00:00+00:00"),
        ] {
            assert_eq!(read(text).as_deref(), Some(moment));
        }
        let wrong = [
            "",
            "2013021514200",
            "201302151420000",
            "+2130215142000",
            " 2130215142000",
            "2013021514200x",
            "2013-02-15142",
            "20130015142000",
            "20131315142000",
            "20130229142000",
            "20130200142000",
            "20130215240000",
            "20130215146000",
            "20130215142061",
            "２０１３",
        ];
        for text in wrong {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn digits_are_read_as_chrono_reads_them() {
        let places = |step: u64| (0..20_000).map(move |index| index * step % 100_000_000_000_000);
        for number in places(31_415_926_535_897).chain(places(1).map(|seconds| 20_160_229_230_000 + seconds))
        {
            let text = format!("{number:014}");
            let moment = NaiveDateTime::parse_from_str(&text, "%Y%m%d%H%M%S").ok();
            let millis = moment.map(|moment| moment.and_utc().timestamp_millis());
            assert_eq!(read_date(&text).ok().map(Timestamp::millis), millis, "{text}");
        }
    }
}
