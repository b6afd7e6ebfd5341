//! The code itself.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::CodeLength;
use crate::{
    keyed_hash::{HashKey, KeyedHash},
    random,
};

/// What a code is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Alphabet {
    /// `0` to `9`.
    Digits,
    /// Capitals and digits without those that look alike: no `0` and `O`, no `1`, `I` and `L`.
    Alphanumeric,
}

impl Alphabet {
    /// Its symbols.
    #[must_use]
    pub const fn symbols(self) -> &'static str {
        match self {
            Self::Digits => "0123456789",
            Self::Alphanumeric => "23456789ABCDEFGHJKMNPQRSTUVWXYZ",
        }
    }
}

/// A code: on its way to the recipient, or as presented by a caller. Never stored.
#[derive(Clone, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Code(String);

impl Code {
    /// A new code from random bytes; `None` when they run out ([`random::symbols`]).
    pub(super) fn generate(alphabet: Alphabet, length: CodeLength, random: &[u8]) -> Option<Self> {
        random::symbols(alphabet.symbols().as_bytes(), usize::from(length.get()), random).map(Self)
    }

    pub(super) const fn presented(code: String) -> Self {
        Self(code)
    }

    /// The code itself: to be sent to its recipient, never logged.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    pub(super) fn hash(&self, key: &HashKey, salt: &[u8; 16]) -> KeyedHash {
        key.hash(&[b"otp", salt, self.0.as_bytes()])
    }
}

/// Redacted.
impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Code(..)")
    }
}
