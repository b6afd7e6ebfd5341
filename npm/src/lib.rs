//! The wasm module of the npm package: the core's segment engine behind numbers and buffers. It only forwards.
//!
//! JavaScript writes a text where [`start`] says and calls; numbers come back, or words at an address. The exports are
//! plain C functions, since a module without imports and glue is the smallest, and its calls are the cheapest: an engine
//! inlines them. `pkg/src/` is the other side.
#![expect(unsafe_code, reason = "names that are exported as they stand")]

#[cfg(feature = "full")]
mod answers;
mod arena;
mod state;

use shortwave::segment::{self, Encoding, Tally, Ucs2Cuts};
use state::{State, input, state, units};

/// Where to write a text of at most so many bytes: UTF-8, or code units. Always the same place, but the memory may have
/// grown. Null when there is not so much. Ends what was known of the text before.
#[unsafe(no_mangle)]
pub extern "C" fn start(bytes: usize) -> *mut u8 {
    state().start(bytes)
}

/// Where [`start`] says to write.
#[unsafe(no_mangle)]
pub extern "C" fn base() -> usize {
    arena::base()
}

/// Where figures are read: encoding (0 for GSM-7, 1 for UCS-2), segments, units, remaining, capacity.
#[unsafe(no_mangle)]
pub extern "C" fn figures() -> *const u32 {
    state().figures.as_ptr()
}

/// Where the lengths of texts are written for [`many`], and its answers read.
#[unsafe(no_mangle)]
pub extern "C" fn batch() -> *mut [u32; 2] {
    state().batch.as_mut_ptr()
}

/// Counts the first bytes in GSM-7. False when that lacks a character.
#[unsafe(no_mangle)]
pub extern "C" fn gsm(bytes: usize) -> bool {
    let state = state();
    let counted = segment::gsm_figures(input(bytes), &state.carrier);
    counted.map(|figures| state.note(figures)).is_some()
}

/// Begins to count a text of UCS-2, of so many code units. Returns where to look for a surrogate pair, as [`cut`] does.
#[unsafe(no_mangle)]
pub extern "C" fn ucs2(units: u32) -> u32 {
    go_on(Ucs2Cuts::new(units, &state().carrier))
}

/// Cuts where one was told to look. Returns the offset to look at next, of a code unit that a pair may end with; 0 when
/// there is none, and the figures stand.
#[unsafe(no_mangle)]
pub extern "C" fn cut(within_pair: bool) -> u32 {
    state().cuts.map_or(0, |cuts| go_on(cuts.cut(within_pair)))
}

fn go_on(cuts: Ucs2Cuts) -> u32 {
    let state = state();
    let next = cuts.next();
    state.cuts = Some(cuts);
    if next.is_none() {
        state.note(cuts.figures());
    }
    next.unwrap_or(0)
}

/// Counts texts of ASCII that were written one after the other, at most `BATCH` of them.
///
/// The lengths are every second word. The answers are of two words for each text: its units; and its segments, remaining
/// and encoding, in 23 bits, 8 and 1.
#[unsafe(no_mangle)]
pub extern "C" fn many(texts: usize) {
    let State { batch, carrier, .. } = state();
    let batch = batch.get_mut(..texts).unwrap_or_default();
    let mut rest = input(batch.iter().map(|[length, _]| *length as usize).sum());
    for row in batch {
        let [length, _] = *row;
        let Some((text, after)) = rest.split_at_checked(length as usize) else { return };
        let counted = segment::gsm_figures(text, carrier)
            .unwrap_or_else(|| segment::plain_figures(length, Encoding::Ucs2, carrier));
        let encoding = u32::from(counted.encoding == Encoding::Ucs2);
        *row = [counted.units, counted.segments << 9 | counted.remaining << 1 | encoding];
        rest = after;
    }
}

/// The offsets of the characters that GSM-7 lacks in the first bytes. Returns an address of words: how many, and each.
#[cfg(not(feature = "full"))]
#[unsafe(no_mangle)]
pub extern "C" fn lacking(bytes: usize) -> *const u32 {
    let words = &mut state().of_text.words;
    let lacking = segment::Text::from(input(bytes)).lacking(Encoding::GSM_DEFAULT);
    words.clear();
    words.push(u32::try_from(lacking.len()).unwrap_or_default());
    for character in lacking {
        words.push(character.utf16_offset);
    }
    words.as_ptr()
}

/// Units that a message has room for: alone, or as one of several.
#[unsafe(no_mangle)]
pub extern "C" fn capacity(ucs2: bool, several: bool) -> u32 {
    let room = state().carrier.room(if ucs2 { Encoding::Ucs2 } else { Encoding::GSM_DEFAULT });
    if several { room.part } else { room.alone }
}

/// What the first code units are: figures of three numbers, how many GSM-7 lacks, how many need an escape in it, and how
/// many are surrogates.
#[unsafe(no_mangle)]
pub extern "C" fn tally(count: usize) {
    let Tally { lacking, escaped, surrogates } = Tally::of(units(count));
    state().figures = [lacking, escaped, surrogates, 0, 0];
}

/// Counts a text of so many code units whose characters take one unit each.
#[unsafe(no_mangle)]
pub extern "C" fn plain(length: u32, ucs2: bool) {
    let state = state();
    let encoding = if ucs2 { Encoding::Ucs2 } else { Encoding::GSM_DEFAULT };
    state.note(segment::plain_figures(length, encoding, &state.carrier));
}

/// Counts the first code units, all of GSM-7.
#[unsafe(no_mangle)]
pub extern "C" fn gsm_units(count: usize) {
    let state = state();
    state.note(segment::gsm_unit_figures(units(count), &state.carrier));
}
