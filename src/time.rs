//! Points in time, as the Worker's clock tells them and as the APIs write them.

use chrono::{DateTime, SecondsFormat};
use serde::{Deserialize, Serialize};

/// Milliseconds since the Unix epoch, UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(i64);

impl Timestamp {
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
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_written_as_the_rest_dialect_documents() {
        assert_eq!(Timestamp::from_millis(1_577_880_000_999).to_rfc3339(), "2020-01-01T12:00:00+00:00");
    }

    #[test]
    fn does_not_overflow() {
        assert_eq!(Timestamp::from_millis(i64::MAX).plus_seconds(u32::MAX).millis(), i64::MAX);
        assert_eq!(Timestamp::from_millis(i64::MAX).to_rfc3339(), "1970-01-01T00:00:00+00:00");
        let (first, last) = (Timestamp::from_millis(i64::MIN), Timestamp::from_millis(i64::MAX));
        assert_eq!((last.millis_since(first), first.millis_since(last)), (u64::MAX, 0));
    }
}
