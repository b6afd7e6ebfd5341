//! What people want of a link.

use super::{
    Preview, Words,
    rules::{DeepLinks, Rules, Status, Targeting, Utm, Variant},
};
use crate::{
    change::Change,
    target_url::TargetUrl,
    time::Timestamp,
    written::{Form, Written},
};

/// What is to be changed of a link. Each field is that of [`Rules`] or of [`Words`] with its name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "said there")]
pub struct LinkChange {
    pub target: Option<TargetUrl>,
    pub status: Change<Status>,
    pub active_from: Change<Timestamp>,
    pub expires_at: Change<Timestamp>,
    pub expired_target: Change<TargetUrl>,
    pub click_limit: Change<u32>,
    pub password: Change<LinkPassword>,
    pub pass_query: Change<bool>,
    pub utm: Change<Utm>,
    pub targeting: Change<Vec<Targeting>>,
    pub variants: Change<Vec<Variant>>,
    pub deep_links: Change<DeepLinks>,
    pub noindex: Change<bool>,
    pub archived: Change<bool>,
    pub title: Change<String>,
    pub tags: Change<Vec<String>>,
    pub notes: Change<String>,
    pub external_id: Change<String>,
    pub preview: Change<Preview>,
}

/// A password that a link may have: 4 to 128 characters, which people tell each other.
#[derive(Clone, PartialEq, Eq)]
pub struct LinkPassword(String);

/// The text is not fit to be a link's password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a link's password has 4 to 128 characters")]
pub struct LinkPasswordError;

impl LinkPassword {
    /// The password itself: to be hashed, never stored or logged.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl std::str::FromStr for LinkPassword {
    type Err = LinkPasswordError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let fits = (4..=Self::MAX).contains(&text.chars().count());
        if fits { Ok(Self(text.to_owned())) } else { Err(LinkPasswordError) }
    }
}

impl Written for LinkPassword {
    const EXPECTED: &'static str = "password of 4 to 128 characters";
    const MAX: usize = 128;

    fn form() -> Form {
        Form::Pattern("[\\s\\S]{4,128}".into())
    }
}

/// Redacted.
impl std::fmt::Debug for LinkPassword {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("LinkPassword(..)")
    }
}

impl LinkChange {
    /// The same, where what is not given becomes what it is for a new link.
    #[must_use]
    pub fn replacing(self) -> Self {
        Self {
            target: self.target,
            status: self.status.replacing(),
            active_from: self.active_from.replacing(),
            expires_at: self.expires_at.replacing(),
            expired_target: self.expired_target.replacing(),
            click_limit: self.click_limit.replacing(),
            password: self.password.replacing(),
            pass_query: self.pass_query.replacing(),
            utm: self.utm.replacing(),
            targeting: self.targeting.replacing(),
            variants: self.variants.replacing(),
            deep_links: self.deep_links.replacing(),
            noindex: self.noindex.replacing(),
            archived: self.archived.replacing(),
            title: self.title.replacing(),
            tags: self.tags.replacing(),
            notes: self.notes.replacing(),
            external_id: self.external_id.replacing(),
            preview: self.preview.replacing(),
        }
    }

    /// Puts it into effect, but for the password, which is to be hashed first ([`Link::change`](super::Link)).
    pub fn apply(self, rules: &mut Rules, words: &mut Words) {
        if let Some(target) = self.target {
            rules.target = target;
        }
        self.status.apply(&mut rules.status);
        self.active_from.apply_to(&mut rules.active_from);
        self.expires_at.apply_to(&mut rules.expires_at);
        self.expired_target.apply_to(&mut rules.expired_target);
        self.click_limit.apply_to(&mut rules.click_limit);
        self.pass_query.apply(&mut rules.pass_query);
        self.utm.apply(&mut rules.utm);
        self.targeting.apply(&mut rules.targeting);
        self.variants.apply(&mut rules.variants);
        self.deep_links.apply(&mut rules.deep_links);
        self.noindex.apply(&mut rules.noindex);
        self.archived.apply(&mut rules.archived);
        self.title.apply(&mut words.title);
        self.tags.apply(&mut words.tags);
        self.notes.apply(&mut words.notes);
        self.external_id.apply(&mut words.external_id);
        self.preview.apply(&mut words.preview);
        rules.has_preview = !words.preview.is_empty();
    }
}
