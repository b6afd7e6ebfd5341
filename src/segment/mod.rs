//! SMS segments: how many parts a text takes, exactly.
//!
//! Sources: the GSM 7-bit default alphabet and its extension table, 3GPP TS 23.038 clauses 6.2.1 and 6.2.1.1;
//! UCS-2, clause 6.2.3; the 140 octets of a part and the header of a concatenated one, 3GPP TS 23.040 clauses
//! 9.2.3.16 and 9.2.3.24.1.

mod alphabet;
mod count;

pub use alphabet::septets;
pub use count::{Count, NonGsm, count, count_in, count_utf16};

use std::fmt;

/// How a part's text is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// The GSM 7-bit default alphabet with its extension table. Its unit is the septet.
    Gsm7,
    /// UCS-2, as every network uses it: UTF-16, big-endian. Its unit is the 16-bit code unit.
    Ucs2,
}

impl Encoding {
    /// Units that a text may have to fit one message alone: 140 octets hold 160 septets or 70 code units.
    #[must_use]
    pub const fn single_capacity(self) -> u32 {
        match self {
            Self::Gsm7 => 160,
            Self::Ucs2 => 70,
        }
    }

    /// Units in each part of a concatenated message. Its header takes 6 octets: UDHL, and the information
    /// element with an 8-bit reference. 134 octets are left, for 153 septets (after 1 fill bit) or 67 code units.
    #[must_use]
    pub const fn part_capacity(self) -> u32 {
        match self {
            Self::Gsm7 => 153,
            Self::Ucs2 => 67,
        }
    }
}

/// `GSM-7` or `UCS-2`.
impl fmt::Display for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Gsm7 => "GSM-7",
            Self::Ucs2 => "UCS-2",
        })
    }
}

/// One character of a text that may not be well-formed, as JavaScript strings may not be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Character {
    /// A Unicode scalar value.
    Scalar(char),
    /// Half a surrogate pair without its other half.
    LoneSurrogate(u16),
}

impl Character {
    /// Code units that it takes in UTF-16: 1 or 2.
    #[must_use]
    pub const fn utf16_len(self) -> u32 {
        match self {
            Self::Scalar(scalar) if scalar as u32 > 0xFFFF => 2,
            Self::Scalar(_) | Self::LoneSurrogate(_) => 1,
        }
    }

    /// Septets that it takes in GSM 7-bit: 1, or 2 with an escape; `None` when the alphabet lacks it.
    #[must_use]
    pub const fn septets(self) -> Option<u32> {
        match self {
            Self::Scalar(scalar) => septets(scalar),
            Self::LoneSurrogate(_) => None,
        }
    }
}
