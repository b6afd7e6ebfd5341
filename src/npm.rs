//! JavaScript bindings of the npm package. They only forward.

use wasm_bindgen::prelude::wasm_bindgen;

use crate::segment::{self, Encoding};

/// Counts a text of UTF-16 code units, its encoding chosen automatically.
///
/// One array of numbers crosses the border: encoding (0 for GSM-7, 1 for UCS-2), segments, units, remaining,
/// capacity, then the UTF-16 offset of each character that GSM 7-bit lacks. `pkg/index.js` gives it names.
#[wasm_bindgen]
#[must_use]
pub fn count(text: &[u16]) -> Vec<u32> {
    let count = segment::count_utf16(text);
    let encoding = match count.encoding {
        Encoding::Gsm7(_) => 0,
        Encoding::Ucs2 => 1,
    };
    let figures = [encoding, count.segments, count.units, count.remaining, count.capacity];
    figures.into_iter().chain(count.non_gsm.iter().map(|blocker| blocker.utf16_offset)).collect()
}
