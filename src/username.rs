//! Account names.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::written::{Form, Written};

/// The name of an account: 1 to 64 ASCII letters, digits, and `.`, `_`, `-`, `@`, `+`, so that it fits a path
/// segment and an HTTP Basic user-id, which cannot hold a colon (RFC 7617, clause 2). Case counts. `.` and `..` are none: they
/// vanish from paths (RFC 3986, clause 5.2.4).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Username(String);

impl Username {
    /// The most characters a name may have.
    pub const MAX_LENGTH: usize = 64;

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The text is not an account name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a username has 1 to 64 letters, digits, or `.`, `_`, `-`, `@`, `+`")]
pub struct UsernameError;

impl FromStr for Username {
    type Err = UsernameError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"._-@+".contains(&byte);
        let fits = (1..=Self::MAX_LENGTH).contains(&text.len()) && !matches!(text, "." | "..");
        if fits && text.bytes().all(allowed) {
            return Ok(Self(text.to_owned()));
        }
        Err(UsernameError)
    }
}

impl Written for Username {
    const EXPECTED: &'static str = "username: 1 to 64 letters, digits, or . _ - @ +";
    const MAX: usize = Self::MAX_LENGTH;

    fn form() -> Form {
        Form::Pattern(
            "[0-9A-Za-z_@+-][0-9A-Za-z._@+-]{0,63}|[.][0-9A-Za-z_@+-][0-9A-Za-z._@+-]{0,62}|[.]{2}[0-9A-Za-z._@+-]{1,62}"
                .into(),
        )
    }
}

impl TryFrom<String> for Username {
    type Error = UsernameError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Username> for String {
    fn from(name: Username) -> Self {
        name.0
    }
}
