//! Accounts: a profile, those who may use it, and what happened in it.

mod admission;
mod audit;
mod domain;
mod key;
mod second_factor;
mod session;
mod user;

pub use admission::{Identified, Identity, Known, Proof, Refusal, from_allowed_address, identify, permit};
pub use audit::{Actor, AuditEntry, AuditEvent};
pub use domain::{AccountDomain, DomainChange, DomainProof, Domains, MAX_DOMAINS};
pub use key::{Key, KeyChange, StoredKey};
pub use second_factor::{SecondFactor, SecondFactorError, Seed, Whose};
pub use session::{Renewal, Session};
pub use user::{StoredUser, User, UserChange};

use std::num::NonZeroU32;

use serde::{Deserialize, Serialize};

use crate::{
    auth::AddressRule, change::Change, ids::AccountId, keyed_hash::KeyedHash,
    otp::traffic::VerificationLimits, phone::CallingPrefix, rate_limit::Rate, time::Timestamp,
    username::Username,
};

/// What is said of an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    /// The name that its callers authenticate with.
    pub username: Username,
    /// Where its owner is reached.
    pub email: Option<String>,
    /// An IANA time zone name.
    pub time_zone: String,
    /// ISO 639-1, lower case.
    pub language: String,
    /// ISO 3166-1 alpha-2, upper case.
    pub country: Option<String>,
    /// ISO 4217, upper case.
    pub currency: String,
    /// From where the account may be used; anywhere when empty.
    pub allowed_ips: Vec<AddressRule>,
    /// Whether its users must have a second factor.
    #[serde(default)]
    pub second_factor_required: bool,
    /// Where it is told what becomes of its messages.
    #[serde(default)]
    pub event_url: Option<String>,
    /// Where its verifications may send codes: everywhere but to satellites and the like when empty.
    #[serde(default)]
    pub code_prefixes: Vec<CallingPrefix>,
    /// Whether the REST dialect keeps the codes to itself that it makes.
    #[serde(default)]
    pub hides_codes: bool,
    /// Whether it may decide on the codes of its verifications.
    #[serde(default)]
    pub custom_codes: bool,
    /// How much it may ask.
    #[serde(default)]
    pub limits: Limits,
}

/// How many requests are answered before 429.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Of the account, by all its credentials together.
    pub account: Rate,
    /// Of one credential: an API key, a session, or the API password.
    pub credential: Rate,
    /// How many verifications it may begin.
    #[serde(default)]
    pub verifications: VerificationLimits,
}

impl Limits {
    /// Of one page's token, whatever the others may: enough to begin a verification, and to try ten codes.
    const OF_A_PAGE: Rate = match NonZeroU32::new(30) {
        Some(burst) => Rate::slow(burst),
        None => Rate::LEAST,
    };

    /// Of a credential, by the name that the audit log has for it.
    #[must_use]
    pub fn of_credential(&self, name: &str) -> Rate {
        if name.starts_with(Actor::OF_A_PAGE) { Self::OF_A_PAGE } else { self.credential }
    }

    const ACCOUNT: (u32, u32) = (100, 1_000);
    const CREDENTIAL: (u32, u32) = (50, 500);
}

impl Default for Limits {
    fn default() -> Self {
        let rate = |(per_second, burst)| Rate::new(per_second, burst).unwrap_or(Rate::LEAST);
        Self {
            account: rate(Self::ACCOUNT),
            credential: rate(Self::CREDENTIAL),
            verifications: VerificationLimits::default(),
        }
    }
}

impl Profile {
    /// The time zone unless said.
    pub const TIME_ZONE: &'static str = "UTC";
    /// The language unless said.
    pub const LANGUAGE: &'static str = "en";

    /// A profile with nothing said but the name.
    #[must_use]
    pub fn named(username: Username) -> Self {
        Self {
            username,
            email: None,
            time_zone: Self::TIME_ZONE.to_owned(),
            language: Self::LANGUAGE.to_owned(),
            country: None,
            currency: "EUR".to_owned(),
            allowed_ips: Vec::new(),
            second_factor_required: false,
            event_url: None,
            code_prefixes: Vec::new(),
            hides_codes: false,
            custom_codes: false,
            limits: Limits::default(),
        }
    }
}

/// What is to be changed of an account by those who use it; what is `None` stays.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProfileChange {
    /// Where its owner is reached, or nowhere.
    pub email: Change<String>,
    /// An IANA time zone name.
    pub time_zone: Option<String>,
    /// ISO 639-1, lower case.
    pub language: Option<String>,
    /// ISO 3166-1 alpha-2, upper case, or none.
    pub country: Change<String>,
    /// From where the account may be used.
    pub allowed_ips: Option<Vec<AddressRule>>,
    /// Whether its users must have a second factor.
    pub second_factor_required: Option<bool>,
    /// Where it is told what becomes of its messages, or nowhere.
    pub event_url: Change<String>,
    /// Where its verifications may send codes.
    pub code_prefixes: Option<Vec<CallingPrefix>>,
    /// Whether the REST dialect keeps the codes to itself that it makes.
    pub hides_codes: Option<bool>,
    /// Whether it may decide on codes.
    pub custom_codes: Option<bool>,
    /// How much it may ask: for the operator to say.
    pub limits: Option<Limits>,
}

/// An account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// Never used again, not even by a later account of the same name. What belongs to the account hangs on it.
    pub id: AccountId,
    /// What is said of it.
    pub profile: Profile,
    /// Credit left, in millionths of the profile's currency.
    pub balance_millionths: u64,
    /// When it was created.
    pub created_at: Timestamp,
    /// Counts the changes of the profile, from 1.
    pub version: u32,
    /// Where its links may be.
    #[serde(default)]
    pub domains: Domains,
}

impl Account {
    /// Makes a change.
    pub fn change(&mut self, change: ProfileChange) {
        fn set<T>(value: &mut T, change: Option<T>) {
            if let Some(change) = change {
                *value = change;
            }
        }
        let profile = &mut self.profile;
        profile.email = change.email.of(profile.email.take());
        set(&mut profile.time_zone, change.time_zone);
        set(&mut profile.language, change.language);
        profile.country = change.country.of(profile.country.take());
        set(&mut profile.allowed_ips, change.allowed_ips);
        set(&mut profile.second_factor_required, change.second_factor_required);
        profile.event_url = change.event_url.of(profile.event_url.take());
        set(&mut profile.code_prefixes, change.code_prefixes);
        set(&mut profile.hides_codes, change.hides_codes);
        set(&mut profile.custom_codes, change.custom_codes);
        set(&mut profile.limits, change.limits);
        self.version += 1;
    }
}

/// An account as it is stored, with the hash of its API password.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct StoredAccount {
    /// The account.
    pub account: Account,
    /// The hash of its current API password.
    pub password: KeyedHash,
}

impl StoredAccount {
    /// A new account without credit.
    #[must_use]
    pub const fn new(id: AccountId, profile: Profile, password: KeyedHash, now: Timestamp) -> Self {
        Self {
            account: Account {
                id,
                profile,
                balance_millionths: 0,
                created_at: now,
                version: 1,
                domains: Domains::NONE,
            },
            password,
        }
    }
}
