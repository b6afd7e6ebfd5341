//! How the texts of a call are sent: encoding, and in how many parts.

use serde::{Deserialize, Serialize};

use super::{OTP_MARK, UNSUB_MARK};
use crate::{
    error::ErrorCode,
    ranged::ranged,
    segment::{
        Alphabet, Carrier, Encoding, Split, SplitError, Text, Translation, septets, split, split_apart,
    },
    written::words,
};

words! {
    /// The names of the document's `encoding`.
    #[derive(Default, Serialize, Deserialize)]
    pub SmsEncoding, "encoding: gsm, gsm-pt or utf-16", at most 16;
    /// GSM 7-bit with the default alphabet.
    #[default]
    Gsm = "gsm",
    /// GSM 7-bit with the Portuguese tables.
    GsmPt = "gsm-pt",
    /// UCS-2.
    Utf16 = "utf-16",
}

impl From<SmsEncoding> for Encoding {
    fn from(encoding: SmsEncoding) -> Self {
        match encoding {
            SmsEncoding::Gsm => Self::GSM_DEFAULT,
            SmsEncoding::GsmPt => Self::Gsm7(Alphabet::PORTUGUESE),
            SmsEncoding::Utf16 => Self::Ucs2,
        }
    }
}

ranged! {
    /// The most parts of a message: 1 to 15, 1 unless said ("Send SMS Message", parameter `parts`).
    MaxParts(u8) 1..=15, default 1, get
}

impl MaxParts {
    /// The most that there may be.
    pub const MOST: Self = Self(15);
}

/// How the texts of a call are sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Form {
    /// What they are written in.
    pub encoding: SmsEncoding,
    /// Whether characters are replaced before, by the document's table for `trans`.
    pub is_translated: bool,
    /// The most parts of one.
    pub max_parts: MaxParts,
    /// Whether a long text is sent as messages that know nothing of each other.
    pub is_split: bool,
    /// Whether it is shown at once, and perhaps not kept.
    pub is_flash: bool,
    /// The characters of a code.
    pub code_length: u8,
    /// The characters of a URL at which a recipient can unsubscribe.
    pub unsub_length: u8,
}

/// Why a text is not sent to a recipient.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The encoding lacks a character of it.
    #[error("the encoding lacks a character")]
    Lacking,
    /// It takes more parts than it may.
    #[error("more parts than it may have")]
    TooLong,
}

impl From<Refusal> for ErrorCode {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Lacking => Self::InvalidCoding,
            Refusal::TooLong => Self::MessageTooLong,
        }
    }
}

impl From<SplitError> for Refusal {
    fn from(error: SplitError) -> Self {
        match error {
            SplitError::Lacks(_) => Self::Lacking,
            SplitError::TooManyParts(_) => Self::TooLong,
        }
    }
}

impl Form {
    /// How a text is sent of whose form nothing is said: in the GSM alphabet where that has all its characters, in UCS-2 otherwise.
    #[must_use]
    pub fn fitting(text: &str) -> Self {
        let is_gsm = text.chars().all(|character| septets(character).is_some());
        Self {
            encoding: if is_gsm { SmsEncoding::Gsm } else { SmsEncoding::Utf16 },
            is_translated: false,
            max_parts: MaxParts::MOST,
            is_split: false,
            is_flash: false,
            code_length: 0,
            unsub_length: 0,
        }
    }

    /// A text as it is sent: characters replaced, if they are to be.
    #[must_use]
    pub fn translated(self, text: &str) -> String {
        if !self.is_translated {
            return text.to_owned();
        }
        let text = Text::from(text);
        text.replaced(&Translation::Rest.replacements(&text)).to_string()
    }

