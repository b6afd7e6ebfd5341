use proptest::prelude::*;
use shortwave::{
    phone::Msisdn,
    phone_kind::{Judged, NumberKind},
};

fn judged(number: &str, told: &str) -> Judged {
    Judged::of(&number.parse().unwrap(), told)
}

#[test]
fn what_is_told_is_read() {
    for (told, is_possible, is_valid, kind, country) in [
        ("valid mobile ES", true, true, NumberKind::Mobile, Some("ES")),
        ("valid fixed-line-or-mobile US", true, true, NumberKind::FixedLineOrMobile, Some("US")),
        ("possible  ES", true, false, NumberKind::Unknown, Some("ES")),
        ("  ES", false, false, NumberKind::Unknown, Some("ES")),
        ("  ", false, false, NumberKind::Unknown, None),
        ("", false, false, NumberKind::Unknown, None),
        ("valid of-tomorrow ES", true, true, NumberKind::Unknown, Some("ES")),
    ] {
        let country = country.map(|country| country.parse().unwrap());
        assert_eq!(judged("34666555444", told), Judged { is_possible, is_valid, kind, country }, "{told:?}");
    }
}

#[test]
fn international_numbers_are_known_by_how_they_begin() {
    for (number, kind) in [
        ("80012345678", "toll-free"),
        ("80812345678", "shared-cost"),
        ("870301234567", "satellite"),
        ("878101234567890", "personal-number"),
        ("881612345678", "satellite"),
        ("88213123456", "satellite"),
        ("88216123456", "satellite"),
        ("88299123456", "international-network"),
        ("883510012345", "international-network"),
        ("88812345678", "uan"),
        ("979123456789", "premium-rate"),
        ("870301", "satellite"),
    ] {
        for told in ["valid mobile ", "  "] {
            assert_eq!(judged(number, told).kind.as_str(), kind, "{number}");
        }
    }
    for national in ["8801812345678", "8613123456789", "886912345678", "8562023123456", "97155123456"] {
        assert_eq!(judged(national, "  ").kind, NumberKind::Unknown, "{national}");
    }
}

proptest! {
    #[test]
    fn nothing_told_of_any_number_is_too_much(number in "[0-9]{6,15}", told in "(valid|possible|\\PC*) ?\\PC*") {
        let Judged { is_possible, is_valid, .. } = Judged::of(&number.parse::<Msisdn>().unwrap(), &told);
        prop_assert!(is_possible || !is_valid);
    }
}
