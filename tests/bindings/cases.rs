//! The engine on wasm, where a text is scanned with vector instructions: the fixtures, and texts around the ends of
//! vectors.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

use shortwave::segment::{Carrier, Encoding, Figures, blockers, figures, split};

#[path = "../fixtures/segments.rs"]
mod fixture;

pub(crate) fn fixtures_are_counted_as_worked_out_by_hand() {
    for case in fixture::cases() {
        let text = case.text();
        let counted = figures(&text, &Carrier::default());
        let Figures { encoding, segments, units, remaining, capacity } = counted;
        let expected = (case.encoding.clone(), case.segments, case.units, case.remaining, case.capacity());
        assert_eq!((encoding.to_string(), segments, units, remaining, capacity), expected, "{}", case.name);
        let blockers = blockers(&text.as_str().into());
        let offsets: Vec<u32> = blockers.iter().map(|blocker| blocker.lacking.utf16_offset).collect();
        assert_eq!(offsets, case.non_gsm, "{}", case.name);
    }
}

/// Every character of a byte, and some of more, at every place of texts of up to three vectors.
pub(crate) fn vectors_find_what_the_rules_find() {
    let others = ['é', 'ç', '€', 'я', '😀'];
    for character in ('\0'..='\u{7f}').chain(others) {
        for length in 0..48 {
            for place in 0..=length {
                let text = format!("{}{character}{}", "a".repeat(place), "[".repeat(length - place));
                check(&text);
            }
        }
    }
}

fn check(text: &str) {
    let carrier = Carrier::default();
    let counted = figures(text, &carrier);
    let gsm = split(&text.into(), Encoding::GSM_DEFAULT, &carrier);
    let split = gsm.or_else(|_| split(&text.into(), Encoding::Ucs2, &carrier)).unwrap();
    let found = (split.encoding, split.parts.len(), split.units, split.remaining());
    assert_eq!(
        (counted.encoding, counted.segments as usize, counted.units, counted.remaining),
        found,
        "{text:?}"
    );
}
