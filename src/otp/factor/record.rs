//! The factors of one user of an account, in its record.

use serde::{Deserialize, Serialize};

use super::{Factor, FactorCode, FactorId, FactorSecret, FactorStatus, Parameters};
use crate::{
    auth::RecoveryCodes,
    keyed_hash::KeyedHash,
    otp::{CheckRefused, Keys, Record},
    time::Timestamp,
};

/// A user has so many factors. Beyond that the oldest that nobody confirmed is given up.
pub const MOST_FACTORS: usize = 10;

/// After so many seconds secrets are sealed anew where their key is the former one: 30 days.
const TENDED_SECONDS: u32 = 30 * 86_400;

/// The factors of one user.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Factors {
    list: Vec<Factor>,
    /// When the secrets were last under the current key.
    tended_at: Option<Timestamp>,
}

/// A new factor, and what the app is told of it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Enrolled {
    /// The factor.
    pub factor: Factor,
    /// Its secret.
    pub secret: FactorSecret,
}

/// Why there is no new factor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum EnrolRefused {
    /// The user has as many as a user may have, and all of them are active.
    TooMany,
}

/// How a check ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FactorChecked {
    /// Whether the code was right, and good.
    pub valid: bool,
    /// Whether it made the factor active.
    pub is_first: bool,
    /// The factor after the check.
    pub factor: Factor,
}

/// Why there are no new recovery codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RecoveryRefused {
    /// There is no such factor.
    NotFound,
    /// No code of it was seen yet.
    Pending,
}

impl Factors {
    /// Whether there is none.
    pub(in crate::otp) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    pub(in crate::otp) fn settle(&mut self, now: Timestamp) {
        for factor in &mut self.list {
            factor.settle(now);
        }
        self.list.retain(|factor| factor.forget_at().is_none_or(|at| now < at));
        self.tended_at = self.tended_at.map(|at| at.min(now)).filter(|_| !self.list.is_empty());
    }

    pub(in crate::otp) fn wake_at(&self) -> Option<Timestamp> {
        let forgotten = self.list.iter().filter_map(Factor::forget_at);
        forgotten.chain(self.tended_at.map(|at| at.plus_seconds(TENDED_SECONDS))).min()
    }

    fn get_mut(&mut self, id: &FactorId) -> Option<&mut Factor> {
        self.list.iter_mut().find(|factor| factor.id == *id)
    }

    /// Makes room for another. Whether there is.
    fn make_room(&mut self) -> bool {
        if self.list.len() >= MOST_FACTORS
            && let Some(place) = self.list.iter().position(|factor| factor.status() == FactorStatus::Pending)
        {
            self.list.remove(place);
        }
        self.list.len() < MOST_FACTORS
    }
}

impl Record {
    /// Begins to set up a factor, with the secret of its parameters' hash.
    ///
    /// # Errors
    /// See [`EnrolRefused`]; nothing has then changed.
    pub fn enrol(
        &mut self,
        id: FactorId,
        parameters: Parameters,
        secret: FactorSecret,
        now: Timestamp,
        keys: &Keys,
    ) -> Result<Enrolled, EnrolRefused> {
        self.settle(now);
        if !self.factors.make_room() {
            return Err(EnrolRefused::TooMany);
        }
        let factor = Factor::new(id, parameters, &secret, now, keys);
        self.factors.list.push(factor.clone());
        self.factors.tended_at = self.factors.tended_at.or(Some(now));
        Ok(Enrolled { factor, secret })
    }

    /// The factors, the oldest first.
    #[must_use]
    pub fn factors(&self) -> &[Factor] {
        &self.factors.list
    }

    /// A factor.
    #[must_use]
    pub fn factor(&self, id: &FactorId) -> Option<&Factor> {
        self.factors.list.iter().find(|factor| factor.id == *id)
    }

    /// Checks a code of a factor: one that its app shows, or a recovery code. True for the right one, once.
    ///
    /// # Errors
    /// See [`CheckRefused`]; the code was then not looked at, and nothing is counted.
    pub fn check_factor(
        &mut self,
        id: &FactorId,
        presented: &FactorCode,
        now: Timestamp,
        keys: &Keys,
    ) -> Result<FactorChecked, CheckRefused> {
        self.settle(now);
        let factor = self.factors.get_mut(id).ok_or(CheckRefused::NotFound)?;
        let luck = factor.luck(presented.next.is_some());
        self.failures.may_guess(luck, now).map_err(|no_guess| CheckRefused::Wait(no_guess.until()))?;
        factor.renew(keys);
        let was = factor.status();
        let valid = factor.take(presented, now, keys);
        if valid {
            self.failures.forgive();
        } else {
            self.failures.note(luck, now);
        }
        let is_first = was != factor.status();
        Ok(FactorChecked { valid, is_first, factor: factor.clone() })
    }

    /// Gives a factor recovery codes, by their hashes. Those that it had are void.
    ///
    /// # Errors
    /// See [`RecoveryRefused`]; nothing has then changed.
    pub fn renew_recovery(
        &mut self,
        id: &FactorId,
        hashes: Vec<KeyedHash>,
        now: Timestamp,
    ) -> Result<Factor, RecoveryRefused> {
        self.settle(now);
        let factor = self.factors.get_mut(id).ok_or(RecoveryRefused::NotFound)?;
        if factor.status() == FactorStatus::Pending {
            return Err(RecoveryRefused::Pending);
        }
        factor.recovery = RecoveryCodes::new(hashes);
        Ok(factor.clone())
    }

    /// Removes a factor. Whether there was one. The wrong codes stay counted.
    pub fn remove_factor(&mut self, id: &FactorId, now: Timestamp) -> bool {
        self.settle(now);
        let before = self.factors.list.len();
        self.factors.list.retain(|factor| factor.id != *id);
        let is_removed = self.factors.list.len() < before;
        // None is left to tend, perhaps.
        self.factors.settle(now);
        is_removed
    }

    /// Seals what is kept for long under the current key. A record that has such things wakes for it.
    pub fn tend(&mut self, now: Timestamp, keys: &Keys) {
        for factor in &mut self.factors.list {
            factor.renew(keys);
        }
        self.factors.tended_at = self.factors.tended_at.map(|_| now);
    }
}
