//! Currencies as they are shown.

use std::str::FromStr;

use crate::locale::{CurrencyCode, LocaleError};

/// A currency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Currency(String);

/// The signs of the currencies that have one, as Unicode's CLDR has the narrow ones.
const SYMBOLS: [(&str, &str); 32] = [
    ("ARS", "$"),
    ("AUD", "$"),
    ("BRL", "R$"),
    ("CAD", "$"),
    ("CLP", "$"),
    ("CNY", "¥"),
    ("COP", "$"),
    ("CZK", "Kč"),
    ("DKK", "kr"),
    ("EUR", "€"),
    ("GBP", "£"),
    ("HKD", "$"),
    ("HUF", "Ft"),
    ("IDR", "Rp"),
    ("ILS", "₪"),
    ("INR", "₹"),
    ("JPY", "¥"),
    ("KRW", "₩"),
    ("MXN", "$"),
    ("MYR", "RM"),
    ("NGN", "₦"),
    ("NOK", "kr"),
    ("NZD", "$"),
    ("PHP", "₱"),
    ("PLN", "zł"),
    ("SEK", "kr"),
    ("SGD", "$"),
    ("TRY", "₺"),
    ("UAH", "₴"),
    ("USD", "$"),
    ("VND", "₫"),
    ("ZAR", "R"),
];

impl Currency {
    /// ISO 4217, upper case: `EUR`.
    #[must_use]
    pub fn code(&self) -> &str {
        &self.0
    }

    /// Its sign; the code where none is known.
    #[must_use]
    pub fn symbol(&self) -> &str {
        SYMBOLS.iter().find(|(code, _)| *code == self.0).map_or(&self.0, |(_, symbol)| symbol)
    }
}

/// What accounts have too, unless another is said.
impl Default for Currency {
    fn default() -> Self {
        Self("EUR".to_owned())
    }
}

impl FromStr for Currency {
    type Err = LocaleError;

    fn from_str(text: &str) -> Result<Self, LocaleError> {
        text.parse::<CurrencyCode>().map(|code| Self(code.into()))
    }
}