    /// In how many parts a text is sent that may have marks.
    ///
    /// # Errors
    /// See [`Refusal`].
    pub fn parts(self, text: &str) -> Result<u8, Refusal> {
        let standing_in = |length: u8| "0".repeat(length.into());
        let text = text
            .replace(OTP_MARK, &standing_in(self.code_length))
            .replace(UNSUB_MARK, &standing_in(self.unsub_length));
        let text = Text::from(text.as_str());
        let parts = self.split(&text)?.parts.len();
        let fits = parts <= usize::from(self.max_parts.get());
        u8::try_from(parts).ok().filter(|_| fits).ok_or(Refusal::TooLong)
    }

    /// How a text without marks is cut into parts.
    ///
    /// # Errors
    /// As [`split`].
    pub fn split(self, text: &Text) -> Result<Split, SplitError> {
        let encoding = self.encoding.into();
        if self.is_split { split_apart(text, encoding) } else { split(text, encoding, &Carrier::default()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(encoding: SmsEncoding, max_parts: i64) -> Form {
        let max_parts = max_parts.try_into().unwrap();
        Form {
            encoding,
            is_translated: false,
            max_parts,
            is_split: false,
            is_flash: false,
            code_length: 4,
            unsub_length: 30,
        }
    }

    #[test]
    fn a_text_takes_no_more_parts_than_it_may() {
        let parts = |encoding, most, characters| form(encoding, most).parts(&"a".repeat(characters));
        assert_eq!(parts(SmsEncoding::Gsm, 1, 160), Ok(1));
        assert_eq!(parts(SmsEncoding::Gsm, 1, 161), Err(Refusal::TooLong));
        assert_eq!(parts(SmsEncoding::Gsm, 15, 161), Ok(2));
        assert_eq!(parts(SmsEncoding::Gsm, 15, 15 * 153), Ok(15));
        assert_eq!(parts(SmsEncoding::Gsm, 15, 15 * 153 + 1), Err(Refusal::TooLong));
        assert_eq!(parts(SmsEncoding::Utf16, 2, 71), Ok(2));
        assert_eq!(form(SmsEncoding::Gsm, 1).parts("я"), Err(Refusal::Lacking));
        assert_eq!(form(SmsEncoding::GsmPt, 1).parts("ã"), Ok(1));
    }

    #[test]
    fn a_text_is_sent_in_ucs_2_only_where_it_has_to_be() {
        for (text, encoding, parts) in [
            ("plain €", SmsEncoding::Gsm, 1),
            ("नमस्ते", SmsEncoding::Utf16, 1),
            (&"a".repeat(1_000), SmsEncoding::Gsm, 7),
        ] {
            let form = Form::fitting(text);
            assert_eq!((form.encoding, form.parts(text)), (encoding, Ok(parts)), "{text}");
        }
        let text = "😀".repeat(1_000);
        assert_eq!(Form::fitting(&text).parts(&text), Err(Refusal::TooLong));
    }

    #[test]
    fn marks_count_as_what_will_stand_for_them() {
        let text = |free: usize| format!("{OTP_MARK}{UNSUB_MARK}{}", "a".repeat(160 - 4 - 30 + free));
        assert_eq!(form(SmsEncoding::Gsm, 1).parts(&text(0)), Ok(1));
        assert_eq!(form(SmsEncoding::Gsm, 1).parts(&text(1)), Err(Refusal::TooLong));
    }

    #[test]
    fn messages_of_their_own_have_no_header_and_all_the_room() {
        let split = Form { is_split: true, ..form(SmsEncoding::Gsm, 3) };
        let text = "a".repeat(320);
        assert_eq!((split.parts(&text), form(SmsEncoding::Gsm, 3).parts(&text)), (Ok(2), Ok(3)));
        let headers = |form: Form| form.split(&text.as_str().into()).map(|split| split.header_octets());
        assert_eq!((headers(split), headers(form(SmsEncoding::Gsm, 3))), (Ok(0), Ok(6)));
    }

    #[test]
    fn characters_are_replaced_by_the_documents_table() {
        let form = Form { is_translated: true, ..form(SmsEncoding::Gsm, 1) };
        assert_eq!(form.parts(&form.translated("São João")), Ok(1));
    }
}
