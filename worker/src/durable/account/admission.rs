//! Letting callers in.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};
use shortwave::{
    account::{
        Account, Actor, AuditEvent, Identified, Identity, Known, Proof, Refusal, Session, StoredAccount,
        StoredKey, StoredUser, Whose, from_allowed_address, identify, permit,
    },
    endpoint::Access,
    rate_limit::{Bucket, Decision, Rate},
};

use super::{AccountObject, By};
use crate::env;

/// The most credentials whose buckets are remembered at once. Full ones are forgotten first, and lose nothing.
const MAX_BUCKETS: usize = 1_000;

/// A caller at the door.
#[derive(Serialize, Deserialize)]
pub struct Admission {
    /// What it presents; all must hold.
    pub proofs: Vec<Proof>,
    /// From where it comes.
    pub address: Option<IpAddr>,
    /// What it asks for.
    pub access: Access,
    /// A code of the second factor, if it gives one.
    pub second_factor: Option<String>,
}

/// How the door answers.
#[derive(Serialize, Deserialize)]
pub struct Admitted {
    /// The account and who the caller is, or why not.
    pub outcome: Result<(Account, Identified), Refusal>,
    /// Where the rate limits stand, once it is known who asks.
    pub rates: Vec<RateState>,
}

/// Where one rate limit stands.
#[derive(Clone, Copy, Serialize, Deserialize)]
pub struct RateState {
    /// Whose limit: the account's, otherwise the credential's.
    pub is_of_account: bool,
    /// The limit.
    pub rate: Rate,
    /// What it said.
    pub decision: Decision,
}

/// What the tables hold on those that the proofs name.
#[derive(Default)]
struct Found {
    key: Option<StoredKey>,
    user: Option<StoredUser>,
    session: Option<Session>,
}

impl Found {
    fn known<'a>(&'a self, account: &'a StoredAccount) -> Known<'a> {
        Known { account, key: self.key.as_ref(), user: self.user.as_ref(), session: self.session.as_ref() }
    }
}

impl AccountObject {
    pub(super) async fn admit(&self, admission: Admission) -> worker::Result<Admitted> {
        let Some(account) = self.account().await? else {
            return Ok(Admitted { outcome: Err(Refusal::Credentials), rates: Vec::new() });
        };
        let mut rates = Vec::new();
        let outcome = self.judge(&account, &admission, &mut rates)?;
        if let Err((refusal, actor)) = &outcome
            && !matches!(refusal, Refusal::Limited(_))
        {
            let by = By { actor: actor.clone(), address: admission.address };
            self.note_refusal(&by, *refusal)?;
        }
        Ok(Admitted {
            outcome: outcome.map(|caller| (account.account, caller)).map_err(|(refusal, _)| refusal),
            rates,
        })
    }

    /// Judges a caller in the order of [`shortwave::account::identify`]'s module. Nothing here waits.
    fn judge(
        &self,
        account: &StoredAccount,
        admission: &Admission,
        rates: &mut Vec<RateState>,
    ) -> worker::Result<Result<Identified, (Refusal, Actor)>> {
        let now = env::now();
        let mut found = self.find(&admission.proofs)?;
        let caller = match identify(&admission.proofs, found.known(account), now) {
            Ok(caller) => caller,
            Err(refusal) => return Ok(Err((refusal, Actor::unknown()))),
        };
        let refuse = |refusal| Ok(Err((refusal, Actor::from(&caller.identity))));
        // Pages are opened everywhere: who made the token was where it may be.
        if !caller.identity.is_page()
            && let Err(refusal) = from_allowed_address(&account.account, admission.address)
        {
            return refuse(refusal);
        }
        *rates = self.take(account, &caller.identity);
        let too_many = rates.iter().find(|state| !state.decision.allowed);
        if let Some(state) = too_many {
            return refuse(Refusal::Limited(state.decision.retry_after_seconds));
        }
        let needs_code = match permit(&caller, admission.access, found.known(account)) {
            Ok(needs_code) => needs_code,
            Err(refusal) => return refuse(refusal),
        };
        if needs_code
            && let Some(user) = found.user.take()
            && let Err(refusal) = self.present(&account.account, user, admission.second_factor.as_deref())?
        {
            return refuse(refusal);
        }
        if let Some(mut key) = found.key.take()
            && key.used(now)
        {
            self.table().put(&key)?;
        }
        Ok(Ok(caller))
    }

    fn find(&self, proofs: &[Proof]) -> worker::Result<Found> {
        let mut found = Found::default();
        for proof in proofs {
            match proof {
                Proof::Password(_) | Proof::Page { key: None, .. } => {}
                Proof::Key { id, .. } | Proof::Page { key: Some(id), .. } => {
                    found.key = self.table().get(id.as_str())?;
                }
                Proof::Session { user, session } => {
                    found.user = self.table().get(user.as_str())?;
                    found.session = self.table().get(session.as_str())?;
                }
            }
        }
        Ok(found)
    }

    /// Takes a token from the credential's bucket, and then from the account's: a credential that is over its own limit
    /// does not use up what the others may ask.
    fn take(&self, account: &StoredAccount, identity: &Identity) -> Vec<RateState> {
        let (now, limits) = (env::now(), account.account.profile.limits);
        let mut buckets = self.memory.buckets.borrow_mut();
        if buckets.len() >= MAX_BUCKETS {
            buckets.retain(|name, bucket| !bucket.is_full(limits.of_credential(name), now));
        }
        let name = Actor::from(identity).as_str().to_owned();
        let rate = limits.of_credential(&name);
        let own = buckets.entry(name).or_insert_with(Bucket::full).take(rate, now);
        let own = RateState { is_of_account: false, rate, decision: own };
        if !own.decision.allowed {
            return vec![own];
        }
        let mut bucket = self.memory.bucket.get();
        let of_account = bucket.take(limits.account, now);
        self.memory.bucket.set(bucket);
        let of_account = RateState { is_of_account: true, rate: limits.account, decision: of_account };
        // How much the account has to do is nothing for a page to know.
        if identity.is_page() && of_account.decision.allowed { vec![own] } else { vec![own, of_account] }
    }

    /// Uses up a code of a user's second factor.
    pub(super) fn present(
        &self,
        account: &Account,
        mut user: StoredUser,
        code: Option<&str>,
    ) -> worker::Result<Result<(), Refusal>> {
        let Some(code) = code else { return Ok(Err(Refusal::SecondFactorMissing)) };
        let config = self.config()?;
        let whose = Whose { key: &config.hash_key, account: &account.id, user: &user.user.id };
        let presented = user.factor.present(code, whose, env::now());
        self.table().put(&user)?;
        Ok(presented.map_err(Refusal::SecondFactor))
    }

    fn note_refusal(&self, by: &By, refusal: Refusal) -> worker::Result<()> {
        self.note(by, AuditEvent::Refused, None, Some(refusal.to_string()))
    }
}
