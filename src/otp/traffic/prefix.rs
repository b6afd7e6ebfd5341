//! How many of the codes to a prefix come back.
//!
//! A prefix is stopped when, in the last hour, at least [`LEAST`] codes were sent and had their time, less than a third as many of them
//! were approved as usual, and there were more than twice as many as usual. What is usual is learned from the hours before, of which those of
//! long ago count less and less; before it is known, half of the codes are taken to come back.

use serde::{Deserialize, Serialize};

use super::LastHour;
use crate::time::Timestamp;

/// Of fewer nothing is concluded: that three or fewer of 20 are approved where half are, has a chance of 0.13 %.
const LEAST: u32 = 20;

/// So long somebody may take to type a code before it counts as not come back.
const TYPING_SECONDS: i64 = 120;

/// What is taken to be usual of a prefix that is not known, in thousandths.
const UNKNOWN: u64 = 500;

/// Fewer are never taken to be usual, or who goes slowly would teach it.
const LEAST_USUAL: u64 = 150;

/// So long a prefix is stopped.
const STOP_SECONDS: u32 = 86_400;

/// So long a prefix that was opened again is left alone.
pub const TRUST_SECONDS: u32 = 86_400;

/// So long it is remembered what is usual of a prefix: after that there is next to nothing left of it.
const MEMORY_SECONDS: u32 = 30 * 86_400;

const HOUR_MILLIS: i64 = 3_600_000;

/// Of what is usual, one part in so many is forgotten each hour: after two days half of it.
const FADING: u64 = 64;

/// After so many hours there is next to nothing left.
const FADED: i64 = 1_000;

/// Why there is no code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum NoCode {
    /// There were too many: not before this moment.
    Wait(Timestamp),
    /// The prefix is stopped.
    Stopped,
}

/// A prefix that is stopped, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stop {
    /// Since when.
    pub at: Timestamp,
    /// Until when.
    pub until: Timestamp,
    /// How many codes of the hour before had had their time.
    pub sent: u32,
    /// How many of them were approved.
    pub approved: u32,
    /// How many are usually approved, in thousandths.
    pub usual: u32,
    /// Whether the account was told.
    pub is_told: bool,
}

/// What came before the last hour, in thousandths, so that it can fade.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Usual {
    hour: i64,
    hours: u64,
    sent: u64,
    approved: u64,
}

impl Usual {
    fn settle(&mut self, now: Timestamp) {
        let hour = now.millis().div_euclid(HOUR_MILLIS);
        if self.hour == 0 || hour.saturating_sub(self.hour) > FADED {
            *self = Self { hour, ..Self::default() };
        }
        while self.hour < hour {
            self.hour += 1;
            for part in [&mut self.hours, &mut self.sent, &mut self.approved] {
                *part -= part.div_ceil(FADING);
            }
            self.hours += 1_000;
        }
    }

    fn add(&mut self, sent: u32, approved: u32) {
        self.sent += 1_000 * u64::from(sent);
        self.approved += 1_000 * u64::from(approved);
    }

    /// How many are approved, in thousandths.
    fn conversion(&self) -> u64 {
        let is_known = self.sent >= 1_000 * u64::from(LEAST);
        let known = || 1_000 * self.approved / self.sent.max(1);
        if is_known { known().clamp(LEAST_USUAL, 1_000) } else { UNKNOWN }
    }

    /// Whether so many in an hour are more than twice as many as there are usually.
    fn is_less_than_half_of(&self, sent: u32) -> bool {
        u64::from(sent) * self.hours > 2 * self.sent || self.hours == 0
    }
}

/// What is known of a prefix.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrefixTraffic {
    /// Verifications that were asked for.
    begun: LastHour,
    /// Codes that were sent, by when their verification began.
    sent: LastHour,
    /// Verifications that were approved, by when they began.
    approved: LastHour,
    usual: Usual,
    stop: Option<Stop>,
    /// Until then it is not stopped: the account said so.
    trusted_until: Option<Timestamp>,
}

impl PrefixTraffic {
    /// Brings it to a moment.
    pub fn settle(&mut self, now: Timestamp) {
        self.begun.settle(now);
        let (sent, approved) = (self.sent.settle(now), self.approved.settle(now));
        self.usual.settle(now);
        self.usual.add(sent, approved);
        if self.stop.as_ref().is_some_and(|stop| now >= stop.until) {
            self.stop = None;
        }
        self.trusted_until = self.trusted_until.filter(|until| now < *until);
    }

    /// Whether a verification may begin. Where `stops`, this may stop the prefix.
    ///
    /// # Errors
    /// See [`NoCode`].
    pub fn may_begin(&mut self, now: Timestamp, most: u32, stops: bool) -> Result<(), NoCode> {
        self.settle(now);
        if stops && self.stop.is_none() && self.trusted_until.is_none() {
            self.stop = self.judge(now);
        }
        if self.stop.is_some() {
            return Err(NoCode::Stopped);
        }
        self.begun.free_at(most).map_or(Ok(()), |at| Err(NoCode::Wait(at)))
    }

    fn judge(&self, now: Timestamp) -> Option<Stop> {
        let typed = Timestamp::from_millis(now.millis() - 1_000 * TYPING_SECONDS);
        let (sent, approved) = (self.sent.total_before(typed), self.approved.total_before(typed));
        let usual = self.usual.conversion();
        let falls = 3_000 * u64::from(approved) < usual * u64::from(sent);
        let rises = self.usual.is_less_than_half_of(self.sent.total());
        (sent >= LEAST && falls && rises).then(|| Stop {
            at: now,
            until: now.plus_seconds(STOP_SECONDS),
            sent,
            approved,
            usual: u32::try_from(usual).unwrap_or_default(),
            is_told: false,
        })
    }

    /// A verification begins.
    pub fn begin(&mut self, now: Timestamp) {
        self.begun.note(now);
    }

    /// A code was sent, of a verification that began at a moment.
    pub fn send(&mut self, begun_at: Timestamp, now: Timestamp) {
        self.settle(now);
        self.sent.note(begun_at.min(now));
    }

    /// A verification that began at a moment was approved.
    pub fn approve(&mut self, begun_at: Timestamp, now: Timestamp) {
        self.settle(now);
        self.approved.note(begun_at.min(now));
    }

    /// Why it is stopped, if it is.
    #[must_use]
    pub const fn stop(&self) -> Option<&Stop> {
        self.stop.as_ref()
    }

    /// The account was told of the stop.
    pub const fn told(&mut self) {
        if let Some(stop) = &mut self.stop {
            stop.is_told = true;
        }
    }

    /// The account opens it again, and answers for it for a day ([`TRUST_SECONDS`]). False where it is not stopped.
    pub fn open(&mut self, now: Timestamp) -> bool {
        self.settle(now);
        let was_stopped = self.stop.take().is_some();
        if was_stopped {
            self.trusted_until = Some(now.plus_seconds(TRUST_SECONDS));
        }
        was_stopped
    }

    /// When it may be forgotten: after what is usual has faded.
    #[must_use]
    pub fn forget_at(&self) -> Option<Timestamp> {
        self.begun.forget_at().map(|at| at.plus_seconds(MEMORY_SECONDS))
    }
}
