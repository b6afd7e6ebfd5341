//! `POST /api/rest/sms/count`: what texts would take as messages.

use serde_json::Value;

use super::{
    fields::{FieldError, Fields, Problem},
    object,
};
use crate::{
    error::ApiError,
    segment::{Alphabet, Carrier, Choice, Encoding, Language, LanguageSet, Limit, Reference, Translation},
};

/// The most texts that one call may count.
const MAX_MESSAGES: usize = 1_000;
const MAX_NAME: usize = 16;

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
/// Code 125 for a body that is no JSON object, 422 for a field that breaks a rule.
pub fn count_sms(body: &[u8]) -> Result<CountSms, ApiError> {
    let mut fields = object(body)?;
    let messages = messages(&mut fields)?;
    let languages = languages(&mut fields)?;
    let choice = choice(&mut fields, languages)?;
    let carrier = carrier(&mut fields)?;
    let graphemes = fields.flag("graphemes")?;
    let translation = translation(&mut fields)?;
    Ok(CountSms { messages, choice, carrier, graphemes, translation })
}

fn messages(fields: &mut Fields) -> Result<Messages, FieldError> {
    if let Some(text) = fields.string("message", super::MAX_BODY_BYTES)? {
        return Ok(Messages::One(text));
    }
    let Some(list) = fields.bounded_list("messages", 1, MAX_MESSAGES)? else {
        return Err(fields.error("message", Problem::Required));
    };
    let text = |(index, value)| match value {
        Value::String(text) => Ok(text),
        _ => Err(fields.error(&format!("messages.{index}"), Problem::Type { expected: "a string" })),
    };
    list.into_iter().enumerate().map(text).collect::<Result<_, _>>().map(Messages::Many)
}

/// The names of the document's `encoding`, and two of our own for what a server can choose.
fn choice(fields: &mut Fields, languages: LanguageSet) -> Result<Choice, FieldError> {
    const EXPECTED: &str = "encoding: auto, best, gsm, gsm-pt or utf-16";
    Ok(match fields.string("encoding", MAX_NAME)?.as_deref() {
        None | Some("auto") => Choice::Automatic,
        Some("best") => Choice::Best(languages),
        Some("gsm") => Choice::Only(Encoding::GSM_DEFAULT),
        Some("gsm-pt") => Choice::Only(Encoding::Gsm7(Alphabet::PORTUGUESE)),
        Some("utf-16") => Choice::Only(Encoding::Ucs2),
        Some(_) => return Err(fields.error("encoding", Problem::Form { expected: EXPECTED })),
    })
}

/// Whose national tables `best` may use: all unless said.
fn languages(fields: &mut Fields) -> Result<LanguageSet, FieldError> {
    let named = fields.parsed_list("languages", 0, Language::ALL.len(), "language, such as turkish")?;
    Ok(named.map_or(LanguageSet::ALL, LanguageSet::from_iter))
}

fn reference(fields: &mut Fields) -> Result<Reference, FieldError> {
    match fields.string("reference", MAX_NAME)?.as_deref() {
        None | Some("8-bit") => Ok(Reference::Bits8),
        Some("16-bit") => Ok(Reference::Bits16),
        Some(_) => Err(fields.error("reference", Problem::Form { expected: "reference: 8-bit or 16-bit" })),
    }
}

fn carrier(fields: &mut Fields) -> Result<Carrier, FieldError> {
    let reference = reference(fields)?;
    let Some(mut capacity) = fields.object("capacity")? else { return Ok(reference.into()) };
    Ok(Carrier { reference, gsm7: limit(&mut capacity, "gsm")?, ucs2: limit(&mut capacity, "ucs2")? })
}

/// Units alone, and in a part.
fn limit(capacity: &mut Fields, name: &str) -> Result<Limit, FieldError> {
    const EXPECTED: &str = "pair of capacities, each at least 2";
    let Some([alone, part]) = capacity.pair(name)? else { return Ok(Limit::NONE) };
    Limit::new(alone, part).map_err(|_| capacity.error(name, Problem::Form { expected: EXPECTED }))
}

/// `trans` as in the document, and `smart` for the wider table.
fn translation(fields: &mut Fields) -> Result<Option<Translation>, FieldError> {
    Ok(match (trans(fields)?, fields.flag("smart")?) {
        (false, false) => None,
        (true, false) => Some(Translation::Rest),
        (false, true) => Some(Translation::Smart),
        (true, true) => Some(Translation::Both),
    })
}

/// 0 or 1.
fn trans(fields: &mut Fields) -> Result<bool, FieldError> {
    let number = fields.typed("trans", "0 or 1", |value| value.as_u64().filter(|number| *number <= 1))?;
    Ok(number == Some(1))
}
