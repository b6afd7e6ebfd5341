//! Slugs: the part of a short link after the host.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::{
    percent, random,
    ranged::ranged,
    written::{Form, Written, words},
};

/// A slug: drawn, or of somebody's choice. Case counts.
///
/// Letters, digits, `-` and `_`. Its letters are of one script, or of Latin and East Asian scripts, and not all of another
/// script look like Latin ones, so that no slug passes for another. Whoever takes one from outside first brings it into
/// Unicode's normalisation form C: marks that stand apart from a letter are none of a slug's.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Slug(String);

/// The text is not a slug.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SlugError {
    /// Too long, empty, or a character that no slug has.
    #[error("a slug has 1 to {} letters, digits, - and _", Slug::MAX_LENGTH)]
    Form,
    /// Letters of scripts that do not go together, or that look like others.
    #[error("a slug has letters of one script, which do not all look like Latin ones")]
    LookAlike,
    /// A word that the product keeps for paths of its own.
    #[error("this slug is reserved")]
    Reserved,
}

words! {
    /// What slugs are drawn from.
    #[derive(Default)]
    pub Alphabet, "alphabet: base62, lowercase, digits or unambiguous", at most 20;
    /// Digits and letters, large and small.
    #[default]
    Base62 = "base62",
    /// Digits and small letters.
    Lowercase = "lowercase",
    /// Digits.
    Digits = "digits",
    /// Digits and small letters without those that are taken for each other: 0 and o, 1, i and l.
    Unambiguous = "unambiguous",
}

impl Alphabet {
    const fn symbols(self) -> &'static [u8] {
        match self {
            Self::Base62 => random::BASE62,
            Self::Lowercase => b"0123456789abcdefghijklmnopqrstuvwxyz",
            Self::Digits => b"0123456789",
            Self::Unambiguous => b"23456789abcdefghjkmnpqrstuvwxyz",
        }
    }
}

ranged! {
    /// How many characters are drawn. With 6 of base62, 62^6 is 5.7 · 10^10 slugs.
    Length(u8) 4..=32, default 6, get
}

impl Slug {
    /// The most characters.
    pub const MAX_LENGTH: usize = 64;

    /// So many random bytes are enough for any length and alphabet: of digits, 250 of 256 are usable.
    pub const RANDOM_BYTES: usize = 64;

    /// Words that are, or may become, a path of the product, whatever their case.
    const RESERVED: [&'static str; 33] = [
        "about",
        "admin",
        "api",
        "app",
        "assets",
        "console",
        "docs",
        "favicon",
        "healthz",
        "health",
        "help",
        "images",
        "index",
        "lib",
        "login",
        "logout",
        "notify",
        "openapi",
        "openid",
        "public",
        "robots",
        "sandbox",
        "search",
        "signin",
        "signup",
        "sitemap",
        "static",
        "status",
        "v1",
        "v2",
        "verify",
        "well-known",
        "www",
    ];

    /// A new one from random bytes. `None` when they run out ([`random::symbols`]) or spell a reserved word:
    /// draw again.
    #[must_use]
    pub fn generate(alphabet: Alphabet, length: Length, random: &[u8]) -> Option<Self> {
        random::symbols(alphabet.symbols(), usize::from(length.get()), random)?.parse().ok()
    }

    /// The characters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Slugs of one form that random bytes spell, one after the other.
    pub(crate) fn drawn(
        alphabet: Alphabet,
        length: Length,
        random: &[u8],
    ) -> Drawn<impl Iterator<Item = char>> {
        Drawn { symbols: random::drawn(alphabet.symbols(), random), length: usize::from(length.get()) }
    }

    /// As a segment of a path: percent-encoded.
    #[must_use]
    pub fn to_segment(&self) -> String {
        percent::encoded(&self.0)
    }
}

/// Slugs that are drawn.
pub(crate) struct Drawn<I> {
    symbols: I,
    length: usize,
}

impl<I: Iterator<Item = char>> Drawn<I> {
    /// The next whose text fits. `None` when the random bytes run out before it.
    pub(crate) fn next_where(&mut self, mut fits: impl FnMut(&str) -> bool) -> Option<Slug> {
        let mut text = String::with_capacity(self.length);
        loop {
            text.clear();
            text.extend(self.symbols.by_ref().take(self.length));
            if text.len() < self.length {
                return None;
            }
            if fits(&text)
                && let Ok(slug) = text.parse()
            {
                return Some(slug);
            }
        }
    }
}

/// Scripts, as far as slugs are concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Script {
    /// Digits, `-` and `_`: of every script.
    Common,
    Latin,
    Greek,
    Cyrillic,
    /// Han, kana and hangul, which are written together.
    EastAsian,
    /// Any other, by the first character of its block.
    Other(u32),
}

