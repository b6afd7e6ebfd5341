//! The segment counter against the fixtures, and against a slower counter written from the standard.
#![cfg(not(target_arch = "wasm32"))]
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail")]

use proptest::char::range;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use shortwave::segment::{
    Count, Encoding, Figures, Reference, Split, SplitError, count, count_utf16, figures_utf16, split,
};

#[path = "../fixtures/segments.rs"]
mod fixture;

/// The basic table of TS 23.038, clause 6.2.1, without the escape.
const BASIC: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?\
    ¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
/// Its extension table, clause 6.2.1.1.
const EXTENSION: &str = "\u{c}^{}\\[~]|€";

#[test]
fn fixtures_are_counted_as_worked_out_by_hand() {
    for case in fixture::cases() {
        let code_units = case.code_units();
        let counted = count_utf16(&code_units);
        assert_eq!(counted.encoding.to_string(), case.encoding, "encoding: {}", case.name);
        assert_eq!(counted.segments, case.segments, "segments: {}", case.name);
        assert_eq!(counted.units, case.units, "units: {}", case.name);
        assert_eq!(counted.remaining, case.remaining, "remaining: {}", case.name);
        assert_eq!(counted.capacity, case.capacity(), "capacity: {}", case.name);
        assert_eq!(offsets(&counted), case.non_gsm, "nonGsm: {}", case.name);
        if let Ok(text) = String::from_utf16(&code_units) {
            assert_eq!(count(&text), counted, "as UTF-8: {}", case.name);
        }
    }
}

fn offsets(count: &Count) -> Vec<u32> {
    count.non_gsm.iter().map(|blocker| blocker.utf16_offset).collect()
}

/// Septets of each character, or none when one of them is in neither table.
fn gsm_costs(text: &str) -> Option<Vec<u32>> {
    text.chars()
        .map(|character| match character {
            _ if BASIC.contains(character) => Some(1),
            _ if EXTENSION.contains(character) => Some(2),
            _ => None,
        })
        .collect()
}

fn ucs2_costs(text: &str) -> Vec<u32> {
    text.chars().map(|character| if character > '\u{ffff}' { 2 } else { 1 }).collect()
}

/// The units in each segment, filled in order.
fn fill(costs: &[u32], single: u32, part: u32) -> Vec<u32> {
    if costs.iter().sum::<u32>() <= single {
        return if costs.is_empty() { vec![] } else { vec![costs.iter().sum()] };
    }
    let mut parts = vec![0];
    for cost in costs {
        if parts[parts.len() - 1] + cost > part {
            parts.push(0);
        }
        *parts.last_mut().unwrap() += cost;
    }
    parts
}

/// The fewest parts that any way to cut the text between characters gives.
fn fewest_parts(costs: &[u32], single: u32, part: u32) -> u32 {
    if costs.iter().sum::<u32>() <= single {
        return u32::from(!costs.is_empty());
    }
    let mut fewest = vec![0];
    for end in 1..=costs.len() {
        let mut units = 0;
        let starts = (0..end).rev().take_while(|start| {
            units += costs[*start];
            units <= part
        });
        let best = starts.map(|start| fewest[start] + 1).min().unwrap();
        fewest.push(best);
    }
    fewest[costs.len()]
}

/// A character of any kind, the kinds that differ to the counter equally likely.
fn any_character() -> impl Strategy<Value = char> {
    prop_oneof![gsm_character(), range('\0', '\u{3000}'), range('\u{1f300}', '\u{1faff}'), any::<char>()]
}

fn gsm_character() -> impl Strategy<Value = char> {
    let table = |table: &str| select(table.chars().collect::<Vec<_>>());
    prop_oneof![2 => table(BASIC), 1 => table(EXTENSION)]
}

/// Texts of up to some parts: GSM 7-bit throughout, but for one character, or of any kind.
fn any_text() -> impl Strategy<Value = String> {
    let gsm = vec(gsm_character(), 0..500);
    let one_other = (vec(gsm_character(), 0..200), any_character(), vec(gsm_character(), 0..200))
        .prop_map(|(before, other, after)| [before, vec![other], after].concat());
    prop_oneof![gsm, one_other, vec(any_character(), 0..300)].prop_map(String::from_iter)
}

