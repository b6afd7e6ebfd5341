//! The keys that codes are made and kept under.

use serde::{Deserialize, Serialize};

use crate::keyed_hash::HashKey;

/// Which key a code is kept under. It tells nothing of the key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct KeyId(u64);

impl KeyId {
    fn of(key: &HashKey) -> Self {
        // Numbers of JSON keep 53 bits everywhere.
        Self(key.hash(&[b"otp-key-id"]).first() >> 11)
    }
}

/// The key that new codes are kept under, and the one before it, by which those are still read that are pending.
#[derive(Clone, Debug)]
pub struct Keys {
    current: (KeyId, HashKey),
    former: Option<(KeyId, HashKey)>,
}

impl Keys {
    /// The current key, and the former where there is one.
    #[must_use]
    pub fn new(current: HashKey, former: Option<HashKey>) -> Self {
        let named = |key: HashKey| (KeyId::of(&key), key);
        Self { current: named(current), former: former.map(named) }
    }

    /// The key for what is new.
    pub(super) const fn current(&self) -> (KeyId, &HashKey) {
        (self.current.0, &self.current.1)
    }

    /// The key of an id, if it is still there.
    pub(super) fn of(&self, id: KeyId) -> Option<&HashKey> {
        [Some(&self.current), self.former.as_ref()]
            .into_iter()
            .flatten()
            .find_map(|(of, key)| (*of == id).then_some(key))
    }
}
