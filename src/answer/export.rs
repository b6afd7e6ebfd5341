//! Links, written one after the other into a file that can be [imported](crate::request::import) again.

use serde::Serialize;
use serde_json::Value;

use super::native::LinkData;
use crate::{csv::Csv, link::table, written::answered_words};

answered_words! {
    /// How links are written.
    pub ExportFormat, "format: csv or json", at most 10;
    /// A table: [`COLUMNS`](table::COLUMNS).
    Csv = "csv",
    /// A list of what [`LinkData`] is.
    Json = "json",
}

impl ExportFormat {
    /// The media type.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Json => "application/json",
        }
    }
}

/// A file of links. Each function answers with the piece that comes next, so that nobody needs to have the whole of it.
#[derive(Debug)]
pub struct Export {
    format: ExportFormat,
    is_empty: bool,
}

impl Export {
    /// In a format.
    #[must_use]
    pub const fn new(format: ExportFormat) -> Self {
        Self { format, is_empty: true }
    }

    /// What the file begins with.
    #[must_use]
    pub fn begin(&self) -> String {
        match self.format {
            ExportFormat::Csv => row(table::told().map(|column| column.name)),
            ExportFormat::Json => "[".to_owned(),
        }
    }

    /// A link.
    pub fn link(&mut self, link: &LinkData<'_>) -> String {
        let is_first = std::mem::replace(&mut self.is_empty, false);
        match self.format {
            ExportFormat::Csv => row(table::row(&json(link))),
            ExportFormat::Json if is_first => format!("\n{}", json_text(link)),
            ExportFormat::Json => format!(",\n{}", json_text(link)),
        }
    }

    /// What the file ends with.
    #[must_use]
    pub fn end(&self) -> &'static str {
        match self.format {
            ExportFormat::Csv => "",
            ExportFormat::Json => "\n]\n",
        }
    }
}

fn row(cells: impl Iterator<Item = impl AsRef<str>>) -> String {
    let mut csv = Csv::default();
    csv.row(cells);
    csv.into_text()
}

/// Everything that is answered can be JSON.
fn json(link: &impl Serialize) -> Value {
    serde_json::to_value(link).unwrap_or_default()
}

fn json_text(link: &impl Serialize) -> String {
    serde_json::to_string(link).unwrap_or_default()
}
