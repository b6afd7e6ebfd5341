//! UCS-2 counted by asking about those code units only at which a part would end: for a caller whose text is dear to
//! copy and cheap to look at, as JavaScript's is.

use super::{Carrier, Encoding, Figures, Room};

/// A text of UCS-2 being cut.
#[derive(Clone, Copy, Debug)]
pub struct Ucs2Cuts {
    room: Room,
    length: u32,
    /// Where the part begins that is being filled.
    start: u32,
    segments: u32,
}

impl Ucs2Cuts {
    /// Of a text of so many code units.
    #[must_use]
    pub fn new(length: u32, carrier: &Carrier) -> Self {
        let room = carrier.room(Encoding::Ucs2);
        Self { room, length, start: 0, segments: u32::from(length > 0) }
    }

    /// Where the part would end, unless that is within a surrogate pair; `None` when it is the last.
    #[must_use]
    pub const fn next(&self) -> Option<u32> {
        let end = self.start + self.room.part;
        if self.length > self.room.alone && end < self.length { Some(end) } else { None }
    }

    /// Cuts at [`Self::next`], or before the surrogate pair that goes over it.
    #[must_use]
    pub const fn cut(self, within_pair: bool) -> Self {
        let start = self.start + self.room.part - within_pair as u32;
        Self { start, segments: self.segments + 1, ..self }
    }

    /// What it comes to when there is nothing to cut any more.
    #[must_use]
    pub const fn figures(&self) -> Figures {
        let capacity = if self.length > self.room.alone { self.room.part } else { self.room.alone };
        let remaining = capacity - (self.length - self.start);
        Figures { encoding: Encoding::Ucs2, segments: self.segments, units: self.length, remaining, capacity }
    }
}
