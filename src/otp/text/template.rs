//! Texts of an account's own, in place of the words of a language.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{Brand, Ending, MAX_CODE, PartError, Payment, Wording, parts::line};

/// What stands for the code.
const CODE: &str = "code";

/// What else may stand in braces.
const OTHERS: [&str; 4] = ["minutes", "brand", "payee", "amount"];

/// The most minutes that a code is valid.
const MAX_MINUTES: u16 = 10;

/// A text of an account's own: `Your Acme code: {code}`. It has `{code}` once, and no other braces but `{minutes}`, `{brand}`,
/// `{payee}` and `{amount}`; and no character that a name must not have.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Template(String);

/// A text is none of these, or does not do for what is to be said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TemplateError {
    /// Nothing, more characters than a segment has, or one that a name must not have.
    #[error(transparent)]
    Part(#[from] PartError),
    /// No `{code}`, or more than one: software that takes codes out of texts may take another part for one.
    #[error("not one {{code}}")]
    Code,
    /// Braces around something else.
    #[error("braces around another name")]
    Placeholder,
    /// Payee or amount of a payment are left out, which the payer has to see (Commission Delegated Regulation (EU) 2018/389,
    /// article 5).
    #[error("a payment without its payee or amount")]
    Payment,
    /// It names what there is none of: the brand, the payee or the amount.
    #[error("there is no {0}")]
    Lacks(&'static str),
    /// It does not fit one segment with a code of [`MAX_CODE`] characters and what else it names, and how it ends.
    #[error("too long for one segment")]
    TooLong,
}

impl Template {
    /// The most UTF-16 code units: what a segment has room for.
    pub const MAX_LENGTH: usize = 160;

    /// The text with its placeholders.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it does for what a verification says.
    ///
    /// # Errors
    /// When it names what there is none of, leaves out what a payment must show, or is too long.
    pub fn check(
        &self,
        brand: Option<&Brand>,
        payment: Option<&Payment>,
        ending: Ending<'_>,
    ) -> Result<(), TemplateError> {
        if brand.is_none() && self.names("brand") {
            return Err(TemplateError::Lacks("brand"));
        }
        for part in ["payee", "amount"] {
            match (payment, self.names(part)) {
                (None, true) => return Err(TemplateError::Lacks(part)),
                (Some(_), false) => return Err(TemplateError::Payment),
                _ => {}
            }
        }
        let code = "0".repeat(MAX_CODE);
        let longest =
            Wording { code: &code, brand, minutes: Some(MAX_MINUTES), payment, ending, template: Some(self) };
        if longest.fits(&longest.in_own_words(self)) { Ok(()) } else { Err(TemplateError::TooLong) }
    }

    fn names(&self, placeholder: &str) -> bool {
        self.0.contains(&format!("{{{placeholder}}}"))
    }

    /// How such a text looks, but for its length: a regular expression of what JavaScript, Python and Rust have in common.
    #[must_use]
    pub fn pattern() -> String {
        let other = format!("(?:[^{{}}{}]|\\{{(?:{})\\}})*", super::parts::misleading!(), OTHERS.join("|"));
        format!("^{other}\\{{{CODE}\\}}{other}$")
    }
}

impl FromStr for Template {
    type Err = TemplateError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = line(text, Self::MAX_LENGTH)?;
        let mut pieces = text.split('{');
        let mut codes = 0;
        let mut plain = vec![pieces.next().unwrap_or_default()];
        for piece in pieces {
            let (name, after) = piece.split_once('}').ok_or(TemplateError::Placeholder)?;
            match name {
                CODE => codes += 1,
                name if OTHERS.contains(&name) => {}
                _ => return Err(TemplateError::Placeholder),
            }
            plain.push(after);
        }
        if plain.iter().any(|piece| piece.contains('}')) {
            return Err(TemplateError::Placeholder);
        }
        if codes == 1 { Ok(Self(text.to_owned())) } else { Err(TemplateError::Code) }
    }
}

impl TryFrom<String> for Template {
    type Error = TemplateError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Template> for String {
    fn from(template: Template) -> Self {
        template.0
    }
}
