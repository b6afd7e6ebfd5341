//! The segment counter against the fixtures, and against a slower counter written from the standard.
#![cfg(not(target_arch = "wasm32"))]
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail")]

use proptest::char::range;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use shortwave::segment::{
    Carrier, Choice, Encoding, Figures, Limit, Reference, Split, SplitError, Tally, Text, Ucs2Cuts, figures,
    gsm_figures, gsm_unit_figures, plain_figures, report, split,
};

#[path = "../fixtures/segments.rs"]
mod fixture;

/// The basic table of TS 23.038, clause 6.2.1, without the escape.
const BASIC: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?\
    ¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
/// Its extension table, clause 6.2.1.1.
const EXTENSION: &str = "\u{c}^{}\\[~]|€";

const CARRIER: Carrier = Carrier { reference: Reference::Bits8, gsm7: Limit::NONE, ucs2: Limit::NONE };

#[test]
fn fixtures_are_counted_as_worked_out_by_hand() {
    for case in fixture::cases() {
        let text = case.text();
        let counted = figures(&text, &CARRIER);
        assert_eq!(counted.encoding.to_string(), case.encoding, "encoding: {}", case.name);
        assert_eq!(counted.segments, case.segments, "segments: {}", case.name);
        assert_eq!(counted.units, case.units, "units: {}", case.name);
        assert_eq!(counted.remaining, case.remaining, "remaining: {}", case.name);
        assert_eq!(counted.capacity, case.capacity(), "capacity: {}", case.name);
        if counted.segments < 256 {
            assert_eq!(offsets(&text), case.non_gsm, "nonGsm: {}", case.name);
        }
    }
}

