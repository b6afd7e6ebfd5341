//! Slugs: the part of a short link after the host.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::{
    random,
    written::{Form, Written},
};

/// A slug: 6 characters of base62, case counts. 62^6 is 5.7 · 10^10 of them.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Slug(String);

/// The text is not a slug.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SlugError {
    /// Not 6 characters of base62.
    #[error("a slug has {} letters and digits", Slug::LENGTH)]
    Form,
    /// A word that the product keeps for paths of its own.
    #[error("this slug is reserved")]
    Reserved,
}

impl Slug {
    /// How many characters a slug has.
    pub const LENGTH: usize = 6;

    /// How many objects own all slugs. It can never change: a slug's owner follows from it.
    ///
    /// With 32, a call that shortens 1,000 URLs stays under the 50 subrequests of the platform's free plan.
    pub const SHARDS: u32 = 32;

    /// Words of a slug's form that may become a path of the product, whatever their case.
    const RESERVED: [&'static str; 12] = [
        "assets", "images", "static", "public", "health", "status", "search", "signin", "signup", "logout",
        "robots", "openid",
    ];

    /// A new one from random bytes. `None` when they run out ([`random::symbols`]) or spell a reserved word:
    /// draw again.
    #[must_use]
    pub fn generate(random: &[u8]) -> Option<Self> {
        random::symbols(random::BASE62, Self::LENGTH, random)?.parse().ok()
    }

    /// The characters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Which of the [`Self::SHARDS`] objects owns this slug: FNV-1a, 32 bits, reduced.
    #[must_use]
    pub fn shard(&self) -> u32 {
        let hash = self
            .0
            .bytes()
            .fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
        hash % Self::SHARDS
    }
}

impl FromStr for Slug {
    type Err = SlugError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.len() != Self::LENGTH || !text.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return Err(SlugError::Form);
        }
        if Self::RESERVED.iter().any(|word| word.eq_ignore_ascii_case(text)) {
            return Err(SlugError::Reserved);
        }
        Ok(Self(text.to_owned()))
    }
}

impl Written for Slug {
    const EXPECTED: &'static str = "slug: 6 letters and digits that are no reserved word";
    const MAX: usize = 64;

    /// Of the reserved words it says nothing: to who reads, they are names of links that do not exist.
    fn form() -> Form {
        Form::Pattern("[0-9A-Za-z]{6}".into())
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
