//! Replacing characters that the default GSM 7-bit alphabet lacks by ones that it has.

/// Which replacements are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Translation {
    /// The table that the REST dialect documents for `trans=1`, as it stands: it drops `º` and `ª`.
    Rest,
    /// Typographic characters that word processors and phones put in place of plain ones: quotes, dashes, spaces.
    /// Nothing that a reader would miss.
    Smart,
}

impl Translation {
    /// What stands for a character; `None` when it stays.
    #[must_use]
    pub const fn of(self, character: char) -> Option<&'static str> {
        match self {
            Self::Rest => rest(character),
            Self::Smart => smart(character),
        }
    }

    /// The text with every replacement made.
    #[must_use]
    pub fn apply(self, text: &str) -> String {
        replace_by(text, |character| self.of(character))
    }
}

/// The text with each character replaced for which there is something to replace it by.
pub(super) fn replace_by(text: &str, replacement: impl Fn(char) -> Option<&'static str>) -> String {
    let mut replaced = String::with_capacity(text.len());
    for character in text.chars() {
        match replacement(character) {
            Some(other) => replaced.push_str(other),
            None => replaced.push(character),
        }
    }
    replaced
}

/// The REST dialect's table, in "Send SMS Message", parameter `trans`.
const fn rest(character: char) -> Option<&'static str> {
    Some(match character {
        'á' | 'â' | 'ã' => "a",
        'í' | 'î' => "i",
        'ó' | 'ô' | 'õ' => "o",
        'ú' | 'û' => "u",
        'ê' => "e",
        'ç' => "Ç",
        'Á' | 'À' | 'Â' | 'Ã' => "A",
        'È' | 'Ê' => "E",
        'Í' | 'Ì' | 'Î' => "I",
        'Ó' | 'Ò' | 'Ô' | 'Õ' => "O",
        'Ú' | 'Ù' | 'Û' => "U",
        'º' | 'ª' => "",
        _ => return None,
    })
}

const fn smart(character: char) -> Option<&'static str> {
    Some(match character {
        '‘' | '’' | '‚' | '‛' | '′' | 'ʹ' | 'ʼ' | '`' | '´' => "'",
        '“' | '”' | '„' | '‟' | '″' | '«' | '»' => "\"",
        '‹' => "<",
        '›' => ">",
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{2043}' => "-",
        '…' => "...",
        '•' | '·' | '∙' => "*",
        '⁄' | '∕' => "/",
        '×' => "x",
        '\t' | '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => " ",
        '\u{2028}' | '\u{2029}' | '\u{85}' => "\n",
        '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}' => "",
        _ => return None,
    })
}

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
        assert_eq!(Translation::Rest.apply(table), "aiouÇAIOUAEIOUOoaeiouAEIOUaA");
        let changed = ('\0'..=char::MAX).filter(|character| Translation::Rest.of(*character).is_some());
        assert_eq!(changed.count(), table.chars().count());
    }
}
