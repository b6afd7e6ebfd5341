//! The code itself.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use super::{Policy, text::Payment};
use crate::{
    keyed_hash::{HashKey, KeyedHash},
    random,
    written::{Form, Written, answered_words},
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

/// A code that an account decides on: 4 to 10 digits and capitals.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct GivenCode(String);

/// The text is no code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a code has 4 to 10 digits and capitals")]
pub struct GivenCodeError;

impl GivenCode {
    const LENGTHS: std::ops::RangeInclusive<usize> = 4..=10;

    /// What it is made of, as far as guessing goes: there are no fewer such codes than the alphabet has.
    #[must_use]
    pub fn alphabet(&self) -> Alphabet {
        if self.0.bytes().all(|byte| byte.is_ascii_digit()) {
            Alphabet::Digits
        } else {
            Alphabet::Alphanumeric
        }
    }

    /// How many characters it has.
    #[must_use]
    pub fn length(&self) -> u8 {
        u8::try_from(self.0.len()).unwrap_or(u8::MAX)
    }

    /// The code itself: to be sent to its recipient, never logged.
    pub(super) fn expose(&self) -> &str {
        &self.0
    }
}

impl FromStr for GivenCode {
    type Err = GivenCodeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let is_symbol = |byte: u8| byte.is_ascii_digit() || byte.is_ascii_uppercase();
        let fits = Self::LENGTHS.contains(&text.len()) && text.bytes().all(is_symbol);
        if fits { Ok(Self(text.to_owned())) } else { Err(GivenCodeError) }
    }
}

impl Written for GivenCode {
    const EXPECTED: &'static str = "code of 4 to 10 digits and capitals";
    const MAX: usize = 10;

    fn form() -> Form {
        Form::Pattern("[0-9A-Z]{4,10}".into())
    }
}

/// Redacted.
impl fmt::Debug for GivenCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("GivenCode(..)")
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
