//! Which link.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::{
    domain::Domain,
    fnv,
    slug::Slug,
    written::{Form, Written},
};

/// A slug, and the domain that it is on: the same slug may stand for another link on each.
///
/// Written as `slug` on the deployment's own host, and as `domain:slug` on another. Neither has a colon of its own, and in a
/// path's segment a colon needs no escape.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct LinkId {
    /// `None` is the deployment's own host.
    pub domain: Option<Domain>,
    /// What stands behind the host.
    pub slug: Slug,
}

/// The text names no link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no slug, with or without its domain")]
pub struct LinkIdError;

impl LinkId {
    /// How many objects own all links. It can never change: a link's owner follows from it.
    ///
    /// With 32, a call that asks all of them stays under the 50 subrequests of the platform's free plan.
    pub const SHARDS: u32 = 32;

    /// Which of the [`Self::SHARDS`] objects owns the link.
    #[must_use]
    pub fn shard(&self) -> u32 {
        Self::shard_of(self.domain.as_ref(), self.slug.as_str())
    }

    /// The same of the text of a slug.
    pub(super) fn shard_of(domain: Option<&Domain>, slug: &str) -> u32 {
        let host = domain.map(|domain| domain.as_str().bytes().chain([b':']));
        fnv::hash_of(host.into_iter().flatten().chain(slug.bytes())) % Self::SHARDS
    }

    /// As a segment of a path of the API.
    #[must_use]
    pub fn to_segment(&self) -> String {
        let slug = self.slug.to_segment();
        match &self.domain {
            Some(domain) => format!("{domain}:{slug}"),
            None => slug,
        }
    }
}

impl From<Slug> for LinkId {
    /// On the deployment's own host.
    fn from(slug: Slug) -> Self {
        Self { domain: None, slug }
    }
}

impl FromStr for LinkId {
    type Err = LinkIdError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (domain, slug) = match text.split_once(':') {
            Some((domain, slug)) => (Some(domain.parse().map_err(|_| LinkIdError)?), slug),
            None => (None, text),
        };
        Ok(Self { domain, slug: slug.parse().map_err(|_| LinkIdError)? })
    }
}

impl fmt::Display for LinkId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(domain) = &self.domain {
            write!(f, "{domain}:")?;
        }
        self.slug.fmt(f)
    }
}

impl TryFrom<String> for LinkId {
    type Error = LinkIdError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<LinkId> for String {
    fn from(id: LinkId) -> Self {
        if id.domain.is_none() { id.slug.into() } else { id.to_string() }
    }
}

impl Written for LinkId {
    const EXPECTED: &'static str = "slug, with its domain and a colon before it where it is on another";
    const MAX: usize = Domain::MAX + 1 + Slug::MAX;

    fn form() -> Form {
        Form::Pattern(r"([0-9a-z]([0-9a-z\-.]{0,60}[0-9a-z])?\.[a-z]{2,20}:)?[0-9A-Z_a-z\-]{1,64}".into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_written_as_it_is_read() {
        for text in ["sale", "go.example.org:sale", "go.example.org:продажа"] {
            assert_eq!(text.parse::<LinkId>().unwrap().to_string(), text);
        }
        for text in
            ["", ":", ":sale", "go.example.org:", "localhost:sale", "a:b:c", "GO.example.org:sale", "admin"]
        {
            assert_eq!(text.parse::<LinkId>(), Err(LinkIdError), "{text}");
        }
    }
}
