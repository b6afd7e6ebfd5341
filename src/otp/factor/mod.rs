//! Factors: authenticator apps of an account's own users. A factor's codes are those of RFC 4226 (by a counter, HOTP) or of RFC 6238 (by
//! the time, TOTP).

mod id;
mod name;
mod parameters;
mod record;
mod secret;

pub use id::FactorId;
pub use name::AppText;
pub use parameters::{FactorDigits, FactorKind, FactorPeriod, Parameters};
pub(super) use record::Factors;
pub use record::{EnrolRefused, Enrolled, FactorChecked, MOST_FACTORS, RecoveryRefused};
pub use secret::FactorSecret;

use serde::{Deserialize, Serialize};

use super::{Keys, Presented, keys::KeyId};
use crate::{
    auth::RecoveryCodes, keyed_hash::KeyedHash, sealed::Sealed, time::Timestamp, written::answered_words,
};
use parameters::Window;

/// So long a factor that nobody confirmed is kept: 24 hours.
const PENDING_SECONDS: u32 = 86_400;

/// How far an app's clock may have drifted and still be followed, in steps.
const MOST_DRIFT: i64 = 10;

/// How likely it is that a guess is one of ten recovery codes, of which there are 31^10, in billionths, rounded up.
const RECOVERY_LUCK: u64 = 1;

answered_words! {
    /// Where a factor stands.
    pub FactorStatus, "status: pending or active", at most 20;
    /// No code of it was seen yet.
    Pending = "pending",
    /// Its user has shown a code of it.
    Active = "active",
}

/// What somebody presents for a factor.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct FactorCode {
    /// A code of the app.
    pub code: Presented,
    /// The one that the app showed after it, for an app whose clock or counter has gone astray (RFC 4226, clause 7.4).
    pub next: Option<Presented>,
    /// What the code hashes to if it is a recovery code.
    pub recovery: KeyedHash,
}

/// A factor, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Factor {
    /// Its id.
    pub id: FactorId,
    /// How its codes are made.
    pub parameters: Parameters,
    key: KeyId,
    secret: Sealed,
    /// The first counter whose code was not used up, or the first time step.
    next: i64,
    /// How many steps the app's clock was ahead when it last showed a code.
    drift: i64,
    recovery: RecoveryCodes,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// When its first code was seen.
    pub confirmed_at: Option<Timestamp>,
    /// When a code was last right.
    pub used_at: Option<Timestamp>,
}

impl Factor {
    fn new(id: FactorId, parameters: Parameters, secret: &FactorSecret, now: Timestamp, keys: &Keys) -> Self {
        let (key, sealed) = secret.sealed(&id, keys);
        Self {
            id,
            parameters,
            key,
            secret: sealed,
            next: 0,
            drift: 0,
            recovery: RecoveryCodes::default(),
            created_at: now,
            confirmed_at: None,
            used_at: None,
        }
    }

    /// Where it stands.
    #[must_use]
    pub const fn status(&self) -> FactorStatus {
        if self.confirmed_at.is_some() { FactorStatus::Active } else { FactorStatus::Pending }
    }

    /// How many steps the app's clock is ahead, where it goes by one.
    #[must_use]
    pub fn drift(&self) -> Option<i64> {
        (self.parameters.kind == FactorKind::Totp).then_some(self.drift)
    }

    /// The counter that is expected next, where there is one.
    #[must_use]
    pub fn counter(&self) -> Option<i64> {
        (self.parameters.kind == FactorKind::Hotp).then_some(self.next)
    }

    /// How many recovery codes are left.
    #[must_use]
    pub const fn recovery_codes_left(&self) -> usize {
        self.recovery.remaining()
    }

    /// How likely a guess is to be right, in billionths, rounded up.
    fn luck(&self, has_next: bool) -> u64 {
        let one = 10_u64.pow(self.parameters.digits.get().into());
        let codes = if has_next { one.saturating_mul(one) } else { one };
        let width = self.parameters.width(has_next).unsigned_abs();
        width.saturating_mul(1_000_000_000).div_ceil(codes).saturating_add(RECOVERY_LUCK)
    }

    /// Uses up the code that is presented. Whether there was one: if so, it is good no more (RFC 6238, clause 5.2).
    fn take(&mut self, presented: &FactorCode, now: Timestamp, keys: &Keys) -> bool {
        let is_right = self.take_shown(presented, now, keys) || self.recovery.use_code(presented.recovery);
        if is_right {
            self.used_at = Some(now);
            self.confirmed_at = self.confirmed_at.or(Some(now));
        }
        is_right
    }

    fn take_shown(&mut self, presented: &FactorCode, now: Timestamp, keys: &Keys) -> bool {
        let Some(secret) = self.open(keys) else { return false };
        let window = self.window(presented.next.is_some(), now);
        let Some(place) = self.parameters.find(&secret, presented, window) else { return false };
        let last = place.saturating_add(i64::from(presented.next.is_some()));
        self.next = last.saturating_add(1);
        if self.parameters.kind == FactorKind::Totp {
            let ahead = last.saturating_sub(self.parameters.step(now));
            self.drift = ahead.clamp(-MOST_DRIFT, MOST_DRIFT);
        }
        true
    }

    /// The places where a code is looked for: of TOTP around the moment that the app's clock shows, of HOTP from the counter on. With two
    /// codes in a row they are more, of TOTP all that a clock may have drifted to.
    fn window(&self, has_next: bool, now: Timestamp) -> Window {
        let width = self.parameters.width(has_next);
        let from = match self.parameters.kind {
            FactorKind::Hotp => self.next,
            FactorKind::Totp => {
                let drift = if has_next { 0 } else { self.drift };
                self.parameters.step(now).saturating_add(drift).saturating_sub(width / 2)
            }
        };
        Window { from, width, unused: self.next }
    }

    /// The secret, unless its key is gone.
    fn open(&self, keys: &Keys) -> Option<FactorSecret> {
        FactorSecret::open(&self.secret, &self.id, keys.of(self.key)?)
    }

    /// Seals the secret under the current key.
    fn renew(&mut self, keys: &Keys) {
        let (current, _) = keys.current();
        if self.key != current
            && let Some(secret) = self.open(keys)
        {
            (self.key, self.secret) = secret.sealed(&self.id, keys);
        }
    }

    /// What is of the future, since the clock was set back, is of now. The codes that were used stay used.
    fn settle(&mut self, now: Timestamp) {
        self.created_at = self.created_at.min(now);
        self.confirmed_at = self.confirmed_at.map(|at| at.min(now));
        self.used_at = self.used_at.map(|at| at.min(now));
    }

    /// When it is forgotten, unless somebody confirms it before.
    fn forget_at(&self) -> Option<Timestamp> {
        let is_pending = self.status() == FactorStatus::Pending;
        is_pending.then(|| self.created_at.plus_seconds(PENDING_SECONDS))
    }
}