/// The UTF-16 offsets of the characters that GSM 7-bit lacks.
fn offsets(text: &str) -> Vec<u32> {
    let report = report(&text.into(), Choice::Automatic, &CARRIER).unwrap();
    report.blockers.iter().map(|blocker| blocker.lacking.utf16_offset).collect()
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

fn any_carrier() -> impl Strategy<Value = Carrier> {
    let limit = || {
        prop_oneof![
            Just(Limit::NONE),
            (2_u32..200, 2_u32..200).prop_map(|(alone, part)| Limit::new(alone, part).unwrap())
        ]
    };
    let reference = select(vec![Reference::Bits8, Reference::Bits16]);
    (reference, limit(), limit()).prop_map(|(reference, gsm7, ucs2)| Carrier { reference, gsm7, ucs2 })
}

fn figures_of(split: &Split) -> Figures {
    let segments = u32::try_from(split.parts.len()).unwrap();
    let Split { encoding, units, capacity, .. } = *split;
    Figures { encoding, segments, units, remaining: split.remaining(), capacity }
}

fn check_against_costs(counted: Figures, costs: &[u32], single: u32, part: u32) {
    let segments = fill(costs, single, part);
    let capacity = if segments.len() > 1 { part } else { single };
    assert_eq!(counted.units, costs.iter().sum::<u32>());
    assert_eq!(counted.capacity, capacity);
    assert!(segments.iter().all(|units| *units <= capacity));
    assert_eq!(counted.segments as usize, segments.len());
    assert_eq!(counted.segments, fewest_parts(costs, single, part));
    assert_eq!(counted.remaining, capacity - segments.last().copied().unwrap_or(0));
}

/// As a caller does who can look at single code units.
fn cut(units: &[u16], carrier: &Carrier) -> Figures {
    let mut cuts = Ucs2Cuts::new(u32::try_from(units.len()).unwrap(), carrier);
    while let Some(end) = cuts.next() {
        let around = &units[end as usize - 1..=end as usize];
        cuts = cuts
            .cut(char::decode_utf16(around.iter().copied()).next().unwrap().is_ok_and(|c| c > '\u{ffff}'));
    }
    cuts.figures()
}

fn clustered(text: &str, ends: Vec<u32>) -> Text {
    let mut text = Text::from(text);
    text.keep_clusters(ends);
    text
}

proptest! {
    #[test]
    fn counts_as_the_slow_counter_does(text in any_text()) {
        let counted = figures(&text, &CARRIER);
        if let Some(costs) = gsm_costs(&text) {
            prop_assert_eq!(counted.encoding, Encoding::GSM_DEFAULT);
            check_against_costs(counted, &costs, 160, 153);
        } else {
            prop_assert_eq!(counted.encoding, Encoding::Ucs2);
            check_against_costs(counted, &ucs2_costs(&text), 70, 67);
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
        prop_assert_eq!(offsets(&text), expected);
    }

    #[test]
    fn the_hot_path_finds_what_the_rules_find(text in any_text(), carrier in any_carrier()) {
        let counted = figures(&text, &carrier);
        prop_assert_eq!(counted.encoding == Encoding::GSM_DEFAULT, gsm_costs(&text).is_some());
        match split(&Text::from(text.as_str()), counted.encoding, &carrier) {
            Ok(split) => prop_assert_eq!(figures_of(&split), counted),
            Err(error) => prop_assert_eq!(error, SplitError::TooManyParts(counted.segments as usize)),
        }
    }

    #[test]
    fn cutting_by_looking_at_the_ends_alone_comes_to_the_same(text in any_text(), carrier in any_carrier()) {
        let units: Vec<u16> = text.encode_utf16().collect();
        if gsm_figures(&text, &carrier).is_none() {
            prop_assert_eq!(cut(&units, &carrier), figures(&text, &carrier));
        }
    }

    #[test]
    fn code_units_tell_what_the_text_takes(text in any_text(), carrier in any_carrier()) {
        let units: Vec<u16> = text.encode_utf16().collect();
        let tally = Tally::of(&units);
        let counted = gsm_figures(&text, &carrier);
        prop_assert_eq!(tally.lacking == 0, counted.is_some());
        let length = u32::try_from(units.len()).unwrap();
        if let Some(counted) = counted {
            prop_assert_eq!(gsm_unit_figures(&units, &carrier), counted);
            prop_assert_eq!(length + tally.escaped, counted.units);
        }
        let all = figures(&text, &carrier);
        if tally.surrogates == 0 && (tally.lacking > 0 || tally.escaped == 0) {
            prop_assert_eq!(plain_figures(length, all.encoding, &carrier), all);
        }
        let pairs = text.chars().filter(|character| *character > '\u{ffff}').count();
        prop_assert_eq!(tally.surrogates as usize, 2 * pairs);
    }

    #[test]
    fn gsm_is_refused_exactly_when_a_character_is_lacking(text in any_text()) {
        let result = split(&Text::from(text.as_str()), Encoding::GSM_DEFAULT, &CARRIER);
        if let Some(counted) = gsm_figures(&text, &CARRIER) {
            prop_assert_eq!(figures_of(&result.unwrap()), counted);
        } else {
            prop_assert!(matches!(result, Err(SplitError::Lacks(first)) if first.utf16_offset == offsets(&text)[0]));
        }
    }

    /// Units may shrink when the character turns GSM 7-bit into UCS-2, where `€` takes one unit, not two; segments
    /// never do.
    #[test]
    fn a_longer_text_never_takes_less(text in any_text(), appended in any_character()) {
        let before = figures(&text, &CARRIER);
        let after = figures(&format!("{text}{appended}"), &CARRIER);
        prop_assert!(after.segments >= before.segments);
        if after.encoding == before.encoding {
            prop_assert!(after.units > before.units);
        }
    }

    #[test]
    fn clusters_stay_whole_where_a_part_can_hold_them(
        text in any_text(), lengths in vec(1_u32..9, 0..200), carrier in any_carrier(),
    ) {
        let ends: Vec<u32> = lengths.iter().scan(0, |end, length| { *end += length; Some(*end) }).collect();
        let encoding = figures(&text, &carrier).encoding;
        let Ok(split) = split(&clustered(&text, ends.clone()), encoding, &carrier) else { return Ok(()) };
        let units: Vec<u16> = text.encode_utf16().collect();
        prop_assert_eq!(split.parts.last().map_or(0, |part| part.utf16.end) as usize, units.len());
        let starts = || split.parts.iter().skip(1).map(|part| part.utf16.start);
        let bounds: Vec<u32> = std::iter::once(0).chain(ends.iter().copied()).collect();
        for cluster in bounds.windows(2).filter(|_| split.capacity >= 20) {
            // A cluster ends with the character that its end is in.
            let within = |offset: u32| offset > cluster[0] + 1 && offset < cluster[1];
            prop_assert!(!starts().any(within), "{:?} {:?}", cluster, split.parts);
        }
        prop_assert!(split.parts.iter().all(|part| part.units <= split.capacity));
    }
}

#[test]
fn what_is_plain_fills_every_part() {
    for length in 0..1000 {
        let counted = |character: &str| figures(&character.repeat(length as usize), &CARRIER);
        assert_eq!(plain_figures(length, Encoding::GSM_DEFAULT, &CARRIER), counted("a"));
        let cyrillic = plain_figures(length, Encoding::Ucs2, &CARRIER);
        assert!(length == 0 || cyrillic == counted("я"), "{cyrillic:?}");
    }
}

#[test]
fn a_cluster_goes_to_the_next_part_whole() {
    let family = "👩‍👩‍👧‍👦";
    let text = format!("{}{family}", "я".repeat(65));
    let starts = |text: Text| {
        split(&text, Encoding::Ucs2, &CARRIER)
            .unwrap()
            .parts
            .iter()
            .map(|part| part.utf16.start)
            .collect::<Vec<_>>()
    };
    assert_eq!(starts(Text::from(text.as_str())), [0, 67]);
    let ends: Vec<u32> = (1..=65).chain([76]).collect();
    assert_eq!(starts(clustered(&text, ends.clone())), [0, 65]);
}

#[test]
fn a_cluster_larger_than_a_part_is_cut() {
    let text = format!("e{}", "\u{301}".repeat(200));
    let split = split(&clustered(&text, vec![201]), Encoding::Ucs2, &CARRIER).unwrap();
    assert_eq!(split.parts.iter().map(|part| part.units).collect::<Vec<_>>(), [67, 67, 67]);
}

#[test]
fn a_carrier_may_take_less_than_there_is_room_for() {
    let own = Carrier {
        reference: Reference::Bits8,
        gsm7: Limit::new(150, 150).unwrap(),
        ucs2: Limit::new(66, 66).unwrap(),
    };
    let counted = |length: usize| figures(&"a".repeat(length), &own);
    assert_eq!((counted(150).segments, counted(151).segments, counted(151).remaining), (1, 2, 149));
    assert_eq!(figures(&"я".repeat(67), &own).segments, 2);
    let wide = Carrier { reference: Reference::Bits16, ..Carrier::default() };
    assert_eq!(figures(&"a".repeat(161), &wide).capacity, 152);
    assert_eq!(figures(&"я".repeat(71), &wide).capacity, 66);
    let more = Carrier { gsm7: Limit::new(1000, 1000).unwrap(), ..Carrier::default() };
    assert_eq!(figures(&"a".repeat(161), &more).capacity, 153);
    assert_eq!(
        Limit::new(1, 150).unwrap_err().to_string(),
        "less than 2 units, which one character may need"
    );
}
