//! What a phone number is: of which kind, and whether anybody can have it.
//!
//! The metadata of libphonenumber tells, which is not in the core: whoever has it asks, and [`Judged::of`] reads the answer.

use crate::{country::CountryIso, phone::Msisdn, written::answered_words};

answered_words! {
    /// A kind of number.
    #[derive(Default, Hash)]
    pub NumberKind, "kind of phone number", at most 32;
    /// A mobile phone's.
    Mobile = "mobile",
    /// A fixed line's.
    FixedLine = "fixed-line",
    /// One of the two: some countries, such as the United States, do not tell them apart.
    FixedLineOrMobile = "fixed-line-or-mobile",
    /// Free for who calls.
    TollFree = "toll-free",
    /// Dear for who calls, who pays whom it calls.
    PremiumRate = "premium-rate",
    /// Paid by both.
    SharedCost = "shared-cost",
    /// By the internet.
    Voip = "voip",
    /// A person's, wherever that is.
    PersonalNumber = "personal-number",
    /// A pager's.
    Pager = "pager",
    /// One of a company, for all of its places.
    Uan = "uan",
    /// That of a mailbox of voice messages.
    Voicemail = "voicemail",
    /// A satellite phone's.
    Satellite = "satellite",
    /// Of a network in many countries: machines, ships and aircraft, and what passes for it.
    InternationalNetwork = "international-network",
    /// None that is known.
    #[default]
    Unknown = "unknown",
}

/// Numbers of no country are what they begin with (ITU-T E.164, the list of assigned country codes), whether or not anybody
/// has them. To the metadata, satellite phones are mobile ones. The longest come first.
const INTERNATIONAL: [(&str, NumberKind); 11] = [
    // EMSAT and Thuraya.
    ("88213", NumberKind::Satellite),
    ("88216", NumberKind::Satellite),
    ("800", NumberKind::TollFree),
    ("808", NumberKind::SharedCost),
    ("870", NumberKind::Satellite),
    ("878", NumberKind::PersonalNumber),
    ("881", NumberKind::Satellite),
    ("882", NumberKind::InternationalNetwork),
    ("883", NumberKind::InternationalNetwork),
    ("888", NumberKind::Uan),
    ("979", NumberKind::PremiumRate),
];

/// What a number is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Judged {
    /// Whether it is as long as numbers are where it is.
    pub is_possible: bool,
    /// Whether numbers that begin with its digits were given out. What is valid is possible.
    pub is_valid: bool,
    /// Its kind. Of one that is not valid, nothing but international ones are known.
    pub kind: NumberKind,
    /// Its country. `None` of international numbers, and where countries share a calling code and it is of none of them.
    pub country: Option<CountryIso>,
}

impl Judged {
    /// What the metadata tells of a number, as `worker/phone.js` says it: `valid`, `possible` or nothing, then the kind, then
    /// the country, with spaces between; what is not known is empty.
    #[must_use]
    pub fn of(number: &Msisdn, told: &str) -> Self {
        let mut words = told.split(' ');
        let mut word = || words.next().unwrap_or_default();
        let (plausible, kind, country) = (word(), word(), word());
        let is_valid = plausible == "valid";
        Self {
            is_possible: is_valid || plausible == "possible",
            is_valid,
            kind: international(number).or_else(|| kind.parse().ok()).unwrap_or_default(),
            country: country.parse().ok(),
        }
    }
}

/// Whether a number is of no country, by its calling code.
#[must_use]
pub fn is_international(number: &Msisdn) -> bool {
    international(number).is_some()
}

fn international(number: &Msisdn) -> Option<NumberKind> {
    let digits = number.as_str();
    INTERNATIONAL.iter().find(|(prefix, _)| digits.starts_with(prefix)).map(|(_, kind)| *kind)
}
