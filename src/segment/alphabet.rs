//! The GSM 7-bit alphabets: which characters they have, and at what price.

use std::str::FromStr;

use super::{
    membership::Membership,
    prices::price,
    tables::{BLOCKS, LOCKING, RELATIVE, SINGLE, VOID},
};
use crate::written::{Form, Written};

/// The escape to the single shift table (3GPP TS 23.038, clause 6.2.1).
pub(super) const ESCAPE: u8 = 0x1B;

/// Septets that a character takes in the GSM 7-bit default alphabet: 1 in the basic table (3GPP TS 23.038,
/// clause 6.2.1), 2 in the extension table (clause 6.2.1.1), where an escape precedes it. `None` elsewhere.
#[must_use]
#[expect(clippy::match_same_arms, reason = "one arm a row of the table reads better than one long arm")]
pub const fn septets(character: char) -> Option<u32> {
    match character {
        '\u{c}' | '€' | '[' | '\\' | ']' | '^' | '{' | '|' | '}' | '~' => Some(2),
        '\n' | '\r' | ' '..='_' | 'a'..='z' => Some(1),
        '¡' | '£' | '¤' | '¥' | '§' | '¿' => Some(1),
        'Ä' | 'Å' | 'Æ' | 'Ç' | 'É' | 'Ñ' | 'Ö' | 'Ø' | 'Ü' | 'ß' => Some(1),
        'à' | 'ä' | 'å' | 'æ' | 'è' | 'é' | 'ì' | 'ñ' | 'ò' | 'ö' | 'ø' | 'ù' | 'ü' => Some(1),
        'Γ' | 'Δ' | 'Θ' | 'Λ' | 'Ξ' | 'Π' | 'Σ' | 'Φ' | 'Ψ' | 'Ω' => Some(1),
        _ => None,
    }
}

macro_rules! languages {
    ($($(#[$doc:meta])* $name:ident = $id:literal, $english:literal;)*) => {
        /// Whose national tables: the national language identifiers of 3GPP TS 23.038, clause 6.2.1.2.4.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum Language {
            $($(#[$doc])* $name = $id,)*
        }

        impl Language {
            /// All of them, by identifier; the default tables first.
            pub const ALL: [Self; 14] = [$(Self::$name),*];

            /// Its English name in lower case.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$name => $english,)*
                }
            }
        }
    };
}

languages! {
    /// No national table: the default alphabet and its extension table.
    Default = 0, "default";
    /// Annexes A.3.1 and A.2.1.
    Turkish = 1, "turkish";
    /// Annex A.2.2; it has no locking shift table.
    Spanish = 2, "spanish";
    /// Annexes A.3.3 and A.2.3.
    Portuguese = 3, "portuguese";
    /// Annexes A.3.4 and A.2.4.
    Bengali = 4, "bengali";
    /// Annexes A.3.5 and A.2.5.
    Gujarati = 5, "gujarati";
    /// Annexes A.3.6 and A.2.6.
    Hindi = 6, "hindi";
    /// Annexes A.3.7 and A.2.7.
    Kannada = 7, "kannada";
    /// Annexes A.3.8 and A.2.8.
    Malayalam = 8, "malayalam";
    /// Annexes A.3.9 and A.2.9.
    Oriya = 9, "oriya";
    /// Annexes A.3.10 and A.2.10.
    Punjabi = 10, "punjabi";
    /// Annexes A.3.11 and A.2.11.
    Tamil = 11, "tamil";
    /// Annexes A.3.12 and A.2.12.
    Telugu = 12, "telugu";
    /// Annexes A.3.13 and A.2.13.
    Urdu = 13, "urdu";
}

impl Language {
    /// The national language identifier, as a header carries it.
    #[must_use]
    pub const fn identifier(self) -> u8 {
        self as u8
    }

    /// Whether it has a locking shift table.
    #[must_use]
    pub fn has_locking_table(self) -> bool {
        self.locking_table().is_some()
    }

    pub(super) fn locking_table(self) -> Option<Table> {
        self.table(LOCKING.get(usize::from(self.identifier())).copied().flatten())
    }

    pub(super) fn single_table(self) -> Option<Table> {
        self.table(SINGLE.get(usize::from(self.identifier())).copied())
    }

    fn table(self, entries: Option<&'static [u16; 128]>) -> Option<Table> {
        let block = *BLOCKS.get(usize::from(self.identifier()))?;
        entries.map(|entries| Table { entries, block })
    }

    pub(super) const fn bit(self) -> u16 {
        1 << self.identifier()
    }
}

/// A locking or single shift table.
#[derive(Clone, Copy)]
pub(super) struct Table {
    entries: &'static [u16; 128],
    block: u16,
}

impl Table {
    fn code_point(self, entry: u16) -> u16 {
        let relative = (RELATIVE..=RELATIVE + 0xFF).contains(&entry);
        if relative { entry - RELATIVE + self.block } else { entry }
    }

    /// The code points that it has.
    pub(super) fn code_points(self) -> impl Iterator<Item = u16> {
        let entries = self.entries.iter().filter(|entry| **entry != VOID);
        entries.map(move |entry| self.code_point(*entry))
    }

    /// The character of a septet.
    fn character(self, septet: u8) -> Option<char> {
        let entry = self.entries.get(usize::from(septet)).filter(|entry| **entry != VOID)?;
        char::from_u32(self.code_point(*entry).into())
    }

    /// The septet of a code point.
    #[inline(never)]
    fn septet(self, code_point: u16) -> Option<u8> {
        (0..).zip(self.entries).find_map(|(septet, entry)| {
            (*entry != VOID && self.code_point(*entry) == code_point).then_some(septet)
        })
    }
}

/// The text is no language's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a language with national tables")]
pub struct LanguageError;

impl FromStr for Language {
    type Err = LanguageError;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|language| language.name() == name).ok_or(LanguageError)
    }
}

