//! The whole description.

use serde_json::{Map, Value, json};
use shortwave::endpoint::Endpoint;

use crate::{
    Fault,
    components::Components,
    endpoints::{self, tags},
    redirect,
};

const INTRODUCTION: &str = "\
One-time codes, short links and exact SMS segment counts, at the edge.

`/v1` is the native dialect, `/api/rest` speaks as a vendor's REST API does, and `/v1/messaging/sms` and `/notify` as another's, so \
that their clients need only another host, and `/admin` is for whoever runs the deployment. All act on the same accounts.

**Who calls.** An account's name and API password, an API key, or the access token of a user who has signed in. Beside a \
bearer, `X-Authorization` takes name and password too; then both must be right.

**Arguments.** `/v1` reads JSON or a form, and the query where there is no body. It tells all that is wrong at once, and \
refuses fields that do not exist. `/api/rest` and `/admin` read JSON whatever the content type says, ignore unknown fields, \
and tell the first thing that is wrong. In JSON, `null` is as good as absent, except where a `PATCH` clears a value with it.

**Repeating.** A `POST` with an `Idempotency-Key` is done once, however often it is sent. A change with `If-Match` is made \
only to the version that is meant.

**Answers.** Each has an `X-Transaction-Id`. A failure of `/v1` has a `reason` and, where arguments are wrong, `details` with \
the `path`, `code` and `message` of each; one of `/api/rest` and `/admin` has a `code` and a `description`. `429` and `503` say \
with `Retry-After` when to come again.";

/// The description of the API.
pub fn document() -> Result<Value, Fault> {
    let mut components = Components::new();
    let mut paths: Map<String, Value> = Map::new();
    for endpoint in Endpoint::ALL {
        let hole = |problem| Fault::Hole { endpoint: endpoint.name(), problem };
        let operation = endpoints::operation(*endpoint, &mut components.schemas).map_err(hole)?;
        let operation = operation.render(*endpoint, &mut components).map_err(hole)?;
        let item = paths.entry(endpoint.path()).or_insert_with(|| json!({}));
        if let Value::Object(item) = item {
            item.insert(endpoint.method().to_ascii_lowercase(), operation);
        }
    }
    paths.insert(redirect::PATH.to_owned(), redirect::item(&mut components));
    Ok(json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Shortwave",
            "version": env!("CARGO_PKG_VERSION"),
            "description": INTRODUCTION,
            "license": { "name": "Apache-2.0 OR MIT", "identifier": "Apache-2.0 OR MIT" },
        },
        "servers": [{ "url": "/", "description": "Where this description is served." }],
        "tags": tags::ALL.map(|(name, description)| json!({ "name": name, "description": description })),
        "paths": paths,
        "components": components.render(),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All references of a value.
    fn references(value: &Value) -> Vec<&str> {
        match value {
            Value::Object(map) => {
                let own = map.get("$ref").and_then(Value::as_str);
                own.into_iter().chain(map.values().flat_map(references)).collect()
            }
            Value::Array(items) => items.iter().flat_map(references).collect(),
            _ => Vec::new(),
        }
    }

    #[test]
    fn refers_to_what_it_has_and_has_what_it_refers_to() {
        let document = document().unwrap();
        let found = references(&document);
        for reference in &found {
            assert!(document.pointer(reference.trim_start_matches('#')).is_some(), "{reference}");
        }
        for kind in ["schemas", "responses", "headers", "parameters"] {
            for name in document["components"][kind].as_object().unwrap().keys() {
                let reference = format!("#/components/{kind}/{name}");
                assert!(found.contains(&reference.as_str()), "{reference} is of no use");
            }
        }
    }

    #[test]
    fn has_every_endpoint_once_and_nothing_else_but_the_redirect() {
        let document = document().unwrap();
        let items = document["paths"].as_object().unwrap();
        let operations: usize = items.values().map(|item| item.as_object().unwrap().len()).sum();
        // A short link is followed, and opened with its password.
        assert_eq!(operations, Endpoint::ALL.len() + 2);
    }
}
