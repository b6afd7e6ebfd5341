//! API keys as an account keeps them.

use serde::{Deserialize, Serialize};

use crate::{auth::Scopes, change::Change, ids::KeyId, keyed_hash::KeyedHash, time::Timestamp};

/// An API key, without the key itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Key {
    /// Part of the key, so that a key that is found somewhere can be told from the others.
    pub id: KeyId,
    /// What people call it.
    pub name: String,
    /// What it may do.
    pub scopes: Scopes,
    /// How the key begins and which it is; nothing secret.
    pub hint: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
    /// From when on it is refused; never, unless said.
    pub expires_at: Option<Timestamp>,
    /// When it was last used, within a minute.
    pub last_used_at: Option<Timestamp>,
    /// Counts the changes, from 1.
    pub version: u32,
}

/// What is to be changed of a key; what is `None` stays.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyChange {
    /// A new name.
    pub name: Option<String>,
    /// New scopes.
    pub scopes: Option<Scopes>,
    /// A new expiry, or none.
    pub expires_at: Change<Timestamp>,
}

/// A key as it is stored.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StoredKey {
    /// The key.
    pub key: Key,
    /// The hash of the whole key.
    pub hash: KeyedHash,
}

impl StoredKey {
    /// How far behind `last_used_at` may be, in milliseconds: a key in constant use is written once a minute.
    const USE_RESOLUTION: u64 = 60_000;

    /// Whether a caller presents this key while it is valid.
    #[must_use]
    pub fn admits(&self, presented: KeyedHash, now: Timestamp) -> bool {
        self.hash == presented && self.is_valid(now)
    }

    /// Whether it has not ended by itself.
    #[must_use]
    pub fn is_valid(&self, now: Timestamp) -> bool {
        self.key.expires_at.is_none_or(|expires_at| now < expires_at)
    }

    /// Notes that it was used; false when that need not be stored.
    pub fn used(&mut self, now: Timestamp) -> bool {
        let last = self.key.last_used_at;
        let is_news = last.is_none_or(|last| now.millis_since(last) >= Self::USE_RESOLUTION);
        if is_news {
            self.key.last_used_at = Some(now);
        }
        is_news
    }

    /// Makes a change.
    pub fn change(&mut self, change: KeyChange, now: Timestamp) {
        let key = &mut self.key;
        key.name = change.name.unwrap_or_else(|| std::mem::take(&mut key.name));
        key.scopes = change.scopes.unwrap_or(key.scopes);
        key.expires_at = change.expires_at.of(key.expires_at);
        key.updated_at = now;
        key.version += 1;
    }
}