fn assert_agree(split: &Split, count: &Count) {
    let figures = (split.encoding, split.parts.len(), split.units, split.remaining(), split.capacity);
    let counted = (count.encoding, count.segments as usize, count.units, count.remaining, count.capacity);
    assert_eq!(figures, counted);
}

fn check_against_costs(counted: &Count, costs: &[u32], single: u32, part: u32) {
    let segments = fill(costs, single, part);
    let capacity = if segments.len() > 1 { part } else { single };
    assert_eq!(counted.units, costs.iter().sum::<u32>());
    assert_eq!(counted.capacity, capacity);
    assert!(segments.iter().all(|units| *units <= capacity));
    assert_eq!(counted.segments as usize, segments.len());
    assert_eq!(counted.segments, fewest_parts(costs, single, part));
    assert_eq!(counted.remaining, capacity - segments.last().copied().unwrap_or(0));
}

proptest! {
    #[test]
    fn counts_as_the_slow_counter_does(text in any_text()) {
        let counted = count(&text);
        if let Some(costs) = gsm_costs(&text) {
            prop_assert_eq!(counted.encoding, Encoding::GSM_DEFAULT);
            check_against_costs(&counted, &costs, 160, 153);
        } else {
            prop_assert_eq!(counted.encoding, Encoding::Ucs2);
            check_against_costs(&counted, &ucs2_costs(&text), 70, 67);
        }
    }

    #[test]
    fn names_every_character_that_gsm_lacks(text in any_text()) {
        let mut expected = vec![];
        let mut offset = 0;
        for character in text.chars() {
            if !BASIC.contains(character) && !EXTENSION.contains(character) {
                expected.push(offset);
            }
            offset += u32::try_from(character.len_utf16()).unwrap();
        }
        prop_assert_eq!(offsets(&count(&text)), expected);
    }

    #[test]
    fn utf8_and_utf16_count_alike(text in any_text()) {
        let code_units: Vec<u16> = text.encode_utf16().collect();
        prop_assert_eq!(count(&text), count_utf16(&code_units));
    }

    #[test]
    fn the_hot_path_finds_what_the_rules_find(
        code_units in prop_oneof![
            any_text().prop_map(|text| text.encode_utf16().collect()),
            vec(prop_oneof![any::<u16>(), 0xd7f0..0xe010_u16], 0..300),
            vec(select(vec![0x61_u16, 0x20ac, 0x5b]), 150..700),
        ],
    ) {
        let Count { encoding, segments, units, remaining, capacity, .. } = count_utf16(&code_units);
        prop_assert_eq!(figures_utf16(&code_units), Figures { encoding, segments, units, remaining, capacity });
    }

    #[test]
    fn any_code_units_are_counted(code_units in vec(prop_oneof![any::<u16>(), 0xd7f0..0xe010_u16], 0..300)) {
        let counted = count_utf16(&code_units);
        prop_assert!(counted.remaining <= counted.capacity);
        prop_assert!(counted.units + counted.remaining <= counted.segments.max(1) * counted.capacity);
        if counted.encoding == Encoding::Ucs2 {
            prop_assert_eq!(counted.units as usize, code_units.len());
        }
    }

    #[test]
    fn gsm_is_refused_exactly_when_a_character_is_lacking(text in any_text()) {
        let automatic = count(&text);
        match split(&text, Encoding::GSM_DEFAULT, Reference::Bits8) {
            Ok(parts) => {
                prop_assert!(automatic.non_gsm.is_empty());
                assert_agree(&parts, &automatic);
            }
            Err(error) => {
                let first = *automatic.non_gsm.first().unwrap();
                prop_assert_eq!(error, SplitError::Lacks(first));
            }
        }
    }

    #[test]
    fn the_split_has_as_many_parts_as_are_counted(text in any_text()) {
        let automatic = count(&text);
        assert_agree(&split(&text, automatic.encoding, Reference::Bits8).unwrap(), &automatic);
    }

    /// Units may shrink when the character turns GSM 7-bit into UCS-2, where `€` takes one unit, not two; segments
    /// never do.
    #[test]
    fn a_longer_text_never_takes_less(text in any_text(), appended in any_character()) {
        let before = count(&text);
        let after = count(&format!("{text}{appended}"));
        prop_assert!(after.segments >= before.segments);
        if after.encoding == before.encoding {
            prop_assert!(after.units > before.units);
        }
    }
}
