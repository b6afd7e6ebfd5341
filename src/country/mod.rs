//! Countries, and which of them a phone number is of.

mod prefixes;

use std::{fmt, str::FromStr};

use crate::phone::Msisdn;

/// ISO 3166-1 alpha-2, upper case: `ES`. Its form is judged; which codes are in use changes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CountryIso([u8; 2]);

/// The text is not such a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no ISO 3166-1 code of two capitals, such as ES")]
pub struct CountryIsoError;

impl CountryIso {
    /// The code.
    #[must_use]
    pub fn as_str(&self) -> &str {
        // Always ASCII.
        str::from_utf8(&self.0).unwrap_or_default()
    }

    /// The country that a number is of, by its first digits: as the metadata of libphonenumber has mobile numbers, those of
    /// countries that share a calling code included. `None` for numbers of no country, as satellites have them.
    #[must_use]
    pub fn of(number: &Msisdn) -> Option<Self> {
        let digits = number.as_str();
        // No calling code begins with it, and as a number it would vanish.
        if digits.starts_with('0') {
            return None;
        }
        (1..=prefixes::MOST_DIGITS).rev().find_map(|length| {
            let prefix = digits.get(..length)?.parse().ok()?;
            let at = prefixes::PREFIXES.binary_search_by_key(&prefix, |(prefix, _): &(u32, _)| *prefix);
            prefixes::PREFIXES.get(at.ok()?).map(|(_, country)| Self(*country))
        })
    }
}

impl FromStr for CountryIso {
    type Err = CountryIsoError;

    fn from_str(text: &str) -> Result<Self, CountryIsoError> {
        match text.as_bytes() {
            [first @ b'A'..=b'Z', second @ b'A'..=b'Z'] => Ok(Self([*first, *second])),
            _ => Err(CountryIsoError),
        }
    }
}

impl fmt::Display for CountryIso {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for CountryIso {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::prefixes::{MOST_DIGITS, PREFIXES};

    #[test]
    fn prefixes_are_in_order_and_not_too_long() {
        assert!(PREFIXES.is_sorted_by(|(one, _), (next, _)| one < next));
        assert!(PREFIXES.iter().all(|(prefix, _)| prefix.to_string().len() <= MOST_DIGITS));
        assert!(PREFIXES.iter().all(|(_, country)| country.iter().all(u8::is_ascii_uppercase)));
    }
}