/// Blocks of letters (Unicode 16, Blocks.txt), each of one script.
const BLOCKS: [(u32, u32, Script); 34] = [
    (0x00c0, 0x024f, Script::Latin),
    (0x1e00, 0x1eff, Script::Latin),
    (0x0370, 0x03ff, Script::Greek),
    (0x1f00, 0x1fff, Script::Greek),
    (0x0400, 0x052f, Script::Cyrillic),
    (0x0531, 0x0587, Script::Other(0x0531)),
    (0x05d0, 0x05f2, Script::Other(0x05d0)),
    (0x0620, 0x06ff, Script::Other(0x0620)),
    (0x0750, 0x077f, Script::Other(0x0620)),
    (0x0900, 0x097f, Script::Other(0x0900)),
    (0x0980, 0x09ff, Script::Other(0x0980)),
    (0x0a00, 0x0a7f, Script::Other(0x0a00)),
    (0x0a80, 0x0aff, Script::Other(0x0a80)),
    (0x0b00, 0x0b7f, Script::Other(0x0b00)),
    (0x0b80, 0x0bff, Script::Other(0x0b80)),
    (0x0c00, 0x0c7f, Script::Other(0x0c00)),
    (0x0c80, 0x0cff, Script::Other(0x0c80)),
    (0x0d00, 0x0d7f, Script::Other(0x0d00)),
    (0x0d80, 0x0dff, Script::Other(0x0d80)),
    (0x0e00, 0x0e7f, Script::Other(0x0e00)),
    (0x0e80, 0x0eff, Script::Other(0x0e80)),
    (0x1000, 0x109f, Script::Other(0x1000)),
    (0x10a0, 0x10ff, Script::Other(0x10a0)),
    (0x1200, 0x137f, Script::Other(0x1200)),
    (0x13a0, 0x13ff, Script::Other(0x13a0)),
    (0x1780, 0x17ff, Script::Other(0x1780)),
    (0x3005, 0x3007, Script::EastAsian),
    (0x3041, 0x3096, Script::EastAsian),
    (0x30a1, 0x30fe, Script::EastAsian),
    (0x3105, 0x312f, Script::EastAsian),
    (0x3400, 0x4dbf, Script::EastAsian),
    (0x4e00, 0x9fff, Script::EastAsian),
    (0xac00, 0xd7a3, Script::EastAsian),
    (0x2d30, 0x2d67, Script::Other(0x2d30)),
];

/// Letters of Greek and Cyrillic that look like Latin ones (Unicode Technical Standard 39, confusables.txt).
const LOOK_ALIKES: &str = "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧανορυϲϳικАВЕКМНОРСТУХЅІЈаеорсухѕіјһԁԛԝѵьӏӀ";

impl Script {
    /// That of a character; `None` for one that no slug has.
    fn of(character: char) -> Option<Self> {
        match character {
            '0'..='9' | '-' | '_' => Some(Self::Common),
            'A'..='Z' | 'a'..='z' => Some(Self::Latin),
            // The signs that make up a syllable are no letters to Unicode in some scripts; no script's digits are taken,
            // since some look like letters.
            _ => {
                let code = u32::from(character);
                let (_, _, script) =
                    BLOCKS.iter().find(|(first, last, _)| (*first..=*last).contains(&code))?;
                let is_letter = character.is_alphabetic() || is_joining_sign(code);
                is_letter.then_some(*script)
            }
        }
    }

    fn goes_with(self, other: Self) -> bool {
        use Script::{EastAsian, Latin};
        self == other || matches!((self, other), (Latin, EastAsian) | (EastAsian, Latin))
    }
}

/// The signs of Indic scripts that join consonants (viramas), and those of Thai, Lao, Burmese and Khmer that stand over vowels.
const fn is_joining_sign(code: u32) -> bool {
    let is_virama = code >= 0x0900 && code <= 0x0dff && code & 0x7f == 0x4d;
    is_virama
        || matches!(code, 0x093c | 0x09bc | 0x0dca | 0x0e47..=0x0e4e | 0x0ec8..=0x0ecd | 0x1039..=0x103a | 0x17c9..=0x17d3)
}

impl FromStr for Slug {
    type Err = SlugError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        // A character takes at most three bytes here: what is longer need not be counted.
        if text.is_empty() || text.len() > 3 * Self::MAX_LENGTH || text.chars().count() > Self::MAX_LENGTH {
            return Err(SlugError::Form);
        }
        judge_letters(text)?;
        if Self::RESERVED.iter().any(|word| word.eq_ignore_ascii_case(text)) {
            return Err(SlugError::Reserved);
        }
        Ok(Self(text.to_owned()))
    }
}

fn judge_letters(text: &str) -> Result<(), SlugError> {
    let mut seen = Script::Common;
    for character in text.chars() {
        let script = Script::of(character).ok_or(SlugError::Form)?;
        match (seen, script) {
            (_, Script::Common) => {}
            (Script::Common, _) => seen = script,
            (seen, script) if seen.goes_with(script) => {}
            _ => return Err(SlugError::LookAlike),
        }
    }
    let mut letters = text.chars().filter(|character| Script::of(*character) != Some(Script::Common));
    match seen {
        Script::Greek | Script::Cyrillic if letters.all(|letter| LOOK_ALIKES.contains(letter)) => {
            Err(SlugError::LookAlike)
        }
        _ => Ok(()),
    }
}

impl Written for Slug {
    const EXPECTED: &'static str = "slug: letters of one script, digits, - and _, and neither a reserved word nor one that looks like another";
    const MAX: usize = 256;

    /// Of the reserved words it says nothing: to who reads, they are names of links that do not exist. Nor of the letters of
    /// other scripts: which of them go together, no pattern of a bearable size can say.
    fn form() -> Form {
        Form::Pattern(r"[0-9A-Z_a-z\-]{1,64}".into())
    }
}

impl fmt::Display for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for Slug {
    type Error = SlugError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Slug> for String {
    fn from(slug: Slug) -> Self {
        slug.0
    }
}
