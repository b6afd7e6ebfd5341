//! API passwords and other long random secrets.

use std::fmt;

use constant_time_eq::constant_time_eq;
use serde::{Deserialize, Serialize};

use crate::{
    keyed_hash::{HashKey, KeyedHash},
    random,
};

/// An account's API password: shown once when it is made, kept as a keyed hash.
#[derive(Clone, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ApiPassword(String);

impl ApiPassword {
    /// 40 characters of 62: 238 bits.
    const LENGTH: usize = 40;

    /// A new one from random bytes; `None` when they run out ([`random::symbols`]).
    #[must_use]
    pub fn generate(random: &[u8]) -> Option<Self> {
        random::symbols(random::BASE62, Self::LENGTH, random).map(Self)
    }

    /// What a caller presents, right or wrong.
    #[must_use]
    pub fn presented(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// The secret itself: to be shown once, never logged.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// The form that is stored and compared.
    #[must_use]
    pub fn hash(&self, key: &HashKey) -> KeyedHash {
        key.hash(&[b"api-password", self.0.as_bytes()])
    }
}

/// Redacted.
impl fmt::Debug for ApiPassword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ApiPassword(..)")
    }
}

/// Whether a configured secret and a presented one are the same, in a time that does not tell where they differ.
#[must_use]
pub fn same_secret(configured: &str, presented: &str) -> bool {
    constant_time_eq(configured.as_bytes(), presented.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_long_and_never_printed() {
        let bytes: Vec<u8> = (0..64).collect();
        let password = ApiPassword::generate(&bytes).unwrap();
        assert_eq!(password.expose().len(), 40);
        assert_eq!(format!("{password:?}"), "ApiPassword(..)");
        assert!(same_secret("abc", "abc") && !same_secret("abc", "abd") && !same_secret("abc", "ab"));
    }
}
