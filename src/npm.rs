//! JavaScript bindings of the npm package. They only forward.
//!
//! Figures cross the border as numbers: encoding (0 for GSM-7, 1 for UCS-2), segments, units, remaining, capacity.
//! `pkg/api.js` gives them names.

use wasm_bindgen::prelude::wasm_bindgen;

use crate::segment::{self, Encoding, Figures};

/// Counts texts that JavaScript writes into one buffer, so that a call allocates nothing.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Counter {
    text: Vec<u16>,
    figures: [u32; 5],
}

#[wasm_bindgen]
impl Counter {
    /// With a buffer for texts of so many code units.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new(capacity: usize) -> Self {
        Self { text: vec![0; capacity], figures: [0; 5] }
    }

    /// The address to write a text at. It stays.
    #[must_use]
    pub fn text(&self) -> *const u16 {
        self.text.as_ptr()
    }

    /// The address to read the figures at. It stays.
    #[must_use]
    pub fn figures(&self) -> *const u32 {
        self.figures.as_ptr()
    }

    /// Counts the first code units of the buffer.
    pub fn count(&mut self, length: usize) {
        self.figures = numbers(segment::figures_utf16(self.text.get(..length).unwrap_or_default()));
    }
}

/// Counts a text that is too long for a [`Counter`].
#[wasm_bindgen]
#[must_use]
pub fn count(text: &[u16]) -> Vec<u32> {
    numbers(segment::figures_utf16(text)).to_vec()
}

/// The UTF-16 offset of each character that the default GSM 7-bit alphabet lacks.
#[wasm_bindgen(js_name = nonGsm)]
#[must_use]
pub fn non_gsm(text: &[u16]) -> Vec<u32> {
    segment::count_utf16(text).non_gsm.iter().map(|blocker| blocker.utf16_offset).collect()
}

fn numbers(figures: Figures) -> [u32; 5] {
    let encoding = match figures.encoding {
        Encoding::Gsm7(_) => 0,
        Encoding::Ucs2 => 1,
    };
    [encoding, figures.segments, figures.units, figures.remaining, figures.capacity]
}
