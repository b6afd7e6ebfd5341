//! How new links come by their slugs.

use std::{collections::BTreeSet, mem};

use super::{Link, LinkChange, LinkId, Rules, Words};
use crate::{
    auth::PasswordHash,
    change::Change,
    domain::Domain,
    slug::{Alphabet, Length, Slug},
    target_url::TargetUrl,
    time::Timestamp,
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

    /// That of a new link, without its slug.
    fn of(Link { id, rules, words, password, .. }: Link) -> Self {
        let password = password.map_or(Change::Keep, Change::To);
        Self { domain: id.domain, rules, words, password }
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
    form: (Alphabet, Length),
    places: Vec<Place>,
}

#[derive(Debug)]
enum Place {
    /// Its URL is no target: it never gets a slug.
    Refused,
    Waiting(Box<Draft>),
    /// It is in a draw.
    Asked,
    Claimed(LinkId),
}

/// Links that ask one shard for their slugs.
#[derive(Debug)]
pub struct Asked {
    /// Which one.
    pub shard: u32,
    /// These.
    pub links: Vec<Link>,
    /// The places that they are for.
    places: Vec<usize>,
}

impl Asked {
    fn add(&mut self, link: Link, place: usize) {
        self.links.push(link);
        self.places.push(place);
    }
}

/// The shards that the slugs of a draw keep to: those of the first that are drawn.
struct Kept {
    shards: Vec<u32>,
    most: usize,
}

impl Kept {
    /// To ask a shard costs as much as some dozens of links in it, so fewer are asked for many links; and what is asked of one
    /// at once stays small.
    const LINKS_PER_SHARD: usize = 500;

    const fn of(links: usize) -> Self {
        Self { shards: Vec::new(), most: links.div_ceil(Self::LINKS_PER_SHARD) }
    }

    fn takes(&mut self, shard: u32) -> bool {
        let is_kept = self.shards.contains(&shard);
        if is_kept || self.shards.len() == self.most {
            return is_kept;
        }
        self.shards.push(shard);
        true
    }
}

impl Allocation {
    /// For these drafts, in this order; `None` stands for one whose URL is no target.
    #[must_use]
    pub fn new(
        account_id: String,
        created_at: Timestamp,
        form: (Alphabet, Length),
        drafts: Vec<Option<Draft>>,
    ) -> Self {
        let places = drafts
            .into_iter()
            .map(|draft| draft.map_or(Place::Refused, |draft| Place::Waiting(Box::new(draft))))
            .collect();
        Self { account_id, created_at, form, places }
    }

    fn waiting(&self) -> usize {
        self.places.iter().filter(|place| matches!(place, Place::Waiting(_))).count()
    }

    /// With so many random bytes, a draw hardly ever ends before each draft has a slug.
    #[must_use]
    pub fn random_bytes(&self) -> usize {
        /// So many draws in a row find a given shard, but for once in 10,000.
        const SPARE: usize = 300;
        let links = self.waiting();
        let draws = links * LinkId::SHARDS as usize / Kept::of(links).most.max(1);
        (draws + draws / 8 + SPARE) * usize::from(self.form.1.get()) * 16 / 15
    }

    /// Draws a slug for each draft that waits for one; `None` when none does. A slug that comes up twice counts once: its
    /// second draft waits for the next draw, as do those for which the random bytes are not enough.
    ///
    /// Slugs that are drawn together are of few shards, those of the first that come up: a call that makes a thousand links asks
    /// four objects, not 32. Each slug of these shards is as likely as any other of them, so a slug tells nothing of those of
    /// other calls. Of the others of its own call it tells a shard, which is 5 bits for who guesses them: with 6 characters of
    /// base62, one in 62^6 / 32 = 1.8 · 10^9 slugs is each of the up to 250 that are in it.
    #[must_use]
    pub fn draw(&mut self, random: &[u8]) -> Option<Vec<Asked>> {
        let mut kept = Kept::of(self.waiting());
        let mut slugs = Slug::drawn(self.form.0, self.form.1, random);
        let (mut draw, mut drawn) = (Vec::<Asked>::new(), BTreeSet::new());
        for (index, place) in self.places.iter_mut().enumerate() {
            let Place::Waiting(draft) = place else { continue };
            let domain = draft.domain.clone();
            let fits = |slug: &str| kept.takes(LinkId::shard_of(domain.as_ref(), slug));
            let Some(slug) = slugs.next_where(fits) else { break };
            let id = LinkId { domain, slug };
            if !drawn.insert(id.clone()) {
                continue;
            }
            if let Place::Waiting(draft) = mem::replace(place, Place::Asked) {
                let shard = id.shard();
                let link = draft.into_link(id.slug, self.account_id.clone(), self.created_at);
                match draw.iter_mut().find(|asked| asked.shard == shard) {
                    Some(asked) => asked.add(link, index),
                    None => draw.push(Asked { shard, links: vec![link], places: vec![index] }),
                }
            }
        }
        (kept.most > 0).then_some(draw)
    }

    /// Gives the drafts of a draw their slugs, but for those that the shards refused.
    pub fn settle(&mut self, draw: Vec<Asked>, refused: &BTreeSet<LinkId>) {
        for Asked { links, places, .. } in draw {
            for (link, index) in links.into_iter().zip(places) {
                let Some(place) = self.places.get_mut(index) else { continue };
                *place = if refused.contains(&link.id) {
                    Place::Waiting(Box::new(Draft::of(link)))
                } else {
                    Place::Claimed(link.id)
                };
            }
        }
    }

    /// Which links were made, in the order of the drafts.
    #[must_use]
    pub fn into_ids(self) -> Vec<Option<LinkId>> {
        let id = |place| match place {
            Place::Claimed(id) => Some(id),
            Place::Refused | Place::Waiting(_) | Place::Asked => None,
        };
        self.places.into_iter().map(id).collect()
    }
}
