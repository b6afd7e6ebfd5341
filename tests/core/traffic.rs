//! How many verifications may begin, and when a prefix is stopped.

use proptest::prelude::*;
use shortwave::{
    otp::traffic::{LastHour, NoCode, Place, PrefixTraffic, TRUST_SECONDS},
    recipient::Recipient,
    time::Timestamp,
};

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const MANY: u32 = 1_000_000;

/// 2026-01-01, and so many minutes more.
const fn at(minutes: i64) -> Timestamp {
    Timestamp::from_millis(1_767_225_600_000 + minutes * MINUTE)
}

/// In the minute, so many codes are sent and so many come back.
fn sent(traffic: &mut PrefixTraffic, minute: i64, sent: u32, approved: u32) {
    for number in 0..sent {
        assert_eq!(traffic.may_begin(at(minute), MANY, true), Ok(()), "minute {minute}, code {number}");
        traffic.begin(at(minute));
        traffic.send(at(minute), at(minute));
    }
    for _ in 0..approved {
        traffic.approve(at(minute), at(minute));
    }
}

/// What is usual of a prefix with so many codes an hour, of which so many come back, for two days.
fn usual(hourly: u32, approved: u32) -> PrefixTraffic {
    let mut traffic = PrefixTraffic::default();
    for hour in -48..0 {
        sent(&mut traffic, hour * 60, hourly, approved);
    }
    traffic
}

fn is_stopped(traffic: &mut PrefixTraffic, minute: i64) -> bool {
    traffic.may_begin(at(minute), MANY, true) == Err(NoCode::Stopped)
}

#[test]
fn a_place_is_the_country_and_six_digits() {
    let place = |text: &str| Place::of(&text.parse::<Recipient>().unwrap());
    let of = |text: &str| {
        let Place { country, prefix } = place(text);
        (country, prefix.map(|prefix| prefix.as_str().to_owned()))
    };
    assert_eq!(of("34666555444"), ("ES".to_owned(), Some("346665".to_owned())));
    assert_eq!(of("12025550123"), ("US".to_owned(), Some("120255".to_owned())));
    assert_eq!(of("881612345678"), (String::new(), Some("881612".to_owned())));
    assert_eq!(of("somebody@example.com"), (String::new(), None));
}

#[test]
fn so_many_may_begin_in_any_sixty_minutes() {
    let mut hour = LastHour::default();
    for minute in [0, 0, 10] {
        assert_eq!(hour.free_at(3), None);
        hour.note(at(minute));
    }
    assert_eq!(hour.free_at(3), Some(at(60)), "two are as old as that then");
    hour.settle(at(59));
    assert_eq!(hour.total(), 3);
    assert_eq!(hour.settle(at(60)), 2, "those leave it");
    assert_eq!((hour.total(), hour.free_at(3), hour.free_at(1)), (1, None, Some(at(70))));
}

#[test]
fn a_prefix_may_have_so_many() {
    let mut traffic = PrefixTraffic::default();
    for _ in 0..5 {
        assert_eq!(traffic.may_begin(at(0), 5, true), Ok(()));
        traffic.begin(at(0));
    }
    assert_eq!(traffic.may_begin(at(1), 5, true), Err(NoCode::Wait(at(60))));
    assert_eq!(traffic.may_begin(at(60), 5, true), Ok(()));
}

#[test]
fn a_new_prefix_is_stopped_when_almost_nothing_comes_back() {
    let mut traffic = PrefixTraffic::default();
    sent(&mut traffic, 0, 20, 3);
    assert!(!is_stopped(&mut traffic, 2), "they are still typing");
    assert!(is_stopped(&mut traffic, 3));
    let stop = traffic.stop().unwrap();
    assert_eq!((stop.sent, stop.approved, stop.usual, stop.is_told), (20, 3, 500, false));
    assert_eq!(stop.until, at(3 + 24 * 60));
    assert!(is_stopped(&mut traffic, 24 * 60 + 2));
    assert!(!is_stopped(&mut traffic, 24 * 60 + 3), "a day later it is tried again");
}

