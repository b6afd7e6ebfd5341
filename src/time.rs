//! Points in time, as the Worker's clock tells them and as the APIs write them.

use std::str::FromStr;

use chrono::{DateTime, Datelike, FixedOffset, Offset, SecondsFormat};
use serde::{Deserialize, Serialize};

/// Milliseconds since the Unix epoch, UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(i64);

/// The text or number is not a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a moment of the years 0 to 9999")]
pub struct TimestampError;

impl Timestamp {
    /// The first that RFC 3339 can write: the beginning of the year 0.
    pub const FIRST: Self = Self(-62_167_219_200_000);

    /// The last: the end of the year 9999.
    pub const LAST: Self = Self(253_402_300_799_999);

    /// A quarter of an hour, in milliseconds.
    pub const QUARTER: i64 = 900_000;

    /// From milliseconds since the Unix epoch.
    #[must_use]
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// Milliseconds since the Unix epoch.
    #[must_use]
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// This moment and so many seconds more; stays at the end of time rather than overflow.
    #[must_use]
    pub const fn plus_seconds(self, seconds: u32) -> Self {
        Self(self.0.saturating_add(seconds as i64 * 1_000))
    }

    /// Days since the Unix epoch.
    #[must_use]
    pub const fn day(self) -> i64 {
        self.0.div_euclid(86_400_000)
    }

    /// Quarters of an hour since the Unix epoch.
    #[must_use]
    pub const fn quarter(self) -> i64 {
        self.0.div_euclid(Self::QUARTER)
    }

    /// The beginning of one.
    #[must_use]
    pub const fn of_quarter(quarter: i64) -> Self {
        Self(quarter.saturating_mul(Self::QUARTER))
    }

    /// Months since the beginning of the year 0.
    #[must_use]
    pub fn month(self) -> i64 {
        let date = DateTime::from_timestamp_millis(self.0).unwrap_or(DateTime::UNIX_EPOCH);
        i64::from(date.year()) * 12 + i64::from(date.month0())
    }

    /// RFC 3339 in whole seconds, as clocks show it that are so many minutes ahead of UTC.
    #[must_use]
    pub fn to_rfc3339_at(self, minutes: i32) -> String {
        let offset = FixedOffset::east_opt(minutes.saturating_mul(60));
        let moment = DateTime::from_timestamp_millis(self.0).unwrap_or(DateTime::UNIX_EPOCH);
        let moment = moment.with_timezone(&offset.unwrap_or_else(|| moment.offset().fix()));
        moment.to_rfc3339_opts(SecondsFormat::Secs, false)
    }

    /// How many milliseconds have passed since an earlier moment; none when the clock was set back.
    #[must_use]
    pub const fn millis_since(self, earlier: Self) -> u64 {
        if self.0 < earlier.0 { 0 } else { self.0.abs_diff(earlier.0) }
    }

    /// The REST dialect's form, `2020-01-01T12:00:00+00:00`: RFC 3339, whole seconds, a numeric offset.
    #[must_use]
    pub fn to_rfc3339(self) -> String {
        DateTime::from_timestamp_millis(self.0)
            .unwrap_or(DateTime::UNIX_EPOCH)
            .to_rfc3339_opts(SecondsFormat::Secs, false)
    }

    /// The form of mail, `Wed, 1 Jan 2020 12:00:00 +0000` (RFC 5322, clause 3.3), which has four digits for a year.
    #[must_use]
    pub fn to_rfc2822(self) -> String {
        let written = (Self::FIRST..=Self::LAST).contains(&self);
        let moment = DateTime::from_timestamp_millis(self.0).filter(|_| written);
        moment.unwrap_or(DateTime::UNIX_EPOCH).to_rfc2822()
    }
}

/// RFC 3339, clause 5.6, with any offset. What is less than a millisecond is dropped.
impl FromStr for Timestamp {
    type Err = TimestampError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let has_t = text.as_bytes().get(10).is_some_and(|byte| byte.eq_ignore_ascii_case(&b'T'));
        let moment =
            DateTime::parse_from_rfc3339(text).ok().filter(|_| has_t).map(|moment| moment.timestamp_millis());
        moment.ok_or(TimestampError)?.try_into()
    }
}

/// From milliseconds since the Unix epoch.
impl TryFrom<i64> for Timestamp {
    type Error = TimestampError;

    fn try_from(millis: i64) -> Result<Self, Self::Error> {
        let moment = Self(millis);
        if (Self::FIRST..=Self::LAST).contains(&moment) { Ok(moment) } else { Err(TimestampError) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_written_as_the_rest_dialect_documents() {
        assert_eq!(Timestamp::from_millis(1_577_880_000_999).to_rfc3339(), "2020-01-01T12:00:00+00:00");
    }

    #[test]
    fn is_read_as_rfc_3339_with_any_offset() {
        for (text, millis) in [
            ("1970-01-01T00:00:00Z", 0),
            ("1970-01-01t01:00:00.0019z", 3_600_001),
            ("2020-01-01T13:00:00+01:00", 1_577_880_000_000),
            ("1969-12-31T23:59:59.999-00:00", -1),
            ("2016-12-31T23:59:60Z", 1_483_228_800_000),
            ("0000-01-01T00:00:00Z", Timestamp::FIRST.millis()),
            ("9999-12-31T23:59:59.999Z", Timestamp::LAST.millis()),
        ] {
            assert_eq!(text.parse(), Ok(Timestamp::from_millis(millis)), "{text}");
        }
    }

    #[test]
    fn refuses_what_is_no_moment() {
        for text in [
            "",
            "now",
            "2020-01-01",
            "2020-01-01T12:00:00",
            "2020-01-01 12:00:00Z",
            "2020-02-30T12:00:00Z",
            "2020-01-01T24:00:00Z",
            "2020-01-01T12:00Z",
            "0000-01-01T00:00:00+00:01",
            "9999-12-31T23:59:59-00:01",
            "+10000-01-01T00:00:00Z",
            "2020-01-01T12:00:00Z ",
        ] {
            assert_eq!(text.parse::<Timestamp>(), Err(TimestampError), "{text}");
        }
        assert_eq!(Timestamp::try_from(i64::MAX), Err(TimestampError));
    }

    #[test]
    fn does_not_overflow() {
        assert_eq!(Timestamp::from_millis(i64::MAX).plus_seconds(u32::MAX).millis(), i64::MAX);
        assert_eq!(Timestamp::from_millis(i64::MAX).to_rfc3339(), "1970-01-01T00:00:00+00:00");
        let (first, last) = (Timestamp::from_millis(i64::MIN), Timestamp::from_millis(i64::MAX));
        assert_eq!((last.millis_since(first), first.millis_since(last)), (u64::MAX, 0));
    }
}
