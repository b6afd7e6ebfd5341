//! Readers, described by what they ask for while they read an example.

pub use super::shape::{Argument, Shape, Style};
use super::{
    Fields,
    native::{Arguments, Invalid, Reader},
};

/// The shape of what a reader of the REST dialect reads, as far as an example shows it.
///
/// # Errors
/// When the example is wrong.
pub fn rest<T, E>(
    example: serde_json::Map<String, serde_json::Value>,
    read: impl FnOnce(&mut Fields) -> Result<T, E>,
) -> Result<Shape, E> {
    let mut fields = Fields::of_json(example);
    read(&mut fields)?;
    Ok(fields.notes().shape())
}

/// The same of what it reads of a query.
///
/// # Errors
/// When the example is wrong.
pub fn rest_query<T, E>(
    example: Vec<(String, String)>,
    read: impl FnOnce(&mut Fields) -> Result<T, E>,
) -> Result<Shape, E> {
    let mut fields = Fields::of_pairs(example);
    read(&mut fields)?;
    Ok(fields.notes().shape())
}

/// The same of a reader of the native dialect.
///
/// # Errors
/// When the example is wrong.
pub fn native<T>(example: Arguments, read: impl FnOnce(&mut Reader) -> Option<T>) -> Result<Shape, Invalid> {
    let mut reader = Reader::new(example);
    let value = read(&mut reader);
    let shape = reader.fields().notes().shape();
    let errors = reader.finish();
    if value.is_some() && errors.is_empty() { Ok(shape) } else { Err(Invalid(errors)) }
}
