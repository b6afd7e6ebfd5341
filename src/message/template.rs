//! Texts with placeholders: `{name}`, `{name|upper}`, `{OTP_CODE}`, `{UNSUB_URL}` ("Send SMS Message", "Substitution variables"
//! and "Custom fields filters").

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::written::words;

/// Stands in a text for the recipient's code, which is made when the message is submitted. No character that anybody may write
/// (Unicode Standard, section 23.7).
pub const OTP_MARK: char = '\u{fdd0}';

/// Stands for the URL at which the recipient can unsubscribe.
pub const UNSUB_MARK: char = '\u{fdd1}';

/// The values of one recipient's variables.
pub type Values = BTreeMap<String, String>;

words! {
    /// What is done with a value.
    #[derive(Serialize, Deserialize)]
    pub Filter, "filter", at most 16;
    /// Small letters.
    Lower = "lower",
    /// Capitals.
    Upper = "upper",
    /// A capital at the beginning.
    Capitalize = "capitalize",
    /// A capital at the beginning of each word.
    CapitalizeAll = "capitalizeAll",
    /// A number as `1.234,56`.
    FormatDotComma = "formatDotComma",
    /// A number as `1,234.56`.
    FormatCommaDot = "formatCommaDot",
    /// A short link to a URL.
    Shorten = "shorten",
}

/// A variable, as it stands in a text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Placeholder {
    name: String,
    filters: Vec<Filter>,
    /// As it was written: it stays where nothing is known of it.
    written: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Piece {
    Text(String),
    Variable(Placeholder),
}

/// A text with placeholders.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Template(Vec<Piece>);

impl Template {
    /// Reads a text. What only looks like a placeholder is text.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let (mut pieces, mut plain, mut rest) = (Vec::new(), String::new(), text);
        while let Some(begin) = rest.find('{') {
            let (before, from_brace) = rest.split_at(begin);
            push_plain(&mut plain, before);
            let end = from_brace.find(['}', '\n']).filter(|end| from_brace[*end..].starts_with('}'));
            let read = end.and_then(|end| from_brace.split_at_checked(end + 1));
            let Some((found, after)) = read.and_then(|(written, after)| Some((Found::read(written)?, after)))
            else {
                plain.push('{');
                rest = from_brace.get(1..).unwrap_or_default();
                continue;
            };
            rest = after;
            match found {
                Found::Mark(mark) => plain.push(mark),
                Found::Variable(placeholder) => {
                    pieces.extend(text_piece(&mut plain));
                    pieces.push(Piece::Variable(placeholder));
                }
            }
        }
        push_plain(&mut plain, rest);
        pieces.extend(text_piece(&mut plain));
        Self(pieces)
    }

    /// Whether there is a variable, so that the text may differ from one recipient to the next.
    #[must_use]
    pub fn has_variables(&self) -> bool {
        self.0.iter().any(|piece| matches!(piece, Piece::Variable(_)))
    }

    /// Whether a code is to be in it.
    #[must_use]
    pub fn has_codes(&self) -> bool {
        self.0.iter().any(|piece| matches!(piece, Piece::Text(text) if text.contains(OTP_MARK)))
    }

    /// The names of its variables, in the order of the text.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter_map(|piece| match piece {
            Piece::Variable(placeholder) => Some(placeholder.name.as_str()),
            Piece::Text(_) => None,
        })
    }

    /// The URLs that are to be shortened for a recipient, in the order of the text.
    pub fn urls<'a>(&'a self, values: &'a Values) -> impl Iterator<Item = &'a str> {
        let url = |piece: &'a Piece| match piece {
            Piece::Variable(placeholder) if placeholder.filters.contains(&Filter::Shorten) => {
                values.get(&placeholder.name).map(String::as_str)
            }
            _ => None,
        };
        self.0.iter().filter_map(url)
    }

    /// The text for a recipient, with a mark where its code and its URL to unsubscribe are to be. A variable without a value
    /// stays as it was written, and so does a URL that `shorten` has nothing for.
    #[must_use]
    pub fn render(&self, values: &Values, shorten: &dyn Fn(&str) -> Option<String>) -> String {
        let mut text = String::new();
        for piece in &self.0 {
            match piece {
                Piece::Text(plain) => text.push_str(plain),
                Piece::Variable(placeholder) => match values.get(&placeholder.name) {
                    Some(value) => push_plain(&mut text, &placeholder.of(value, shorten)),
                    None => text.push_str(&placeholder.written),
                },
            }
        }
        text
    }
}

/// Without marks, which only [`Template::parse`] sets.
fn push_plain(text: &mut String, plain: &str) {
    text.extend(plain.chars().filter(|character| ![OTP_MARK, UNSUB_MARK].contains(character)));
}

/// A text that has no placeholders, without characters that would be taken for their marks.
#[must_use]
pub fn without_marks(plain: &str) -> String {
    let mut text = String::new();
    push_plain(&mut text, plain);
    text
}

/// Whether a text can be the name of a variable: letters, digits, `_`, `-` and `.`, of at most 64 bytes.
#[must_use]
pub fn is_variable(name: &str) -> bool {
    let is_of_names = |character: char| character.is_alphanumeric() || "_-.".contains(character);
    (1..=64).contains(&name.len()) && name.chars().all(is_of_names)
}

