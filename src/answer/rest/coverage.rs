//! What `sms/coverage` and `sms/coverageByCountry` answer.

use serde::Serialize;

use crate::price::{Country, Digits, Network, PriceList};

/// A network, and what a message costs there.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "describe", derive(schemars::JsonSchema), schemars(rename = "RestCoverage"))]
#[serde(rename_all = "camelCase")]
pub struct Coverage<'a> {
    /// ISO 3166-1 alpha-2, upper case.
    pub country_iso: &'a str,
    /// The country's name.
    pub country_name: &'a str,
    /// The network's name; `Default` for what is charged whichever network a number of the country is in.
    pub network_name: &'a str,
    /// The mobile country code; `null` where none is known.
    pub mcc: Option<&'a str>,
    /// The mobile network code; `null` with `Default`.
    pub mnc: Option<&'a str>,
    /// What each part of a message costs, in units of the currency.
    pub cost: f64,
    /// ISO 4217, upper case.
    pub currency_code: &'a str,
    /// The currency's sign, or its code where none is known.
    pub currency_symbol: &'a str,
}

impl<'a> Coverage<'a> {
    /// All of a list, network by network.
    #[must_use]
    pub fn of(list: &'a PriceList) -> Vec<Self> {
        let networks = |country: &'a Country| country.networks.iter().map(move |network| (country, network));
        list.countries()
            .iter()
            .flat_map(networks)
            .map(|(country, network)| Self::new(list, country, network))
            .collect()
    }

    fn new(list: &'a PriceList, country: &'a Country, network: &'a Network) -> Self {
        Self {
            country_iso: country.iso.as_str(),
            country_name: &country.name,
            network_name: network.name(),
            mcc: network.mcc.as_ref().map(Digits::as_str),
            mnc: network.mnc.as_ref().map(Digits::as_str),
            cost: network.cost.units(),
            currency_code: list.currency().code(),
            currency_symbol: list.currency().symbol(),
        }
    }
}

/// A country, and what messages cost there.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "describe", derive(schemars::JsonSchema), schemars(rename = "RestCountryCoverage"))]
#[serde(rename_all = "camelCase")]
pub struct CountryCoverage<'a> {
    /// ISO 3166-1 alpha-2, upper case.
    pub country_iso: &'a str,
    /// The country's name.
    pub country_name: &'a str,
    /// The names of its networks.
    pub networks: Vec<&'a str>,
    /// The least that a part of a message costs there, in units of the currency.
    pub min_cost: f64,
    /// The most that a part of a message costs there, in units of the currency.
    pub max_cost: f64,
    /// ISO 4217, upper case.
    pub currency_code: &'a str,
    /// The currency's sign, or its code where none is known.
    pub currency_symbol: &'a str,
}

impl<'a> CountryCoverage<'a> {
    /// All of a list, country by country.
    #[must_use]
    pub fn of(list: &'a PriceList) -> Vec<Self> {
        list.countries().iter().map(|country| Self::new(list, country)).collect()
    }

    fn new(list: &'a PriceList, country: &'a Country) -> Self {
        Self {
            country_iso: country.iso.as_str(),
            country_name: &country.name,
            networks: country.network_names(),
            min_cost: country.cheapest().units(),
            max_cost: country.dearest().units(),
            currency_code: list.currency().code(),
            currency_symbol: list.currency().symbol(),
        }
    }
}
