//! The fixtures through the bindings, for each place that they run in.

use shortwave::npm::{count, non_gsm};

#[path = "../fixtures/segments.rs"]
mod fixture;

pub(crate) fn fixtures_are_counted_as_worked_out_by_hand() {
    for case in fixture::cases() {
        let encoding = u32::from(case.encoding == "UCS-2");
        let figures = [encoding, case.segments, case.units, case.remaining, case.capacity()];
        assert_eq!(count(&case.code_units()), figures, "{}", case.name);
        assert_eq!(non_gsm(&case.code_units()), case.non_gsm, "{}", case.name);
    }
}

pub(crate) fn a_long_text_is_counted() {
    let text = vec![0x44f; 1_000_000];
    assert_eq!(count(&text), [1, 14_926, 1_000_000, 42, 67]);
    assert_eq!(non_gsm(&text).len(), 1_000_000);
}