impl Written for Language {
    const EXPECTED: &'static str = "language, such as turkish";
    const MAX: usize = 16;

    fn form() -> Form {
        Form::Words(Self::ALL.iter().map(|language| language.name()).collect())
    }
}

/// A set of languages whose national tables may be used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LanguageSet(u16);

impl LanguageSet {
    /// None: the default alphabet alone.
    pub const NONE: Self = Self(0);

    /// Every language.
    pub const ALL: Self = Self(0b11_1111_1111_1110);

    /// Of bits by national language identifier; those without a language count for nothing.
    #[must_use]
    pub const fn from_bits(bits: u16) -> Self {
        Self(bits & Self::ALL.0)
    }

    /// This set and one language more.
    #[must_use]
    pub const fn with(self, language: Language) -> Self {
        Self(self.0 | language.bit())
    }

    /// Whether a language's tables may be used. The default's always may.
    #[must_use]
    pub const fn contains(self, language: Language) -> bool {
        (self.0 | Language::Default.bit()) & language.bit() != 0
    }

    pub(super) fn languages(self) -> impl Iterator<Item = Language> {
        Language::ALL.into_iter().filter(move |language| self.contains(*language))
    }
}

impl FromIterator<Language> for LanguageSet {
    fn from_iter<I: IntoIterator<Item = Language>>(languages: I) -> Self {
        languages.into_iter().fold(Self::NONE, Self::with)
    }
}

/// A GSM 7-bit alphabet: a locking shift table, and the single shift table that follows an escape.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Alphabet {
    locking: Language,
    single: Language,
}

impl Alphabet {
    /// The default alphabet with its extension table.
    pub const DEFAULT: Self = Self { locking: Language::Default, single: Language::Default };

    /// The alphabet that the REST dialect calls `gsm-pt`.
    pub const PORTUGUESE: Self = Self { locking: Language::Portuguese, single: Language::Portuguese };

    /// An alphabet of two tables; `None` where the language has no locking shift table.
    #[must_use]
    pub fn new(locking: Language, single: Language) -> Option<Self> {
        locking.has_locking_table().then_some(Self { locking, single })
    }

    /// Whose locking shift table.
    #[must_use]
    pub const fn locking(self) -> Language {
        self.locking
    }

    /// Whose single shift table.
    #[must_use]
    pub const fn single(self) -> Language {
        self.single
    }

