//! How new links come by their slugs.

use std::collections::{BTreeMap, BTreeSet};

use super::{Link, LinkChange, LinkId, Rules, Words};
use crate::{
    auth::PasswordHash, change::Change, domain::Domain, slug::Slug, target_url::TargetUrl, time::Timestamp,
};

/// A link that has no slug yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    domain: Option<Domain>,
    rules: Rules,
    words: Words,
    password: Change<PasswordHash>,
}

impl Draft {
    /// One that leads to one place, always, on the deployment's own host.
    #[must_use]
    pub fn to(target: TargetUrl) -> Self {
        Self { domain: None, rules: Rules::to(target), words: Words::default(), password: Change::Keep }
    }

    /// The same on a domain.
    #[must_use]
    pub fn on(self, domain: Option<Domain>) -> Self {
        Self { domain, ..self }
    }

    /// The same with what else is said of it.
    #[must_use]
    pub fn with(mut self, settings: LinkChange) -> Self {
        settings.apply(&mut self.rules, &mut self.words);
        self
    }

    /// The same with a password.
    #[must_use]
    pub fn protected(self, password: Change<PasswordHash>) -> Self {
        Self { password, ..self }
    }

    /// With its slug.
    #[must_use]
    pub fn into_link(self, slug: Slug, account_id: String, created_at: Timestamp) -> Link {
        let Self { domain, rules, words, password } = self;
        let id = LinkId { domain, slug };
        let (version, updated_at) = (1, created_at);
        let mut link = Link { id, account_id, rules, words, password: None, created_at, updated_at, version };
        link.set_password(password);
        link
    }
}

/// New links on their way to slugs of their own: a slug is drawn for each, its shard claims those that are free,
/// and the rest draw again.
#[derive(Debug)]
pub struct Allocation {
    account_id: String,
    created_at: Timestamp,
    places: Vec<Place>,
}

#[derive(Debug)]
enum Place {
    /// Its URL is no target: it never gets a slug.
    Refused,
    Waiting(Box<Draft>),
    Claimed(LinkId),
}

/// Links that ask for their slugs, by the shard that owns these, and the places that they are for.
#[derive(Debug)]
pub struct Draw {
    /// What to ask of each shard. Empty when every draft has its slug.
    pub by_shard: BTreeMap<u32, Vec<Link>>,
    places: BTreeMap<LinkId, usize>,
}

impl Allocation {
    /// For these drafts, in this order; `None` stands for one whose URL is no target.
    #[must_use]
    pub fn new(account_id: String, created_at: Timestamp, drafts: Vec<Option<Draft>>) -> Self {
        let places = drafts
            .into_iter()
            .map(|draft| draft.map_or(Place::Refused, |draft| Place::Waiting(Box::new(draft))))
            .collect();
        Self { account_id, created_at, places }
    }

    /// Draws a slug for each draft that waits for one. A slug that comes up twice counts once: its second draft
    /// waits for the next draw.
    ///
    /// # Errors
    /// Those of `slug`, which draws one.
    pub fn draw<E>(&self, mut slug: impl FnMut() -> Result<Slug, E>) -> Result<Draw, E> {
        let mut draw = Draw { by_shard: BTreeMap::new(), places: BTreeMap::new() };
        for (index, place) in self.places.iter().enumerate() {
            let Place::Waiting(draft) = place else { continue };
            let link = draft.as_ref().clone().into_link(slug()?, self.account_id.clone(), self.created_at);
            if draw.places.contains_key(&link.id) {
                continue;
            }
            draw.places.insert(link.id.clone(), index);
            draw.by_shard.entry(link.id.shard()).or_default().push(link);
        }
        Ok(draw)
    }

    /// Gives the drafts of a draw the slugs that the shards claimed for them.
    pub fn settle(&mut self, draw: &Draw, claimed: BTreeSet<LinkId>) {
        for id in claimed {
            let place = draw.places.get(&id).and_then(|index| self.places.get_mut(*index));
            if let Some(place) = place {
                *place = Place::Claimed(id);
            }
        }
    }

    /// Which links were made, in the order of the drafts.
    #[must_use]
    pub fn into_ids(self) -> Vec<Option<LinkId>> {
        let id = |place| match place {
            Place::Claimed(id) => Some(id),
            Place::Refused | Place::Waiting(_) => None,
        };
        self.places.into_iter().map(id).collect()
    }
}
