//! Phone numbers.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::written::{Form, Written};

/// A mobile number in international form without its `+`: 6 to 15 digits (ITU-T E.164, clause 6.2.1, sets the
/// maximum). `+34666555444` and `34666555444` are the same number.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Msisdn(String);

impl Msisdn {
    /// The digits, without a `+`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// With stars in place of all but the first two digits and the last two.
    #[must_use]
    pub fn masked(&self) -> String {
        let last = self.0.len().saturating_sub(2);
        let shown = |place: usize| place < 2 || place >= last;
        self.0.chars().enumerate().map(|(place, digit)| if shown(place) { digit } else { '*' }).collect()
    }
}

/// The first digits of numbers, from their calling code on: 1 to 7, of which the first is no 0 (ITU-T E.164, clause 6.2).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CallingPrefix(String);

/// The text is no calling code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a calling code has 1 to 7 digits, and begins with no 0")]
pub struct CallingPrefixError;

impl CallingPrefix {
    const MAX_DIGITS: usize = 7;

    /// The digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether a number begins with it.
    #[must_use]
    pub fn covers(&self, number: &Msisdn) -> bool {
        number.0.starts_with(&self.0)
    }
}

impl FromStr for CallingPrefix {
    type Err = CallingPrefixError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let fits = (1..=Self::MAX_DIGITS).contains(&text.len()) && !text.starts_with('0');
        if fits && text.bytes().all(|byte| byte.is_ascii_digit()) {
            Ok(Self(text.to_owned()))
        } else {
            Err(CallingPrefixError)
        }
    }
}

impl Written for CallingPrefix {
    const EXPECTED: &'static str = "calling code, such as 34";
    const MAX: usize = Self::MAX_DIGITS;

    fn form() -> Form {
        Form::Pattern("[1-9][0-9]{0,6}".into())
    }
}

/// The text is not a phone number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MsisdnError {
    /// Something other than digits after an optional `+`.
    #[error("a phone number has only digits after an optional `+`")]
    NotDigits,
    /// Fewer than 6 or more than 15 digits.
    #[error("a phone number has 6 to 15 digits")]
    Length,
}

impl FromStr for Msisdn {
    type Err = MsisdnError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits = text.strip_prefix('+').unwrap_or(text);
        if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(MsisdnError::NotDigits);
        }
        if !(6..=15).contains(&digits.len()) {
            return Err(MsisdnError::Length);
        }
        Ok(Self(digits.to_owned()))
    }
}

impl Written for Msisdn {
    const EXPECTED: &'static str = "phone number: 6 to 15 digits";
    const MAX: usize = 64;

    fn form() -> Form {
        Form::Pattern("[+]?[0-9]{6,15}".into())
    }
}

/// Redacted: numbers are personal data and do not belong in logs.
impl fmt::Debug for Msisdn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Msisdn({} digits)", self.0.len())
    }
}
