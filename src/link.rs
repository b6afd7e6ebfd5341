//! Short links: what a slug stands for, and how new links come by theirs.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::{slug::Slug, target_url::TargetUrl, time::Timestamp};

/// The most URLs that one call may shorten.
pub const MAX_URLS_PER_CALL: usize = 1_000;

/// A link as its shard stores it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Link {
    /// Its slug.
    pub slug: Slug,
    /// Where it leads.
    pub target: TargetUrl,
    /// The identifier of the account that made it.
    pub account_id: String,
    /// What people call it; may be empty.
    pub title: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
    /// Counts the changes, from 1.
    pub version: u32,
}

impl Link {
    /// The most characters of a title.
    pub const MAX_TITLE: usize = 200;
}

/// What is to be changed of a link; what is `None` stays.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkChange {
    /// Where it is to lead.
    pub target: Option<TargetUrl>,
    /// What people are to call it.
    pub title: Option<String>,
}

/// New links on their way to slugs of their own: a slug is drawn for each, its shard claims those that are free,
/// and the rest draw again.
#[derive(Debug)]
pub struct Allocation {
    account_id: String,
    title: String,
    created_at: Timestamp,
    places: Vec<Place>,
}

#[derive(Debug)]
enum Place {
    /// Its URL is no target: it never gets a slug.
    Refused,
    Waiting(TargetUrl),
    Claimed(Slug),
}

/// Links that ask for their slugs, by the shard that owns these, and the places that they are for.
#[derive(Debug)]
pub struct Draw {
    /// What to ask of each shard. Empty when every target has its slug.
    pub by_shard: BTreeMap<u32, Vec<Link>>,
    places: BTreeMap<Slug, usize>,
}

impl Allocation {
    /// For these targets, in this order; `None` stands for a URL that is no target.
    #[must_use]
    pub fn new(account_id: String, created_at: Timestamp, targets: Vec<Option<TargetUrl>>) -> Self {
        let places =
            targets.into_iter().map(|target| target.map_or(Place::Refused, Place::Waiting)).collect();
        Self { account_id, title: String::new(), created_at, places }
    }

    /// The same, for links that people call something.
    #[must_use]
    pub fn titled(self, title: String) -> Self {
        Self { title, ..self }
    }

    /// Draws a slug for each target that waits for one. A slug that comes up twice counts once: its second target
    /// waits for the next draw.
    ///
    /// # Errors
    /// Those of `slug`, which draws one.
    pub fn draw<E>(&self, mut slug: impl FnMut() -> Result<Slug, E>) -> Result<Draw, E> {
        let mut draw = Draw { by_shard: BTreeMap::new(), places: BTreeMap::new() };
        for (index, place) in self.places.iter().enumerate() {
            let Place::Waiting(target) = place else { continue };
            let slug = slug()?;
            if draw.places.contains_key(&slug) {
                continue;
            }
            draw.places.insert(slug.clone(), index);
            draw.by_shard.entry(slug.shard()).or_default().push(Link {
                slug,
                target: target.clone(),
                account_id: self.account_id.clone(),
                title: self.title.clone(),
                created_at: self.created_at,
                updated_at: self.created_at,
                version: 1,
            });
        }
        Ok(draw)
    }

    /// Gives the targets of a draw the slugs that the shards claimed for them.
    pub fn settle(&mut self, draw: &Draw, claimed: BTreeSet<Slug>) {
        for slug in claimed {
            let place = draw.places.get(&slug).and_then(|index| self.places.get_mut(*index));
            if let Some(place) = place {
                *place = Place::Claimed(slug);
            }
        }
    }

    /// The slugs, in the order of the targets.
    #[must_use]
    pub fn into_slugs(self) -> Vec<Option<Slug>> {
        let slug = |place| match place {
            Place::Claimed(slug) => Some(slug),
            Place::Refused | Place::Waiting(_) => None,
        };
        self.places.into_iter().map(slug).collect()
    }
}