fn text_piece(plain: &mut String) -> Option<Piece> {
    (!plain.is_empty()).then(|| Piece::Text(std::mem::take(plain)))
}

enum Found {
    Mark(char),
    Variable(Placeholder),
}

impl Found {
    /// What stands between braces, with these.
    fn read(written: &str) -> Option<Self> {
        let inside = written.strip_prefix('{')?.strip_suffix('}')?;
        match inside {
            "OTP_CODE" => return Some(Self::Mark(OTP_MARK)),
            "UNSUB_URL" => return Some(Self::Mark(UNSUB_MARK)),
            _ => {}
        }
        let mut parts = inside.split('|').map(str::trim);
        let name = parts.next()?.to_owned();
        if !is_variable(&name) {
            return None;
        }
        let filters = parts.map(|filter| filter.parse().ok()).collect::<Option<_>>()?;
        Some(Self::Variable(Placeholder { name, filters, written: written.to_owned() }))
    }
}

impl Placeholder {
    fn of(&self, value: &str, shorten: &dyn Fn(&str) -> Option<String>) -> String {
        self.filters.iter().fold(value.to_owned(), |value, filter| match filter {
            Filter::Lower => value.to_lowercase(),
            Filter::Upper => value.to_uppercase(),
            Filter::Capitalize => capitalized(&value),
            Filter::CapitalizeAll => {
                value.split_inclusive(char::is_whitespace).map(capitalized).collect::<String>()
            }
            Filter::FormatDotComma => grouped(&value, '.', ',').unwrap_or(value),
            Filter::FormatCommaDot => grouped(&value, ',', '.').unwrap_or(value),
            Filter::Shorten => shorten(&value).unwrap_or(value),
        })
    }
}

fn capitalized(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

/// A number with its thousands apart; `None` for what is none.
fn grouped(number: &str, thousands: char, decimal: char) -> Option<String> {
    let (sign, digits) = number.strip_prefix('-').map_or(("", number), |digits| ("-", digits));
    let (whole, fraction) =
        digits.split_once('.').map_or((digits, None), |(whole, rest)| (whole, Some(rest)));
    let are_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !are_digits(whole) || fraction.is_some_and(|fraction| !are_digits(fraction)) {
        return None;
    }
    let mut text = sign.to_owned();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index) % 3 == 0 {
            text.push(thousands);
        }
        text.push(digit);
    }
    if let Some(fraction) = fraction {
        text.push(decimal);
        text.push_str(fraction);
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rendered(text: &str, values: &[(&str, &str)]) -> String {
        let values = values.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let shorten = |url: &str| url.starts_with("http").then(|| "https://sho.rt/a".to_owned());
        Template::parse(text).render(&values, &shorten)
    }

    /// The table of "Custom fields filters".
    #[test]
    fn filters_do_what_the_document_says() {
        for (text, name, value, result) in [
            ("{name|lower}", "name", "My Name", "my name"),
            ("{name|upper}", "name", "my name", "MY NAME"),
            ("{name|capitalize}", "name", "my name", "My name"),
            ("{name|capitalizeAll}", "name", "my name", "My Name"),
            ("{number|formatDotComma}", "number", "1234.56", "1.234,56"),
            ("{number|formatCommaDot}", "number", "1234.56", "1,234.56"),
            ("{number|formatCommaDot}", "number", "-1234567", "-1,234,567"),
            ("{number|formatCommaDot}", "number", "123", "123"),
            ("{number|formatDotComma}", "number", "12 or so", "12 or so"),
            ("{url|shorten}", "url", "https://example.com/x", "https://sho.rt/a"),
            ("{url|shorten}", "url", "nowhere", "nowhere"),
            ("{name|lower|capitalizeAll}", "name", "JOSÉ ÑANDÚ", "José Ñandú"),
        ] {
            assert_eq!(rendered(text, &[(name, value)]), result, "{text} of {value}");
        }
    }

    #[test]
    fn what_is_not_known_or_no_placeholder_stays() {
        for text in
            ["", "{", "}", "{}", "{ }", "a {b c} d", "{name|shout}", "{unknown}", "{a\n}", "{{", "}{", "{a|}"]
        {
            assert_eq!(rendered(text, &[("name", "x"), ("a", "y")]), text);
        }
        assert_eq!(rendered("{{name}}", &[("name", "x")]), "{x}");
        assert_eq!(rendered("Hi {name}, {a}!", &[("name", "{a}"), ("a", "b")]), "Hi {a}, b!");
    }

    #[test]
    fn marks_are_set_by_their_placeholders_only() {
        let code = rendered("{OTP_CODE} {UNSUB_URL} {name}\u{fdd0}", &[("name", "\u{fdd1}x")]);
        assert_eq!(code, "\u{fdd0} \u{fdd1} x");
        assert!(!Template::parse("{OTP_CODE}").has_variables());
        let values = [("u".to_owned(), "https://a".to_owned())].into();
        let template = Template::parse("{u|shorten} {u} {v|shorten}");
        assert_eq!(template.urls(&values).collect::<Vec<_>>(), ["https://a"]);
    }
}
