//! A time that is looked at in parts: hours, days or months of a time zone.
//!
//! What is counted is counted in quarters of an hour, which the days of every time zone are made of.

use serde::{Deserialize, Serialize};

use crate::{time::Timestamp, written::words};

const MINUTE: i64 = 60_000;
pub(crate) const QUARTER: i64 = Timestamp::QUARTER;
pub(crate) const HOUR: i64 = 60 * MINUTE;
/// The length of a day (UTC) in milliseconds.
pub const DAY: i64 = 24 * HOUR;

words! {
    /// How long the parts are.
    #[derive(Serialize, Deserialize)]
    pub Interval, "interval: hour, day or month", at most 10;
    /// An hour.
    Hour = "hour",
    /// A day of the time zone.
    Day = "day",
    /// A month of the time zone.
    Month = "month",
}

/// A time zone, for as long as it is looked at: since when its clocks are how many minutes ahead of UTC.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Zone(Vec<(i64, i32)>);

impl Zone {
    /// From the moments at which clocks are set, the first before all that is looked at, each with the minutes that they are
    /// ahead of UTC from then on.
    #[must_use]
    pub const fn new(steps: Vec<(i64, i32)>) -> Self {
        Self(steps)
    }

    /// Minutes ahead of UTC.
    #[must_use]
    pub fn offset(&self, at: Timestamp) -> i32 {
        let after = self.0.partition_point(|(since, _)| *since <= at.millis());
        after.checked_sub(1).and_then(|step| self.0.get(step)).map_or(0, |(_, minutes)| *minutes)
    }

    /// Whether its clocks are those of UTC all the time.
    #[must_use]
    pub fn is_utc(&self) -> bool {
        self.0.iter().all(|(_, minutes)| *minutes == 0)
    }

    /// A moment as its clocks show it (RFC 3339).
    #[must_use]
    pub fn written(&self, at: Timestamp) -> String {
        at.to_rfc3339_at(self.offset(at))
    }
}

/// A time that is looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Period {
    /// From then on, inclusive.
    pub from: Timestamp,
    /// Until then, exclusive.
    pub to: Timestamp,
    /// In parts of this length; `None` for the whole alone.
    pub interval: Option<Interval>,
    /// Whose days and months these are.
    pub zone: Zone,
}

impl Period {
    /// The most parts.
    pub const MAX_PARTS: i64 = 1_000;

    /// The longest that can be looked at: somewhat over a year.
    pub const MAX_MILLIS: i64 = 400 * DAY;

    /// Whether it is not too much to ask: at most [`Self::MAX_PARTS`] of at most [`Self::MAX_MILLIS`].
    #[must_use]
    pub fn is_bearable(&self) -> bool {
        let millis = self.to.millis() - self.from.millis();
        let shortest = if self.interval == Some(Interval::Hour) { HOUR } else { DAY };
        (0..=Self::MAX_MILLIS).contains(&millis) && millis / shortest <= Self::MAX_PARTS
    }

    /// The same from whole quarters of an hour on, which are what is counted in.
    #[must_use]
    pub fn in_quarters(self) -> Self {
        let from = Timestamp::from_millis(self.from.millis().div_euclid(QUARTER) * QUARTER);
        Self { from, ..self }
    }

    /// Whether a moment, in milliseconds, is in it.
    #[must_use]
    pub const fn has(&self, at: i64) -> bool {
        self.from.millis() <= at && at < self.to.millis()
    }

    /// Its parts.
    #[must_use]
    pub fn parts(&self) -> Parts {
        Parts(self.beginnings())
    }

    /// The beginnings of the intervals: where a quarter of an hour belongs to another than the one before.
    fn beginnings(&self) -> Vec<i64> {
        let Some(interval) = self.interval else { return Vec::new() };
        let mut beginnings: Vec<i64> = Vec::new();
        let mut last = None;
        let mut at = self.from.millis();
        while at < self.to.millis() {
            let moment = Timestamp::from_millis(at);
            let offset = i64::from(self.zone.offset(moment)) * MINUTE;
            let name = match interval {
                // An hour that clocks show twice is two.
                Interval::Hour => (at + offset).div_euclid(HOUR) * HOUR - offset,
                Interval::Day => (at + offset).div_euclid(DAY),
                Interval::Month => Timestamp::from_millis(at + offset).month(),
            };
            if last != Some(name) {
                beginnings.push(at);
                last = Some(name);
            }
            at += QUARTER;
        }
        beginnings
    }
}

/// The parts of a period; none where it is looked at as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parts(Vec<i64>);

impl Parts {
    /// When each begins, in milliseconds.
    #[must_use]
    pub fn beginnings(&self) -> &[i64] {
        &self.0
    }

    /// The part that a moment, in milliseconds, is in.
    #[must_use]
    pub fn index(&self, at: i64) -> Option<usize> {
        self.0.partition_point(|beginning| *beginning <= at).checked_sub(1)
    }
}
