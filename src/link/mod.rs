//! Short links: what a slug stands for, where it leads whom, and how it is counted.
//!
//! A [`Link`] is kept by the shard of its slug. What redirects need of it, its [`Rules`], is copied to where they read,
//! and [`decide`](redirect::decide) says from the copy alone where a visitor goes. What became of the visit becomes part of
//! [`Clicks`](click::Clicks), which the shard adds to its [`Counts`](counts::Counts).

pub mod agent;
pub mod allocation;
pub mod change;
pub mod click;
pub mod counts;
pub mod id;
pub mod job;
pub mod pass;
pub mod preview;
pub mod redirect;
pub mod rules;
pub mod shard;
pub mod sketch;
pub mod table;
pub mod visitor;

pub use allocation::{Allocation, Draft};
pub use change::LinkChange;
pub use id::LinkId;
pub use preview::Preview;
pub use rules::Rules;

use serde::{Deserialize, Serialize};

use crate::{auth::PasswordHash, change::Change, time::Timestamp};

/// The most URLs that one call may shorten.
pub const MAX_URLS_PER_CALL: usize = 1_000;

/// A link as its shard keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// Which it is.
    pub id: LinkId,
    /// The identifier of the account that made it.
    pub account_id: String,
    /// Where it leads.
    #[serde(with = "rules::bytes")]
    pub rules: Rules,
    /// What people say of it.
    pub words: Words,
    /// The password that it asks for.
    pub password: Option<PasswordHash>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
    /// Counts the changes, from 1.
    pub version: u32,
}

impl Link {
    /// Makes a change, whose password was hashed before.
    pub fn change(&mut self, change: LinkChange, password: Change<PasswordHash>, now: Timestamp) {
        change.apply(&mut self.rules, &mut self.words);
        (self.updated_at, self.version) = (now, self.version + 1);
        self.set_password(password);
    }

    /// Changes its password. Passes that were given for another are worth nothing from then on.
    fn set_password(&mut self, change: Change<PasswordHash>) {
        match change {
            Change::Keep => return,
            Change::Clear => self.password = None,
            Change::To(hash) => self.password = Some(hash),
        }
        self.rules.password_version = if self.password.is_some() { self.version } else { 0 };
    }
}

/// What people say of a link. No redirect depends on it, but on whether there is a preview ([`Rules::has_preview`]).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Words {
    /// What they call it; may be empty.
    pub title: String,
    /// What they sort it under.
    pub tags: Vec<String>,
    /// What else there is to say; may be empty.
    pub notes: String,
    /// What another system knows it by; may be empty.
    pub external_id: String,
    /// How it is shown before anybody follows it; may be empty.
    pub preview: Preview,
}

impl Words {
    /// The most characters of a title.
    pub const MAX_TITLE: usize = 200;

    /// The most tags.
    pub const MAX_TAGS: usize = 20;

    /// The most characters of notes.
    pub const MAX_NOTES: usize = 2_000;

    /// The most characters of an external id.
    pub const MAX_EXTERNAL_ID: usize = 100;
}
