//! The second factor of a user: an authenticator app (RFC 6238), and recovery codes for when it is lost.

use serde::{Deserialize, Serialize};

use crate::{
    auth::{Backoff, RecoveryCode, RecoveryCodes, RetryAfter, TotpSecret},
    ids::{AccountId, UserId},
    keyed_hash::{HashKey, KeyedHash},
    time::Timestamp,
};

/// Whose second factor, and the server's key. The secret that the app shares with the server is derived from them
/// and a random seed, so that a copy of the storage holds no secret.
#[derive(Clone, Copy, Debug)]
pub struct Whose<'a> {
    /// The server's key.
    pub key: &'a HashKey,
    /// The account.
    pub account: &'a AccountId,
    /// The user.
    pub user: &'a UserId,
}

impl Whose<'_> {
    /// The secret of a seed.
    #[must_use]
    pub fn secret(&self, seed: &Seed) -> TotpSecret {
        let (account, user) = (self.account.as_str().as_bytes(), self.user.as_str().as_bytes());
        let derived = self.key.hash(&[b"totp", account, user, seed]);
        let mut secret = [0; TotpSecret::LENGTH];
        secret.iter_mut().zip(derived.as_bytes()).for_each(|(to, from)| *to = *from);
        TotpSecret::new(secret)
    }

    fn hashes(&self, codes: &[RecoveryCode]) -> RecoveryCodes {
        RecoveryCodes::new(codes.iter().map(|code| self.hash(code)).collect())
    }

    fn hash(&self, code: &RecoveryCode) -> KeyedHash {
        code.hash(self.key, self.account.as_str(), self.user.as_str())
    }
}

/// Random bytes that a secret is derived from.
pub type Seed = [u8; 16];

/// Its state.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecondFactor {
    pending: Option<Seed>,
    active: Option<Active>,
    backoff: Backoff,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Active {
    seed: Seed,
    /// The time step of the last code that was used.
    last_step: i64,
    recovery: RecoveryCodes,
}

/// Why a code was not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum SecondFactorError {
    /// Not a code of this moment, or one that was used before.
    #[error("wrong or used code")]
    Wrong,
    /// Too many wrong ones; the seconds to wait.
    #[error("too many wrong codes")]
    Wait(u32),
    /// There is nothing to give a code for.
    #[error("no second factor is being set up")]
    NotPending,
}

impl From<RetryAfter> for SecondFactorError {
    fn from(RetryAfter(seconds): RetryAfter) -> Self {
        Self::Wait(seconds)
    }
}

impl SecondFactor {
    /// How many recovery codes there are at first.
    pub const RECOVERY_CODES: usize = 10;

    /// Whether signing in takes it.
    #[must_use]
    pub const fn is_on(&self) -> bool {
        self.active.is_some()
    }

    /// How many recovery codes are left.
    #[must_use]
    pub fn recovery_codes_left(&self) -> usize {
        self.active.as_ref().map_or(0, |active| active.recovery.remaining())
    }

    /// Begins to set one up. The one before stays until the new one is confirmed.
    pub const fn enrol(&mut self, seed: Seed) {
        self.pending = Some(seed);
    }

    /// Turns on what is being set up, for the one who shows a code of it.
    ///
    /// # Errors
    /// See [`SecondFactorError`].
    pub fn confirm(
        &mut self,
        code: &str,
        recovery: &[RecoveryCode],
        whose: Whose,
        now: Timestamp,
    ) -> Result<(), SecondFactorError> {
        let seed = self.pending.ok_or(SecondFactorError::NotPending)?;
        self.backoff.attempt(now)?;
        let step = whose.secret(&seed).verify(code, now, None).ok_or(SecondFactorError::Wrong)?;
        let active = Active { seed, last_step: step, recovery: whose.hashes(recovery) };
        *self = Self { active: Some(active), ..Self::default() };
        Ok(())
    }

    /// Takes a code of the app, or a recovery code. Each is good once.
    ///
    /// # Errors
    /// See [`SecondFactorError`]. The state is to be stored either way.
    pub fn present(&mut self, code: &str, whose: Whose, now: Timestamp) -> Result<(), SecondFactorError> {
        self.backoff.attempt(now)?;
        let active = self.active.as_mut().ok_or(SecondFactorError::Wrong)?;
        let step = whose.secret(&active.seed).verify(code, now, Some(active.last_step));
        if let Some(step) = step {
            active.last_step = step;
        } else if !active.recovery.use_code(whose.hash(&RecoveryCode::presented(code))) {
            return Err(SecondFactorError::Wrong);
        }
        self.backoff.succeeded();
        Ok(())
    }

    /// Replaces the recovery codes; false where there is no second factor to recover.
    pub fn renew_recovery(&mut self, recovery: &[RecoveryCode], whose: Whose) -> bool {
        let Some(active) = self.active.as_mut() else { return false };
        active.recovery = whose.hashes(recovery);
        true
    }
}
