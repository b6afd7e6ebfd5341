//! A link as another service tells it.

use serde_json::{Map, Value};

use super::{Past, format::fold, moment, short_url};
use crate::{link::table, time::Timestamp};

/// What stands there, by [folded](fold) names.
pub(super) struct Record(Map<String, Value>);

impl Record {
    pub(super) fn of(object: Map<String, Value>) -> Self {
        Self(object.into_iter().map(|(name, value)| (fold(&name), value)).collect())
    }

    /// The first of these that says something. What is around a text is cut off.
    pub(super) fn take(&mut self, names: &[&str]) -> Option<Value> {
        names.iter().filter_map(|name| self.0.remove(*name)).find_map(something)
    }

    pub(super) fn text(&mut self, names: &[&str]) -> Option<String> {
        match self.take(names)? {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// A list, or a text with words between separators.
    pub(super) fn words(&mut self, names: &[&str], separators: &[char]) -> Option<Value> {
        Some(match self.take(names)? {
            Value::String(text) => table::split(&text, separators),
            value => value,
        })
    }

    /// A number, which may be a text.
    pub(super) fn count(&mut self, names: &[&str]) -> Option<u64> {
        let value = self.take(names)?;
        value.as_u64().or_else(|| value.as_str()?.parse().ok())
    }

    pub(super) fn moment(&mut self, names: &[&str]) -> Option<Timestamp> {
        moment::of(&self.take(names)?)
    }

    /// The record in one of the fields, with its names as they are.
    pub(super) fn inner(&mut self, name: &str) -> Map<String, Value> {
        match self.take(&[name]) {
            Some(Value::Object(object)) => object,
            _ => Map::new(),
        }
    }
}

/// A value that is neither `null` nor an empty text.
fn something(value: Value) -> Option<Value> {
    match value {
        Value::Null => None,
        Value::String(text) if text.trim().is_empty() => None,
        Value::String(text) => Some(text.trim().into()),
        value => Some(value),
    }
}

/// The fields of `POST links` that are made of a record.
#[derive(Default)]
pub(super) struct Made(Map<String, Value>);

impl Made {
    /// The same with a field, if there is a value for it.
    pub(super) fn with(mut self, name: &str, value: Option<impl Into<Value>>) -> Self {
        if let Some(value) = value.map(Into::into).filter(|value| !value.is_null()) {
            self.0.insert(name.to_owned(), value);
        }
        self
    }

    /// The same with a slug, which may be percent-encoded.
    pub(super) fn with_slug(self, slug: Option<Value>) -> Self {
        let decoded = |slug| match slug {
            Value::String(text) => short_url::decoded(&text).into(),
            slug => slug,
        };
        self.with("slug", slug.map(decoded))
    }

    pub(super) fn of(self, past: Past) -> (Map<String, Value>, Past) {
        (self.0, past)
    }
}
