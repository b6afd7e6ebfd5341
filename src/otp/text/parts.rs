//! What callers may have a text say, and how long it may be for that.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::{
    domain::Domain,
    written::{Form, Written},
};

/// The text cannot be part of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PartError {
    /// There is nothing.
    #[error("there is none")]
    Missing,
    /// More than one segment has room for.
    #[error("too long for a message of one segment")]
    TooLong,
    /// A character that ends a line, changes the direction of others, or begins a code for browsers: `#`.
    #[error("a character that is not seen, or #")]
    Character,
    /// No digits, or digits in more than one place.
    #[error("not one number")]
    Number,
    /// No name of a host.
    #[error("no name of a host")]
    Host,
    /// Not the hash of an Android app.
    #[error("not 11 characters of base64")]
    Hash,
}

macro_rules! part {
    ($(#[$doc:meta])* $name:ident, at most $max:literal $unit:literal, $expected:literal, $pattern:expr, $read:expr) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            #[doc = concat!("The most ", $unit, ".")]
            pub const MAX_LENGTH: usize = $max;

            /// The characters.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = PartError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                let read: fn(&str, usize) -> Result<&str, PartError> = $read;
                read(text, Self::MAX_LENGTH).map(|text| Self(text.to_owned()))
            }
        }

        impl TryFrom<String> for $name {
            type Error = PartError;

            fn try_from(text: String) -> Result<Self, Self::Error> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(part: $name) -> Self {
                part.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl Written for $name {
            const EXPECTED: &'static str = $expected;
            const MAX: usize = $max;

            fn form() -> Form {
                Form::Pattern($pattern.into())
            }
        }
    };
}

/// What [`misleads`] says, in a regular expression's class.
macro_rules! misleading {
    () => {
        r"#\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufdd0-\ufdef"
    };
}
pub(super) use misleading;

part! {
    /// Who asks for a code: `Acme Bank`.
    Brand, at most 20 "UTF-16 code units", "name of at most 20 characters: Acme Bank",
    concat!("[^", misleading!(), "]{1,20}"), line
}

part! {
    /// To whom a payment goes, by the name that the payer knows: `Acme Energy`.
    Payee, at most 22 "UTF-16 code units", "name of at most 22 characters: Acme Energy",
    concat!("[^", misleading!(), "]{1,22}"), line
}

part! {
    /// How much is paid, as it is to be shown: one number with what it counts, `12.50 EUR`. Between digits are only `.`,
    /// `,` and no-break spaces (U+00A0, U+202F), which stay in their place among words that run from right to left
    /// (Unicode Standard Annex 9, rule W4); other spaces would not, and show `1 234` as `234 1`.
    Amount, at most 14 "UTF-16 code units", "amount of at most 14 characters: 12.50 EUR",
    concat!("[^0-9", misleading!(), "]{0,13}[0-9]([0-9.,\\u00a0\\u202f]{0,12}[0-9])?[^0-9", misleading!(), "]{0,13}"),
    |text, max| line(text, max).and_then(one_number)
}

part! {
    /// The host whose pages a browser may fill the code in on, as [`Domain`].
    Host, at most 46 "characters", "name of a host of at most 46 characters: example.com",
    r"([0-9a-z]([0-9a-z\-]{0,42}[0-9a-z])?\.){1,8}[a-z]([0-9a-z\-]{0,42}[0-9a-z])?", |text, max| {
        text.parse::<Domain>().map_err(|_| PartError::Host)?;
        if text.len() > max { Err(PartError::TooLong) } else { Ok(text) }
    }
}

part! {
    /// The 11 characters by which Android's SMS Retriever knows the app that a text is for: `FA+9qCX9VSu`.
    AppHash, at most 11 "characters", "hash of an Android app: FA+9qCX9VSu", "[0-9A-Za-z+/]{11}", |text, max| {
        let is_base64 = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'+' || byte == b'/';
        if text.len() == max && text.bytes().all(is_base64) { Ok(text) } else { Err(PartError::Hash) }
    }
}

/// Of one line, without blanks around it.
pub(super) fn line(text: &str, max: usize) -> Result<&str, PartError> {
    let text = text.trim();
    if text.is_empty() {
        Err(PartError::Missing)
    } else if text.chars().any(misleads) {
        Err(PartError::Character)
    } else if text.encode_utf16().count() > max {
        Err(PartError::TooLong)
    } else {
        Ok(text)
    }
}

/// Control characters, ends of lines, what changes the direction of others, and `#`, since Chrome looks for `@host #code`
/// in every line: with these, a name could make a text say something else. And what is no character, since
/// [`OTP_MARK`](crate::message::OTP_MARK) stands for a code.
const fn misleads(character: char) -> bool {
    matches!(
        character,
        '#' | '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{61c}' | '\u{200e}' | '\u{200f}'
            | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{fdd0}'..='\u{fdef}'
    )
}

fn one_number(text: &str) -> Result<&str, PartError> {
    let is_digit = |character: char| character.is_ascii_digit();
    let number = text.trim_matches(|character| !is_digit(character));
    let is_number = |character| is_digit(character) || ".,\u{a0}\u{202f}".contains(character);
    if !number.is_empty() && number.chars().all(is_number) { Ok(text) } else { Err(PartError::Number) }
}
