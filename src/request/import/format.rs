//! The formats that are known.

use serde_json::{Map, Value};

use super::{Row, bitly, own, record::Record, shlink, yourls};
use crate::{request::FieldError, written::answered_words};

answered_words! {
    /// How links come.
    pub Format, "format: csv, json, bitly, shlink or yourls", at most 20;
    /// A table with our columns: [`COLUMNS`](crate::link::table::COLUMNS).
    Csv = "csv",
    /// A list of links as the API answers with them.
    Json = "json",
    /// Bitly's, as a table or as its API answers.
    Bitly = "bitly",
    /// Shlink's, as a table or as its API answers.
    Shlink = "shlink",
    /// That of YOURLS, as a table or as its API answers.
    Yourls = "yourls",
}

impl Format {
    /// The one of a table or an object with these names, which are [folded](fold).
    pub(super) fn detect(has: impl Fn(&str) -> bool, ours: Self) -> Option<Self> {
        if has("target") && !has("source") {
            Some(ours)
        } else if has("keyword") || has("source") && has("target") || has("url") && has("shorturl") {
            Some(Self::Yourls)
        } else if has("destinationurl") || has("longurl") && (has("link") || has("bitlink")) {
            Some(Self::Bitly)
        } else if has("longurl") {
            Some(Self::Shlink)
        } else {
            None
        }
    }

    /// The columns that say where links lead, of which a table must have one.
    pub(super) const fn targets(self) -> &'static [&'static str] {
        match self {
            Self::Csv | Self::Json => &["target"],
            Self::Bitly => bitly::TARGET,
            Self::Shlink => shlink::TARGET,
            Self::Yourls => yourls::TARGET,
        }
    }

    /// Whether it is ours.
    pub(super) const fn is_ours(self) -> bool {
        matches!(self, Self::Csv | Self::Json)
    }

    /// A link of an object in this format.
    pub(super) fn row(self, row: usize, object: Map<String, Value>) -> Result<Row, FieldError> {
        let (fields, past) = match self {
            Self::Csv | Self::Json => own::link(object)?,
            Self::Bitly => bitly::link(Record::of(object)),
            Self::Shlink => shlink::link(Record::of(object)),
            Self::Yourls => yourls::link(Record::of(object)),
        };
        Ok(Row { row, fields, past })
    }
}

/// A name without what people write differently: case, spaces and what stands for them. `Long URL`, `long_url` and `longUrl`
/// are one.
pub(super) fn fold(name: &str) -> String {
    name.chars().filter(|character| !" _-\t".contains(*character)).flat_map(char::to_lowercase).collect()
}
