//! Clicks as they are counted and asked for.
//!
//! A link has [`Counts`] for each hour in which anything happened, in parts of a quarter of an hour: that is what the
//! days of every time zone are made of.

use std::{cmp::Reverse, collections::BTreeMap};

use serde::{Deserialize, Serialize};

use super::click::{Clicks, CountedAs};
use crate::{
    period::{DAY, HOUR, Interval, Period, QUARTER},
    time::Timestamp,
    written::answered_words,
};

answered_words! {
    /// What clicks are grouped by.
    #[derive(PartialOrd, Ord, Serialize, Deserialize)]
    pub Dimension, "group: country, city, language, browser, system, device, referrer or target", at most 20;
    /// ISO 3166-1 alpha-2.
    Country = "country",
    /// By name.
    City = "city",
    /// The preferred language.
    Language = "language",
    /// The browser.
    Browser = "browser",
    /// The operating system.
    System = "system",
    /// The kind of device.
    Device = "device",
    /// The host that the link stood on.
    Referrer = "referrer",
    /// The path of the field that said where to go.
    Target = "target",
}

impl Dimension {
    fn of(self, clicks: &Clicks) -> &str {
        match self {
            Self::Country => &clicks.country,
            Self::City => &clicks.city,
            Self::Language => &clicks.language,
            Self::Browser => clicks.agent.browser.as_str(),
            Self::System => clicks.agent.system.as_str(),
            Self::Device => clicks.agent.device.as_str(),
            Self::Referrer => &clicks.referrer,
            Self::Target => &clicks.target,
        }
    }
}

/// How often.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    /// People's clicks.
    pub clicks: u64,
    /// Bots'.
    pub bots: u64,
    /// For previews.
    pub previews: u64,
    /// HEADs.
    pub heads: u64,
}

impl Totals {
    const fn count(&mut self, counted_as: CountedAs, times: u64) {
        match counted_as {
            CountedAs::Click => self.clicks += times,
            CountedAs::Bot => self.bots += times,
            CountedAs::Preview => self.previews += times,
            CountedAs::Head => self.heads += times,
        }
    }

    const fn add(&mut self, other: Self) {
        self.clicks += other.clicks;
        self.bots += other.bots;
        self.previews += other.previews;
        self.heads += other.heads;
    }
}

/// What happened to a link in an hour.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts(BTreeMap<u8, Quarter>);

/// What happened in a quarter of an hour.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Quarter {
    totals: Totals,
    /// People's clicks, by what is known of them.
    by: BTreeMap<Dimension, BTreeMap<String, u64>>,
}

/// What stands for all the values of a dimension that came after its first [`Counts::MAX_VALUES`].
pub const OTHER: &str = "(other)";

impl Counts {
    /// The most values of a dimension that are told apart in a quarter of an hour.
    pub const MAX_VALUES: usize = 200;

    /// The hour of a moment: hours since the Unix epoch.
    #[must_use]
    pub const fn hour(at: Timestamp) -> i64 {
        at.millis().div_euclid(HOUR)
    }

    /// Counts clicks of this hour.
    pub fn count(&mut self, clicks: &Clicks) {
        let times = u64::from(clicks.times);
        let quarter = clicks.at.millis().rem_euclid(HOUR) / QUARTER;
        let quarter = self.0.entry(u8::try_from(quarter).unwrap_or_default()).or_default();
        quarter.totals.count(clicks.counted_as, times);
        if clicks.counted_as != CountedAs::Click {
            return;
        }
        for &dimension in Dimension::ALL {
            let values = quarter.by.entry(dimension).or_default();
            let value = dimension.of(clicks);
            if let Some(count) = values.get_mut(value) {
                *count += times;
                continue;
            }
            let value = if values.len() < Self::MAX_VALUES { value } else { OTHER };
            *values.entry(value.to_owned()).or_default() += times;
        }
    }
}

/// What is asked of a link's clicks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// In what time, and in which parts of it.
    pub period: Period,
    /// By what people's clicks are grouped.
    pub group: Option<Dimension>,
}

/// What became of a link's clicks.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// In all.
    pub total: Totals,
    /// Different visitors of each day (UTC), added up. Who came on two days counts twice.
    pub visitors: u64,
    /// Each interval, also where nothing happened.
    pub series: Vec<Part>,
    /// Each value of the dimension, the most frequent first.
    pub groups: Vec<Group>,
}

/// One interval.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// Its beginning.
    pub at: Timestamp,
    /// What happened in it.
    pub totals: Totals,
    /// Different visitors; `None` where days of UTC do not make it up.
    pub visitors: Option<u64>,
}

/// The clicks with one value of a dimension.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// The value; empty where it is not known.
    pub value: String,
    /// People's clicks.
    pub clicks: u64,
    /// The same, in each part of the series.
    pub series: Vec<u64>,
}

impl Asked {
    /// Puts together what was counted: of hours, and different visitors of days (UTC).
    #[must_use]
    pub fn tell(&self, hours: Vec<(i64, Counts)>, days: &[(i64, u64)]) -> Told {
        let Self { period, .. } = self;
        let parts = period.parts();
        let visitors = self.has_visitors().then_some(0);
        let of = |at: &i64| Part { at: Timestamp::from_millis(*at), totals: Totals::default(), visitors };
        let mut told = Told { series: parts.beginnings().iter().map(of).collect(), ..Told::default() };
        let mut groups: BTreeMap<String, Vec<u64>> = BTreeMap::new();
        for (hour, counts) in hours {
            for (quarter, counts) in counts.0 {
                let at = hour * HOUR + i64::from(quarter) * QUARTER;
                if !period.has(at) {
                    continue;
                }
                told.total.add(counts.totals);
                let index = parts.index(at);
                if let Some(part) = index.and_then(|index| told.series.get_mut(index)) {
                    part.totals.add(counts.totals);
                }
                let values = self.group.and_then(|dimension| counts.by.get(&dimension));
                for (value, clicks) in values.into_iter().flatten() {
                    let of_value = groups
                        .entry(value.clone())
                        .or_insert_with(|| vec![0; parts.beginnings().len().max(1)]);
                    if let Some(count) = of_value.get_mut(index.unwrap_or(0)) {
                        *count += clicks;
                    }
                }
            }
        }
        for (day, visitors) in days {
            told.visitors += visitors;
            let index = parts.index((day * DAY).max(period.from.millis()));
            if let Some(count) = index.and_then(|index| told.series.get_mut(index)?.visitors.as_mut()) {
                *count += visitors;
            }
        }
        told.groups = groups.into_iter().map(|(value, series)| self.group(value, series)).collect();
        told.groups.sort_by_key(|group| Reverse(group.clicks));
        told
    }

    fn group(&self, value: String, series: Vec<u64>) -> Group {
        let clicks = series.iter().sum();
        Group { value, clicks, series: if self.period.interval.is_some() { series } else { Vec::new() } }
    }

    fn has_visitors(&self) -> bool {
        self.period.zone.is_utc() && !matches!(self.period.interval, None | Some(Interval::Hour))
    }
}
