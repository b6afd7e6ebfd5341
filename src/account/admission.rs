//! Who is let in, and to what.
//!
//! The order is always the same: credentials, then the address, then the rate limit, then what the endpoint needs.
//! So nobody learns anything of an account before showing that it is theirs.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};

use super::{Account, SecondFactorError, Session, StoredAccount, StoredKey, StoredUser};
use crate::{
    auth::{AddressRule, Scope, Scopes},
    endpoint::Access,
    error::ErrorCode,
    ids::{KeyId, PageTokenId, SessionId, UserId},
    keyed_hash::KeyedHash,
    time::Timestamp,
};

/// What a caller presents to show who it is.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Proof {
    /// The account's API password.
    Password(KeyedHash),
    /// An API key.
    Key {
        /// Which.
        id: KeyId,
        /// The hash of the whole key.
        hash: KeyedHash,
    },
    /// A page's token, whose hash and times were found right.
    Page {
        /// Which.
        id: PageTokenId,
        /// The API key that it was made with.
        key: Option<KeyId>,
    },
    /// An access token, whose signature and times were found right.
    Session {
        /// Who signed in.
        user: UserId,
        /// The session that the token is of.
        session: SessionId,
    },
}

/// What the account knows of those that a proof names.
#[derive(Clone, Copy, Debug)]
pub struct Known<'a> {
    /// The account.
    pub account: &'a StoredAccount,
    /// The key that the proof names.
    pub key: Option<&'a StoredKey>,
    /// The user that the proof names.
    pub user: Option<&'a StoredUser>,
    /// The session that the proof names.
    pub session: Option<&'a Session>,
}

impl Known<'_> {
    /// Whether a key is still one that tokens for pages are made with: what is revoked takes its tokens with it.
    fn may_have_made_token(&self, key: &KeyId, now: Timestamp) -> bool {
        let known = self.key.filter(|known| known.key.id == *key && known.is_valid(now));
        known.is_some_and(|known| known.key.scopes.has(Scope::OtpWrite))
    }
}

/// Who a caller is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Identity {
    /// Somebody with the account's API password.
    ApiPassword,
    /// A program with an API key.
    Key {
        /// Which.
        id: KeyId,
    },
    /// Whoever opened a page, with the token that it was given.
    Page {
        /// Which.
        token: PageTokenId,
    },
    /// A signed-in user.
    User {
        /// Who.
        user: UserId,
        /// In which session.
        session: SessionId,
    },
}

impl Identity {
    /// Whether it is whoever opened a page: somewhere in the world, and good for one verification.
    #[must_use]
    pub const fn is_page(&self) -> bool {
        matches!(self, Self::Page { .. })
    }
}

/// A caller and what it may do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identified {
    /// Who it is.
    pub identity: Identity,
    /// What it may do.
    pub scopes: Scopes,
}

/// Why a caller was not let in. The first says nothing about whether the account exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum Refusal {
    /// No such account, or the proof is wrong.
    #[error("username or password unknown")]
    Credentials,
    /// The right proof from an address that the account does not allow.
    #[error("address not allowed")]
    Address,
    /// More than the account, or the credential, may ask; the seconds to wait.
    #[error("too many requests")]
    Limited(u32),
    /// The caller lacks a scope.
    #[error("the scope {} is missing", .0.as_str())]
    Scope(Scope),
    /// Only a signed-in user may do this.
    #[error("only a signed-in user may do this")]
    NotAUser,
    /// A code of the second factor is needed.
    #[error("a second factor is required: repeat the call with a code in the CB-2FA-Token header")]
    SecondFactorMissing,
    /// The account requires a second factor, and the user has none yet.
    #[error("the account requires a second factor: set one up first")]
    SecondFactorNotSetUp,
    /// The code is not accepted.
    #[error("second factor: {0}")]
    SecondFactor(SecondFactorError),
}

impl From<Refusal> for ErrorCode {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Credentials => Self::UnknownCredentials,
            Refusal::Address => Self::AddressNotAllowed,
            Refusal::Limited(_) | Refusal::SecondFactor(SecondFactorError::Wait(_)) => Self::TooManyRequests,
            Refusal::Scope(_) | Refusal::NotAUser => Self::Forbidden,
            Refusal::SecondFactorMissing | Refusal::SecondFactorNotSetUp | Refusal::SecondFactor(_) => {
                Self::SecondFactorRequired
            }
        }
    }
}

impl Proof {
    /// Judges a proof at the same cost whether or not what it names exists.
    fn judge(&self, known: Known, now: Timestamp) -> Option<Identified> {
        match self {
            Self::Password(presented) => (known.account.password == *presented)
                .then_some(Identified { identity: Identity::ApiPassword, scopes: Scopes::ALL }),
            Self::Key { id, hash } => {
                let key = known.key.filter(|key| key.key.id == *id && key.admits(*hash, now))?;
                Some(Identified { identity: Identity::Key { id: id.clone() }, scopes: key.key.scopes })
            }
            Self::Page { id, key } => {
                let stands = key.as_ref().is_none_or(|key| known.may_have_made_token(key, now));
                let identity = Identity::Page { token: id.clone() };
                stands.then_some(Identified { identity, scopes: Scopes::default() })
            }
            Self::Session { user, session } => {
                let open = known.session.filter(|open| open.id == *session && open.is_open(now))?;
                let stored = known.user.filter(|stored| stored.user.id == *user && open.user == *user)?;
                let identity = Identity::User { user: user.clone(), session: session.clone() };
                Some(Identified { identity, scopes: stored.user.role.scopes() })
            }
        }
    }
}

/// Who the caller is. Where two proofs are presented both must hold; the first says who it is.
///
/// # Errors
/// [`Refusal::Credentials`].
pub fn identify(proofs: &[Proof], known: Known, now: Timestamp) -> Result<Identified, Refusal> {
    let mut judged = proofs.iter().map(|proof| proof.judge(known, now).ok_or(Refusal::Credentials));
    let first = judged.next().ok_or(Refusal::Credentials)?;
    // Every proof is judged before any is refused, so that the time does not tell which was wrong.
    let others: Vec<_> = judged.collect();
    let first = first?;
    others.into_iter().collect::<Result<Vec<_>, _>>()?;
    Ok(first)
}

/// Whether the account may be used from an address.
///
/// # Errors
/// [`Refusal::Address`].
pub fn from_allowed_address(account: &Account, address: Option<IpAddr>) -> Result<(), Refusal> {
    if AddressRule::let_in(&account.profile.allowed_ips, address) { Ok(()) } else { Err(Refusal::Address) }
}

/// Whether a caller may have what an endpoint does, and whether a code of the second factor is to be asked for.
///
/// # Errors
/// What it lacks.
pub fn permit(caller: &Identified, access: Access, known: Known) -> Result<bool, Refusal> {
    if access.is_for_pages() && caller.identity.is_page() {
        return Ok(false);
    }
    let user = known.user.filter(|_| matches!(caller.identity, Identity::User { .. }));
    if access.is_for_users() && user.is_none() {
        return Err(Refusal::NotAUser);
    }
    if let Some(scope) = access.scope().filter(|scope| !caller.scopes.has(*scope)) {
        return Err(Refusal::Scope(scope));
    }
    let is_required = known.account.account.profile.second_factor_required;
    match user {
        Some(user) if user.factor.is_on() => Ok(access.is_guarded()),
        // What a user without a second factor needs to set one up stays open.
        Some(_) if is_required && !access.is_for_users() => Err(Refusal::SecondFactorNotSetUp),
        None if is_required && access.is_guarded() => Err(Refusal::NotAUser),
        _ => Ok(false),
    }
}
