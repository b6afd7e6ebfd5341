//! A text in one encoding, cut into the parts that it is sent in.

use std::ops::Range;

use super::{Character, Concatenation, Encoding, Membership, NonGsm};

/// The most parts of a message: their number is one octet (3GPP TS 23.040, clause 9.2.3.24.1).
pub const MAX_PARTS: usize = 255;

/// A part of a text. A message of its own is one part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Where it is in the text, in UTF-16 code units.
    pub utf16: Range<u32>,
    /// Where it is in the text, in characters (Unicode scalar values, and lone surrogates).
    pub characters: Range<u32>,
    /// Units that it takes.
    pub units: u32,
}

/// A text cut into parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Split {
    /// What it is written in.
    pub encoding: Encoding,
    /// Whether its parts refer to each other, and how.
    pub concatenation: Concatenation,
    /// The parts in order, none for an empty text.
    pub parts: Vec<Part>,
    /// Units of the text, without the room lost where a pair did not fit the end of a part.
    pub units: u32,
    /// Units that each part has room for.
    pub capacity: u32,
}

impl Split {
    /// Units that the last part still has room for.
    #[must_use]
    pub fn remaining(&self) -> u32 {
        self.capacity - self.parts.last().map_or(0, |part| part.units)
    }
}

/// Why a text cannot be sent as asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SplitError {
    /// The alphabet lacks a character.
    #[error("the alphabet lacks the character at UTF-16 offset {}", .0.utf16_offset)]
    Lacks(NonGsm),
    /// It needs more parts than a message may have.
    #[error("{0} parts are more than the {MAX_PARTS} that a message may have")]
    TooManyParts(usize),
}

/// Which reference the parts of a long text share.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reference {
    /// One octet: the usual, and the cheaper.
    #[default]
    Bits8,
    /// Two octets.
    Bits16,
}

impl From<Reference> for Concatenation {
    fn from(reference: Reference) -> Self {
        match reference {
            Reference::Bits8 => Self::Reference8,
            Reference::Bits16 => Self::Reference16,
        }
    }
}

/// A text as the engine reads it: each character with the tables that hold it.
pub(super) struct Text(Vec<(Character, Membership)>);

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self(
            text.chars()
                .map(Character::Scalar)
                .map(|character| (character, character.membership()))
                .collect(),
        )
    }
}

impl Text {
    pub(super) fn iter(&self) -> impl Iterator<Item = (Character, Membership)> {
        self.0.iter().copied()
    }

    /// Each character's units, without the characters that the encoding lacks.
    pub(super) fn prices(&self, encoding: Encoding) -> impl Iterator<Item = u32> {
        self.iter().filter_map(move |(character, member)| encoding.price(character, member))
    }

    /// The characters that an encoding lacks, in order.
    pub(super) fn lacking(&self, encoding: Encoding) -> impl Iterator<Item = NonGsm> {
        let mut next_offset = 0;
        self.iter().filter_map(move |(character, member)| {
            let utf16_offset = next_offset;
            next_offset += character.utf16_len();
            encoding.price(character, member).is_none().then_some(NonGsm { character, utf16_offset })
        })
    }

    pub(super) fn split(&self, encoding: Encoding, reference: Reference) -> Result<Split, SplitError> {
        if let Some(first) = self.lacking(encoding).next() {
            return Err(SplitError::Lacks(first));
        }
        let units = self.prices(encoding).sum();
        let alone = units <= encoding.capacity(Concatenation::None);
        let concatenation = if alone { Concatenation::None } else { reference.into() };
        let capacity = encoding.capacity(concatenation);
        let parts = self.cut(encoding, capacity);
        if parts.len() > MAX_PARTS {
            return Err(SplitError::TooManyParts(parts.len()));
        }
        Ok(Split { encoding, concatenation, parts, units, capacity })
    }

    /// Fills parts in order. A character that does not fit a part whole starts the next: a phone would not join the
    /// halves of an escape sequence or surrogate pair.
    fn cut(&self, encoding: Encoding, capacity: u32) -> Vec<Part> {
        let mut parts: Vec<Part> = Vec::new();
        let (mut utf16, mut characters) = (0, 0);
        for ((character, _), price) in self.iter().zip(self.prices(encoding)) {
            if parts.last().is_none_or(|part| part.units + price > capacity) {
                parts.push(Part { utf16: utf16..utf16, characters: characters..characters, units: 0 });
            }
            utf16 += character.utf16_len();
            characters += 1;
            if let Some(part) = parts.last_mut() {
                part.utf16.end = utf16;
                part.characters.end = characters;
                part.units += price;
            }
        }
        parts
    }
}

/// Cuts a text into the parts that it is sent in.
///
/// # Errors
/// When the encoding lacks a character, or there are more than [`MAX_PARTS`] parts.
pub fn split(text: &str, encoding: Encoding, reference: Reference) -> Result<Split, SplitError> {
    Text::from(text).split(encoding, reference)
}
