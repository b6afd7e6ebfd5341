//! How clicks are counted, and told.

use std::collections::BTreeMap;

use proptest::prelude::*;
use shortwave::{
    keyed_hash::HashKey,
    link::{
        click::{Clicks, Received, by_shard},
        counts::{Asked, Counts, Dimension, OTHER},
    },
    period::{DAY, Interval, Period, Zone},
    time::Timestamp,
};

const HOUR: i64 = 3_600_000;
/// 2026-03-29, the day on which clocks are put forward in Madrid, at 01:00 UTC.
const SPRING: i64 = 1_774_742_400_000;

fn click(at: i64, country: &str) -> Clicks {
    let received = Received {
        link: "abcdef",
        at: Timestamp::from_millis(at),
        is_head: country == "head",
        target: "target",
        user_agent: if country == "bot" { "Googlebot/2.1" } else { "curl/8" },
        languages: "",
        referrer: "",
        address: "192.0.2.1",
        country,
        city: "",
    };
    let shards = by_shard([received], &HashKey::new(&"k".repeat(32)).unwrap());
    shards.into_values().flatten().next().unwrap()
}

fn hours(clicks: &[Clicks]) -> Vec<(i64, Counts)> {
    let mut hours: BTreeMap<i64, Counts> = BTreeMap::new();
    for click in clicks {
        hours.entry(Counts::hour(click.at)).or_default().count(click);
    }
    hours.into_iter().collect()
}

fn asked(from: i64, to: i64, interval: Option<Interval>, zone: Zone) -> Asked {
    let (from, to) = (Timestamp::from_millis(from), Timestamp::from_millis(to));
    Asked { period: Period { from, to, interval, zone }, group: Some(Dimension::Country) }
}

/// One hour ahead of UTC, and two from 01:00 UTC on.
fn madrid() -> Zone {
    Zone::new(vec![(0, 60), (SPRING + HOUR, 120)])
}

#[test]
fn days_and_hours_are_those_of_the_time_zone() {
    let begins = |interval, zone: Zone, to| {
        let told = asked(SPRING - DAY - HOUR, to, Some(interval), zone.clone()).tell(Vec::new(), &[]);
        told.series.into_iter().map(|part| zone.written(part.at)).collect::<Vec<_>>()
    };
    assert_eq!(
        begins(Interval::Day, madrid(), SPRING + DAY),
        ["2026-03-28T00:00:00+01:00", "2026-03-29T00:00:00+01:00", "2026-03-30T00:00:00+02:00"]
    );
    let spring = asked(SPRING, SPRING + 3 * HOUR, Some(Interval::Hour), madrid()).tell(Vec::new(), &[]);
    let hours: Vec<_> = spring.series.iter().map(|part| madrid().written(part.at)).collect();
    assert_eq!(
        hours,
        ["2026-03-29T01:00:00+01:00", "2026-03-29T03:00:00+02:00", "2026-03-29T04:00:00+02:00"]
    );
    let kolkata = Zone::new(vec![(0, 330)]);
    assert_eq!(
        begins(Interval::Day, kolkata, SPRING),
        ["2026-03-28T04:30:00+05:30", "2026-03-29T00:00:00+05:30"],
        "the first is as long as what was asked for"
    );
    assert_eq!(
        begins(Interval::Month, madrid(), SPRING + 3 * DAY),
        ["2026-03-28T00:00:00+01:00", "2026-04-01T00:00:00+02:00"]
    );
}

#[test]
fn people_bots_and_heads_are_told_apart() {
    let clicks = [click(5, "ES"), click(6, "ES"), click(7, "bot"), click(8, "head"), click(HOUR, "FR")];
    let told = asked(0, DAY, None, Zone::default()).tell(hours(&clicks), &[(0, 2)]);
    assert_eq!((told.total.clicks, told.total.bots, told.total.heads, told.visitors), (3, 1, 1, 2));
    let groups: Vec<_> = told.groups.iter().map(|group| (group.value.as_str(), group.clicks)).collect();
    assert_eq!(groups, [("ES", 2), ("FR", 1)]);
    assert!(told.series.is_empty() && told.groups.iter().all(|group| group.series.is_empty()));
}

#[test]
fn visitors_are_told_of_days_of_utc_only() {
    let told = |interval, zone| asked(0, 2 * DAY, Some(interval), zone).tell(Vec::new(), &[(0, 3), (1, 4)]);
    let visitors =
        |interval, zone| told(interval, zone).series.iter().map(|part| part.visitors).collect::<Vec<_>>();
    assert_eq!(visitors(Interval::Day, Zone::default()), [Some(3), Some(4)]);
    assert_eq!(visitors(Interval::Month, Zone::default()), [Some(7)]);
    assert!(visitors(Interval::Day, madrid()).iter().all(Option::is_none));
    assert_eq!(told(Interval::Hour, Zone::default()).visitors, 7);
}

#[test]
fn values_beyond_the_most_are_counted_together() {
    let mut counts = Counts::default();
    for number in 0..300 {
        counts.count(&click(1, &format!("{number:03}")));
    }
    counts.count(&click(1, "000"));
    let told = asked(0, HOUR, None, Zone::default()).tell(vec![(0, counts)], &[]);
    assert_eq!(told.groups.iter().map(|group| group.clicks).sum::<u64>(), 301);
    assert_eq!((told.groups[0].value.as_str(), told.groups[0].clicks), (OTHER, 100));
    assert_eq!((told.groups[1].value.as_str(), told.groups[1].clicks), ("000", 2));
}

proptest! {
    /// Whatever the interval, the zone and the grouping, nothing is lost and nothing counted twice.
    #[test]
    fn totals_agree_with_the_sums_of_every_grouping(
        moments in prop::collection::vec((0..3 * DAY, "[A-C]{2}|bot|head"), 0..60),
        offset in -56_i32..=56,
        (from, to) in (0_i64..288, 0_i64..288),
        step in 0_i64..288,
    ) {
        let (from, to) = (from.min(to) * 900_000, from.max(to) * 900_000);
        let clicks: Vec<_> = moments.iter().map(|(at, country)| click(*at, country)).collect();
        let within = |click: &&Clicks| (from..to).contains(&click.at.millis());
        let expected = clicks.iter().filter(within).count() as u64;
        let zone = Zone::new(vec![(0, offset * 15), (step * 900_000, offset * 15 + 60)]);
        for interval in [None, Some(Interval::Hour), Some(Interval::Day), Some(Interval::Month)] {
            let told = asked(from, to, interval, zone.clone()).tell(hours(&clicks), &[]);
            let all = told.total.clicks + told.total.bots + told.total.previews + told.total.heads;
            prop_assert_eq!(all, expected);
            prop_assert_eq!(told.groups.iter().map(|group| group.clicks).sum::<u64>(), told.total.clicks);
            if interval.is_some() {
                prop_assert_eq!(told.series.iter().map(|part| part.totals.clicks).sum::<u64>(), told.total.clicks);
                for (index, part) in told.series.iter().enumerate() {
                    let of_groups: u64 = told.groups.iter().map(|group| group.series[index]).sum();
                    prop_assert_eq!(of_groups, part.totals.clicks);
                }
            }
        }
    }
}
