//! Accounts: a profile, a credential, and from where it may be used.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};

use crate::{
    auth::AddressRule, error::ErrorCode, keyed_hash::KeyedHash, time::Timestamp, username::Username,
};

/// What an operator says of an account when creating it.
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
}

impl Profile {
    /// A profile with nothing said but the name.
    #[must_use]
    pub fn named(username: Username) -> Self {
        Self {
            username,
            email: None,
            time_zone: "UTC".to_owned(),
            language: "en".to_owned(),
            country: None,
            currency: "EUR".to_owned(),
            allowed_ips: Vec::new(),
        }
    }
}

/// An account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// Never used again, not even by a later account of the same name. What belongs to the account hangs on it.
    pub id: String,
    /// What its operator said of it.
    pub profile: Profile,
    /// Credit left, in millionths of the profile's currency.
    pub balance_millionths: u64,
    /// When it was created.
    pub created_at: Timestamp,
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
    pub fn new(id: String, profile: Profile, password: KeyedHash, now: Timestamp) -> Self {
        Self { account: Account { id, profile, balance_millionths: 0, created_at: now }, password }
    }
}

/// Why a caller was not let in. Says nothing about whether the account exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum Refusal {
    /// No such account, or not its password.
    #[error("username or password unknown")]
    Credentials,
    /// The right password from an address that the account does not allow.
    #[error("address not allowed")]
    Address,
}

impl From<Refusal> for ErrorCode {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Credentials => Self::UnknownCredentials,
            Refusal::Address => Self::AddressNotAllowed,
        }
    }
}

/// Judges the password first, then the address, at the same cost whether or not the account exists.
///
/// # Errors
/// The reason to turn the caller away.
pub fn authenticate(
    stored: Option<&StoredAccount>,
    presented: KeyedHash,
    address: Option<IpAddr>,
) -> Result<&Account, Refusal> {
    let password = stored.map_or(KeyedHash::NONE, |stored| stored.password);
    let right = password == presented;
    let account = &stored.filter(|_| right).ok_or(Refusal::Credentials)?.account;
    let allowed = &account.profile.allowed_ips;
    let from_allowed = || address.is_some_and(|address| allowed.iter().any(|rule| rule.allows(address)));
    if allowed.is_empty() || from_allowed() { Ok(account) } else { Err(Refusal::Address) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{auth::ApiPassword, keyed_hash::HashKey};

    fn hash(password: &str) -> KeyedHash {
        ApiPassword::presented(password).hash(&HashKey::new(&"k".repeat(32)).unwrap())
    }

    fn account(allowed: &[&str]) -> StoredAccount {
        let mut profile = Profile::named("alice".parse().unwrap());
        profile.allowed_ips = allowed.iter().map(|rule| rule.parse().unwrap()).collect();
        StoredAccount::new("id".into(), profile, hash("right"), Timestamp::from_millis(0))
    }

    fn outcome(account: Option<&StoredAccount>, password: &str, from: Option<&str>) -> Result<(), Refusal> {
        let address = from.map(|address| address.parse().unwrap());
        authenticate(account, hash(password), address).map(drop)
    }

    #[test]
    fn lets_in_the_right_password_only() {
        let account = account(&[]);
        assert_eq!(outcome(Some(&account), "right", None), Ok(()));
        assert_eq!(outcome(Some(&account), "wrong", None), Err(Refusal::Credentials));
        assert_eq!(outcome(None, "right", None), Err(Refusal::Credentials));
    }

    #[test]
    fn judges_the_address_after_the_password() {
        let account = account(&["192.0.2.0/24", "2001:db8::1"]);
        assert_eq!(outcome(Some(&account), "right", Some("192.0.2.9")), Ok(()));
        assert_eq!(outcome(Some(&account), "right", Some("2001:db8::1")), Ok(()));
        assert_eq!(outcome(Some(&account), "right", Some("198.51.100.1")), Err(Refusal::Address));
        assert_eq!(outcome(Some(&account), "right", None), Err(Refusal::Address));
        assert_eq!(outcome(Some(&account), "wrong", Some("198.51.100.1")), Err(Refusal::Credentials));
    }
}
