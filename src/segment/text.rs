//! A text as the engine reads it.

use std::fmt::{self, Write};

use super::{Encoding, NonGsm, Replacement, Room, filling::Filling};

/// A text, and what of it must stay together.
#[derive(Clone, Debug)]
pub struct Text {
    characters: Vec<char>,
    /// Where each grapheme cluster ends, in UTF-16 code units; none to keep only characters whole.
    clusters: Vec<u32>,
}

impl From<&str> for Text {
    #[inline(never)]
    fn from(text: &str) -> Self {
        // Twice as small as to collect, and what this costs is read by every browser.
        let mut characters = Vec::new();
        for character in text.chars() {
            characters.push(character);
        }
        Self { characters, clusters: Vec::new() }
    }
}

impl Text {
    /// Without a character.
    #[must_use]
    pub const fn empty() -> Self {
        Self { characters: Vec::new(), clusters: Vec::new() }
    }

    /// Has grapheme clusters stay whole that fit a part. They end at these offsets, in UTF-16 code units and ascending;
    /// an end within a character counts as the character's.
    pub fn keep_clusters(&mut self, ends: Vec<u32>) {
        self.clusters = ends;
    }

    /// With other characters in place of some, and without clusters. The replacements are in the order of the text.
    #[inline(never)]
    #[must_use]
    pub fn replaced(&self, replacements: &[Replacement]) -> Self {
        let mut characters = Vec::new();
        let mut utf16_offset = 0;
        let mut replacements = replacements.iter().peekable();
        for character in &self.characters {
            match replacements.next_if(|replacement| replacement.utf16_offset == utf16_offset) {
                Some(replacement) => characters.extend(replacement.by.chars()),
                None => characters.push(*character),
            }
            utf16_offset += utf16_len(*character);
        }
        Self { characters, clusters: Vec::new() }
    }

    pub(super) fn characters(&self) -> &[char] {
        &self.characters
    }

    /// Parts filled with it character by character, without those that the encoding lacks.
    #[inline(never)]
    pub(super) fn fill(&self, encoding: Encoding, room: Room) -> Filling {
        let mut filling = Filling::new(encoding, room);
        for character in &self.characters {
            filling.add(encoding.price(*character).unwrap_or_default());
        }
        filling
    }

    /// The characters that an encoding lacks, in order.
    #[inline(never)]
    #[must_use]
    pub fn lacking(&self, encoding: Encoding) -> Vec<NonGsm> {
        let mut lacking = Vec::new();
        let mut utf16_offset = 0;
        for character in &self.characters {
            if encoding.price(*character).is_none() {
                lacking.push(NonGsm { character: *character, utf16_offset });
            }
            utf16_offset += utf16_len(*character);
        }
        lacking
    }

    /// What is not to be divided, in order: characters or clusters.
    pub(super) fn wholes(&self) -> Wholes<'_> {
        Wholes { rest: &self.characters, ends: &self.clusters, offset: 0 }
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.characters.iter().try_for_each(|character| f.write_char(*character))
    }
}

/// See [`Text::wholes`].
pub(super) struct Wholes<'a> {
    rest: &'a [char],
    ends: &'a [u32],
    /// Of the rest, in UTF-16 code units.
    offset: u32,
}

impl<'a> Iterator for Wholes<'a> {
    type Item = &'a [char];

    fn next(&mut self) -> Option<Self::Item> {
        let end = self.next_end();
        let mut length = 0;
        for character in self.rest {
            self.offset += utf16_len(*character);
            length += 1;
            if self.offset >= end {
                break;
            }
        }
        let (whole, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        (length > 0).then_some(whole)
    }
}

impl Wholes<'_> {
    /// The first end beyond the offset; 0, which is that of any character, when there is none.
    fn next_end(&mut self) -> u32 {
        while let Some((end, after)) = self.ends.split_first() {
            if *end > self.offset {
                return *end;
            }
            self.ends = after;
        }
        0
    }
}

/// Code units that a character takes in UTF-16: 1 or 2.
pub(super) const fn utf16_len(character: char) -> u32 {
    if character > '\u{ffff}' { 2 } else { 1 }
}
