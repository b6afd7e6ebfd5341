//! The fixtures through the bindings, for each place that they run in.
#![expect(clippy::indexing_slicing, reason = "a test may fail")]

use shortwave::npm::count;

#[path = "../fixtures/segments.rs"]
mod fixture;

pub(crate) fn fixtures_are_counted_as_worked_out_by_hand() {
    for case in fixture::cases() {
        let encoding = u32::from(case.encoding == "UCS-2");
        let figures = [encoding, case.segments, case.units, case.remaining, case.capacity()];
        let expected: Vec<u32> = figures.into_iter().chain(case.non_gsm.iter().copied()).collect();
        assert_eq!(count(&case.code_units()), expected, "{}", case.name);
    }
}

pub(crate) fn a_long_text_is_counted() {
    let figures = count(&vec![0x44f; 1_000_000]);
    assert_eq!(figures[..5], [1, 14_926, 1_000_000, 42, 67]);
    assert_eq!(figures.len(), 5 + 1_000_000);
}
