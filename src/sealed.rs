//! Texts that are stored so that a copy of the storage does not tell them.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};

use crate::keyed_hash::HashKey;

/// A text under a key: each octet added, without carry, to one of a stream that HMAC-SHA-256 makes in counter mode (NIST SP 800-108,
/// clause 4.1). It tells how long the text is, and not whether somebody changed it: where it is stored, nobody else writes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Sealed(String);

impl Sealed {
    /// Seals a text. The context, which says what it is and of what, is never that of another text.
    #[must_use]
    pub fn new(text: &str, key: &HashKey, context: &[&[u8]]) -> Self {
        Self::of_octets(text.as_bytes(), key, context)
    }

    /// The same of octets that are no text.
    #[must_use]
    pub fn of_octets(octets: &[u8], key: &HashKey, context: &[&[u8]]) -> Self {
        Self(URL_SAFE_NO_PAD.encode(added(octets, key, context)))
    }

    /// One that is stored as a text of its own.
    #[must_use]
    pub const fn stored(text: String) -> Self {
        Self(text)
    }

    /// As it is stored: base64url without padding.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The text; `None` where it is not of this key and context, as far as that shows.
    #[must_use]
    pub fn open(&self, key: &HashKey, context: &[&[u8]]) -> Option<String> {
        String::from_utf8(self.open_octets(key, context)?).ok()
    }

    /// The octets, which are others where it is not of this key and context.
    #[must_use]
    pub fn open_octets(&self, key: &HashKey, context: &[&[u8]]) -> Option<Vec<u8>> {
        let sealed = URL_SAFE_NO_PAD.decode(&self.0).ok()?;
        Some(added(&sealed, key, context))
    }
}

/// Octets with the stream of a key and a context added: sealed, or opened again.
pub(crate) fn added(octets: &[u8], key: &HashKey, context: &[&[u8]]) -> Vec<u8> {
    let mut added = octets.to_vec();
    for (counter, block) in (0_u32..).zip(added.chunks_mut(32)) {
        let counter = counter.to_be_bytes();
        let parts: Vec<&[u8]> =
            [&b"sealed"[..], &counter].into_iter().chain(context.iter().copied()).collect();
        for (octet, pad) in block.iter_mut().zip(key.hash(&parts).as_bytes()) {
            *octet ^= pad;
        }
    }
    added
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(of: &str) -> HashKey {
        HashKey::new(&of.repeat(32)).unwrap()
    }

    #[test]
    fn opens_with_its_key_and_context_only() {
        for text in ["", "34666555444", &"señora@example.com".repeat(20)] {
            let sealed = Sealed::new(text, &key("k"), &[b"to", b"1"]);
            assert_eq!(sealed.open(&key("k"), &[b"to", b"1"]).as_deref(), Some(text));
            if !text.is_empty() {
                assert_ne!(sealed.open(&key("l"), &[b"to", b"1"]).as_deref(), Some(text));
                assert_ne!(sealed.open(&key("k"), &[b"to", b"2"]).as_deref(), Some(text));
            }
        }
    }

    #[test]
    fn one_text_looks_different_in_every_context_and_every_block() {
        let sealed = |context: &[u8]| Sealed::new(&"a".repeat(64), &key("k"), &[context]).0;
        assert_ne!(sealed(b"1"), sealed(b"2"));
        let octets = URL_SAFE_NO_PAD.decode(sealed(b"1")).unwrap();
        assert_ne!(octets[..32], octets[32..]);
    }
}
