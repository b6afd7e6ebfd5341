//! What `sms/count` answers.

use std::ops::Range;

use serde::Serialize;

use crate::segment::{self, Blocker, MAX_API_PARTS, Report, Warning};

/// What a text takes, or each of several, in the order of the call.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "describe", derive(schemars::JsonSchema), schemars(inline))]
#[serde(untagged)]
pub enum Counted {
    /// Of `message`.
    One(Box<Count>),
    /// Of `messages`.
    Many(Vec<Count>),
}

/// What a text takes. Offsets are given twice: in UTF-16 code units, as JavaScript counts, and in characters.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "describe", derive(schemars::JsonSchema), schemars(rename = "SmsCount"))]
#[serde(rename_all = "camelCase")]
pub struct Count {
    /// `GSM-7` or `UCS-2`.
    pub encoding: String,
    /// The language of the locking shift table; with GSM-7 only.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "describe", schemars(with = "String"))]
    pub locking_shift: Option<&'static str>,
    /// The language of the single shift table; with GSM-7 only.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "describe", schemars(with = "String"))]
    pub single_shift: Option<&'static str>,
    /// How many messages it takes.
    pub segments: usize,
    /// Septets with GSM-7, code units with UCS-2.
    pub units: u32,
    /// Units that are free in the last message.
    pub remaining: u32,
    /// Units that each message has room for.
    pub capacity: u32,
    /// Octets of the header of each message.
    pub header_octets: u32,
    /// The messages.
    pub parts: Vec<Part>,
    /// The characters that the default alphabet lacks.
    pub non_gsm: Vec<NonGsm>,
    /// How many messages fewer it would take if every replacement were followed.
    pub saving: usize,
    /// What a sender may want to know.
    pub warnings: Vec<String>,
    /// What was counted in place of the text that came; with `trans` or `smart` only.
    #[serde(flatten)]
    pub translated: Option<Translated>,
}

/// What was counted in place of the text that came.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "describe", derive(schemars::JsonSchema))]
pub struct Translated {
    /// The text that was counted.
    pub text: String,
    /// What was replaced in the text that came.
    pub replacements: Vec<Replacement>,
}

/// A character of the text that came, where it was, and what stands in its place.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "describe", derive(schemars::JsonSchema), schemars(rename = "SmsReplacement"))]
pub struct Replacement {
    /// The character.
    pub character: char,
    /// Its offset, in UTF-16 code units.
    pub index: u32,
    /// What stands in its place.
    pub replacement: &'static str,
}

/// Where a part begins and ends: `[from, to)`.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "describe", derive(schemars::JsonSchema), schemars(rename = "SmsPart"))]
pub struct Part {
    /// In UTF-16 code units.
    pub utf16: [u32; 2],
    /// In characters.
    pub characters: [u32; 2],
    /// The units that it takes.
    pub units: u32,
}

/// A character that the default alphabet lacks.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "describe", derive(schemars::JsonSchema), schemars(rename = "SmsNonGsm"))]
pub struct NonGsm {
    /// The character.
    pub character: char,
    /// Its offset, in UTF-16 code units.
    pub index: u32,
    /// What could stand in its place.
    pub replacement: Option<&'static str>,
}

impl From<Report> for Count {
    fn from(report: Report) -> Self {
        let Report { split, blockers, saving, warnings } = report;
        let alphabet = split.encoding.alphabet();
        Self {
            encoding: split.encoding.to_string(),
            locking_shift: alphabet.map(|alphabet| alphabet.locking().name()),
            single_shift: alphabet.map(|alphabet| alphabet.single().name()),
            segments: split.parts.len(),
            units: split.units,
            remaining: split.remaining(),
            capacity: split.capacity,
            header_octets: split.header_octets(),
            parts: split.parts.iter().map(Part::from).collect(),
            non_gsm: blockers.iter().map(NonGsm::from).collect(),
            saving,
            warnings: warnings.iter().map(described).collect(),
            translated: None,
        }
    }
}

impl From<&segment::Replacement> for Replacement {
    fn from(replacement: &segment::Replacement) -> Self {
        let segment::Replacement { character, utf16_offset: index, by: replacement } = *replacement;
        Self { character, index, replacement }
    }
}

impl From<&segment::Part> for Part {
    fn from(part: &segment::Part) -> Self {
        let ends = |range: &Range<u32>| [range.start, range.end];
        Self { utf16: ends(&part.utf16), characters: ends(&part.characters), units: part.units }
    }
}

impl From<&Blocker> for NonGsm {
    fn from(blocker: &Blocker) -> Self {
        Self {
            character: blocker.lacking.character,
            index: blocker.lacking.utf16_offset,
            replacement: blocker.proposal,
        }
    }
}

fn described(warning: &Warning) -> String {
    match warning {
        Warning::CarriageReturns { parts } => {
            format!("line ends of two characters cost {parts} more than a line feed alone would")
        }
        Warning::MoreThanApiParts => {
            format!("more parts than the {MAX_API_PARTS} that one call may send")
        }
    }
}
