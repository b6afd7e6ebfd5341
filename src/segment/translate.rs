//! Replacing characters that the default GSM 7-bit alphabet lacks by ones that it has.

use super::{Text, text::utf16_len};

/// Which replacements are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Translation {
    /// The table that the REST dialect documents for `trans=1`, as it stands: it drops `º` and `ª`.
    Rest,
    /// Typographic characters that word processors and phones put in place of plain ones: quotes, dashes, spaces.
    /// Nothing that a reader would miss.
    Smart,
    /// Both: [`Self::Smart`] where it has something, otherwise [`Self::Rest`].
    Both,
}

impl Translation {
    /// What stands for a character; `None` when it stays.
    #[must_use]
    pub fn of(self, character: char) -> Option<&'static str> {
        match self {
            Self::Rest => look_up(REST, character),
            Self::Smart => look_up(SMART, character),
            Self::Both => look_up(SMART, character).or_else(|| look_up(REST, character)),
        }
    }

    /// What it replaces in a text, in order.
    #[must_use]
    pub fn replacements(self, text: &Text) -> Vec<Replacement> {
        replacements(text, &|characters| self.of(*characters.first()?))
    }
}

/// A character to be replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Replacement {
    /// The character.
    pub character: char,
    /// Where it is, in UTF-16 code units from the start of the text.
    pub utf16_offset: u32,
    /// What stands for it; empty where it is dropped.
    pub by: &'static str,
}

/// What stands for the first of some characters.
type By<'a> = &'a dyn Fn(&[char]) -> Option<&'static str>;

#[inline(never)]
pub(super) fn replacements(text: &Text, by: By) -> Vec<Replacement> {
    let mut replacements = Vec::new();
    let mut utf16_offset = 0;
    let mut rest = text.characters();
    while let [character, after @ ..] = rest {
        if let Some(by) = by(rest) {
            replacements.push(Replacement { character: *character, utf16_offset, by });
        }
        utf16_offset += utf16_len(*character);
        rest = after;
    }
    replacements
}

#[inline(never)]
fn look_up(table: &[(&str, &'static str)], character: char) -> Option<&'static str> {
    let row = table.iter().find(|(replaced, _)| replaced.chars().any(|other| other == character));
    row.map(|(_, by)| *by)
}

/// The REST dialect's table, in "Send SMS Message", parameter `trans`: what is replaced, and by what.
const REST: &[(&str, &str)] = &[
    ("áâã", "a"),
    ("íî", "i"),
    ("óôõ", "o"),
    ("úû", "u"),
    ("ê", "e"),
    ("ç", "Ç"),
    ("ÁÀÂÃ", "A"),
    ("ÈÊ", "E"),
    ("ÍÌÎ", "I"),
    ("ÓÒÔÕ", "O"),
    ("ÚÙÛ", "U"),
    ("ºª", ""),
];

const SMART: &[(&str, &str)] = &[
    ("‘’‚‛′ʹʼ`´", "'"),
    ("“”„‟″«»", "\""),
    ("‹", "<"),
    ("›", ">"),
    ("\u{2010}\u{2011}\u{2012}–—\u{2015}\u{2212}\u{2043}", "-"),
    ("…", "..."),
    ("•·∙", "*"),
    ("⁄∕", "/"),
    ("×", "x"),
    (
        "\t\u{a0}\u{2000}\u{2001}\u{2002}\u{2003}\u{2004}\u{2005}\u{2006}\u{2007}\u{2008}\u{2009}\u{200a}\u{202f}\u{205f}\u{3000}",
        " ",
    ),
    ("\u{2028}\u{2029}\u{85}", "\n"),
    ("\u{ad}\u{200b}\u{2060}\u{feff}", ""),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::segment::septets;

    #[test]
    fn every_replacement_is_for_a_lacking_character_and_lacks_nothing_itself() {
        for character in '\0'..=char::MAX {
            for table in [Translation::Rest, Translation::Smart] {
                let Some(replacement) = table.of(character) else { continue };
                assert_eq!(septets(character), None, "{character:?} needs no replacement");
                assert!(replacement.chars().all(|other| septets(other).is_some()), "{character:?}");
            }
        }
    }

    #[test]
    fn the_documents_table_is_all_there() {
        let table = "áíóúçÁÍÓÚÀÈÌÒÙºªÕõâêîôûÂÊÎÔÛãÃ";
        assert_eq!(
            Text::from(table).replaced(&Translation::Rest.replacements(&table.into())).to_string(),
            "aiouÇAIOUAEIOUOoaeiouAEIOUaA"
        );
        let changed = ('\0'..=char::MAX).filter(|character| Translation::Rest.of(*character).is_some());
        assert_eq!(changed.count(), table.chars().count());
    }
}
