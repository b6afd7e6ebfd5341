//! Answers of many numbers: parts, octets, replacements. Each is a list of words that stays until the next call.

use shortwave::segment::{
    self, Alphabet, Carrier, Choice, Encoding, Language, LanguageSet, Limit, NonGsm, Reference, SplitError,
    Text, Translation, Warning,
};

use crate::state::{OfText, input, state};

/// Sets how the carrier takes texts from now on. Limits are of at least 2 units.
#[unsafe(no_mangle)]
pub extern "C" fn carrier(
    wide_reference: bool,
    gsm_alone: u32,
    gsm_part: u32,
    ucs2_alone: u32,
    ucs2_part: u32,
) {
    let limit = |alone, part| Limit::new(alone, part).unwrap_or_default();
    let reference = if wide_reference { Reference::Bits16 } else { Reference::Bits8 };
    state().carrier =
        Carrier { reference, gsm7: limit(gsm_alone, gsm_part), ucs2: limit(ucs2_alone, ucs2_part) };
}

/// Where to write the ends of grapheme clusters, of so many.
#[unsafe(no_mangle)]
pub extern "C" fn clusters(ends: usize) -> *mut u32 {
    let clusters = &mut state().of_text.clusters;
    clusters.clear();
    clusters.resize(ends, 0);
    clusters.as_mut_ptr()
}

/// Splits the input's first bytes, and keeps text and parts for the calls that follow.
///
/// Words: 0; encoding; segments; units; remaining; capacity; locking and single shift table; octets of the header; then
/// for each part where it ends, in code units and in characters, and its units. After a refusal: 1 and the offset of a
/// character that the alphabet lacks, or 2 and the parts that are too many.
#[unsafe(no_mangle)]
pub extern "C" fn split(bytes: usize, choice: u32, tables: u16, clusters: bool) -> *const u32 {
    let state = state();
    state.of_text.choice = chosen(choice, tables);
    state.of_text.text = Text::from(input(bytes));
    if clusters {
        state.of_text.text.keep_clusters(std::mem::take(&mut state.of_text.clusters));
    }
    let split = state.of_text.choice.split(&state.of_text.text, &state.carrier);
    state.of_text.words.clear();
    match split {
        Ok(split) => {
            state.of_text.split = split;
            tell_split(&mut state.of_text);
        }
        Err(SplitError::Lacks(NonGsm { utf16_offset, .. })) => state.of_text.tell(&[1, utf16_offset]),
        Err(SplitError::TooManyParts(parts)) => state.of_text.tell(&[2, number(parts)]),
    }
    state.of_text.words.as_ptr()
}

fn tell_split(of_text: &mut OfText) {
    let encoding = of_text.split.encoding;
    let alphabet = encoding.alphabet().unwrap_or(Alphabet::DEFAULT);
    of_text.tell(&[
        0,
        u32::from(encoding == Encoding::Ucs2),
        number(of_text.split.parts.len()),
        of_text.split.units,
        of_text.split.remaining(),
        of_text.split.capacity,
        u32::from(alphabet.locking().identifier()),
        u32::from(alphabet.single().identifier()),
        of_text.split.header_octets(),
    ]);
    for part in &of_text.split.parts {
        of_text.words.extend_from_slice(&[part.utf16.end, part.characters.end, part.units]);
    }
}

/// Parts that following the proposals would save of the last split; in the next octet those that line feeds alone would;
/// then 1 when there are more parts than the REST dialect sends.
#[unsafe(no_mangle)]
pub extern "C" fn savings() -> u32 {
    let state = state();
    let OfText { text, split, choice, .. } = &state.of_text;
    let saving = segment::saving(text, split, *choice, &state.carrier);
    let warnings = segment::warnings(text, split, *choice, &state.carrier);
    let warned = warnings.iter().map(|warning| match warning {
        Warning::CarriageReturns { parts } => parts << 8,
        Warning::MoreThanApiParts => 1 << 16,
    });
    number(warned.fold(saving, |all, one| all | one))
}

/// A part of the last split as a message.
///
/// Words: its data coding scheme, octets of its header, the user data length, and the address and length of the user data.
#[unsafe(no_mangle)]
pub extern "C" fn message(part: usize, reference_number: u16) -> *const u32 {
    let of_text = &mut state().of_text;
    of_text.message = of_text.split.message(&of_text.text, part, reference_number);
    of_text.words.clear();
    if let Some(message) = &of_text.message {
        of_text.words.extend_from_slice(&[
            u32::from(message.data_coding_scheme),
            u32::from(message.header_octets),
            u32::from(message.user_data_length),
            number(message.user_data().as_ptr() as usize),
            number(message.user_data().len()),
        ]);
    }
    of_text.words.as_ptr()
}

/// Characters of the first bytes: 0 those that the REST dialect's table replaces, 1 those that the wider one does, 2 those
/// that GSM-7 lacks.
///
/// Words: how many; for each its offset, and the address and length of what could stand for it, 0 and 0 for nothing.
#[unsafe(no_mangle)]
pub extern "C" fn replacements(bytes: usize, which: u32) -> *const u32 {
    let text = Text::from(input(bytes));
    let words = &mut state().of_text.words;
    words.clear();
    words.push(0);
    let mut tell = |utf16_offset, by: Option<&str>| {
        let [address, length] = by.map_or([0, 0], place);
        words.extend_from_slice(&[utf16_offset, address, length]);
    };
    if which == 2 {
        for blocker in segment::blockers(&text) {
            tell(blocker.lacking.utf16_offset, blocker.proposal);
        }
    } else {
        let table = if which == 0 { Translation::Rest } else { Translation::Smart };
        for replacement in table.replacements(&text) {
            tell(replacement.utf16_offset, Some(replacement.by));
        }
    }
    let told = number(words.len() / 3);
    if let Some(first) = words.first_mut() {
        *first = told;
    }
    words.as_ptr()
}

/// 0 as phones choose; 1 the best, with a set of languages; 2 an alphabet, its tables as two octets; 3 UCS-2.
fn chosen(choice: u32, tables: u16) -> Choice {
    match choice {
        1 => Choice::Best(LanguageSet::from_bits(tables)),
        2 => Choice::Only(Encoding::Gsm7(alphabet(tables.to_le_bytes()).unwrap_or(Alphabet::DEFAULT))),
        3 => Choice::Only(Encoding::Ucs2),
        _ => Choice::Automatic,
    }
}

fn alphabet([locking, single]: [u8; 2]) -> Option<Alphabet> {
    let language = |identifier: u8| Language::ALL.get(usize::from(identifier)).copied();
    Alphabet::new(language(locking)?, language(single)?)
}

/// Address and length.
fn place(text: &str) -> [u32; 2] {
    [number(text.as_ptr() as usize), number(text.len())]
}

#[expect(clippy::cast_possible_truncation, reason = "wasm32 has 32-bit addresses")]
const fn number(number: usize) -> u32 {
    number as u32
}
