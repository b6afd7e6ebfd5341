//! What became of an account's verifications, counted.

use serde::{Deserialize, Serialize};

use crate::{otp::Happening, period::Period, time::Timestamp, written::words};

words! {
    /// By what verifications are grouped.
    #[derive(Serialize, Deserialize)]
    pub Dimension, "group: country, prefix or channel", at most 20;
    /// ISO 3166-1 alpha-2.
    Country = "country",
    /// The first six digits of the number.
    Prefix = "prefix",
    /// The way that the code goes.
    Channel = "channel",
}

/// The seconds within which codes are counted to have come back; those after the last are counted too.
pub const TIMES: [u32; 11] = [5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 300];

/// Where a time is counted.
#[must_use]
pub fn time_place(millis: u64) -> usize {
    TIMES.partition_point(|seconds| u64::from(*seconds) * 1_000 < millis)
}

/// How many verifications there were, and what became of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figures {
    counts: [u64; Happening::ALL.len()],
    /// What the messages cost, in millionths.
    pub cost: u64,
    /// How many were approved within [`TIMES`], each above the one before, and after the last.
    times: [u64; TIMES.len() + 1],
}

impl Figures {
    /// From how often each of [`Happening::ALL`] happened, the cost, and the times.
    #[must_use]
    pub fn of(numbers: &[u64]) -> Self {
        let number = |place: usize| numbers.get(place).copied().unwrap_or_default();
        let kinds = Happening::ALL.len();
        Self {
            counts: std::array::from_fn(number),
            cost: number(kinds),
            times: std::array::from_fn(|place| number(kinds + 1 + place)),
        }
    }

    /// How often something happened.
    #[must_use]
    pub fn count(&self, of: Happening) -> u64 {
        Happening::ALL
            .iter()
            .zip(self.counts)
            .find_map(|(kind, count)| (*kind == of).then_some(count))
            .unwrap_or_default()
    }

    fn add(&mut self, other: &Self) {
        let (own, others) =
            (self.counts.iter_mut().chain(&mut self.times), other.counts.iter().chain(&other.times));
        for (own, other) in own.zip(others) {
            *own += other;
        }
        self.cost += other.cost;
    }

    /// The share of those created that was approved; `None` where there were none.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "a share of so many is no more exact than that")]
    pub fn conversion(&self) -> Option<f64> {
        let created = self.count(Happening::Created);
        (created > 0).then(|| self.count(Happening::Approved) as f64 / created as f64)
    }

    /// The seconds within which such a share of the approved were, in percent, as exact as they are counted; `None` where that is
    /// not known.
    #[must_use]
    pub fn seconds_within(&self, percent: u64) -> Option<u32> {
        let total: u64 = self.times.iter().sum();
        let wanted = (total * percent).div_ceil(100).max(1);
        let mut sum = 0;
        let place = self.times.iter().position(|times| {
            sum += times;
            sum >= wanted
        })?;
        TIMES.get(place).copied()
    }
}

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskedStatistics {
    /// In what time.
    pub period: Period,
    /// By what they are grouped.
    pub group: Option<Dimension>,
    /// Of these only.
    pub only: Vec<(Dimension, String)>,
}

/// What is answered.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statistics {
    /// In all.
    pub total: Figures,
    /// Each interval, also where nothing happened.
    pub series: Vec<Part>,
    /// Each value, the most frequent first.
    pub groups: Vec<Group>,
}

/// An interval.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// Its beginning.
    pub at: Timestamp,
    /// What began in it.
    pub figures: Figures,
}

/// One value of what is grouped by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// The value.
    pub value: String,
    /// What there was of it.
    pub figures: Figures,
}

impl Statistics {
    /// The most values of a dimension.
    pub const MAX_GROUPS: u32 = 200;

    /// Puts together quarters of an hour.
    #[must_use]
    pub fn of_quarters(period: &Period, quarters: &[(i64, Figures)], groups: Vec<Group>) -> Self {
        let parts = period.parts();
        let part = |at: &i64| Part { at: Timestamp::from_millis(*at), figures: Figures::default() };
        let mut series: Vec<_> = parts.beginnings().iter().map(part).collect();
        let mut total = Figures::default();
        for (quarter, figures) in quarters {
            total.add(figures);
            let at = Timestamp::of_quarter(*quarter).millis();
            if let Some(part) = parts.index(at).and_then(|index| series.get_mut(index)) {
                part.figures.add(figures);
            }
        }
        Self { total, series, groups }
    }
}
