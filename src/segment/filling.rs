//! Filling parts with the characters of a text, in order, and what that comes to.

use super::{Encoding, Room};

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

/// Parts being filled, as if the text were already known to need more than one.
pub(super) struct Filling {
    encoding: Encoding,
    room: Room,
    units: u32,
    parts: u32,
    used: u32,
}

impl Filling {
    pub(super) const fn new(encoding: Encoding, room: Room) -> Self {
        Self { encoding, room, units: 0, parts: 1, used: 0 }
    }

    /// Adds a character of so many units. One that does not fit the part whole starts the next: a phone would
    /// not join the halves of an escape sequence or surrogate pair (3GPP TS 23.040, clause 9.2.3.24.1).
    pub(super) const fn add(&mut self, units: u32) {
        self.units += units;
        if self.used + units > self.room.part {
            self.parts += 1;
            self.used = 0;
        }
        self.used += units;
    }

    /// Adds characters of one unit.
    pub(super) fn add_singles(&mut self, characters: u32) {
        self.units += characters;
        self.used += characters;
        if self.used > self.room.part {
            let full = (self.used - 1).checked_div(self.room.part).unwrap_or_default();
            self.parts += full;
            self.used -= full * self.room.part;
        }
    }

    /// Adds characters of one unit and of two in unknown order, if that makes no difference.
    #[must_use]
    pub(super) fn add_mixed(&mut self, singles: u32, doubles: u32) -> bool {
        let units = singles + 2 * doubles;
        if doubles == 0 {
            self.add_singles(singles);
        } else if self.used + units <= self.room.part {
            self.units += units;
            self.used += units;
        } else {
            return false;
        }
        true
    }

    /// Units of all parts.
    pub(super) const fn units(&self) -> u32 {
        self.units
    }

    pub(super) const fn figures(&self) -> Figures {
        let Self { encoding, room, units, .. } = *self;
        let (segments, last, capacity) = if units <= room.alone {
            ((units > 0) as u32, units, room.alone)
        } else {
            (self.parts, self.used, room.part)
        };
        Figures { encoding, segments, units, remaining: capacity - last, capacity }
    }
}
