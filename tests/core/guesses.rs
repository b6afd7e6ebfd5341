use std::collections::HashMap;

use proptest::prelude::*;
use shortwave::{
    auth::{Backoff, Guesses, RetryAfter},
    keyed_hash::{HashKey, KeyedHash},
    time::Timestamp,
};

const SECOND: i64 = 1_000;
const DAY: i64 = 24 * 60 * 60 * SECOND;
const START: i64 = 1_700_000_000_000;

/// The wait in seconds after so many wrong guesses, as the documentation tells it; after more it is 900.
const WAITS: [i64; 16] = [0, 0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512];

fn at(millis: i64) -> Timestamp {
    Timestamp::from_millis(millis)
}

fn address(number: u8) -> KeyedHash {
    HashKey::new(&"k".repeat(32)).unwrap().hash(&[b"address", &[number]])
}

/// A backoff as a list of the guesses that were judged.
#[derive(Clone, Debug, Default)]
struct Judged(Vec<i64>);

impl Judged {
    fn attempt(&mut self, now: i64) -> Result<(), RetryAfter> {
        if self.0.last().is_some_and(|last| now - last >= DAY) {
            self.0.clear();
        }
        let wait = WAITS.get(self.0.len()).unwrap_or(&900) * SECOND;
        let left = self.0.last().map_or(0, |last| last + wait - now);
        if left > 0 {
            return Err(RetryAfter(u32::try_from((left + SECOND - 1) / SECOND).unwrap()));
        }
        self.0.push(now);
        Ok(())
    }
}

/// Times between guesses: from none at all to more than a day.
fn gap() -> impl Strategy<Value = i64> {
    prop_oneof![
        4 => Just(0),
        4 => 0..3 * SECOND,
        4 => 0..1_000 * SECOND,
        1 => (DAY - 2)..=(DAY + 2),
    ]
}

proptest! {
    #[test]
    fn backs_off_as_documented(steps in prop::collection::vec((gap(), prop::bool::weighted(0.02)), 1..200)) {
        let (mut backoff, mut model, mut now) = (Backoff::new(), Judged::default(), START);
        for (gap, right) in steps {
            now += gap;
            let verdict = backoff.attempt(at(now));
            prop_assert_eq!(verdict, model.attempt(now));
            if let Err(RetryAfter(seconds)) = verdict {
                prop_assert!((1..=900).contains(&seconds));
                prop_assert!(backoff.clone().attempt(at(now).plus_seconds(seconds)).is_ok());
                prop_assert!(backoff.clone().attempt(at(now).plus_seconds(seconds - 1)).is_err());
            } else if right {
                backoff.succeeded();
                model.0.clear();
            }
        }
    }

    /// Nobody waits for more than 15 minutes, whatever the clock does.
    #[test]
    fn a_bad_clock_shuts_nobody_out(moments in prop::collection::vec(any::<i64>(), 1..60)) {
        let mut backoff = Backoff::new();
        for now in moments {
            let Some(RetryAfter(seconds)) = (0..7).find_map(|_| backoff.attempt(at(now)).err()) else {
                return Err(TestCaseError::fail("seven at once"));
            };
            prop_assert!((1..=900).contains(&seconds));
            if now < i64::MAX - DAY {
                prop_assert!(backoff.clone().attempt(at(now).plus_seconds(seconds)).is_ok());
            }
        }
    }

    /// Every known place is on its own and all others are one; places beyond the latest 8 are others again.
    #[test]
    fn places_do_not_slow_each_other(
        steps in prop::collection::vec((gap(), 0_u8..12, prop::bool::weighted(0.2)), 1..200),
    ) {
        let (mut guesses, mut now) = (Guesses::default(), START);
        let (mut known, mut latest) = (HashMap::<u8, Judged>::new(), Vec::new());
        let mut strangers = Judged::default();
        for (gap, place, right) in steps {
            now += gap;
            let model = known.get_mut(&place).unwrap_or(&mut strangers);
            let verdict = model.attempt(now);
            prop_assert_eq!(guesses.attempt(address(place), at(now)), verdict);
            if verdict.is_ok() && right {
                guesses.succeeded(address(place), at(now));
                model.0.clear();
                latest.retain(|other| *other != place);
                latest.push(place);
                known.insert(place, Judged::default());
                if latest.len() > 8 {
                    known.remove(&latest.remove(0));
                }
            }
        }
    }

    /// What may be forgotten behaves like new, now and later.
    #[test]
    fn what_may_be_forgotten_is_as_good_as_new(
        before in prop::collection::vec((gap(), 0_u8..3, any::<bool>()), 0..30),
        pause in prop_oneof![0..2 * DAY, (90 * DAY - 2)..=(90 * DAY + 2)],
        after in prop::collection::vec((0..3 * SECOND, 0_u8..3), 1..40),
    ) {
        let (mut guesses, mut now) = (Guesses::default(), START);
        for (gap, place, right) in before {
            now += gap;
            if guesses.attempt(address(place), at(now)).is_ok() && right {
                guesses.succeeded(address(place), at(now));
            }
        }
        now += pause;
        prop_assert!(guesses.is_forgettable(at(now)) || pause < 90 * DAY);
        if guesses.is_forgettable(at(now)) {
            let mut new = Guesses::default();
            for (gap, place) in after {
                now += gap;
                prop_assert_eq!(guesses.attempt(address(place), at(now)), new.attempt(address(place), at(now)));
            }
        }
    }
}

#[test]
fn a_hundred_guesses_at_once_are_five_and_one() {
    let mut guesses = Guesses::default();
    let judged = (0..100).filter(|n| guesses.attempt(address(*n), at(START)).is_ok()).count();
    assert_eq!(judged, 6);
    assert_eq!(guesses.attempt(address(7), at(START)), Err(RetryAfter(1)));
    assert_eq!(guesses.attempt(address(7), at(START + 1_000)), Ok(()));
    assert_eq!(guesses.attempt(address(7), at(START + 1_000)), Err(RetryAfter(2)));
}

#[test]
fn the_longest_wait_stays_the_longest() {
    let mut backoff = Backoff::new();
    for guess in 1..100 {
        let now = at(START + guess * 900 * SECOND);
        backoff.attempt(now).unwrap();
        assert!(guess < 16 || backoff.attempt(now) == Err(RetryAfter(900)), "{guess}");
    }
}

#[test]
fn the_owner_at_a_known_place_never_waits_for_strangers() {
    let mut guesses = Guesses::default();
    guesses.attempt(address(0), at(START)).unwrap();
    guesses.succeeded(address(0), at(START));
    for minute in 0..10_000 {
        let now = at(START + minute * 60 * SECOND);
        let _ = guesses.attempt(address(1), now);
        guesses.attempt(address(0), now).unwrap();
        guesses.succeeded(address(0), now);
    }
    assert!(!guesses.is_forgettable(at(START + 10_000 * 60 * SECOND)));
}

#[test]
fn is_kept_as_it_is() {
    let mut guesses = Guesses::default();
    for place in 0..3 {
        guesses.succeeded(address(place), at(START));
        let _ = guesses.attempt(address(place), at(START));
        let _ = guesses.attempt(address(9), at(START));
    }
    let kept = serde_json::to_string(&guesses).unwrap();
    let mut back: Guesses = serde_json::from_str(&kept).unwrap();
    assert_eq!(serde_json::to_string(&back).unwrap(), kept);
    for place in [0, 9, 9, 9, 9, 9] {
        let now = at(START + 1);
        assert_eq!(back.attempt(address(place), now), guesses.attempt(address(place), now));
    }
}
