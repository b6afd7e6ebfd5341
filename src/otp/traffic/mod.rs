//! How many codes an account asks for, and what becomes of them.
//!
//! Who is paid for messages has programs ask for codes to numbers of their own, which nobody ever types ("pumping"). What that
//! costs is bounded by limits over a sliding hour, and ended by [`PrefixTraffic`], which knows how many of a prefix's codes come
//! back.

mod last_hour;
mod prefix;
mod statistics;

pub use last_hour::LastHour;
pub use prefix::{NoCode, PrefixTraffic, Stop, TRUST_SECONDS};
pub use statistics::{AskedStatistics, Dimension, Figures, Group, Part, Statistics, TIMES, time_place};

use std::num::NonZeroU32;

use serde::{Deserialize, Serialize};

use crate::{country::CountryIso, phone::CallingPrefix, recipient::Recipient};

/// Where a code goes, as far as that is counted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// The number's country, ISO 3166-1 alpha-2; empty for a number of none, and for e-mail.
    pub country: String,
    /// The number's first digits; none of e-mail.
    pub prefix: Option<CallingPrefix>,
}

impl Place {
    /// So many digits a prefix has: a network's block of up to a million numbers, whatever the country.
    const DIGITS: usize = 6;

    /// That of a recipient.
    #[must_use]
    pub fn of(recipient: &Recipient) -> Self {
        let Some(number) = recipient.phone() else { return Self::default() };
        let country = CountryIso::of(number).map(|country| country.as_str().to_owned());
        let prefix = number.as_str().get(..Self::DIGITS).and_then(|digits| digits.parse().ok());
        Self { country: country.unwrap_or_default(), prefix }
    }
}

/// How many verifications may begin within an hour before 429.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct VerificationLimits {
    /// From one network address of those who ask, where it is known.
    pub address: NonZeroU32,
    /// To one prefix.
    pub prefix: NonZeroU32,
    /// By one credential.
    pub credential: NonZeroU32,
    /// Of the account.
    pub account: NonZeroU32,
    /// Whether a prefix is stopped whose codes do not come back.
    pub stops_pumping: bool,
}

impl VerificationLimits {
    /// As many as anybody asks for.
    pub const NONE: Self = Self {
        address: NonZeroU32::MAX,
        prefix: NonZeroU32::MAX,
        credential: NonZeroU32::MAX,
        account: NonZeroU32::MAX,
        stops_pumping: false,
    };
}

impl Default for VerificationLimits {
    fn default() -> Self {
        let hourly = |number| NonZeroU32::new(number).unwrap_or(NonZeroU32::MIN);
        Self {
            address: hourly(20),
            prefix: hourly(500),
            credential: hourly(10_000),
            account: hourly(10_000),
            stops_pumping: true,
        }
    }
}
