//! Phone numbers.

use std::{fmt, str::FromStr};

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
