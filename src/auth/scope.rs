//! What a caller may do: scopes, and the roles that stand for sets of them.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::written::{Form, Written};

macro_rules! scopes {
    ($($(#[$doc:meta])* $name:ident = $text:literal;)*) => {
        /// One thing that a caller may do, in the form `resource:action`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub enum Scope {
            $($(#[$doc])* $name,)*
        }

        impl Scope {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

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

scopes! {
    /// See the account's profile.
    AccountRead = "account:read";
    /// Change the account's profile and from where it is used.
    AccountWrite = "account:write";
    /// See the account's users.
    UsersRead = "users:read";
    /// Add, change and remove users.
    UsersWrite = "users:write";
    /// See API keys; never the keys themselves.
    KeysRead = "keys:read";
    /// Make and revoke API keys.
    KeysWrite = "keys:write";
    /// Read the audit log.
    AuditRead = "audit:read";
    /// See whether a one-time code is pending.
    OtpRead = "otp:read";
    /// Generate, check and withdraw one-time codes.
    OtpWrite = "otp:write";
    /// See short links and their clicks.
    LinksRead = "links:read";
    /// Make, change and remove short links.
    LinksWrite = "links:write";
    /// Count messages, and see those that were sent.
    SmsRead = "sms:read";
    /// Send messages.
    SmsWrite = "sms:write";
    /// See contacts and their groups.
    ContactsRead = "contacts:read";
    /// Make, change and remove contacts and their groups.
    ContactsWrite = "contacts:write";
}

/// The text is not a scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a scope")]
pub struct ScopeError;

impl FromStr for Scope {
    type Err = ScopeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.iter().copied().find(|scope| scope.as_str() == text).ok_or(ScopeError)
    }
}

impl TryFrom<String> for Scope {
    type Error = ScopeError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Scope> for String {
    fn from(scope: Scope) -> Self {
        scope.as_str().to_owned()
    }
}

impl Written for Scope {
    const EXPECTED: &'static str = "scope, such as otp:write";
    const MAX: usize = 64;

    fn form() -> Form {
        Form::Words(Self::ALL.iter().map(|scope| scope.as_str()).collect())
    }
}

/// Some of the scopes. Written as RFC 6749, clause 3.3, has it: names with spaces between them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Scopes(u16);

impl Scopes {
    /// None.
    pub const NONE: Self = Self(0);
    /// All.
    pub const ALL: Self = Self::of(Scope::ALL);

    /// These.
    #[must_use]
    pub const fn of(scopes: &[Scope]) -> Self {
        let (mut bits, mut rest) = (0, scopes);
        while let [scope, others @ ..] = rest {
            bits |= 1 << *scope as u16;
            rest = others;
        }
        Self(bits)
    }

    /// Whether one is among them.
    #[must_use]
    pub const fn has(self, scope: Scope) -> bool {
        self.0 & (1 << scope as u16) != 0
    }

    /// Whether all of them are among others.
    #[must_use]
    pub const fn are_within(self, others: Self) -> bool {
        self.0 & !others.0 == 0
    }

    /// One by one.
    pub fn iter(self) -> impl Iterator<Item = Scope> {
        Scope::ALL.iter().copied().filter(move |scope| self.has(*scope))
    }
}

impl FromIterator<Scope> for Scopes {
    fn from_iter<T: IntoIterator<Item = Scope>>(scopes: T) -> Self {
        scopes.into_iter().fold(Self::NONE, |all, scope| Self(all.0 | Self::of(&[scope]).0))
    }
}

impl fmt::Display for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, scope) in self.iter().enumerate() {
            if index > 0 {
                f.write_str(" ")?;
            }
            f.write_str(scope.as_str())?;
        }
        Ok(())
    }
}

impl FromStr for Scopes {
    type Err = ScopeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.split_ascii_whitespace().map(str::parse::<Scope>).collect()
    }
}

impl TryFrom<String> for Scopes {
    type Error = ScopeError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Scopes> for String {
    fn from(scopes: Scopes) -> Self {
        scopes.to_string()
    }
}

/// What a user is in an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Everything.
    Owner,
    /// Everything but changing the account.
    Admin,
    /// Uses the product, and sees how it is used.
    Developer,
    /// Looks on.
    Viewer,
}

impl Role {
    /// All of them.
    pub const ALL: &'static [Self] = &[Self::Owner, Self::Admin, Self::Developer, Self::Viewer];

    /// As it is written.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Admin => "admin",
            Self::Developer => "developer",
            Self::Viewer => "viewer",
        }
    }

    /// What a user of this role may do.
    #[must_use]
    pub fn scopes(self) -> Scopes {
        use Scope::{AccountRead, AccountWrite, AuditRead, ContactsRead, ContactsWrite, KeysRead, LinksRead};
        use Scope::{LinksWrite, OtpRead, OtpWrite, SmsRead, SmsWrite};
        match self {
            Self::Owner => Scopes::ALL,
            Self::Admin => Scope::ALL.iter().copied().filter(|scope| *scope != AccountWrite).collect(),
            Self::Developer => Scopes::of(&[
                AccountRead,
                KeysRead,
                AuditRead,
                OtpRead,
                OtpWrite,
                LinksRead,
                LinksWrite,
                SmsRead,
                SmsWrite,
                ContactsRead,
                ContactsWrite,
            ]),
            Self::Viewer => Scopes::of(&[AccountRead, OtpRead, LinksRead, SmsRead, ContactsRead]),
        }
    }
}

/// The text is not a role.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a role")]
pub struct RoleError;

impl FromStr for Role {
    type Err = RoleError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.iter().copied().find(|role| role.as_str() == text).ok_or(RoleError)
    }
}

impl Written for Role {
    const EXPECTED: &'static str = "role: owner, admin, developer or viewer";
    const MAX: usize = 64;

    fn form() -> Form {
        Form::Words(Self::ALL.iter().map(|role| role.as_str()).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn are_written_as_they_are_read() {
        let scopes = Scopes::of(&[Scope::OtpWrite, Scope::LinksRead]);
        assert_eq!(scopes.to_string(), "otp:write links:read");
        assert_eq!("links:read  otp:write".parse(), Ok(scopes));
        assert_eq!(Scopes::ALL.to_string().parse(), Ok(Scopes::ALL));
        assert_eq!("otp:write nonsense".parse::<Scopes>(), Err(ScopeError));
        assert_eq!(Scope::ALL.iter().copied().collect::<Scopes>(), Scopes::ALL);
    }

    #[test]
    fn each_role_may_what_the_next_may_and_more() {
        for pair in Role::ALL.windows(2) {
            assert!(pair[1].scopes().are_within(pair[0].scopes()), "{pair:?}");
            assert!(!pair[0].scopes().are_within(pair[1].scopes()), "{pair:?}");
            assert_eq!(pair[0].as_str().parse(), Ok(pair[0]));
        }
    }
}
