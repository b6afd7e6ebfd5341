//! How a factor's codes are made, and where they are looked for.

use constant_time_eq::constant_time_eq;
use serde::{Deserialize, Serialize};

use super::{FactorCode, FactorSecret, MOST_DRIFT};
use crate::{auth::HotpHash, otp::Presented, ranged::ranged, time::Timestamp, written::answered_words};

/// A code of TOTP may be one step early or late, for clocks and for typing (RFC 6238, clause 5.2).
const STEPS: i64 = 3;

/// The first of two codes of TOTP in a row may be as far away as a clock may have drifted, and a step more, since the other came later.
const STEPS_IN_A_ROW: i64 = 2 * (MOST_DRIFT + 1) + 1;

/// So many codes of HOTP are looked at: somebody may have had codes shown that were never typed (RFC 4226, clause 7.4).
const COUNTERS: i64 = 10;

/// Where two in a row are presented, so many pairs.
const COUNTERS_IN_A_ROW: i64 = 100;

answered_words! {
    /// What moves a factor from one code to the next.
    #[derive(Default, Serialize, Deserialize)]
    #[serde(rename_all = "lowercase")]
    pub FactorKind, "type: totp or hotp", at most 4;
    /// The time (RFC 6238).
    #[default]
    Totp = "totp",
    /// A counter that each code advances (RFC 4226).
    Hotp = "hotp",
}

ranged! {
    /// Digits of a factor's code: 6 to 8, 6 unless said. RFC 4226, clause 5.3, has at least 6.
    FactorDigits(u8) 6..=8, default 6, get
}

ranged! {
    /// Seconds that a code of TOTP is shown: 15 to 120, 30 unless said.
    FactorPeriod(u8) 15..=120, default 30, seconds
}

/// How a factor's codes are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parameters {
    /// What moves it on.
    pub kind: FactorKind,
    /// Whose HMAC.
    pub hash: HotpHash,
    /// How many digits.
    pub digits: FactorDigits,
    /// How long each is shown, of TOTP.
    pub period: FactorPeriod,
}

/// Places where a code is looked for: counters, or time steps.
#[derive(Clone, Copy, Debug)]
pub(super) struct Window {
    /// The first.
    pub(super) from: i64,
    /// How many.
    pub(super) width: i64,
    /// The first whose code was not used up.
    pub(super) unused: i64,
}

impl Parameters {
    /// The number of whole steps since 1970 (RFC 6238, clause 4.2).
    pub(super) fn step(self, now: Timestamp) -> i64 {
        now.millis().div_euclid(i64::from(self.period.seconds()) * 1_000)
    }

    /// At how many places a code is looked for, or two in a row.
    pub(super) const fn width(self, has_next: bool) -> i64 {
        match (self.kind, has_next) {
            (FactorKind::Totp, false) => STEPS,
            (FactorKind::Totp, true) => STEPS_IN_A_ROW,
            (FactorKind::Hotp, false) => COUNTERS,
            (FactorKind::Hotp, true) => COUNTERS_IN_A_ROW,
        }
    }

    /// The place in a window whose code is presented, and was not used up. All are looked at, whichever it is.
    ///
    /// Of several with the same code it is the last step, so that all of them are used up; and the first counter, since the app may
    /// not be beyond it.
    pub(super) fn find(self, secret: &FactorSecret, presented: &FactorCode, window: Window) -> Option<i64> {
        let Window { from, width, unused } = window;
        let mut here = self.code(secret, from);
        let mut found = None;
        for place in (from..).take(usize::try_from(width).unwrap_or_default()) {
            let after = self.code(secret, place.saturating_add(1));
            let is_right = shows(here.as_deref(), &presented.code)
                & presented.next.as_ref().is_none_or(|next| shows(after.as_deref(), next));
            if is_right && place >= unused {
                found = match self.kind {
                    FactorKind::Totp => Some(place),
                    FactorKind::Hotp => found.or(Some(place)),
                };
            }
            here = after;
        }
        found
    }

    /// There are no codes before 1970.
    fn code(self, secret: &FactorSecret, place: i64) -> Option<String> {
        self.hash.code(secret.octets(), u64::try_from(place).ok()?, self.digits.get().into())
    }
}

fn shows(shown: Option<&str>, presented: &Presented) -> bool {
    shown.is_some_and(|shown| constant_time_eq(shown.as_bytes(), presented.as_str().as_bytes()))
}
