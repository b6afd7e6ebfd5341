//! Where and how somebody lives, in codes: time zone, language, country, currency. Their form is judged; which of them
//! are in use changes several times a year.

use std::str::FromStr;

use crate::written::{Form, Written};

/// The text is not a code of this kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a code of this kind")]
pub struct LocaleError;

macro_rules! code {
    ($(#[$doc:meta])* $name:ident, $expected:literal, $pattern:literal, $is:expr) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct $name(String);

        impl FromStr for $name {
            type Err = LocaleError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                let is: fn(&str) -> bool = $is;
                if is(text) { Ok(Self(text.to_owned())) } else { Err(LocaleError) }
            }
        }

        impl From<$name> for String {
            fn from(code: $name) -> Self {
                code.0
            }
        }

        impl Written for $name {
            const EXPECTED: &'static str = $expected;
            const MAX: usize = MAX;

            fn form() -> Form {
                Form::Pattern($pattern.into())
            }
        }
    };
}

/// The longest time zone name has half as many.
const MAX: usize = 64;

code! {
    /// The name of a time zone, in the form of IANA's: `Europe/Madrid`.
    TimeZone, "IANA time zone", "[0-9A-Za-z/_+-]{1,64}", |text| {
        (1..=MAX).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/_+-".contains(&byte))
    }
}

code! {
    /// ISO 639-1, lower case: `es`.
    LanguageCode, "ISO 639-1 code in lower case", "[a-z]{2}", |text| {
        text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_lowercase())
    }
}

code! {
    /// A language tag (RFC 5646, clause 2.1) in small letters: `pt-br`. At most three subtags.
    LanguageTag, "language tag in lower case", "[a-z]{2,8}(-[0-9a-z]{1,8}){0,2}", |text| {
        is_tag(text) && text.split('-').count() <= 3 && !text.bytes().any(|byte| byte.is_ascii_uppercase())
    }
}

code! {
    /// A language tag (RFC 5646, clause 2.1) as people write it: `pt-BR`. At most three subtags.
    Locale, "language tag: pt-BR", "[A-Za-z]{2,8}(-[0-9A-Za-z]{1,8}){0,2}", |text| {
        is_tag(text) && text.split('-').count() <= 3
    }
}

code! {
    /// ISO 3166-1 alpha-2, upper case: `ES`.
    CountryCode, "ISO 3166-1 code in upper case", "[A-Z]{2}", |text| is_upper(text, 2)
}

code! {
    /// ISO 4217, upper case: `EUR`.
    CurrencyCode, "ISO 4217 code in upper case", "[A-Z]{3}", |text| is_upper(text, 3)
}

/// Whether a text looks like a language tag (RFC 5646, clause 2.1), of at most 35 characters.
pub(crate) fn is_tag(text: &str) -> bool {
    let mut subtags = text.split('-');
    let is_language = subtags.next().is_some_and(|tag| {
        (2..=8).contains(&tag.len()) && tag.bytes().all(|byte| byte.is_ascii_alphabetic())
    });
    let is_subtag =
        |tag: &str| (1..=8).contains(&tag.len()) && tag.bytes().all(|byte| byte.is_ascii_alphanumeric());
    text.len() <= 35 && is_language && subtags.all(is_subtag)
}

fn is_upper(text: &str, length: usize) -> bool {
    text.len() == length && text.bytes().all(|byte| byte.is_ascii_uppercase())
}
