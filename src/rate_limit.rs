//! Rate limits: a token bucket, and the header fields that tell a caller where it stands.

use std::num::NonZeroU32;

use serde::{Deserialize, Serialize};

use crate::time::Timestamp;

/// A bucket counts in thousandths of a token, since a rate of n a second brings n thousandths each millisecond:
/// whole numbers, so that nothing is lost however often it is asked.
const TOKEN: u64 = 1_000;

/// How much may be asked: `burst` at once, and `per_second` in the long run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Rate {
    per_second: NonZeroU32,
    burst: NonZeroU32,
}

impl Rate {
    /// A rate in requests a second, and in requests at once. `None` when either is zero: that would be no limit
    /// but a ban, and there is no moment to which it could put a caller off.
    #[must_use]
    pub const fn new(per_second: u32, burst: u32) -> Option<Self> {
        match (NonZeroU32::new(per_second), NonZeroU32::new(burst)) {
            (Some(per_second), Some(burst)) => Some(Self { per_second, burst }),
            _ => None,
        }
    }

    /// One request at a time, and one a second: the least that is no ban.
    pub const LEAST: Self = Self { per_second: NonZeroU32::MIN, burst: NonZeroU32::MIN };

    /// So many requests at once, and one a second in the long run.
    #[must_use]
    pub const fn slow(burst: NonZeroU32) -> Self {
        Self { per_second: NonZeroU32::MIN, burst }
    }

    /// Requests a second in the long run.
    #[must_use]
    pub const fn per_second(self) -> u32 {
        self.per_second.get()
    }

    /// Requests at once.
    #[must_use]
    pub const fn burst(self) -> u32 {
        self.burst.get()
    }

    /// The whole bucket, in thousandths of a token.
    const fn capacity(self) -> u64 {
        self.burst() as u64 * TOKEN
    }

    /// The seconds, rounded up, in which so many thousandths of a token come back.
    fn seconds_for(self, thousandths: u64) -> u32 {
        let seconds = thousandths.div_ceil(u64::from(self.per_second()) * TOKEN);
        u32::try_from(seconds).unwrap_or(u32::MAX)
    }
}

/// A token bucket. It keeps what was taken out of it rather than what is in it, so that a full one needs to know
/// no rate, and the rate may change between two requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bucket {
    /// Thousandths of a token that were taken and have not come back.
    taken: u64,
    /// The moment that `taken` was true.
    at: Timestamp,
}

/// What a bucket says to a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// Whether there was a token, which is now taken.
    pub allowed: bool,
    /// Whole tokens left.
    pub remaining: u32,
    /// Seconds until the bucket is full again, rounded up.
    pub reset_seconds: u32,
    /// Seconds after which there is a token again; 0 when this request was allowed.
    pub retry_after_seconds: u32,
}

impl Bucket {
    /// A bucket from which nothing was taken yet.
    #[must_use]
    pub const fn full() -> Self {
        Self { taken: 0, at: Timestamp::from_millis(0) }
    }

    /// Takes a token if there is one.
    ///
    /// While the clock stands behind the last call nothing comes back, and time counts on from where the clock
    /// then is: one bad reading far ahead cannot shut a caller out.
    pub fn take(&mut self, rate: Rate, now: Timestamp) -> Decision {
        self.refill(rate, now);
        let allowed = self.taken + TOKEN <= rate.capacity();
        if allowed {
            self.taken += TOKEN;
        }
        Decision {
            allowed,
            remaining: u32::try_from((rate.capacity() - self.taken) / TOKEN).unwrap_or(u32::MAX),
            reset_seconds: rate.seconds_for(self.taken),
            // No rate is slower than one token a second.
            retry_after_seconds: u32::from(!allowed),
        }
    }

    /// Whether all that was taken has come back.
    #[must_use]
    pub fn is_full(mut self, rate: Rate, now: Timestamp) -> bool {
        self.refill(rate, now);
        self.taken == 0
    }

    fn refill(&mut self, rate: Rate, now: Timestamp) {
        let back = now.millis_since(self.at).saturating_mul(u64::from(rate.per_second()));
        // A bucket that was larger before holds no debt beyond its present size.
        self.taken = self.taken.saturating_sub(back).min(rate.capacity());
        self.at = now;
    }
}

/// The value of `RateLimit-Policy`, draft-ietf-httpapi-ratelimit-headers-10: of each limit the quota (`q`) and
/// the window (`w`, seconds, rounded up) in which all of it comes back. Names are plain ASCII without quotes.
#[must_use]
pub fn policy_field(limits: &[(&'static str, Rate)]) -> String {
    let item = |(name, rate): &(&str, Rate)| {
        format!("\"{name}\";q={};w={}", rate.burst(), rate.seconds_for(rate.capacity()))
    };
    limits.iter().map(item).collect::<Vec<_>>().join(", ")
}

/// The value of `RateLimit`, same draft: of each limit what is left (`r`), and the seconds until it is whole
/// again (`t`). The names are those of [`policy_field`].
#[must_use]
pub fn limit_field(limits: &[(&'static str, Decision)]) -> String {
    let item = |(name, decision): &(&str, Decision)| {
        format!("\"{name}\";r={};t={}", decision.remaining, decision.reset_seconds)
    };
    limits.iter().map(item).collect::<Vec<_>>().join(", ")
}
