//! What stays in the module's memory between calls.
#![expect(unsafe_code, reason = "JavaScript reads and writes this memory, and a module has one thread")]

use std::{ptr::addr_of_mut, slice, str};

use shortwave::segment::{Carrier, Encoding, Figures, Limit, Reference, Ucs2Cuts};
#[cfg(feature = "full")]
use shortwave::segment::{Choice, Concatenation, Message, Split, Text};

use crate::arena;

/// Texts that are counted in one call.
pub(crate) const BATCH: usize = 256;

pub(crate) struct State {
    pub(crate) batch: [[u32; 2]; BATCH],
    pub(crate) figures: [u32; 5],
    pub(crate) carrier: Carrier,
    pub(crate) cuts: Option<Ucs2Cuts>,
    pub(crate) of_text: OfText,
}

/// What lives as long as the text in the arena.
pub(crate) struct OfText {
    pub(crate) words: Vec<u32>,
    #[cfg(feature = "full")]
    pub(crate) clusters: Vec<u32>,
    #[cfg(feature = "full")]
    pub(crate) choice: Choice,
    #[cfg(feature = "full")]
    pub(crate) text: Text,
    #[cfg(feature = "full")]
    pub(crate) split: Split,
    #[cfg(feature = "full")]
    pub(crate) message: Option<Message>,
}

impl OfText {
    const NONE: Self = Self {
        words: Vec::new(),
        #[cfg(feature = "full")]
        clusters: Vec::new(),
        #[cfg(feature = "full")]
        choice: Choice::Automatic,
        #[cfg(feature = "full")]
        text: Text::empty(),
        #[cfg(feature = "full")]
        split: Split {
            encoding: Encoding::GSM_DEFAULT,
            concatenation: Concatenation::None,
            parts: Vec::new(),
            units: 0,
            capacity: 0,
        },
        #[cfg(feature = "full")]
        message: None,
    };
}

#[cfg(feature = "full")]
impl OfText {
    pub(crate) fn tell(&mut self, words: &[u32]) {
        self.words.extend_from_slice(words);
    }
}

static mut STATE: State = State {
    batch: [[0; 2]; BATCH],
    figures: [0; 5],
    carrier: Carrier { reference: Reference::Bits8, gsm7: Limit::NONE, ucs2: Limit::NONE },
    cuts: None,
    of_text: OfText::NONE,
};

pub(crate) fn state() -> &'static mut State {
    // SAFETY: wasm has one thread here, and each export takes the state once and gives it back when it returns.
    unsafe { &mut *addr_of_mut!(STATE) }
}

impl State {
    /// Where to write a text of so many bytes. What was known of the text before is gone.
    pub(crate) fn start(&mut self, bytes: usize) -> *mut u8 {
        self.of_text = OfText::NONE;
        arena::start(bytes)
    }

    /// Writes figures where JavaScript reads them.
    pub(crate) fn note(&mut self, figures: Figures) {
        let Figures { encoding, segments, units, remaining, capacity } = figures;
        self.figures = [u32::from(encoding == Encoding::Ucs2), segments, units, remaining, capacity];
    }
}

/// The text of so many bytes that JavaScript wrote.
pub(crate) fn input(bytes: usize) -> &'static str {
    // SAFETY: they are written as TextEncoder writes them, into memory that is theirs until the next start.
    unsafe { str::from_utf8_unchecked(slice::from_raw_parts(arena::base() as *const u8, bytes)) }
}

/// The first code units that JavaScript wrote.
pub(crate) fn units(count: usize) -> &'static [u16] {
    // SAFETY: as above; the memory begins at a multiple of 8.
    unsafe { slice::from_raw_parts(arena::base() as *const u16, count) }
}
