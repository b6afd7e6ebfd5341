//! The GSM 7-bit alphabets: which characters they have, and at what price.

use std::str::FromStr;

use super::tables::{LOCKING, MEMBERSHIP, SINGLE, VOID};

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

    fn locking_table(self) -> Option<&'static [u16; 128]> {
        LOCKING.get(usize::from(self.identifier())).copied().flatten()
    }

    fn single_table(self) -> Option<&'static [u16; 128]> {
        SINGLE.get(usize::from(self.identifier())).copied()
    }

    const fn bit(self) -> u16 {
        1 << self.identifier()
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

/// A set of languages whose national tables may be used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LanguageSet(u16);

impl LanguageSet {
    /// None: the default alphabet alone.
    pub const NONE: Self = Self(0);

    /// Every language.
    pub const ALL: Self = Self(0b11_1111_1111_1110);

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

/// The locking and single shift tables that hold a character, as bits by language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Membership {
    locking: u16,
    single: u16,
}

impl Membership {
    /// Of no table.
    pub(super) const NONE: Self = Self { locking: 0, single: 0 };

    pub(super) fn of(character: char) -> Self {
        let found = u16::try_from(u32::from(character))
            .ok()
            .and_then(|code| MEMBERSHIP.binary_search_by_key(&code, |(character, _, _)| *character).ok())
            .and_then(|index| MEMBERSHIP.get(index));
        found.map_or(Self::NONE, |&(_, locking, single)| Self { locking, single })
    }

    pub(super) const fn in_locking(self, language: Language) -> bool {
        self.locking & language.bit() != 0
    }

    const fn in_single(self, language: Language) -> bool {
        self.single & language.bit() != 0
    }

    /// The single shift tables that hold it.
    pub(super) const fn singles(self) -> LanguageBits {
        LanguageBits(self.single)
    }
}

/// Single shift tables that have every character so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct LanguageBits(u16);

impl LanguageBits {
    pub(super) const EVERY: Self = Self(u16::MAX);

    pub(super) const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    pub(super) const fn contains(self, language: Language) -> bool {
        self.0 & language.bit() != 0
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
    pub fn septets(self, character: char) -> Option<u32> {
        self.price(Membership::of(character))
    }

    pub(super) const fn price(self, member: Membership) -> Option<u32> {
        if member.in_locking(self.locking) {
            return Some(1);
        }
        if member.in_single(self.single) { Some(2) } else { None }
    }

    /// The septets of a character, an escape first where it needs one.
    pub(super) fn encode(self, character: char) -> Option<Septets> {
        let code = u16::try_from(u32::from(character)).ok().filter(|code| *code != VOID)?;
        let at = |table: Option<&'static [u16; 128]>| {
            table?.iter().position(|entry| *entry == code).and_then(|septet| u8::try_from(septet).ok())
        };
        if let Some(septet) = at(self.locking.locking_table()) {
            return Some(Septets::One(septet));
        }
        at(self.single.single_table()).map(Septets::Escaped)
    }
}

/// The septets of a character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Septets {
    One(u8),
    /// After an escape.
    Escaped(u8),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fast_default_is_the_generated_default() {
        for character in '\0'..=char::MAX {
            assert_eq!(septets(character), Alphabet::DEFAULT.septets(character), "{character:?}");
        }
    }

    #[test]
    fn what_has_a_price_has_septets_at_that_price() {
        let characters: Vec<char> =
            MEMBERSHIP.iter().filter_map(|(code, _, _)| char::from_u32(u32::from(*code))).collect();
        for locking in Language::ALL {
            for single in Language::ALL {
                let Some(alphabet) = Alphabet::new(locking, single) else { continue };
                for &character in &characters {
                    let encoded = alphabet.encode(character).map(|septets| match septets {
                        Septets::One(_) => 1,
                        Septets::Escaped(_) => 2,
                    });
                    assert_eq!(alphabet.septets(character), encoded, "{alphabet:?} {character:?}");
                }
            }
        }
    }
}