    /// How many national tables it names in a header.
    #[must_use]
    pub fn national_tables(self) -> u32 {
        [self.locking, self.single].iter().map(|table| u32::from(*table != Language::Default)).sum()
    }

    /// Septets that a character takes: 1 from the locking table, 2 from the single one; `None` when neither has it.
    /// Where both have it, the locking table is the cheaper.
    #[must_use]
    #[inline(never)]
    pub fn septets(self, character: char) -> Option<u32> {
        if self == Self::DEFAULT {
            return u16::try_from(u32::from(character)).ok().and_then(price);
        }
        let member = Membership::of(character);
        if member.in_locking(self.locking) {
            return Some(1);
        }
        if member.in_single(self.single) { Some(2) } else { None }
    }

    /// The septets of a character, an escape first where it needs one.
    pub(super) fn encode(self, character: char) -> Option<Encoded> {
        let code = u16::try_from(u32::from(character)).ok()?;
        if let Some(septet) = self.locking.locking_table().and_then(|table| table.septet(code)) {
            return Some(Encoded::One(septet));
        }
        self.single.single_table().and_then(|table| table.septet(code)).map(Encoded::Escaped)
    }

    /// What septets say in this alphabet; `None` where they say nothing in it.
    #[must_use]
    pub fn decode(self, septets: &[u8]) -> Option<String> {
        let (locking, single) = (self.locking.locking_table()?, self.single.single_table()?);
        let mut septets = septets.iter();
        let mut text = String::new();
        while let Some(septet) = septets.next() {
            text.push(match *septet {
                ESCAPE => single.character(*septets.next()?)?,
                septet => locking.character(septet)?,
            });
        }
        Some(text)
    }
}

/// The septets of a character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Encoded {
    One(u8),
    /// After an escape.
    Escaped(u8),
}

#[cfg(test)]
mod tests {
    use super::*;

    fn characters() -> impl Iterator<Item = char> {
        '\0'..='\u{ffff}'
    }

    #[test]
    fn the_fast_default_is_the_generated_default() {
        for character in '\0'..=char::MAX {
            let member = Membership::of(character);
            let generated = if member.in_locking(Language::Default) {
                Some(1)
            } else {
                member.in_single(Language::Default).then_some(2)
            };
            assert_eq!(septets(character), generated, "{character:?}");
        }
    }

    #[test]
    fn what_has_a_price_has_septets_at_that_price() {
        for locking in Language::ALL {
            for single in Language::ALL {
                let Some(alphabet) = Alphabet::new(locking, single) else { continue };
                for character in characters() {
                    let Some(price) = alphabet.septets(character) else { continue };
                    let encoded = alphabet.encode(character).map(|septets| match septets {
                        Encoded::One(_) => 1,
                        Encoded::Escaped(_) => 2,
                    });
                    assert_eq!(Some(price), encoded, "{alphabet:?} {character:?}");
                }
            }
        }
    }

    #[test]
    fn septets_are_read_as_they_were_written() {
        for language in Language::ALL {
            let Some(alphabet) = Alphabet::new(language, language) else { continue };
            for character in characters() {
                let septets = match alphabet.encode(character) {
                    Some(Encoded::One(septet)) => vec![septet],
                    Some(Encoded::Escaped(septet)) => vec![ESCAPE, septet],
                    None => continue,
                };
                assert_eq!(alphabet.decode(&septets), Some(character.into()), "{alphabet:?}");
            }
        }
        assert_eq!(Alphabet::DEFAULT.decode(&[ESCAPE]), None);
        assert_eq!(Alphabet::DEFAULT.decode(&[ESCAPE, b'A']), None);
        assert_eq!(Alphabet::DEFAULT.decode(&[0x80]), None);
    }

    #[test]
    fn what_has_no_price_has_no_septets() {
        for language in Language::ALL {
            let Some(alphabet) = Alphabet::new(language, language) else { continue };
            for character in characters().filter(|character| alphabet.septets(*character).is_none()) {
                assert_eq!(alphabet.encode(character), None, "{alphabet:?} {character:?}");
            }
        }
    }
}
