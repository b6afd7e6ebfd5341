//! The factors of an account's users: rows of the objects that have its one-time codes, one for each user.

use serde::{Deserialize, Serialize};
use shortwave::{
    account::SecondFactor,
    auth::RecoveryCode,
    ids::AccountId,
    keyed_hash::{HashKey, KeyedHash},
    otp::{
        CheckRefused, EnrolRefused, Enrolled, Factor, FactorChecked, FactorCode, FactorId, FactorSecret,
        Parameters, Record, RecoveryRefused,
    },
    time::Timestamp,
};
use worker::Env;

use super::{Asking, OtpStub, Reply, reply};
use crate::{
    env::{self, Config},
    failure::Failure,
};

/// What the record of a user is asked.
#[derive(Serialize, Deserialize)]
pub enum FactorCommand {
    Enrol { id: FactorId, parameters: Parameters },
    List,
    Show(FactorId),
    Check { id: FactorId, presented: FactorCode },
    RenewRecovery(FactorId),
    Remove(FactorId),
}

impl FactorCommand {
    /// Whether it changes nothing.
    pub const fn is_read(&self) -> bool {
        matches!(self, Self::List | Self::Show(_))
    }

    /// Does it.
    pub fn run(
        self,
        held: &mut Record,
        account: &AccountId,
        config: &Config,
        now: Timestamp,
    ) -> worker::Result<Reply> {
        let keys = &config.otp_keys;
        held.settle(now);
        match self {
            Self::Enrol { id, parameters } => {
                let secret = FactorSecret::new(&env::random()?, parameters.hash);
                reply(&held.enrol(id, parameters, secret, now, keys))
            }
            Self::List => reply(&held.factors()),
            Self::Show(id) => reply(&held.factor(&id)),
            Self::Check { id, presented } => match held.check_factor(&id, &presented, now, keys) {
                Ok(checked) => {
                    reply(&Ok::<_, CheckRefused>(with_recovery(checked, held, account, config, now)?))
                }
                Err(refused) => reply(&Err::<Checked, _>(refused)),
            },
            Self::RenewRecovery(id) => {
                let codes = recovery_codes()?;
                let hashes = hashes(&codes, &id, account, config);
                reply(&held.renew_recovery(&id, hashes, now).map(|_| codes))
            }
            Self::Remove(id) => reply(&held.remove_factor(&id, now)),
        }
    }
}

/// How a check ended, with the recovery codes that the first right one is answered with.
type Checked = (FactorChecked, Option<Vec<RecoveryCode>>);

fn with_recovery(
    mut checked: FactorChecked,
    held: &mut Record,
    account: &AccountId,
    config: &Config,
    now: Timestamp,
) -> Result<Checked, Failure> {
    if !checked.is_first {
        return Ok((checked, None));
    }
    let id = checked.factor.id.clone();
    let codes = recovery_codes()?;
    let renewed = held.renew_recovery(&id, hashes(&codes, &id, account, config), now);
    if let Ok(factor) = renewed {
        checked.factor = factor;
    }
    Ok((checked, Some(codes)))
}

fn recovery_codes() -> Result<Vec<RecoveryCode>, Failure> {
    let code = |_| RecoveryCode::generate(&env::random::<64>()?).ok_or_else(env::no_randomness);
    (0..SecondFactor::RECOVERY_CODES).map(code).collect()
}

fn hashes(codes: &[RecoveryCode], id: &FactorId, account: &AccountId, config: &Config) -> Vec<KeyedHash> {
    let hash = |code: &RecoveryCode| code.hash(&config.hash_key, account.as_str(), id.as_str());
    codes.iter().map(hash).collect()
}

/// What is kept of one user of an account, seen from outside.
pub struct FactorStub(OtpStub);

impl FactorStub {
    /// What is kept of a user, as the account calls it.
    pub fn of(env: &Env, key: &HashKey, account: &AccountId, user: &str) -> Result<Self, Failure> {
        let record = FactorId::record_of(key, account.as_str(), user);
        OtpStub::of_record(env, key, account, record).map(Self)
    }

    /// What is kept of the user of a factor.
    pub fn of_factor(env: &Env, key: &HashKey, account: &AccountId, id: &FactorId) -> Result<Self, Failure> {
        OtpStub::of_record(env, key, account, id.record().to_owned()).map(Self)
    }

    /// Begins to set up a factor.
    pub fn enrol(&self, parameters: Parameters) -> Result<Asking<Result<Enrolled, EnrolRefused>>, Failure> {
        let id = FactorId::new(self.0.record(), env::random()?);
        Ok(self.0.ask_factor(FactorCommand::Enrol { id, parameters }))
    }

    /// The factors.
    pub fn list(&self) -> Asking<Vec<Factor>> {
        self.0.ask_factor(FactorCommand::List)
    }

    /// A factor.
    pub fn show(&self, id: FactorId) -> Asking<Option<Factor>> {
        self.0.ask_factor(FactorCommand::Show(id))
    }

    /// Checks a code.
    pub fn check(&self, id: FactorId, presented: FactorCode) -> Asking<Result<Checked, CheckRefused>> {
        self.0.ask_factor(FactorCommand::Check { id, presented })
    }

    /// Gives a factor new recovery codes.
    pub fn renew_recovery(&self, id: FactorId) -> Asking<Result<Vec<RecoveryCode>, RecoveryRefused>> {
        self.0.ask_factor(FactorCommand::RenewRecovery(id))
    }

    /// Removes a factor. Whether there was one.
    pub fn remove(&self, id: FactorId) -> Asking<bool> {
        self.0.ask_factor(FactorCommand::Remove(id))
    }
}