#[test]
fn one_whose_codes_come_back_is_not() {
    for (codes, approved) in [(19, 0), (20, 4), (1_000, 400)] {
        let mut traffic = PrefixTraffic::default();
        sent(&mut traffic, 0, codes, approved);
        assert!(!is_stopped(&mut traffic, 3), "{approved} of {codes}");
    }
}

#[test]
fn conversion_must_fall_and_volume_rise() {
    // 100 an hour, 90 of them approved.
    let cases = [
        (250, 70, true, "less than a third of what is usual, and more than twice as many"),
        (250, 80, false, "not so low"),
        (150, 30, false, "not so many: a gateway may be down"),
    ];
    for (codes, approved, stops, why) in cases {
        let mut traffic = usual(100, 90);
        sent(&mut traffic, 0, codes, approved);
        assert_eq!(is_stopped(&mut traffic, 3), stops, "{why}");
    }
}

#[test]
fn who_goes_slowly_does_not_teach_that_nothing_comes_back() {
    let mut traffic = PrefixTraffic::default();
    for hour in -48..0 {
        sent(&mut traffic, hour * 60, 10, 0);
    }
    sent(&mut traffic, 0, 100, 4);
    assert!(is_stopped(&mut traffic, 3));
    assert_eq!(traffic.stop().unwrap().usual, 150);
}

#[test]
fn the_account_opens_it_for_a_day() {
    let mut traffic = PrefixTraffic::default();
    sent(&mut traffic, 0, 100, 0);
    assert!(is_stopped(&mut traffic, 3));
    traffic.told();
    assert!(traffic.stop().unwrap().is_told);
    assert!(traffic.open(at(4)));
    assert!(!traffic.open(at(4)), "it is open");
    sent(&mut traffic, 5, 100, 0);
    let trusted = i64::from(TRUST_SECONDS) / 60;
    sent(&mut traffic, trusted - 10, 100, 0);
    assert!(!is_stopped(&mut traffic, 3 + trusted));
    assert!(is_stopped(&mut traffic, 4 + trusted));
}

#[test]
fn an_operator_may_leave_it_to_itself() {
    let mut traffic = PrefixTraffic::default();
    sent(&mut traffic, 0, 100, 0);
    assert_eq!(traffic.may_begin(at(3), MANY, false), Ok(()));
}

proptest! {
    /// Against a plain list of moments.
    #[test]
    fn the_last_hour_is_that_of_a_list(steps in prop::collection::vec((0_i64..600_000, 0_u32..4), 1..80), most in 1_u32..20) {
        let (mut hour, mut list, mut now) = (LastHour::default(), Vec::<i64>::new(), 1_767_225_600_000);
        for (wait, times) in steps {
            now += wait;
            hour.settle(Timestamp::from_millis(now));
            let minute = now.div_euclid(MINUTE);
            list.retain(|then| *then > minute - 60);
            for _ in 0..times {
                hour.note(Timestamp::from_millis(now));
                list.push(minute);
            }
            prop_assert_eq!(hour.total() as usize, list.len());
            let kept = list.len().checked_sub(most as usize).and_then(|place| list.get(place));
            let free_at = kept.map(|minute| Timestamp::from_millis(minute * MINUTE + HOUR));
            prop_assert_eq!(hour.free_at(most), free_at);
        }
    }

    /// Whatever the clock does, nothing is counted twice, nothing panics, and a stop ends.
    #[test]
    fn a_clock_that_steps_does_no_harm(moments in prop::collection::vec(-10_000_i64..10_000, 1..100)) {
        let mut traffic = PrefixTraffic::default();
        for minute in moments {
            if traffic.may_begin(at(minute), 30, true).is_ok() {
                traffic.begin(at(minute));
                traffic.send(at(minute), at(minute));
            }
        }
        traffic.settle(at(50_000));
        prop_assert!(traffic.stop().is_none());
    }
}
