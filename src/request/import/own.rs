//! Links as the API answers with them.

use serde_json::{Map, Value};

use super::{Past, moment};
use crate::{
    link::table::{COLUMNS, Origin},
    request::{FieldError, Problem},
};

/// What can be given to a new link, and the rest.
///
/// A link that asked for a password must be given one: the old is known to nobody, and without one it would be open to
/// everybody.
pub(super) fn link(mut object: Map<String, Value>) -> Result<(Map<String, Value>, Past), FieldError> {
    let past = Past {
        domain: None,
        created_at: object.get("createdAt").and_then(moment::of),
        clicks: object.get("clicks").and_then(Value::as_u64),
    };
    if is_given(&object, "hasPassword") && !is_given(&object, "password") {
        return Err(FieldError { path: "password".to_owned(), problem: Problem::Required });
    }
    // What is `null` says nothing of a new link, but that it is to be on the deployment's own host.
    object.retain(|name, value| name == "domain" || !value.is_null());
    for column in COLUMNS.iter().filter(|column| column.origin == Origin::Service) {
        object.remove(column.name);
    }
    Ok((object, past))
}

/// Whether a field says something: more than `null` and `false`. What a spreadsheet made of `true` in another language does.
fn is_given(object: &Map<String, Value>, name: &str) -> bool {
    object.get(name).is_some_and(|value| !matches!(value, Value::Null | Value::Bool(false)))
}
