//! Reading a JSON object field by field, with errors that name the field.

use std::str::FromStr;

use serde_json::{Map, Value};

use crate::{
    error::{ApiError, ErrorCode},
    otp::OutOfRange,
};

/// What is wrong with a field; `Display` finishes the sentence "The `path` field …".
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// Absent, `null`, or an empty string where there must be one.
    #[error("is required")]
    Required,
    /// Another JSON type; `expected` with its article.
    #[error("must be {expected}")]
    Type {
        /// The type with its article: `a string`.
        expected: &'static str,
    },
    /// A number outside its range.
    #[error(transparent)]
    Range(#[from] OutOfRange),
    /// A string with too many characters.
    #[error("must not be longer than {max} characters")]
    TooLong {
        /// The most characters.
        max: usize,
    },
    /// A list with too few or too many items.
    #[error("must have between {min} and {max} items")]
    Items {
        /// The fewest items.
        min: usize,
        /// The most.
        max: usize,
    },
    /// A string of the wrong form; `expected` with its article.
    #[error("must be a valid {expected}")]
    Form {
        /// What it must be: `phone or email`.
        expected: &'static str,
    },
}

/// A field that breaks a rule.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("The {path} field {problem}.")]
pub struct FieldError {
    /// Where the field is: `recipient`, `urls.1.longUrl`. Positions count from 0.
    pub path: String,
    /// What is wrong with it.
    pub problem: Problem,
}

impl From<FieldError> for ApiError {
    fn from(error: FieldError) -> Self {
        Self::new(ErrorCode::InputValidation, error.to_string())
    }
}

/// A JSON object being read, and where it stands in the body.
pub(super) struct Fields {
    prefix: String,
    map: Map<String, Value>,
}

impl Fields {
    pub(super) const fn root(map: Map<String, Value>) -> Self {
        Self { prefix: String::new(), map }
    }

    pub(super) fn error(&self, name: &str, problem: impl Into<Problem>) -> FieldError {
        FieldError { path: format!("{}{name}", self.prefix), problem: problem.into() }
    }

    fn take(&mut self, name: &str) -> Option<Value> {
        self.map.remove(name).filter(|value| !value.is_null())
    }

    /// A field of one JSON type, if it is there.
    pub(super) fn typed<T>(
        &mut self,
        name: &str,
        expected: &'static str,
        read: impl FnOnce(Value) -> Option<T>,
    ) -> Result<Option<T>, FieldError> {
        let Some(value) = self.take(name) else { return Ok(None) };
        read(value).map(Some).ok_or_else(|| self.error(name, Problem::Type { expected }))
    }

    /// A string of at most `max` characters, if it is there.
    pub(super) fn string(&mut self, name: &str, max: usize) -> Result<Option<String>, FieldError> {
        let text = self.typed(name, "a string", |value| match value {
            Value::String(text) => Some(text),
            _ => None,
        })?;
        match text {
            Some(text) if text.chars().count() > max => Err(self.error(name, Problem::TooLong { max })),
            text => Ok(text),
        }
    }

    /// A string that must be there and not be empty.
    pub(super) fn required_string(&mut self, name: &str, max: usize) -> Result<String, FieldError> {
        self.string(name, max)?
            .filter(|text| !text.is_empty())
            .ok_or_else(|| self.error(name, Problem::Required))
    }

    /// A string that parses, if it is there.
    pub(super) fn parsed<T: FromStr>(
        &mut self,
        name: &str,
        max: usize,
        expected: &'static str,
    ) -> Result<Option<T>, FieldError> {
        let Some(text) = self.string(name, max)? else { return Ok(None) };
        text.parse().map(Some).map_err(|_| self.error(name, Problem::Form { expected }))
    }

    /// A string that must be there and parse.
    pub(super) fn required_parsed<T: FromStr>(
        &mut self,
        name: &str,
        max: usize,
        expected: &'static str,
    ) -> Result<T, FieldError> {
        let text = self.required_string(name, max)?;
        text.parse().map_err(|_| self.error(name, Problem::Form { expected }))
    }

    /// `true` or `false`; false when absent.
    pub(super) fn flag(&mut self, name: &str) -> Result<bool, FieldError> {
        let flag = self.typed(name, "true or false", |value| value.as_bool())?;
        Ok(flag.unwrap_or(false))
    }

    /// A whole number in its type's range; its type's default when absent.
    pub(super) fn number<T>(&mut self, name: &str) -> Result<T, FieldError>
    where
        T: TryFrom<i64, Error = OutOfRange> + Default,
    {
        let number = self.typed(name, "an integer", |value| whole(&value))?;
        let Some(number) = number else { return Ok(T::default()) };
        T::try_from(number).map_err(|range| self.error(name, range))
    }

    /// A list that must be there, of `min` to `max` items.
    pub(super) fn required_list(
        &mut self,
        name: &str,
        min: usize,
        max: usize,
    ) -> Result<Vec<Value>, FieldError> {
        self.bounded_list(name, min, max)?.ok_or_else(|| self.error(name, Problem::Required))
    }

    /// A list of `min` to `max` items, if it is there.
    pub(super) fn bounded_list(
        &mut self,
        name: &str,
        min: usize,
        max: usize,
    ) -> Result<Option<Vec<Value>>, FieldError> {
        let list = self.typed(name, "an array", |value| match value {
            Value::Array(list) => Some(list),
            _ => None,
        })?;
        match list {
            Some(list) if !(min..=max).contains(&list.len()) => {
                Err(self.error(name, Problem::Items { min, max }))
            }
            list => Ok(list),
        }
    }

    /// A list of `min` to `max` strings that all parse, if it is there.
    pub(super) fn parsed_list<T: FromStr>(
        &mut self,
        name: &str,
        min: usize,
        max: usize,
        expected: &'static str,
    ) -> Result<Option<Vec<T>>, FieldError> {
        let Some(list) = self.bounded_list(name, min, max)? else { return Ok(None) };
        let item = |(index, value): (usize, Value)| {
            let parsed = value.as_str().and_then(|text| text.parse().ok());
            parsed.ok_or_else(|| self.error(&format!("{name}.{index}"), Problem::Form { expected }))
        };
        list.into_iter().enumerate().map(item).collect::<Result<_, _>>().map(Some)
    }

    /// An object, if it is there.
    pub(super) fn object(&mut self, name: &str) -> Result<Option<Self>, FieldError> {
        let map = self.typed(name, "an object", |value| match value {
            Value::Object(map) => Some(map),
            _ => None,
        })?;
        Ok(map.map(|map| Self { prefix: format!("{}{name}.", self.prefix), map }))
    }

    /// Two whole numbers from 0 on, if they are there.
    pub(super) fn pair(&mut self, name: &str) -> Result<Option<[u32; 2]>, FieldError> {
        self.typed(name, "two whole numbers", |value| {
            let [first, second] = value.as_array()?.as_slice() else { return None };
            let number = |value: &Value| value.as_u64().and_then(|number| u32::try_from(number).ok());
            Some([number(first)?, number(second)?])
        })
    }

    /// An item of the list `name` as an object.
    pub(super) fn item(&self, name: &str, index: usize, value: Value) -> Result<Self, FieldError> {
        match value {
            Value::Object(map) => Ok(Self { prefix: format!("{}{name}.{index}.", self.prefix), map }),
            _ => Err(self.error(&format!("{name}.{index}"), Problem::Type { expected: "an object" })),
        }
    }
}

/// A JSON number without a fraction. One too large for any range stays out of every range.
fn whole(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| value.as_u64().map(|_| i64::MAX))
}
