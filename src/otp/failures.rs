//! How often somebody may guess.
//!
//! Who guesses a code of `n` equally likely ones is right once in `n`. What is bounded is the sum of these chances over all wrong
//! checks that one recipient of an account had in any 24 hours, whatever codes they were for: it stays under 1 in 1,000
//! ([`MOST_LUCK`]). The chance that one of several guesses is right is at most that sum (Boole's inequality), however they are spread
//! over codes. So of codes with four digits nine wrong ones are looked at, and the tenth is not, nor is any other until the
//! first is a day old. Beyond ten in a row, each costs a wait that doubles. NIST SP 800-63B, clause 5.2.2, allows 100 in a row.

use serde::{Deserialize, Serialize};

use crate::time::Timestamp;

/// So long a wrong check counts: 24 hours.
const DAY_SECONDS: u32 = 86_400;

/// So long a check is remembered where there was no code.
const NOTHING_SECONDS: u32 = 600;

/// The chance that is never reached, in billionths: 1 in 1,000.
pub const MOST_LUCK: u64 = 1_000_000;

/// So many wrong checks of a short code are looked at in any case, or a code of three digits could not be mistyped once.
const LEAST: usize = 3;

/// So many in a row cost no wait: as many as one code of the REST dialect may stand.
const FREE: u32 = 10;

/// The first wait.
const FIRST_WAIT_SECONDS: u32 = 60;

/// The longest: an hour.
const LAST_WAIT_SECONDS: u32 = 3_600;

/// A wrong check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Failure {
    at: Timestamp,
    /// How likely it was to be right, in billionths.
    luck: u64,
}

/// The wrong checks of one recipient in the last 24 hours.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failures {
    recent: Vec<Failure>,
    /// How many there were since the last right one.
    in_a_row: u32,
    /// When a code was checked where there is none. It is no guess, and is written down like one, so that how long the answer takes
    /// does not tell that.
    nothing_at: Option<Timestamp>,
}

/// Why a check is not looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoGuess {
    /// There were too many in a row: not before this moment.
    Wait(Timestamp),
    /// It would be one guess too many for a day: not before this moment.
    Blocked(Timestamp),
}

impl NoGuess {
    /// From when on another is looked at.
    #[must_use]
    pub const fn until(self) -> Timestamp {
        match self {
            Self::Wait(until) | Self::Blocked(until) => until,
        }
    }
}

impl Failures {
    /// Forgets what is older than a day. What is of the future, since the clock was set back, is of now.
    pub(super) fn settle(&mut self, now: Timestamp) {
        for failure in &mut self.recent {
            failure.at = failure.at.min(now);
        }
        self.recent.retain(|failure| now < failure.at.plus_seconds(DAY_SECONDS));
        if self.recent.is_empty() {
            self.in_a_row = 0;
        }
        let nothing_at = self.nothing_at.map(|at| at.min(now));
        self.nothing_at = nothing_at.filter(|at| now < at.plus_seconds(NOTHING_SECONDS));
    }

    /// Whether one more guess may be made, by how likely it is to be right, in billionths.
    pub(super) fn may_guess(&self, luck: u64, now: Timestamp) -> Result<(), NoGuess> {
        let spent: u64 = self.recent.iter().map(|failure| failure.luck).sum();
        let moments = || self.recent.iter().map(|failure| failure.at);
        if spent.saturating_add(luck) >= MOST_LUCK && self.recent.len() >= LEAST {
            let first = moments().min().unwrap_or(now);
            return Err(NoGuess::Blocked(first.plus_seconds(DAY_SECONDS)));
        }
        let last = moments().max().unwrap_or(now);
        let free_at = last.plus_seconds(wait_seconds(self.in_a_row));
        if self.in_a_row >= FREE && now < free_at { Err(NoGuess::Wait(free_at)) } else { Ok(()) }
    }

    /// Notes a wrong check, by how likely it was to be right, in billionths.
    pub(super) fn note(&mut self, luck: u64, now: Timestamp) {
        self.in_a_row = self.in_a_row.saturating_add(1);
        self.recent.push(Failure { at: now, luck });
    }

    /// Notes a check where there is no code.
    pub(super) const fn note_nothing(&mut self, now: Timestamp) {
        self.nothing_at = Some(now);
    }

    /// A right check ends the waits. What was guessed that day stays guessed: somebody else may have.
    pub(super) const fn forgive(&mut self) {
        self.in_a_row = 0;
    }

    /// When the last of them is forgotten.
    pub(super) fn forget_at(&self) -> Option<Timestamp> {
        let recent = self.recent.iter().map(|failure| failure.at.plus_seconds(DAY_SECONDS));
        recent.chain(self.nothing_at.map(|at| at.plus_seconds(NOTHING_SECONDS))).max()
    }
}

const fn wait_seconds(in_a_row: u32) -> u32 {
    let doubled = in_a_row.saturating_sub(FREE);
    if doubled >= 6 { LAST_WAIT_SECONDS } else { FIRST_WAIT_SECONDS << doubled }
}
