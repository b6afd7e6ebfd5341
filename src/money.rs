//! Amounts of money.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// A whole number of millionths of a currency's unit, so that sums of prices of less than a cent are exact. Which currency
/// it is, whoever has the amount knows. It is stored as that whole number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Money(i64);

/// How many places behind the point a millionth has.
const PLACES: usize = 6;
const MILLION: u64 = 1_000_000;

impl Money {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// So many millionths.
    #[must_use]
    pub const fn from_millionths(millionths: i64) -> Self {
        Self(millionths)
    }

    /// How many millionths it is.
    #[must_use]
    pub const fn millionths(self) -> i64 {
        self.0
    }

    /// In units of the currency, as answers have it: `0.065`. Of up to 9 billion units it is the nearest to the amount, so
    /// that it is written with the same places.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "exact below 9 billion of the currency")]
    pub fn units(self) -> f64 {
        self.0 as f64 / 1e6
    }

    /// Both together; `None` for what is too much.
    #[must_use]
    pub const fn checked_add(self, other: Self) -> Option<Self> {
        match self.0.checked_add(other.0) {
            Some(sum) => Some(Self(sum)),
            None => None,
        }
    }

    /// What is left without the other, which may be less than nothing; `None` for what is too much.
    #[must_use]
    pub const fn checked_sub(self, other: Self) -> Option<Self> {
        match self.0.checked_sub(other.0) {
            Some(rest) => Some(Self(rest)),
            None => None,
        }
    }

    /// So many times as much; `None` for what is too much.
    #[must_use]
    pub const fn checked_mul(self, times: u32) -> Option<Self> {
        // Widening, and `From` is not const.
        match self.0.checked_mul(times as i64) {
            Some(product) => Some(Self(product)),
            None => None,
        }
    }
}

/// The text is no amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// Something other than digits, with a point between them and a minus before them.
    #[error("no decimal number such as 0.065")]
    NotDecimal,
    /// Less than a millionth would be lost.
    #[error("more than {PLACES} decimal places")]
    TooPrecise,
    /// Over what is counted in.
    #[error("too large an amount")]
    TooLarge,
}

/// Reads a decimal number: `0.065`, `12`, `-3.5`.
impl FromStr for Money {
    type Err = MoneyError;

    fn from_str(text: &str) -> Result<Self, MoneyError> {
        let (is_negative, digits) = text.strip_prefix('-').map_or((false, text), |digits| (true, digits));
        let (whole, places) = digits.split_once('.').unwrap_or((digits, "0"));
        let is_number = |digits: &str| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        if !is_number(whole) || !is_number(places) {
            return Err(MoneyError::NotDecimal);
        }
        let places = places.trim_end_matches('0');
        if places.len() > PLACES {
            return Err(MoneyError::TooPrecise);
        }
        let digits = whole.bytes().chain(places.bytes()).chain((places.len()..PLACES).map(|_| b'0'));
        let signed = |digit: u8| if is_negative { -i64::from(digit - b'0') } else { i64::from(digit - b'0') };
        let mut sum = Some(0_i64);
        for digit in digits {
            sum = sum.and_then(|sum| sum.checked_mul(10)?.checked_add(signed(digit)));
        }
        sum.map(Self).ok_or(MoneyError::TooLarge)
    }
}

/// Exactly, with no more places than it takes: `0.065`.
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let amount = self.0.unsigned_abs();
        let sign = if self.0 < 0 { "-" } else { "" };
        let places = format!("{:06}", amount % MILLION);
        let places = places.trim_end_matches('0');
        let point = if places.is_empty() { "" } else { "." };
        write!(f, "{sign}{}{point}{places}", amount / MILLION)
    }
}
