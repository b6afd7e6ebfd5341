//! How a carrier takes a long text: the reference that its parts share, and room of its own.

use super::{Concatenation, Encoding};

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

/// Units that a carrier takes in a message of its own, and in a part, where that is less than there is room for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    alone: u32,
    part: u32,
}

/// The room is for less than a character may need.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("less than {} units, which one character may need", Limit::LEAST)]
pub struct LimitError;

impl Limit {
    /// All that there is room for.
    pub const NONE: Self = Self { alone: u32::MAX, part: u32::MAX };

    /// A character may take two units.
    pub const LEAST: u32 = 2;

    /// So many units alone, and in a part.
    ///
    /// # Errors
    /// When one of them is less than [`Limit::LEAST`].
    pub const fn new(alone: u32, part: u32) -> Result<Self, LimitError> {
        if alone < Self::LEAST || part < Self::LEAST { Err(LimitError) } else { Ok(Self { alone, part }) }
    }
}

impl Default for Limit {
    fn default() -> Self {
        Self::NONE
    }
}

/// How a carrier takes a text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Carrier {
    /// Which reference the parts share.
    pub reference: Reference,
    /// Its own room for septets.
    pub gsm7: Limit,
    /// Its own room for code units.
    pub ucs2: Limit,
}

impl Carrier {
    /// The room for an encoding: what the header leaves, or less where the carrier says so.
    #[must_use]
    pub fn room(&self, encoding: Encoding) -> Room {
        let limit = match encoding {
            Encoding::Gsm7(_) => self.gsm7,
            Encoding::Ucs2 => self.ucs2,
        };
        Room {
            alone: encoding.capacity(Concatenation::None).min(limit.alone),
            part: encoding.capacity(self.reference.into()).min(limit.part),
        }
    }
}

impl From<Reference> for Carrier {
    fn from(reference: Reference) -> Self {
        Self { reference, ..Self::default() }
    }
}

/// Units that a message takes: alone, or as a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Room {
    /// Units of a message of its own.
    pub alone: u32,
    /// Units of each part.
    pub part: u32,
}
