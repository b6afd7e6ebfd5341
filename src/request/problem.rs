//! What can be wrong with a field, and how callers are told.

use serde::{Serialize, Serializer, ser::SerializeStruct};

use crate::{
    error::{ApiError, ErrorCode},
    ranged::OutOfRange,
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
    /// No such field.
    #[error("is unknown")]
    Unknown,
    /// Given more than once.
    #[error("must be given only once")]
    Repeated,
    /// Somebody has it, or had it.
    #[error("is taken")]
    Taken,
    /// Given beside another that it excludes.
    #[error("cannot go together with {other}")]
    Excluded {
        /// The name of the other.
        other: &'static str,
    },
}

impl Problem {
    /// Every code, in the order of the cases.
    pub const CODES: [&'static str; 10] = [
        "required", "type", "range", "length", "items", "format", "unknown", "repeated", "taken", "excluded",
    ];

    /// The word that programs act upon. It never changes.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        let [required, kind, range, length, items, format, unknown, repeated, taken, excluded] = Self::CODES;
        match self {
            Self::Required => required,
            Self::Type { .. } => kind,
            Self::Range(_) => range,
            Self::TooLong { .. } => length,
            Self::Items { .. } => items,
            Self::Form { .. } => format,
            Self::Unknown => unknown,
            Self::Repeated => repeated,
            Self::Taken => taken,
            Self::Excluded { .. } => excluded,
        }
    }
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

/// As the REST dialect tells it.
impl From<FieldError> for ApiError {
    fn from(error: FieldError) -> Self {
        Self::new(ErrorCode::InputValidation, error.to_string())
    }
}

/// As the native dialect lists it: `path`, `code` and `message`.
impl Serialize for FieldError {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut detail = serializer.serialize_struct("FieldError", 3)?;
        detail.serialize_field("path", &self.path)?;
        detail.serialize_field("code", self.problem.code())?;
        detail.serialize_field("message", &self.to_string())?;
        detail.end()
    }
}
