//! Types whose values are written as strings, and how these look.

use std::{borrow::Cow, str::FromStr};

use serde_json::{Value, json};

/// A type whose values are written as strings: what callers are told of them, and what the API's description says.
pub trait Written: FromStr {
    /// What a string must be, to finish the sentence "must be a valid …".
    const EXPECTED: &'static str;

    /// A text of more characters is refused for its length, before it is read.
    const MAX: usize;

    /// How the strings look that can be read.
    fn form() -> Form;
}

/// A type's strings, to describe what is answered with one of them.
#[cfg(feature = "describe")]
#[derive(Clone, Copy, Debug)]
pub struct As<T>(std::marker::PhantomData<T>);

#[cfg(feature = "describe")]
impl<T: Written> schemars::JsonSchema for As<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        T::EXPECTED.into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        T::form().schema().try_into().unwrap_or_default()
    }
}

/// How strings look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Form {
    /// The whole string matches a regular expression, of what JavaScript, Python and Rust have in common.
    Pattern(Cow<'static, str>),
    /// One of these words.
    Words(Vec<&'static str>),
    /// One of JSON Schema's formats, for what no regular expression of a bearable size can say.
    Format {
        /// The format's name.
        name: &'static str,
        /// The most characters.
        max: usize,
    },
    /// One of these.
    Either(Vec<Self>),
}

impl Form {
    /// In JSON Schema.
    #[must_use]
    pub fn schema(&self) -> Value {
        match self {
            Self::Pattern(pattern) => json!({ "type": "string", "pattern": format!("^(?:{pattern})$") }),
            Self::Words(words) => json!({ "type": "string", "enum": words }),
            Self::Format { name, max } => json!({ "type": "string", "format": name, "maxLength": max }),
            Self::Either(forms) => json!({ "anyOf": forms.iter().map(Self::schema).collect::<Vec<_>>() }),
        }
    }
}

/// The text is none of the words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("none of the words")]
pub struct WordError;

/// Makes a type of a few words.
macro_rules! words {
    (
        $(#[$doc:meta])* $vis:vis $name:ident, $expected:literal, at most $max:literal;
        $($(#[$word_doc:meta])* $word:ident = $text:literal,)+
    ) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        $vis enum $name {
            $($(#[$word_doc])* $word,)+
        }

        impl std::str::FromStr for $name {
            type Err = $crate::written::WordError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                match text {
                    $($text => Ok(Self::$word),)+
                    _ => Err($crate::written::WordError),
                }
            }
        }

        impl $crate::written::Written for $name {
            const EXPECTED: &'static str = $expected;
            const MAX: usize = $max;

            fn form() -> $crate::written::Form {
                $crate::written::Form::Words(vec![$($text),+])
            }
        }
    };
}

/// The same of words that are answered too.
macro_rules! answered_words {
    (
        $(#[$doc:meta])* $vis:vis $name:ident, $expected:literal, at most $max:literal;
        $($(#[$word_doc:meta])* $word:ident = $text:literal,)+
    ) => {
        $crate::written::words! {
            $(#[$doc])* $vis $name, $expected, at most $max;
            $($(#[$word_doc])* $word = $text,)+
        }

        impl $name {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$word),+];

            /// The word.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$word => $text,)+
                }
            }
        }
    };
}

pub(crate) use answered_words;
pub(crate) use words;
