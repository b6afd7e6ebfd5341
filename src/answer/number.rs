//! Phone numbers, as `/v1` answers with them.

use serde::Serialize;

use crate::{country::CountryIso, phone::Msisdn, phone_kind::Judged};
#[cfg(feature = "describe")]
use crate::{phone_kind::NumberKind, written::As};

/// What a phone number is.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "describe", derive(schemars::JsonSchema), schemars(rename = "Number"))]
pub struct NumberData<'a> {
    /// Its digits, without a `+`.
    pub number: &'a str,
    /// The code of its country (ISO 3166-1); nothing where it has none, as satellite phones have, or none can be told.
    pub country: Option<&'a str>,
    /// Its kind; `unknown` of what is not valid.
    #[cfg_attr(feature = "describe", schemars(with = "As<NumberKind>"))]
    pub kind: &'static str,
    /// Whether it is as long as numbers are there.
    pub possible: bool,
    /// Whether such numbers were given out. That somebody has this one, only a code that comes back tells.
    pub valid: bool,
}

impl<'a> NumberData<'a> {
    /// Of a number that was judged.
    #[must_use]
    pub fn new(number: &'a Msisdn, judged: &'a Judged) -> Self {
        Self {
            number: number.as_str(),
            country: judged.country.as_ref().map(CountryIso::as_str),
            kind: judged.kind.as_str(),
            possible: judged.is_possible,
            valid: judged.is_valid,
        }
    }
}
