//! The code itself.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Policy, text::Payment};
use crate::{
    keyed_hash::{HashKey, KeyedHash},
    random,
    written::answered_words,
};

answered_words! {
    /// What a code is made of.
    #[derive(Serialize, Deserialize)]
    pub Alphabet, "alphabet: digits or alphanumeric", at most 20;
    /// `0` to `9`.
    Digits = "digits",
    /// Capitals and digits without those that look alike: no `0` and `O`, no `1`, `I` and `L`.
    Alphanumeric = "alphanumeric",
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
    /// The code that follows from a key and a random salt, so that it can be sent again and is stored nowhere. `None` when the bytes
    /// that follow from them run out ([`random::symbols`]): 96 do once in 10^90.
    pub(super) fn derive(
        key: &HashKey,
        salt: &[u8; 16],
        policy: Policy,
        payment: Option<&Payment>,
    ) -> Option<Self> {
        let bytes: Vec<u8> = (0..3)
            .flat_map(|block| *hashed(key, &[b"otp-code", salt, &[block]], payment).as_bytes())
            .collect();
        let symbols = policy.alphabet.symbols().as_bytes();
        random::symbols(symbols, usize::from(policy.length.get()), &bytes).map(Self)
    }

    pub(super) const fn presented(code: String) -> Self {
        Self(code)
    }

    /// The code itself: to be sent to its recipient, never logged.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    pub(super) fn hash(&self, key: &HashKey, salt: &[u8; 16], payment: Option<&Payment>) -> KeyedHash {
        hashed(key, &[b"otp", salt, self.0.as_bytes()], payment)
    }
}

/// A hash that a payment is part of.
fn hashed(key: &HashKey, parts: &[&[u8]], payment: Option<&Payment>) -> KeyedHash {
    let payment = payment.map_or([""; 2], |payment| [payment.payee.as_str(), payment.amount.as_str()]);
    let parts: Vec<&[u8]> = parts.iter().copied().chain(payment.map(str::as_bytes)).collect();
    key.hash(&parts)
}

/// Redacted.
impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Code(..)")
    }
}
