//! What callers are answered: the JSON of every answer, as types.
//!
//! An answer is a struct that says how it is written. With the feature `describe` its schema is derived from it, comments
//! included, so they are written for callers. Whoever adds an endpoint adds its answer here, beside those of its dialect:
//!
//! ```ignore
//! /// A key, without its secret.
//! #[derive(Debug, Serialize)]
//! #[cfg_attr(feature = "describe", derive(schemars::JsonSchema), schemars(rename = "Key"))]
//! #[serde(rename_all = "camelCase")]
//! pub struct Key<'a> {
//!     /// Its identifier.
//!     pub id: &'a str,
//! }
//! ```
//!
//! `rename` is the name of the schema, and must be one that no other answer has. The crate `openapi/` then names the type
//! beside the endpoint.

pub mod admin;
mod domain;
pub mod engage;
pub mod export;
pub mod factor;
mod job;
mod link;
pub mod native;
mod notification;
mod number;
pub mod platform;
pub mod rest;
pub mod verification;
pub mod webhook;

use serde::{Serialize, Serializer};

use crate::time::Timestamp;

/// The envelope that the REST dialect and `/admin` share: `{"data":…}`.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "describe", derive(schemars::JsonSchema), schemars(inline))]
pub struct Data<T> {
    /// What was asked for.
    pub data: T,
}

/// A moment in the REST dialect's form, `2020-01-01T12:00:00+00:00`: UTC, whole seconds.
#[derive(Clone, Copy, Debug)]
pub struct WholeSeconds(pub Timestamp);

impl Serialize for WholeSeconds {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0.to_rfc3339())
    }
}

#[cfg(feature = "describe")]
impl schemars::JsonSchema for WholeSeconds {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "WholeSeconds".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "format": "date-time" })
    }
}

/// A balance as the dialects write it: in units of its currency.
#[expect(clippy::cast_precision_loss, reason = "exact below 9 billion of the currency")]
fn currency_units(millionths: u64) -> f64 {
    millionths as f64 / 1e6
}
