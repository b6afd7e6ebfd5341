//! Which numbers codes are sent to.

use crate::{
    phone::{CallingPrefix, Msisdn},
    phone_kind::{Judged, NumberKind, is_international},
};

/// Whether a number may be sent codes, where they go to some prefixes only, or, without any, everywhere.
///
/// A number that nobody can have, and one that is paid for by who calls it or that is no person's, is closed. So are numbers of no country
/// (satellites, international networks, international premium numbers), unless a prefix opens them.
#[must_use]
pub fn is_open(number: &Msisdn, judged: &Judged, prefixes: &[CallingPrefix]) -> bool {
    let is_named = prefixes.iter().any(|prefix| prefix.covers(number));
    if is_international(number) {
        return is_named;
    }
    judged.is_possible && !is_closed(judged.kind) && (is_named || prefixes.is_empty())
}

const fn is_closed(kind: NumberKind) -> bool {
    match kind {
        NumberKind::PremiumRate
        | NumberKind::SharedCost
        | NumberKind::TollFree
        | NumberKind::Pager
        | NumberKind::Uan
        | NumberKind::Voicemail
        | NumberKind::Satellite
        | NumberKind::InternationalNetwork => true,
        NumberKind::Mobile
        | NumberKind::FixedLine
        | NumberKind::FixedLineOrMobile
        | NumberKind::Voip
        | NumberKind::PersonalNumber
        | NumberKind::Unknown => false,
    }
}
