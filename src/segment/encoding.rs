//! Encodings, the header that they need, and the room that it leaves.

use std::fmt;

use super::{Alphabet, text::utf16_len};

/// Octets of user data in a short message (3GPP TS 23.040, clause 9.2.3.24).
const MESSAGE_OCTETS: u32 = 140;
/// The octet that says how long the header is (UDHL), where there is one.
const UDHL_OCTETS: u32 = 1;
/// An information element that names a national table: identifier, length, language (clauses 9.2.3.24.15 and 16).
const NATIONAL_TABLE_OCTETS: u32 = 3;

/// How a text is written in a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Encoding {
    /// A GSM 7-bit alphabet. Its unit is the septet.
    Gsm7(Alphabet),
    /// UCS-2, as every network uses it: UTF-16, big-endian. Its unit is the 16-bit code unit.
    Ucs2,
}

impl Encoding {
    /// GSM 7-bit with the default alphabet.
    pub const GSM_DEFAULT: Self = Self::Gsm7(Alphabet::DEFAULT);

    /// The alphabet of GSM 7-bit; `None` for UCS-2.
    #[must_use]
    pub const fn alphabet(self) -> Option<Alphabet> {
        match self {
            Self::Gsm7(alphabet) => Some(alphabet),
            Self::Ucs2 => None,
        }
    }

    /// Units of each message that a header of this encoding leaves room for: septets or code units.
    #[must_use]
    pub fn capacity(self, concatenation: Concatenation) -> u32 {
        let octets = MESSAGE_OCTETS - self.header_octets(concatenation);
        match self {
            Self::Gsm7(_) => octets * 8 / 7,
            Self::Ucs2 => octets / 2,
        }
    }

    /// Octets of the user data header, its length octet included; 0 when nothing needs one.
    #[must_use]
    pub fn header_octets(self, concatenation: Concatenation) -> u32 {
        let national = self.alphabet().map_or(0, Alphabet::national_tables) * NATIONAL_TABLE_OCTETS;
        let elements = national + concatenation.octets();
        if elements == 0 { 0 } else { UDHL_OCTETS + elements }
    }

    /// Units that a character takes; `None` when the encoding lacks it.
    pub(super) fn price(self, character: char) -> Option<u32> {
        match self {
            Self::Gsm7(alphabet) => alphabet.septets(character),
            Self::Ucs2 => Some(utf16_len(character)),
        }
    }
}

/// `GSM-7` or `UCS-2`.
impl fmt::Display for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Gsm7(_) => "GSM-7",
            Self::Ucs2 => "UCS-2",
        })
    }
}

/// Whether a message is a part of a longer one, and how wide the reference is that its parts share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Concatenation {
    /// A message of its own.
    None,
    /// A part, with an 8-bit reference (3GPP TS 23.040, clause 9.2.3.24.1).
    Reference8,
    /// A part, with a 16-bit reference (clause 9.2.3.24.8).
    Reference16,
}

impl Concatenation {
    /// Octets of its information element.
    const fn octets(self) -> u32 {
        match self {
            Self::None => 0,
            Self::Reference8 => 5,
            Self::Reference16 => 6,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Concatenation::*, *};
    use crate::segment::Language;

    /// The figures of 3GPP TS 23.038, clause 6.2.1.2 and TS 23.040, clause 9.2.3.24.1, as data/national-tables.json
    /// sums them up.
    #[test]
    fn headers_leave_the_room_that_the_standard_says() {
        let gsm = |locking, single| Encoding::Gsm7(Alphabet::new(locking, single).unwrap());
        let none = Encoding::GSM_DEFAULT;
        let one = [gsm(Language::Turkish, Language::Default), gsm(Language::Default, Language::Spanish)];
        let both = gsm(Language::Hindi, Language::Urdu);
        let room = |encoding: Encoding| [None, Reference8, Reference16].map(|kind| encoding.capacity(kind));
        assert_eq!(room(none), [160, 153, 152]);
        assert_eq!(one.map(room), [[155, 149, 148]; 2]);
        assert_eq!(room(both), [152, 146, 145]);
        assert_eq!(room(Encoding::Ucs2), [70, 67, 66]);
    }
}
