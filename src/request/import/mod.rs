//! Links that come from elsewhere, many at once: as tables or JSON, of ours or of other services.
//!
//! Whatever the format, a link becomes the fields of `POST links`, and is read by what reads those
//! ([`create_link`](super::v1::create_link)). So its rules are judged once, in one place, and what is wrong is told by the
//! row and the field: `rows.17.target`.

mod bitly;
mod changes;
mod format;
mod json;
mod moment;
mod own;
mod record;
mod shlink;
mod short_url;
mod table;
mod yourls;

pub use changes::changes;
pub use format::Format;

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{
    FieldError,
    native::{self, Arguments, Invalid, Reader},
};
use crate::time::Timestamp;

/// The most rows.
pub const MAX_ROWS: usize = 10_000;

/// What was read.
#[derive(Clone, Debug)]
pub struct Imported {
    /// As what.
    pub format: Format,
    /// The rows, in their order. Lines of a table in which nothing stands are none.
    pub rows: Vec<Result<Row, FieldError>>,
}

/// A link that is to be made. May be kept until it is.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// Which one. They count from 0; the header of a table is none.
    pub row: usize,
    /// The fields of `POST links`. They are not judged yet.
    pub fields: Map<String, Value>,
    /// What is told of the link that it was.
    pub past: Past,
}

/// What is told of a link that cannot be given to a new one, or not by everybody.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Past {
    /// The host of the short link where another service served it, in small letters. `None` for hosts that serve everybody.
    /// With ours, it is a field; who serves the host here too makes this one a field.
    pub domain: Option<String>,
    /// When it was made. In UTC where nothing else is said.
    pub created_at: Option<Timestamp>,
    /// How often people followed it.
    pub clicks: Option<u64>,
}

/// Why nothing can be read at all.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ImportError {
    /// It is not UTF-8.
    #[error("the links must be text in UTF-8")]
    Encoding,
    /// It begins as JSON does, and is none.
    #[error("the JSON breaks off or is malformed in line {line}, column {column}")]
    Json {
        /// The line, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
    },
    /// JSON in which no list of links is found.
    #[error("the JSON has no list of links")]
    NoList,
    /// The first row of a table cannot be read.
    #[error("the table's header has {0}")]
    Header(crate::csv::Fault),
    /// It is of no format that is known.
    #[error("the format is not known by its columns or fields: say which it is")]
    UnknownFormat,
    /// A table without the column that says where links lead.
    #[error("no column of the table says where its links lead")]
    NoTarget,
    /// A column that the format has not.
    #[error("the column `{name}` is unknown")]
    UnknownColumn {
        /// As it was written, at most 100 characters of it.
        name: String,
    },
    /// Two columns of one name.
    #[error("the column `{name}` is there twice")]
    RepeatedColumn {
        /// As it was written, at most 100 characters of it.
        name: String,
    },
    /// Over [`MAX_ROWS`].
    #[error("more than {MAX_ROWS} links")]
    TooManyRows,
}

/// A link as it stands there, or what is wrong with where it stands.
type Object = Result<Map<String, Value>, FieldError>;

/// Reads links in a format, or in the one that shows in the columns of a table or the fields of the first link.
///
/// Takes memory of about ten times the bytes, which are for the caller to bound: 10,000 plain links are 2 MB as a table and
/// 6 MB as JSON.
///
/// # Errors
/// When nothing can be read. What is wrong with one link costs no other.
pub fn read(bytes: &[u8], format: Option<Format>) -> Result<Imported, ImportError> {
    let text = str::from_utf8(bytes).map_err(|_| ImportError::Encoding)?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let (format, objects) =
        if json::is_json(text, format) { json::objects(text, format) } else { table::objects(text, format) }?;
    let row = |(row, object): (usize, Object)| {
        object.and_then(|object| format.row(row, object)).map_err(|error| of_row(row, error))
    };
    Ok(Imported { format, rows: objects.into_iter().enumerate().map(row).collect() })
}

/// With the row's path before the field's.
fn of_row(row: usize, error: FieldError) -> FieldError {
    let FieldError { path, problem } = error;
    let path = if path.is_empty() { format!("rows.{row}") } else { format!("rows.{row}.{path}") };
    FieldError { path, problem }
}

/// Without its fields, since a password may be among them.
impl fmt::Debug for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Row").field("row", &self.row).field("past", &self.past).finish_non_exhaustive()
    }
}

impl Row {
    /// Reads it as a body is read.
    ///
    /// # Errors
    /// All that is wrong with it, with its path.
    pub fn read<T>(self, read: impl FnOnce(&mut Reader) -> Option<T>) -> Result<T, Invalid> {
        let row = self.row;
        native::read(Arguments::Json(self.fields), read)
            .map_err(|Invalid(errors)| Invalid(errors.into_iter().map(|error| of_row(row, error)).collect()))
    }
}
