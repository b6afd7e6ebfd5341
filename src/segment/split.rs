//! A text in one encoding, cut into the parts that it is sent in.

use std::ops::Range;

use super::{Carrier, Concatenation, Encoding, Text, text::utf16_len};

/// The most parts of a message: their number is one octet (3GPP TS 23.040, clause 9.2.3.24.1).
pub const MAX_PARTS: usize = 255;

/// A character that GSM 7-bit lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NonGsm {
    /// The character.
    pub character: char,
    /// Where it starts, in UTF-16 code units from the start of the text.
    pub utf16_offset: u32,
}

/// A part of a text. A message of its own is one part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Where it is in the text, in UTF-16 code units.
    pub utf16: Range<u32>,
    /// Where it is in the text, in characters (Unicode scalar values).
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

    /// Octets of each part's user data header; 0 when nothing needs one.
    #[must_use]
    pub fn header_octets(&self) -> u32 {
        self.encoding.header_octets(self.concatenation)
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

/// Cuts a text into the parts that it is sent in.
///
/// # Errors
/// When the encoding lacks a character, or there are more than [`MAX_PARTS`] parts.
#[inline(never)]
pub fn split(text: &Text, encoding: Encoding, carrier: &Carrier) -> Result<Split, SplitError> {
    if let Some(first) = text.lacking(encoding).first() {
        return Err(SplitError::Lacks(*first));
    }
    let room = carrier.room(encoding);
    let units = text.fill(encoding, room).units();
    let (concatenation, capacity) = if units <= room.alone {
        (Concatenation::None, room.alone)
    } else {
        (carrier.reference.into(), room.part)
    };
    let parts = cut(text, encoding, capacity);
    if parts.len() > MAX_PARTS {
        return Err(SplitError::TooManyParts(parts.len()));
    }
    Ok(Split { encoding, concatenation, parts, units, capacity })
}

/// Cuts a text into messages of their own, which know nothing of each other and so have all the room.
///
/// # Errors
/// As [`split`].
pub fn split_apart(text: &Text, encoding: Encoding) -> Result<Split, SplitError> {
    if let Some(first) = text.lacking(encoding).first() {
        return Err(SplitError::Lacks(*first));
    }
    let (concatenation, capacity) = (Concatenation::None, encoding.capacity(Concatenation::None));
    let parts = cut(text, encoding, capacity);
    if parts.len() > MAX_PARTS {
        return Err(SplitError::TooManyParts(parts.len()));
    }
    let units = parts.iter().map(|part| part.units).sum();
    Ok(Split { encoding, concatenation, parts, units, capacity })
}

fn cut(text: &Text, encoding: Encoding, capacity: u32) -> Vec<Part> {
    let mut cutter = Cutter { capacity, parts: Vec::new() };
    for whole in text.wholes() {
        let weight = Weight::of(whole, encoding);
        if weight.units <= capacity {
            cutter.add(&weight);
        } else {
            // No part could have the cluster whole.
            whole.chunks(1).for_each(|character| cutter.add(&Weight::of(character, encoding)));
        }
    }
    cutter.parts
}

/// What something takes of a part.
struct Weight {
    utf16: u32,
    characters: u32,
    units: u32,
}

impl Weight {
    #[inline(never)]
    fn of(characters: &[char], encoding: Encoding) -> Self {
        let mut weight = Self { utf16: 0, characters: 0, units: 0 };
        for character in characters {
            weight.utf16 += utf16_len(*character);
            weight.characters += 1;
            weight.units += encoding.price(*character).unwrap_or_default();
        }
        weight
    }
}

struct Cutter {
    capacity: u32,
    parts: Vec<Part>,
}

impl Cutter {
    /// What does not fit a part whole starts the next: a phone would not join the halves of an escape sequence or
    /// surrogate pair.
    #[inline(never)]
    fn add(&mut self, weight: &Weight) {
        if self.parts.last().is_none_or(|part| part.units + weight.units > self.capacity) {
            let (utf16, characters) =
                self.parts.last().map_or((0, 0), |part| (part.utf16.end, part.characters.end));
            self.parts.push(Part { utf16: utf16..utf16, characters: characters..characters, units: 0 });
        }
        if let Some(part) = self.parts.last_mut() {
            part.utf16.end += weight.utf16;
            part.characters.end += weight.characters;
            part.units += weight.units;
        }
    }
}
