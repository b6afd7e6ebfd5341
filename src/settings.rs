//! How the operator's settings are read that are JSON: whole or not at all, and what is wrong is told with its place.

use std::fmt;

use serde_json::{Map, Value};

use crate::unique_json;

/// What is wrong with a setting, and where. No value is in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettingsError {
    path: String,
    problem: &'static str,
}

impl SettingsError {
    pub(crate) fn new(path: impl Into<String>, problem: &'static str) -> Self {
        Self { path: path.into(), problem }
    }
}

impl fmt::Display for SettingsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { path, problem } = self;
        if path.is_empty() { f.write_str(problem) } else { write!(f, "{path}: {problem}") }
    }
}

impl std::error::Error for SettingsError {}

/// The members of the object that a setting is.
pub(crate) fn members(json: &str) -> Result<Map<String, Value>, SettingsError> {
    unique_json::object(json.as_bytes())
        .map_err(|_| SettingsError::new("", "no JSON object, or one that names a member twice"))
}

/// An object of a setting.
pub(crate) struct Object<'a> {
    path: String,
    members: &'a Map<String, Value>,
}

impl<'a> Object<'a> {
    /// An object that has no other members than these.
    pub(crate) fn new(
        path: String,
        members: &'a Map<String, Value>,
        known: &[&str],
    ) -> Result<Self, SettingsError> {
        let object = Self { path, members };
        match members.keys().find(|name| !known.contains(&name.as_str())) {
            Some(name) => Err(object.wrong(name, "nothing of this name is known here")),
            None => Ok(object),
        }
    }

    pub(crate) fn of(path: String, value: &'a Value, known: &[&str]) -> Result<Self, SettingsError> {
        match value.as_object() {
            Some(members) => Self::new(path, members, known),
            None => Err(SettingsError::new(path, "an object is needed")),
        }
    }

    fn at(&self, name: &str) -> String {
        if self.path.is_empty() { name.to_owned() } else { format!("{}.{name}", self.path) }
    }

    pub(crate) fn wrong(&self, name: &str, problem: &'static str) -> SettingsError {
        SettingsError::new(self.at(name), problem)
    }

    pub(crate) fn get(&self, name: &str) -> Option<&'a Value> {
        self.members.get(name)
    }

    /// A text that must be there, and not be empty.
    pub(crate) fn text(&self, name: &str) -> Result<&'a str, SettingsError> {
        let text = self.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
        text.ok_or_else(|| self.wrong(name, "a text is needed"))
    }
}
