//! How often something happened in the last hour.

use serde::{Deserialize, Serialize};

use crate::time::Timestamp;

const MINUTE_MILLIS: i64 = 60_000;
const HOUR_SECONDS: u32 = 3_600;

/// How often something happened in each of the last sixty minutes, by their beginnings. So the hour slides, by a minute at a time.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct LastHour(Vec<(Timestamp, u32)>);

impl LastHour {
    /// Brings it to a moment. What is older than an hour leaves it, and is told; what is of the future, since the clock was set back, is of now.
    pub fn settle(&mut self, now: Timestamp) -> u32 {
        let this = minute(now);
        for (minute, _) in &mut self.0 {
            *minute = (*minute).min(this);
        }
        let left = self.0.partition_point(|(minute, _)| left_at(*minute) <= this);
        self.0.drain(..left).fold(0, |sum, (_, times)| sum.saturating_add(times))
    }

    /// It happened at a moment, which is not after the last one that it was settled at.
    pub fn note(&mut self, at: Timestamp) {
        let this = minute(at);
        let place = self.0.partition_point(|(minute, _)| *minute < this);
        match self.0.get_mut(place) {
            Some((minute, times)) if *minute == this => *times = times.saturating_add(1),
            _ => self.0.insert(place, (this, 1)),
        }
    }

    /// How often.
    #[must_use]
    pub fn total(&self) -> u32 {
        self.0.iter().fold(0, |sum, (_, times)| sum.saturating_add(*times))
    }

    /// How often before the minute of a moment.
    #[must_use]
    pub fn total_before(&self, at: Timestamp) -> u32 {
        let before = self.0.iter().take_while(|(begun, _)| *begun < minute(at));
        before.fold(0, |sum, (_, times)| sum.saturating_add(*times))
    }

    /// When it may happen again, if it may only so often within an hour; `None` for now.
    #[must_use]
    pub fn free_at(&self, most: u32) -> Option<Timestamp> {
        let mut left = self.total();
        let mut free_at = None;
        for (minute, times) in &self.0 {
            if left < most {
                break;
            }
            left = left.saturating_sub(*times);
            free_at = Some(left_at(*minute));
        }
        free_at
    }

    /// When the last of it is older than an hour; `None` where there is nothing.
    #[must_use]
    pub fn forget_at(&self) -> Option<Timestamp> {
        self.0.last().map(|(minute, _)| left_at(*minute))
    }
}

/// The beginning of the minute that a moment is in.
const fn minute(at: Timestamp) -> Timestamp {
    Timestamp::from_millis(at.millis().div_euclid(MINUTE_MILLIS).saturating_mul(MINUTE_MILLIS))
}

/// When a minute has left the hour.
const fn left_at(minute: Timestamp) -> Timestamp {
    minute.plus_seconds(HOUR_SECONDS)
}
