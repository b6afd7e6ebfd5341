//! What a single field may hold.

use serde_json::{Value, json};

use super::Problem;
use crate::{ranged::OutOfRange, time::Timestamp, written::Written};

/// A value that somebody gave.
#[derive(Clone, Debug)]
pub struct Given {
    value: Value,
    /// It came as a query or a form, where numbers and flags are texts too.
    is_text: bool,
}

impl Given {
    pub(super) const fn json(value: Value) -> Self {
        Self { value, is_text: false }
    }

    pub(super) const fn text(value: Value) -> Self {
        Self { value, is_text: true }
    }

    /// Whether it is `null`, or an empty text of a query or a form, which is as good as none.
    pub(super) fn is_nothing(&self) -> bool {
        self.value.is_null() || (self.is_text && self.is_empty_string())
    }

    pub(super) const fn is_null(&self) -> bool {
        matches!(self.value, Value::Null)
    }

    pub(super) fn is_empty_string(&self) -> bool {
        self.value.as_str().is_some_and(str::is_empty)
    }

    /// A string.
    ///
    /// # Errors
    /// When it is of another type.
    pub fn string(self) -> Result<String, Problem> {
        match self.value {
            Value::String(text) => Ok(text),
            _ => Err(Problem::Type { expected: "a string" }),
        }
    }

    /// A string of at most `max` characters.
    pub(super) fn text_of(self, max: usize) -> Result<String, Problem> {
        let text = self.string()?;
        if text.chars().count() > max { Err(Problem::TooLong { max }) } else { Ok(text) }
    }

    /// A number without a fraction: in JSON, 4.0 is one. One too large for any range stays out of every range.
    #[must_use]
    pub fn whole(&self) -> Option<i64> {
        match &self.value {
            Value::String(text) if self.is_text => whole_of_text(text),
            value => value.as_i64().or_else(|| value.as_f64().and_then(whole_of_float)),
        }
    }

    /// `true` or `false`; as text, 1 and 0 will do.
    fn flag(&self) -> Option<bool> {
        match self.value.as_str().filter(|_| self.is_text) {
            Some("true" | "1") => Some(true),
            Some("false" | "0") => Some(false),
            _ => self.value.as_bool(),
        }
    }

    /// The items of a list. As text, a value that stands alone is a list of one.
    pub(super) fn items(self) -> Option<Vec<Self>> {
        let Self { value, is_text } = self;
        match value {
            Value::Array(list) => Some(list.into_iter().map(|value| Self { value, is_text }).collect()),
            value if is_text => Some(vec![Self { value, is_text }]),
            _ => None,
        }
    }

    /// A list of two numbers from 0 on.
    pub(super) fn two_numbers(self) -> Option<[u32; 2]> {
        let items = self.items()?;
        let [first, second] = items.as_slice() else { return None };
        let number = |item: &Self| item.whole().and_then(|number| u32::try_from(number).ok());
        Some([number(first)?, number(second)?])
    }

    /// As JSON.
    pub(super) fn into_json(self) -> Value {
        self.value
    }

    /// An object, or the one that has a string alone as its field.
    pub(super) fn object_or_word(self, key: &str) -> Result<serde_json::Map<String, Value>, Problem> {
        match self.value {
            Value::Object(map) => Ok(map),
            word @ Value::String(_) => Ok([(key.to_owned(), word)].into_iter().collect()),
            _ => Err(Problem::Type { expected: "a string or an object" }),
        }
    }

    pub(super) fn object(self) -> Option<serde_json::Map<String, Value>> {
        match self.value {
            Value::Object(map) => Some(map),
            _ => None,
        }
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "what is beyond any range becomes the last that is in one"
)]
fn whole_of_float(number: f64) -> Option<i64> {
    (number.fract() == 0.0).then_some(number as i64)
}

/// Digits, with a minus or without.
fn whole_of_text(text: &str) -> Option<i64> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let beyond = if digits.len() < text.len() { i64::MIN } else { i64::MAX };
    Some(text.parse().unwrap_or(beyond))
}

/// What a field may hold: how it is read, and what the API's description says of it.
pub trait FieldValue: Sized {
    /// Reads it. It is not `null`.
    ///
    /// # Errors
    /// What is wrong with it.
    fn read(given: Given) -> Result<Self, Problem>;

    /// What can be read, in JSON Schema.
    fn schema() -> Value;
}

impl<T: Written> FieldValue for T {
    fn read(given: Given) -> Result<Self, Problem> {
        given.text_of(T::MAX)?.parse().map_err(|_| Problem::Form { expected: T::EXPECTED })
    }

    fn schema() -> Value {
        T::form().schema()
    }
}

/// Any text.
impl FieldValue for String {
    fn read(given: Given) -> Result<Self, Problem> {
        given.string()
    }

    fn schema() -> Value {
        json!({ "type": "string" })
    }
}

impl FieldValue for bool {
    fn read(given: Given) -> Result<Self, Problem> {
        given.flag().ok_or(Problem::Type { expected: "true or false" })
    }

    fn schema() -> Value {
        json!({ "type": "boolean" })
    }
}

/// RFC 3339, or milliseconds since the Unix epoch.
impl FieldValue for Timestamp {
    fn read(given: Given) -> Result<Self, Problem> {
        let moment = match (given.whole(), &given.value) {
            (Some(millis), _) => Self::try_from(millis),
            (None, Value::String(text)) => text.parse(),
            (None, _) => return Err(Problem::Type { expected: "a string or an integer" }),
        };
        moment.map_err(|_| Problem::Form { expected: "moment: RFC 3339, or milliseconds since 1970" })
    }

    fn schema() -> Value {
        json!({ "anyOf": [
            { "type": "string", "format": "date-time" },
            { "type": "integer", "minimum": Self::FIRST.millis(), "maximum": Self::LAST.millis() },
        ] })
    }
}

/// A whole number of a range.
pub(super) fn integer(given: &Given) -> Result<i64, Problem> {
    given.whole().ok_or(Problem::Type { expected: "an integer" })
}

pub(super) fn integer_schema(OutOfRange { min, max }: OutOfRange) -> Value {
    json!({ "type": "integer", "minimum": min, "maximum": max })
}
