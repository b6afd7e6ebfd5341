//! Keyed hashes: how secrets and one-time codes are kept without keeping them.

use std::fmt;

use constant_time_eq::constant_time_eq_32;
use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

use crate::{array, hex::hex};

/// A server-side key. Without it, a copy of the storage tells nothing about short codes.
#[derive(Clone)]
pub struct HashKey(Hmac<Sha256>);

/// The key is too short to be a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a key has at least {} characters", HashKey::MIN_LENGTH)]
pub struct HashKeyError;

impl HashKey {
    /// The fewest bytes a key may have: 32, the output length of SHA-256 (RFC 2104, clause 3).
    pub const MIN_LENGTH: usize = 32;

    /// A key from a configured secret.
    ///
    /// # Errors
    /// When the secret is shorter than [`Self::MIN_LENGTH`].
    pub fn new(secret: &str) -> Result<Self, HashKeyError> {
        if secret.len() < Self::MIN_LENGTH {
            return Err(HashKeyError);
        }
        Hmac::new_from_slice(secret.as_bytes()).map(Self).map_err(|_| HashKeyError)
    }

    /// HMAC-SHA-256 over the parts, each preceded by its length so that no two lists of parts collide. The
    /// first part says what the hash is for.
    #[must_use]
    pub fn hash(&self, parts: &[&[u8]]) -> KeyedHash {
        let mut mac = self.0.clone();
        for part in parts {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part);
        }
        KeyedHash(mac.finalize().into_bytes().into())
    }
}

/// HMAC-SHA-256 under a key as long as its hash (RFC 2104), which fits its block whatever it is.
pub(crate) fn hmac(key: [u8; 32]) -> Hmac<Sha256> {
    let mut block = hmac::digest::Key::<Hmac<Sha256>>::default();
    for (place, byte) in block.iter_mut().zip(key) {
        *place = byte;
    }
    Hmac::new(&block)
}

/// Redacted.
impl fmt::Debug for HashKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HashKey(..)")
    }
}

/// What [`HashKey::hash`] gives. Two hashes are compared in constant time.
#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(transparent)]
pub struct KeyedHash(#[serde(deserialize_with = "array::read")] [u8; 32]);

impl KeyedHash {
    /// A hash that nothing hashes to, to compare with where there is none, at the same cost.
    pub const NONE: Self = Self([0; 32]);

    /// The 32 bytes, for what is derived from them.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The first 8 bytes, where these are enough to tell things apart.
    #[must_use]
    pub const fn first(&self) -> u64 {
        match self.0.first_chunk() {
            Some(first) => u64::from_be_bytes(*first),
            None => 0,
        }
    }

    /// 64 hexadecimal digits, to name something by.
    #[must_use]
    pub fn to_hex(&self) -> String {
        hex(&self.0)
    }
}

impl PartialEq for KeyedHash {
    fn eq(&self, other: &Self) -> bool {
        constant_time_eq_32(&self.0, &other.0)
    }
}

impl Eq for KeyedHash {}

/// Redacted.
impl fmt::Debug for KeyedHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeyedHash(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moving_a_boundary_between_parts_changes_the_hash() {
        let key = HashKey::new(&"k".repeat(32)).unwrap();
        assert_eq!(key.hash(&[b"ab", b"c"]), key.hash(&[b"ab", b"c"]));
        assert_ne!(key.hash(&[b"ab", b"c"]), key.hash(&[b"a", b"bc"]));
        assert_ne!(key.hash(&[b"abc"]), key.hash(&[b"abc", b""]));
    }

    #[test]
    fn a_short_secret_is_refused_and_none_is_printed() {
        assert_eq!(HashKey::new(&"k".repeat(31)).unwrap_err(), HashKeyError);
        let key = HashKey::new("hunter2hunter2hunter2hunter2hunter2").unwrap();
        assert_eq!(format!("{key:?} {:?}", key.hash(&[b"x"])), "HashKey(..) KeyedHash(..)");
    }
}
