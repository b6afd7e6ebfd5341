//! Backoff: what makes guessing a password slow.

use serde::{Deserialize, Serialize};

use crate::time::Timestamp;

/// How many wrong guesses cost nothing: people mistype.
const FREE: u32 = 5;
const LONGEST_WAIT_SECONDS: u32 = 15 * 60;
const REMEMBERED_MILLIS: u64 = 24 * 60 * 60 * 1_000;

/// Too soon: the next attempt is heard after so many seconds, from 1 to 900.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("too many attempts, wait {0} seconds")]
pub struct RetryAfter(pub u32);

/// Wrong guesses from one side, and when the last one was.
///
/// Five are free. From the sixth on each doubles the wait before the next: 1 s, 2 s, 4 s, up to 15 minutes. All
/// is forgotten 24 hours after the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Backoff {
    failures: u32,
    last: Timestamp,
}

impl Backoff {
    /// No wrong guess yet.
    #[must_use]
    pub const fn new() -> Self {
        Self { failures: 0, last: Timestamp::from_millis(0) }
    }

    /// Whether another guess may be judged now. If so it counts as wrong until [`Self::succeeded`], so that of a
    /// hundred guesses sent at once not all pass before the first is judged.
    ///
    /// # Errors
    /// How long to wait. An attempt that is refused does not count: hammering does not lengthen the wait.
    pub fn attempt(&mut self, now: Timestamp) -> Result<(), RetryAfter> {
        if self.is_forgettable(now) {
            *self = Self::new();
        }
        // If the clock was set back the wait starts anew, rather than last until the clock is there again.
        self.last = self.last.min(now);
        let wait = u64::from(self.wait_seconds()) * 1_000;
        let left = wait.saturating_sub(now.millis_since(self.last));
        if left > 0 {
            let seconds = u32::try_from(left.div_ceil(1_000)).unwrap_or(LONGEST_WAIT_SECONDS);
            return Err(RetryAfter(seconds));
        }
        self.failures = self.failures.saturating_add(1);
        self.last = now;
        Ok(())
    }

    /// The guess was right: the wrong ones before it are forgiven.
    pub const fn succeeded(&mut self) {
        *self = Self::new();
    }

    /// Whether a new one would do as well.
    #[must_use]
    pub const fn is_forgettable(&self, now: Timestamp) -> bool {
        self.failures == 0 || now.millis_since(self.last) >= REMEMBERED_MILLIS
    }

    fn wait_seconds(&self) -> u32 {
        let Some(doublings) = self.failures.checked_sub(FREE + 1) else { return 0 };
        1_u32.checked_shl(doublings).unwrap_or(u32::MAX).min(LONGEST_WAIT_SECONDS)
    }
}

impl Default for Backoff {
    fn default() -> Self {
        Self::new()
    }
}
