//! What happened in an account, for those who answer for it.

use serde::{Deserialize, Serialize};

use super::Identity;
use crate::{ids::UserId, time::Timestamp};

macro_rules! events {
    ($($(#[$doc:meta])* $name:ident = $text:literal;)*) => {
        /// Something that happened.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
        pub enum AuditEvent {
            $($(#[$doc])* #[serde(rename = $text)] $name,)*
        }

        impl AuditEvent {
            /// As it is written.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $text,)*
                }
            }
        }
    };
}

events! {
    /// A user signed in.
    SignedIn = "signed-in";
    /// Somebody tried to sign in as a user.
    SignInFailed = "sign-in-failed";
    /// A user signed out.
    SignedOut = "signed-out";
    /// A refresh token came a second time: its session was ended.
    RefreshTokenReused = "refresh-token-reused";
    /// A user changed its password.
    PasswordChanged = "password-changed";
    /// A user turned on a second factor.
    SecondFactorOn = "second-factor-on";
    /// A user turned it off.
    SecondFactorOff = "second-factor-off";
    /// A user replaced its recovery codes.
    RecoveryCodesRenewed = "recovery-codes-renewed";
    /// An API key was made.
    KeyCreated = "key-created";
    /// An API key was changed.
    KeyChanged = "key-changed";
    /// An API key was revoked.
    KeyRevoked = "key-revoked";
    /// The operator replaced the API password.
    ApiPasswordReplaced = "api-password-replaced";
    /// A user was added.
    UserAdded = "user-added";
    /// A user was changed.
    UserChanged = "user-changed";
    /// A user was removed.
    UserRemoved = "user-removed";
    /// The account was changed.
    AccountChanged = "account-changed";
    /// A domain was added.
    DomainAdded = "domain-added";
    /// A domain was shown to be the account's.
    DomainVerified = "domain-verified";
    /// A domain was changed.
    DomainChanged = "domain-changed";
    /// A domain was removed.
    DomainRemoved = "domain-removed";
    /// A webhook was added.
    WebhookAdded = "webhook-added";
    /// A webhook was removed.
    WebhookRemoved = "webhook-removed";
    /// A call was refused.
    Refused = "refused";
}

/// Who did it, as far as is known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Actor(String);

impl Actor {
    /// What the names of pages start with.
    pub(super) const OF_A_PAGE: &'static str = "page:";

    /// Whoever runs the deployment.
    #[must_use]
    pub fn operator() -> Self {
        Self("operator".to_owned())
    }

    /// Somebody whose credentials were not accepted.
    #[must_use]
    pub fn unknown() -> Self {
        Self("unknown".to_owned())
    }

    /// A user, known or said to be.
    #[must_use]
    pub fn user(user: &UserId) -> Self {
        Self(format!("user:{user}"))
    }

    /// As it is written: `operator`, `unknown`, `api-password`, `key:ID`, `page:ID` or `user:ID`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&Identity> for Actor {
    fn from(identity: &Identity) -> Self {
        Self(match identity {
            Identity::ApiPassword => "api-password".to_owned(),
            Identity::Key { id, .. } => format!("key:{id}"),
            Identity::Page { token } => format!("{}{token}", Self::OF_A_PAGE),
            Identity::User { user, .. } => return Self::user(user),
        })
    }
}

/// An entry of the audit log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AuditEntry {
    /// Counts the entries of an account, from 1.
    pub id: u32,
    /// When it happened; the first time, where it happened more than once.
    pub at: Timestamp,
    /// What happened.
    pub event: AuditEvent,
    /// Who did it.
    pub actor: Actor,
    /// From where.
    pub address: Option<String>,
    /// What it was done to: a key, a user.
    pub subject: Option<String>,
    /// More words, such as why a call was refused.
    pub reason: Option<String>,
    /// How often, in a row within a minute.
    pub count: u32,
}

impl AuditEntry {
    /// How long entries are kept: 90 days.
    pub const KEPT_SECONDS: u32 = 90 * 24 * 3_600;
    /// The most entries that are kept of known callers.
    pub const KEPT: u32 = 10_000;
    /// The most of callers whose credentials were not accepted.
    pub const KEPT_OF_STRANGERS: u32 = 1_000;
    /// Within how many milliseconds the same thing is one entry.
    const SAME_WITHIN: u64 = 60_000;

    /// Counts this as one more of the entry before, if it is the same thing again: a flood of refusals is to leave a
    /// line and not a book.
    #[must_use]
    pub fn joined(&self, last: &Self) -> Option<Self> {
        let is_same = (&last.event, &last.actor, &last.address, &last.subject, &last.reason)
            == (&self.event, &self.actor, &self.address, &self.subject, &self.reason);
        let is_recent = self.at.millis_since(last.at) < Self::SAME_WITHIN;
        (is_same && is_recent).then(|| Self { count: last.count.saturating_add(self.count), ..last.clone() })
    }
}
