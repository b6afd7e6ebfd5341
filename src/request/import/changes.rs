//! Changes of links that there are, many at once.

use super::{ImportError, Past, Row, json, of_row};
use crate::request::FieldError;

/// Reads a list of objects in JSON, each the `id` of a link and what is to be changed of it, as
/// [`change_link`](crate::request::v1::change_link) reads it.
///
/// # Errors
/// When there is no such list.
pub fn changes(bytes: &[u8]) -> Result<Vec<Result<Row, FieldError>>, ImportError> {
    let text = str::from_utf8(bytes).map_err(|_| ImportError::Encoding)?;
    let row = |(row, value)| match json::object(value) {
        Ok(fields) => Ok(Row { row, fields, past: Past::default() }),
        Err(error) => Err(of_row(row, error)),
    };
    Ok(json::values(text)?.into_iter().enumerate().map(row).collect())
}
