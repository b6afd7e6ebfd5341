//! Links from JSON.

use serde_json::{Map, Value};

use super::{Format, ImportError, MAX_ROWS, Object, format::fold};
use crate::request::{FieldError, Problem};

/// What lists of links are called, and what the objects are called that have them.
const LISTS: [&str; 5] = ["items", "links", "shortUrls", "data", "result"];

/// Whether a text is JSON rather than a table.
pub(super) fn is_json(text: &str, format: Option<Format>) -> bool {
    match format {
        Some(Format::Csv) => false,
        Some(Format::Json) => true,
        _ => text.trim_start().starts_with(['{', '[']),
    }
}

/// The links as they stand there.
pub(super) fn objects(text: &str, format: Option<Format>) -> Result<(Format, Vec<Object>), ImportError> {
    let list = values(text)?;
    let format = format.or_else(|| detect(&list)).ok_or(ImportError::UnknownFormat)?;
    Ok((format, list.into_iter().map(object).collect()))
}

/// The list in a text, whatever is in it.
pub(super) fn values(text: &str) -> Result<Vec<Value>, ImportError> {
    let value = serde_json::from_str(text)
        .map_err(|error| ImportError::Json { line: error.line(), column: error.column() })?;
    let list = list(value).ok_or(ImportError::NoList)?;
    if list.len() > MAX_ROWS { Err(ImportError::TooManyRows) } else { Ok(list) }
}

pub(super) fn object(value: Value) -> Object {
    match value {
        Value::Object(object) => Ok(object),
        _ => Err(FieldError { path: String::new(), problem: Problem::Type { expected: "an object" } }),
    }
}

/// By the first object. Of a list without one, there is nothing to tell.
fn detect(list: &[Value]) -> Option<Format> {
    let Some(first) = list.iter().find_map(Value::as_object) else { return Some(Format::Json) };
    let names: Vec<_> = first.keys().map(|name| fold(name)).collect();
    Format::detect(|name| names.iter().any(|known| known == name), Format::Json)
}

/// The list in an answer.
fn list(value: Value) -> Option<Vec<Value>> {
    match value {
        Value::Array(list) => Some(list),
        Value::Object(mut object) => match LISTS.iter().find_map(|name| object.remove(*name)) {
            Some(inner) => list(inner),
            None => numbered(object),
        },
        _ => None,
    }
}

/// The links of an object in which each has a name with a number: `link_1`, `link_2` and so on.
fn numbered(object: Map<String, Value>) -> Option<Vec<Value>> {
    let number = |name: &str| name.strip_prefix("link_")?.parse::<u32>().ok();
    let mut links: Vec<_> =
        object.into_iter().map(|(name, link)| Some((number(&name)?, link))).collect::<Option<_>>()?;
    links.sort_by_key(|(number, _)| *number);
    Some(links.into_iter().map(|(_, link)| link).collect())
}
