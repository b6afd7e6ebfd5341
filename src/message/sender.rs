//! Whom a message is from.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::{
    segment::septets,
    written::{Form, Written},
};

/// A number of at most 15 digits, or a name of at most 11 characters of the GSM 7-bit alphabet: what the originating address has
/// room for (3GPP TS 23.040, clause 9.1.2.5; "Send SMS Message", parameter `from`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Sender(String);

/// The text is no sender.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SenderError {
    /// There is nothing.
    #[error("there is none")]
    Missing,
    /// More than 15 digits, or 11 characters.
    #[error("more than 15 digits or 11 characters")]
    TooLong,
    /// A character that an address cannot have.
    #[error("a character that the GSM alphabet lacks")]
    Character,
}

impl Sender {
    const MAX_DIGITS: usize = 15;
    const MAX_CHARACTERS: u32 = 11;

    /// As it is sent: a number without `+`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Sender {
    type Err = SenderError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        let digits = text.strip_prefix('+').unwrap_or(text);
        if text.is_empty() {
            return Err(SenderError::Missing);
        }
        if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) {
            let fits = digits.len() <= Self::MAX_DIGITS;
            return if fits { Ok(Self(digits.to_owned())) } else { Err(SenderError::TooLong) };
        }
        let length = |character: char| if character.is_control() { None } else { septets(character) };
        let lengths: Option<Vec<_>> = text.chars().map(length).collect();
        let septets: u32 = lengths.ok_or(SenderError::Character)?.into_iter().sum();
        if septets > Self::MAX_CHARACTERS { Err(SenderError::TooLong) } else { Ok(Self(text.to_owned())) }
    }
}

impl Written for Sender {
    const EXPECTED: &'static str = "sender: at most 15 digits or 11 characters of the GSM alphabet";
    const MAX: usize = 64;

    fn form() -> Form {
        Form::Pattern("[^\\u0000-\\u001f]{1,16}".into())
    }
}

impl fmt::Display for Sender {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_has_15_digits_and_a_name_11_characters() {
        for (text, sender) in [
            ("TEST", Ok("TEST")),
            ("+34600000000", Ok("34600000000")),
            ("123456789012345", Ok("123456789012345")),
            (" My Shop 24 ", Ok("My Shop 24")),
            ("Caffè & Co.", Ok("Caffè & Co.")),
            ("1234567890123456", Err(SenderError::TooLong)),
            ("TWELVE-CHARS", Err(SenderError::TooLong)),
            ("€€€€€€", Err(SenderError::TooLong)),
            ("  ", Err(SenderError::Missing)),
            ("Ж", Err(SenderError::Character)),
            ("a\nb", Err(SenderError::Character)),
        ] {
            let read: Result<Sender, _> = text.parse();
            assert_eq!(read.as_ref().map(Sender::as_str).map_err(|error| *error), sender, "{text}");
        }
    }
}
