//! Filling parts with the characters of a text, in order, and what that comes to.

use super::{Concatenation, Encoding};

/// What a text takes, but for the characters to blame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Figures {
    /// The encoding counted in.
    pub encoding: Encoding,
    /// Messages, or parts of one concatenated message. 0 for an empty text.
    pub segments: u32,
    /// Units of the text itself: septets or 16-bit code units. Room lost where a pair did not fit the end of a
    /// part is not in it.
    pub units: u32,
    /// Units that the last segment still has room for.
    pub remaining: u32,
    /// Units that each segment holds.
    pub capacity: u32,
}

impl Figures {
    /// Of a text of so many units. `fill` gives the parts and the units of the last one, if one message is not enough.
    pub(super) fn of(
        encoding: Encoding,
        concatenation: Concatenation,
        units: u32,
        fill: impl FnOnce() -> (u32, u32),
    ) -> Self {
        let alone = encoding.capacity(Concatenation::None);
        let (segments, last, capacity) = if units <= alone {
            (u32::from(units > 0), units, alone)
        } else {
            let (parts, last) = fill();
            (parts, last, encoding.capacity(concatenation))
        };
        Self { encoding, segments, units, remaining: capacity - last, capacity }
    }
}

/// Parts being filled, as if the text were already known to need more than one.
pub(super) struct Filling {
    encoding: Encoding,
    concatenation: Concatenation,
    capacity: u32,
    units: u32,
    parts: u32,
    used: u32,
}

impl Filling {
    pub(super) fn new(encoding: Encoding, concatenation: Concatenation) -> Self {
        let capacity = encoding.capacity(concatenation);
        Self { encoding, concatenation, capacity, units: 0, parts: 1, used: 0 }
    }

    /// Adds a character of so many units. One that does not fit the part whole starts the next: a phone would
    /// not join the halves of an escape sequence or surrogate pair (3GPP TS 23.040, clause 9.2.3.24.1).
    pub(super) const fn add(&mut self, units: u32) {
        self.units += units;
        if self.used + units > self.capacity {
            self.parts += 1;
            self.used = 0;
        }
        self.used += units;
    }

    pub(super) fn into_figures(self) -> Figures {
        Figures::of(self.encoding, self.concatenation, self.units, || (self.parts, self.used))
    }
}
