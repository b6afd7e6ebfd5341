//! Clicks as they are counted and asked for.
//!
//! A link has [`Counts`] for each hour in which anything happened, in parts of a quarter of an hour: that is what the
//! days of every time zone are made of.

use std::{cmp::Reverse, collections::BTreeMap};

use serde::{Deserialize, Serialize};

use super::click::{Clicks, CountedAs};
use crate::{
    time::Timestamp,
    written::{answered_words, words},
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

const MINUTE: i64 = 60_000;
const QUARTER: i64 = Timestamp::QUARTER;
const HOUR: i64 = 60 * MINUTE;
/// The length of a day (UTC) in milliseconds.
pub const DAY: i64 = 24 * HOUR;

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

words! {
    /// How long the parts are that clicks are told in.
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

    fn is_utc(&self) -> bool {
        self.0.iter().all(|(_, minutes)| *minutes == 0)
    }
}

/// What is asked of a link's clicks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// From then on, inclusive.
    pub from: Timestamp,
    /// Until then, exclusive.
    pub to: Timestamp,
    /// In parts of this length; `None` for the whole alone.
    pub interval: Option<Interval>,
    /// Whose days and months these are.
    pub zone: Zone,
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

    /// Puts together what was counted: of hours, and different visitors of days (UTC).
    #[must_use]
    pub fn tell(&self, hours: Vec<(i64, Counts)>, days: &[(i64, u64)]) -> Told {
        let beginnings = self.beginnings();
        let part = |at: i64| beginnings.partition_point(|beginning| *beginning <= at).checked_sub(1);
        let visitors = self.has_visitors().then_some(0);
        let of = |at: &i64| Part { at: Timestamp::from_millis(*at), totals: Totals::default(), visitors };
        let mut told = Told { series: beginnings.iter().map(of).collect(), ..Told::default() };
        let mut groups: BTreeMap<String, Vec<u64>> = BTreeMap::new();
        for (hour, counts) in hours {
            for (quarter, counts) in counts.0 {
                let at = hour * HOUR + i64::from(quarter) * QUARTER;
                if at < self.from.millis() || at >= self.to.millis() {
                    continue;
                }
                told.total.add(counts.totals);
                let index = part(at);
                if let Some(part) = index.and_then(|index| told.series.get_mut(index)) {
                    part.totals.add(counts.totals);
                }
                let values = self.group.and_then(|dimension| counts.by.get(&dimension));
                for (value, clicks) in values.into_iter().flatten() {
                    let of_value =
                        groups.entry(value.clone()).or_insert_with(|| vec![0; beginnings.len().max(1)]);
                    if let Some(count) = of_value.get_mut(index.unwrap_or(0)) {
                        *count += clicks;
                    }
                }
            }
        }
        for (day, visitors) in days {
            told.visitors += visitors;
            let index = part((day * DAY).max(self.from.millis()));
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
        Group { value, clicks, series: if self.interval.is_some() { series } else { Vec::new() } }
    }

    fn has_visitors(&self) -> bool {
        self.zone.is_utc() && !matches!(self.interval, None | Some(Interval::Hour))
    }
}
