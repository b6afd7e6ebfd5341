use proptest::prelude::*;
use shortwave::{
    rate_limit::{Bucket, Decision, Rate, limit_field, policy_field},
    time::Timestamp,
};

const START: i64 = 1_700_000_000_000;

fn at(millis: i64) -> Timestamp {
    Timestamp::from_millis(millis)
}

fn rate() -> impl Strategy<Value = Rate> {
    (1_u32..2_000, 1_u32..50).prop_map(|(per_second, burst)| Rate::new(per_second, burst).unwrap())
}

/// The definition of the limit, without a bucket: one more may be taken at `now` if in no stretch of time that
/// starts with an earlier one and ends now more are taken than the burst and what the rate brings meanwhile.
fn may_take(taken: &[i64], rate: Rate, now: i64) -> bool {
    (0..=taken.len()).all(|first| {
        let count = 1_000 * (taken.len() - first + 1) as u128;
        let start = taken.get(first).copied().unwrap_or(now);
        let brought = u128::from((now - start).unsigned_abs()) * u128::from(rate.per_second());
        count <= 1_000 * u128::from(rate.burst()) + brought
    })
}

/// How long a bucket refuses after this moment.
fn refused_millis(mut bucket: Bucket, rate: Rate, now: i64) -> i64 {
    (0..=1_000).find(|wait| bucket.take(rate, at(now + wait)).allowed).unwrap()
}

/// What a bucket would say.
fn ask(mut bucket: Bucket, rate: Rate, now: Timestamp) -> Decision {
    bucket.take(rate, now)
}

/// Whether a bucket goes on from this moment as a new one does.
fn is_full(mut bucket: Bucket, rate: Rate, now: Timestamp) -> bool {
    let mut full = Bucket::full();
    bucket.take(rate, now) == full.take(rate, now) && bucket == full
}

proptest! {
    /// Neither more than the limit allows nor less, and what it says of itself is so.
    #[test]
    fn takes_what_the_limit_allows(rate in rate(), gaps in prop::collection::vec(0_i64..40, 1..150)) {
        let (mut bucket, mut taken, mut now) = (Bucket::full(), Vec::new(), START);
        for gap in gaps {
            now += gap;
            let allowed = may_take(&taken, rate, now);
            let decision = bucket.take(rate, at(now));
            prop_assert_eq!(decision.allowed, allowed);
            if allowed {
                taken.push(now);
                prop_assert_eq!(decision.retry_after_seconds, 0);
            } else {
                prop_assert_eq!(decision.remaining, 0);
                let wait = refused_millis(bucket, rate, now);
                prop_assert!(wait > 0 && wait <= 1_000 * i64::from(decision.retry_after_seconds));
                prop_assert!(wait > 1_000 * i64::from(decision.retry_after_seconds - 1));
            }
            let mut rest = bucket;
            let more = (0..rate.burst()).take_while(|_| rest.take(rate, at(now)).allowed).count();
            prop_assert_eq!(decision.remaining as usize, more);
        }
    }

    /// It is full at the reset time, and not a second sooner.
    #[test]
    fn is_full_at_the_reset_time(rate in rate(), gaps in prop::collection::vec(0_i64..40, 1..60)) {
        let (mut bucket, mut now) = (Bucket::full(), START);
        for gap in gaps {
            now += gap;
            let reset = bucket.take(rate, at(now)).reset_seconds;
            prop_assert!(reset >= 1);
            prop_assert!(is_full(bucket, rate, at(now).plus_seconds(reset)));
            prop_assert!(!is_full(bucket, rate, at(now).plus_seconds(reset - 1)));
        }
    }

    /// Whatever the clock and the rate do: nothing overflows, a wait is at most a second, and what was taken is
    /// within the burst and what came back while the clock went forward.
    #[test]
    fn stands_a_bad_clock(
        first in rate(),
        steps in prop::collection::vec((prop_oneof![-5_000_i64..5_000, any::<i64>()], any::<bool>()), 1..80),
    ) {
        let (mut bucket, mut now, mut taken, mut forward) = (Bucket::full(), START, 0_u128, 0_u128);
        for (step, other) in steps {
            let next = now.saturating_add(step);
            forward += u128::from(at(next).millis_since(at(now)));
            now = next;
            let decision = bucket.take(first, at(now));
            taken += u128::from(decision.allowed);
            prop_assert!(1_000 * taken <= 1_000 * u128::from(first.burst()) + forward * u128::from(first.per_second()));
            prop_assert!(decision.remaining <= first.burst());
            if !decision.allowed {
                let later = at(now).plus_seconds(decision.retry_after_seconds);
                prop_assert!(now > i64::MAX - 1_000 || ask(bucket, first, later).allowed);
            }
            if other {
                let lower = Rate::new(1, 1).unwrap();
                prop_assert!(ask(bucket, lower, at(now)).reset_seconds <= 1);
            }
        }
    }
}

#[test]
fn the_largest_rate_does_not_overflow() {
    let rate = Rate::new(u32::MAX, u32::MAX).unwrap();
    let mut bucket = Bucket::full();
    let decision = bucket.take(rate, at(i64::MAX));
    assert_eq!((decision.remaining, decision.reset_seconds), (u32::MAX - 1, 1));
    assert!(bucket.take(rate, at(i64::MIN)).allowed);
    assert!(bucket.take(rate, at(i64::MAX)).allowed);
    let (mut bucket, rate) = (Bucket::full(), Rate::new(4, 1).unwrap());
    assert!(bucket.take(rate, at(0)).allowed && bucket.take(rate, at(1 << 62)).allowed);
    let slow = Rate::new(1, u32::MAX).unwrap();
    assert_eq!(policy_field(&[("slow", slow)]), "\"slow\";q=4294967295;w=4294967295");
}

#[test]
fn a_rate_of_nothing_is_none() {
    assert!(Rate::new(0, 1).is_none() && Rate::new(1, 0).is_none());
    assert!(serde_json::from_str::<Rate>(r#"{"perSecond":0,"burst":1}"#).is_err());
    let rate: Rate = serde_json::from_str(r#"{"perSecond":5,"burst":20}"#).unwrap();
    assert_eq!((rate.per_second(), rate.burst()), (5, 20));
}

#[test]
fn the_fields_are_as_the_draft_writes_them() {
    let (account, address) = (Rate::new(100, 500).unwrap(), Rate::new(3, 10).unwrap());
    let decision = |remaining, reset_seconds| Decision {
        allowed: true,
        remaining,
        reset_seconds,
        retry_after_seconds: 0,
    };
    assert_eq!(policy_field(&[("account", account)]), r#""account";q=500;w=5"#);
    assert_eq!(limit_field(&[("account", decision(123, 4))]), r#""account";r=123;t=4"#);
    assert_eq!(
        policy_field(&[("account", account), ("address", address)]),
        r#""account";q=500;w=5, "address";q=10;w=4"#
    );
    assert_eq!(
        limit_field(&[("account", decision(0, 1)), ("address", decision(9, 1))]),
        r#""account";r=0;t=1, "address";r=9;t=1"#
    );
}
