//! What a message costs, and where one can be sent to: the operator's list of networks and their prices.
//!
//! A list is a table, which the operator writes and which is kept as a table too ([`PriceList::to_csv`]), so that there is one
//! reader of it. What is charged is the country's price, not that of a network: numbers are taken along from one network to
//! another, so nobody can tell a number's network by its digits.

mod currency;
mod error;
mod read;

use std::fmt;

pub use currency::Currency;
pub use error::{PriceListError, Problem, WrongRow};

use crate::{country::CountryIso, csv::Csv, money::Money, phone::Msisdn};

/// The columns of a list as it is written, in their order.
pub const COLUMNS: [&str; 8] =
    ["countryIso", "countryName", "networkName", "mcc", "mnc", "cost", "currency", "certifiedSurcharge"];

/// How the row of a whole country is named, in tables and in answers.
pub const DEFAULT_NETWORK: &str = "Default";

/// Countries and their networks, with what a part of a message costs there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PriceList {
    currency: Currency,
    /// By their codes.
    countries: Vec<Country>,
}

/// A country of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Country {
    /// Which.
    pub iso: CountryIso,
    /// Its name, for people.
    pub name: String,
    /// The country's own row first, where it has one, then networks by their names. There is at least one.
    pub networks: Vec<Network>,
}

/// A network, or a country's own row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Network {
    /// Its name; `None` for the country's own row.
    pub name: Option<String>,
    /// The mobile country code. A country's own row may go without.
    pub mcc: Option<Digits>,
    /// The mobile network code; none for the country's own row.
    pub mnc: Option<Digits>,
    /// What a part of a message costs.
    pub cost: Money,
    /// What a part costs more where the message is certified.
    pub surcharge: Money,
}

/// A mobile country code, of three digits, or a mobile network code, of two or three (ITU-T E.212, clause 4.1). `01` is
/// another than `001`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Digits {
    digits: [u8; 3],
    length: u8,
}

/// What each part of a message to a number costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Price {
    /// The country that the number is of.
    pub country: CountryIso,
    /// For one part, in the currency of the list.
    pub cost: Money,
    /// What a part costs more where the message is certified.
    pub surcharge: Money,
}

impl PriceList {
    /// The most rows.
    pub const MAX_ROWS: usize = 20_000;

    /// The most bytes of a table.
    pub const MAX_BYTES: usize = 2 * 1024 * 1024;

    /// What all its costs are in.
    #[must_use]
    pub const fn currency(&self) -> &Currency {
        &self.currency
    }

    /// Its countries, by their codes.
    #[must_use]
    pub fn countries(&self) -> &[Country] {
        &self.countries
    }

    /// How many rows it has.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.countries.iter().map(|country| country.networks.len()).sum()
    }

    /// What a message to a number costs; `None` where the list has nothing of its country, or it is of none: it cannot be sent.
    #[must_use]
    pub fn price(&self, number: &Msisdn) -> Option<Price> {
        let country = CountryIso::of(number)?;
        let at = self.countries.binary_search_by_key(&country, |country| country.iso).ok()?;
        let Network { cost, surcharge, .. } = *self.countries.get(at)?.charged()?;
        Some(Price { country, cost, surcharge })
    }

    /// As a table, of which [`Self::parse`] makes the same list.
    #[must_use]
    pub fn to_csv(&self) -> String {
        let mut csv = Csv::default();
        csv.row(COLUMNS);
        for country in &self.countries {
            for network in &country.networks {
                csv.row([
                    country.iso.as_str(),
                    &country.name,
                    network.name(),
                    network.mcc.as_ref().map_or("", Digits::as_str),
                    network.mnc.as_ref().map_or("", Digits::as_str),
                    &network.cost.to_string(),
                    self.currency.code(),
                    &network.surcharge.to_string(),
                ]);
            }
        }
        csv.into_text()
    }
}

impl Country {
    /// What a part of a message costs.
    #[must_use]
    pub fn cost(&self) -> Money {
        self.charged().map(|row| row.cost).unwrap_or_default()
    }

    /// The row that is charged by: the country's own, or else its dearest network's, so that no message costs less than it has to be
    /// paid for.
    fn charged(&self) -> Option<&Network> {
        let own = self.networks.first().filter(|network| network.name.is_none());
        own.or_else(|| self.networks.iter().max_by_key(|network| (network.cost, network.surcharge)))
    }

    /// The least that any of its rows says.
    #[must_use]
    pub fn cheapest(&self) -> Money {
        self.networks.iter().map(|network| network.cost).min().unwrap_or_default()
    }

    /// The most that any of its rows says.
    #[must_use]
    pub fn dearest(&self) -> Money {
        self.networks.iter().map(|network| network.cost).max().unwrap_or_default()
    }

    /// The names of its networks, each but once.
    #[must_use]
    pub fn network_names(&self) -> Vec<&str> {
        let mut names: Vec<_> = self.networks.iter().filter_map(|network| network.name.as_deref()).collect();
        // Those of one name stand side by side.
        names.dedup();
        names
    }
}

impl Network {
    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        self.name.as_deref().unwrap_or(DEFAULT_NETWORK)
    }
}

impl Digits {
    /// Reads a code of `least` to three digits.
    fn parse(text: &str, least: usize) -> Option<Self> {
        let is_code = (least..=3).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        let mut digits = [0; 3];
        is_code.then(|| digits.iter_mut().zip(text.bytes()).for_each(|(digit, byte)| *digit = byte))?;
        Some(Self { digits, length: u8::try_from(text.len()).ok()? })
    }

    /// The code.
    #[must_use]
    pub fn as_str(&self) -> &str {
        // Always ASCII.
        self.digits
            .get(..self.length.into())
            .and_then(|digits| str::from_utf8(digits).ok())
            .unwrap_or_default()
    }
}

impl fmt::Debug for Digits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
