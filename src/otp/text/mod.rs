//! The texts by which one-time codes are sent, each in one segment.
//!
//! A text says the code, or with a payment what it pays to whom (Commission Delegated Regulation (EU) 2018/389, article 5,
//! "dynamic linking"), and ends as browsers or Android want it. The rest is there as far as one segment has room, in
//! this order: the words around the code, the warning, the brand, how long the code is valid. `docs/CODE_TEXTS.md`
//! says more.

mod language;
mod parts;
mod template;

pub use language::Language;
pub use parts::{Amount, AppHash, Brand, Host, PartError, Payee};
pub use template::{Template, TemplateError};

use serde::{Deserialize, Serialize};

use crate::segment::{Carrier, Limit, Reference, figures};

/// The most characters of a code.
pub const MAX_CODE: usize = 10;

/// With a payee, an amount and a host of at most so many UTF-16 code units together, [`check`] never fails.
pub const ALWAYS_FIT: usize = 42;

/// The most bytes of a message that Android's SMS Retriever reads ("Perform SMS Verification on a Server").
const RETRIEVER_BYTES: usize = 140;

const CARRIER: Carrier = Carrier { reference: Reference::Bits8, gsm7: Limit::NONE, ucs2: Limit::NONE };

/// What a text says.
#[derive(Clone, Copy, Debug)]
pub struct Wording<'a> {
    /// The code: at most [`MAX_CODE`] digits and capitals.
    pub code: &'a str,
    /// Who asks for it.
    pub brand: Option<&'a Brand>,
    /// How many minutes it is valid.
    pub minutes: Option<u16>,
    /// What it pays.
    pub payment: Option<&'a Payment>,
    /// How the text ends.
    pub ending: Ending<'a>,
    /// What it says in place of a language's words.
    pub template: Option<&'a Template>,
}

/// What a code pays, and is bound to: it is for this payment and no other, and its text names it (Commission Delegated Regulation
/// (EU) 2018/389, article 5).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payment {
    /// To whom.
    pub payee: Payee,
    /// How much.
    pub amount: Amount,
}

/// How a text ends, for the software that takes the code out of it: never left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending<'a> {
    /// With its last sentence.
    None,
    /// With a line `@host #code`: browsers fill the code in on this host alone ("Origin-bound one-time codes
    /// delivered via SMS", WICG).
    WebOtp(&'a Host),
    /// With the hash of the Android app that reads it, on a line of its own; the text has at most 140 bytes of UTF-8.
    Retriever(&'a AppHash),
}

/// A payee, an amount and a host leave no room for the code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("payee, amount and host are too long together for one segment")]
pub struct TooLong;

/// Whether what is never left out fits one segment with any code, in any language. All does but a payment's host, where the
/// payee or the amount has a character that the GSM alphabet lacks.
///
/// # Errors
/// When it does not, for which payee, amount and host must have more than [`ALWAYS_FIT`] UTF-16 code units.
pub fn check(payment: Option<&Payment>, ending: Ending<'_>) -> Result<(), TooLong> {
    let code = "0".repeat(MAX_CODE);
    let wording = Wording { code: &code, brand: None, minutes: None, payment, ending, template: None };
    if wording.fits(&wording.barest()) { Ok(()) } else { Err(TooLong) }
}

/// The text: one segment, for what [`check`] and [`Template::check`] allow.
#[must_use]
pub fn text(language: Language, wording: &Wording<'_>) -> String {
    if let Some(template) = wording.template {
        return wording.in_own_words(template);
    }
    let mut shown = Shown::default();
    let mut text = wording.in_words(language, shown);
    if !wording.fits(&text) {
        return wording.barest();
    }
    let by_importance: [fn(Shown) -> Shown; 3] = [
        |shown| Shown { warning: true, ..shown },
        |shown| Shown { brand: true, ..shown },
        |shown| Shown { validity: true, ..shown },
    ];
    for with in by_importance {
        let longer = wording.in_words(language, with(shown));
        if wording.fits(&longer) {
            (text, shown) = (longer, with(shown));
        }
    }
    text
}

/// The subject of an e-mail with a code: it names the brand, and not the code.
#[must_use]
pub fn subject(language: Language, wording: &Wording<'_>) -> String {
    let words = language.words();
    wording.brand.map_or_else(|| words.subject.to_owned(), |brand| by(brand, words.brand, words.subject))
}

/// What is shown that need not be.
#[derive(Clone, Copy, Default)]
struct Shown {
    warning: bool,
    brand: bool,
    validity: bool,
}

impl Wording<'_> {
    /// What is never left out, in no language.
    fn barest(&self) -> String {
        let template = if self.payment.is_some() { "{code}: {amount}, {payee}" } else { "{code}" };
        self.ended(self.filled(template))
    }

    fn in_own_words(&self, template: &Template) -> String {
        self.ended(self.filled(template.as_str()))
    }

    fn in_words(&self, language: Language, shown: Shown) -> String {
        let words = language.words();
        let template = if self.payment.is_some() { words.payment } else { words.code };
        let mut text = self.filled(template);
        if let Some(brand) = self.brand.filter(|_| shown.brand) {
            text = by(brand, words.brand, &text);
        }
        let validity = shown.validity && self.minutes.is_some();
        for (is_shown, template) in [(shown.warning, words.warning), (validity, words.validity)] {
            if is_shown {
                stop(&mut text, words.stop);
                text.push_str(&self.filled(template));
            }
        }
        stop(&mut text, words.stop.trim_end());
        self.ended(text)
    }

    fn filled(&self, template: &str) -> String {
        // Where minutes are said at all, less than one is said to be one.
        let minutes = self.minutes.unwrap_or(1).to_string();
        let brand = self.brand.map_or("", Brand::as_str);
        let (amount, payee) =
            self.payment.map_or(("", ""), |payment| (payment.amount.as_str(), payment.payee.as_str()));
        let named = [
            ("code", self.code),
            ("minutes", &minutes),
            ("brand", brand),
            ("amount", amount),
            ("payee", payee),
        ];
        fill(template, &named)
    }

    /// With the line that it ends with.
    fn ended(&self, mut text: String) -> String {
        match self.ending {
            Ending::None => {}
            Ending::WebOtp(host) => {
                for part in ["\n@", host.as_str(), " #", self.code] {
                    text.push_str(part);
                }
            }
            Ending::Retriever(hash) => {
                text.push('\n');
                text.push_str(hash.as_str());
            }
        }
        text
    }

    fn fits(&self, text: &str) -> bool {
        let is_read = !matches!(self.ending, Ending::Retriever(_)) || text.len() <= RETRIEVER_BYTES;
        is_read && figures(text, &CARRIER).segments == 1
    }
}

/// Ends a sentence, unless a name at its end did: `Acme S.A.`
fn stop(text: &mut String, stop: &str) {
    text.push_str(if text.ends_with('.') { stop.trim_start_matches('.') } else { stop });
}

/// What a brand says, by a language's template.
fn by(brand: &Brand, template: &str, text: &str) -> String {
    fill(template, &[("brand", brand.as_str()), ("text", text)])
}

/// A template with values in place of their names in braces. Braces in values mean nothing.
fn fill(template: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::new();
    for piece in template.split('{') {
        let named = piece.split_once('}').and_then(|(name, after)| {
            values.iter().find(|value| value.0 == name).map(|(_, value)| (*value, after))
        });
        let (value, after) = named.unwrap_or(("", piece));
        filled.push_str(value);
        filled.push_str(after);
    }
    filled
}
