//! `POST /api/rest/sms/count`: what texts would take as messages.

use serde_json::{Value, json};

use super::{FieldError, FieldValue, Fields, Given, Problem};
use crate::{
    segment::{Alphabet, Carrier, Choice, Encoding, Language, LanguageSet, Limit, Reference, Translation},
    written::words,
};

/// The most texts that one call may count.
const MAX_MESSAGES: usize = 1_000;

/// `sms/count`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CountSms {
    /// The texts.
    pub messages: Messages,
    /// Which encoding.
    pub choice: Choice,
    /// How the carrier takes them.
    pub carrier: Carrier,
    /// Whether to keep grapheme clusters whole.
    pub graphemes: bool,
    /// What is replaced before.
    pub translation: Option<Translation>,
}

/// One text, or a list of them: the answer has the same form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Messages {
    /// `message`
    One(String),
    /// `messages`
    Many(Vec<String>),
}

/// Reads `sms/count`.
///
/// # Errors
/// The first field that breaks a rule.
pub fn count_sms(fields: &mut Fields) -> Result<CountSms, FieldError> {
    let messages = messages(fields)?;
    let languages = languages(fields)?;
    let choice = choice(fields, languages)?;
    let carrier = carrier(fields)?;
    let graphemes = fields.flag("graphemes")?;
    let translation = translation(fields)?;
    Ok(CountSms { messages, choice, carrier, graphemes, translation })
}

fn messages(fields: &mut Fields) -> Result<Messages, FieldError> {
    fields.need_one_of(&["message", "messages"])?;
    let one = fields.parsed("message")?;
    let many = fields.texts("messages", 1..=MAX_MESSAGES)?;
    Ok(one.map_or_else(|| Messages::Many(many.unwrap_or_default()), Messages::One))
}

words! {
    /// The names of the document's `encoding`, and two of our own for what a server can choose.
    EncodingName, "encoding: auto, best, gsm, gsm-pt or utf-16", at most 16;
    Auto = "auto",
    Best = "best",
    Gsm = "gsm",
    GsmPt = "gsm-pt",
    Utf16 = "utf-16",
}

fn choice(fields: &mut Fields, languages: LanguageSet) -> Result<Choice, FieldError> {
    Ok(match fields.parsed("encoding")? {
        None | Some(EncodingName::Auto) => Choice::Automatic,
        Some(EncodingName::Best) => Choice::Best(languages),
        Some(EncodingName::Gsm) => Choice::Only(Encoding::GSM_DEFAULT),
        Some(EncodingName::GsmPt) => Choice::Only(Encoding::Gsm7(Alphabet::PORTUGUESE)),
        Some(EncodingName::Utf16) => Choice::Only(Encoding::Ucs2),
    })
}

/// Whose national tables `best` may use: all unless said.
fn languages(fields: &mut Fields) -> Result<LanguageSet, FieldError> {
    let named = fields.parsed_list::<Language>("languages", 0..=Language::ALL.len())?;
    Ok(named.map_or(LanguageSet::ALL, LanguageSet::from_iter))
}

words! {
    /// The two sizes of a reference.
    ReferenceName, "reference: 8-bit or 16-bit", at most 16;
    Bits8 = "8-bit",
    Bits16 = "16-bit",
}

fn carrier(fields: &mut Fields) -> Result<Carrier, FieldError> {
    let reference = match fields.parsed("reference")? {
        None | Some(ReferenceName::Bits8) => Reference::Bits8,
        Some(ReferenceName::Bits16) => Reference::Bits16,
    };
    let capacity = |capacity: &mut Fields| {
        let gsm7 = capacity.parsed("gsm")?.unwrap_or_default();
        Ok(Carrier { reference, gsm7, ucs2: capacity.parsed("ucs2")?.unwrap_or_default() })
    };
    Ok(fields.object("capacity", capacity)?.unwrap_or_else(|| reference.into()))
}

/// Units alone, and in a part.
impl FieldValue for Limit {
    fn read(given: Given) -> Result<Self, Problem> {
        let [alone, part] = given.two_numbers().ok_or(Problem::Type { expected: "two whole numbers" })?;
        let expected = "pair of capacities, each at least 2";
        Self::new(alone, part).map_err(|_| Problem::Form { expected })
    }

    fn schema() -> Value {
        let units = json!({ "type": "integer", "minimum": Self::LEAST, "maximum": u32::MAX });
        json!({ "type": "array", "minItems": 2, "maxItems": 2, "items": units })
    }
}

/// `trans` as in the document, and `smart` for the wider table.
fn translation(fields: &mut Fields) -> Result<Option<Translation>, FieldError> {
    let trans = fields.parsed("trans")?.is_some_and(|Trans(is_on)| is_on);
    Ok(match (trans, fields.flag("smart")?) {
        (false, false) => None,
        (true, false) => Some(Translation::Rest),
        (false, true) => Some(Translation::Smart),
        (true, true) => Some(Translation::Both),
    })
}

/// 0 or 1.
struct Trans(bool);

impl FieldValue for Trans {
    fn read(given: Given) -> Result<Self, Problem> {
        match given.whole() {
            Some(0) => Ok(Self(false)),
            Some(1) => Ok(Self(true)),
            _ => Err(Problem::Type { expected: "0 or 1" }),
        }
    }

    fn schema() -> Value {
        json!({ "type": "integer", "enum": [0, 1] })
    }
}
