//! Counting a text as phones choose its encoding, and naming the characters that force UCS-2.

use super::{
    Character, Concatenation, Encoding,
    filling::{Figures, Filling},
};

/// A character that GSM 7-bit lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NonGsm {
    /// The character.
    pub character: Character,
    /// Where it starts, in UTF-16 code units from the start of the text.
    pub utf16_offset: u32,
}

/// What a text takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Count {
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
    /// The characters that keep the text from being GSM 7-bit, in order.
    pub non_gsm: Vec<NonGsm>,
}

/// Counts a well-formed text: in GSM 7-bit when that has every character, in UCS-2 otherwise.
#[must_use]
pub fn count(text: &str) -> Count {
    Tally::of(text.chars().map(Character::Scalar)).automatic()
}

/// Counts a text of UTF-16 code units as [`count`] does, well-formed or not: a lone surrogate is one unit of
/// UCS-2.
#[must_use]
pub fn count_utf16(text: &[u16]) -> Count {
    let characters = char::decode_utf16(text.iter().copied()).map(|unit| match unit {
        Ok(scalar) => Character::Scalar(scalar),
        Err(lone) => Character::LoneSurrogate(lone.unpaired_surrogate()),
    });
    Tally::of(characters).automatic()
}

/// A text counted in both encodings at once.
struct Tally {
    gsm: Filling,
    ucs2: Filling,
    non_gsm: Vec<NonGsm>,
}

impl Tally {
    fn of(characters: impl Iterator<Item = Character>) -> Self {
        let mut gsm = Filling::new(Encoding::GSM_DEFAULT, Concatenation::Reference8);
        let mut ucs2 = Filling::new(Encoding::Ucs2, Concatenation::Reference8);
        let (mut non_gsm, mut utf16_offset) = (Vec::new(), 0);
        for character in characters {
            match character.septets() {
                Some(septets) => gsm.add(septets),
                None => non_gsm.push(NonGsm { character, utf16_offset }),
            }
            ucs2.add(character.utf16_len());
            utf16_offset += character.utf16_len();
        }
        Self { gsm, ucs2, non_gsm }
    }

    fn automatic(self) -> Count {
        let filling = if self.non_gsm.is_empty() { self.gsm } else { self.ucs2 };
        let Figures { encoding, segments, units, remaining, capacity } = filling.into_figures();
        Count { encoding, segments, units, remaining, capacity, non_gsm: self.non_gsm }
    }
}
