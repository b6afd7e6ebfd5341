//! Passwords that people choose: kept as a salted, slow, keyed hash.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{
    array,
    keyed_hash::{HashKey, KeyedHash},
    written::{Form, Written},
};

/// A password that a user may have: 12 to 128 characters (NIST SP 800-63B-4, clause 3.1.1.2, asks for length and
/// forbids rules of composition).
#[derive(Clone)]
pub struct Password(String);

/// The text is not fit to be a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a password has {} to {} characters", Password::MIN_CHARACTERS, Password::MAX_CHARACTERS)]
pub struct PasswordError;

impl Password {
    /// The fewest characters that a new password has.
    pub const MIN_CHARACTERS: usize = 12;
    /// The most.
    pub const MAX_CHARACTERS: usize = 128;

    /// The password itself: to be hashed, never stored or logged.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl std::str::FromStr for Password {
    type Err = PasswordError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let length = text.chars().count();
        let fits = (Self::MIN_CHARACTERS..=Self::MAX_CHARACTERS).contains(&length);
        if fits { Ok(Self(text.to_owned())) } else { Err(PasswordError) }
    }
}

impl Written for Password {
    const EXPECTED: &'static str = "password of 12 to 128 characters";
    const MAX: usize = Self::MAX_CHARACTERS;

    fn form() -> Form {
        Form::Pattern("[\\s\\S]{12,128}".into())
    }
}

/// Redacted.
impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(..)")
    }
}

/// How a password is stretched: PBKDF2 with HMAC-SHA-256 (RFC 8018, clause 5.2), 32 bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stretching {
    /// Random, and different for each password.
    #[serde(deserialize_with = "array::read")]
    pub salt: [u8; 16],
    /// How many rounds.
    pub rounds: u32,
}

impl Stretching {
    /// The rounds of a new password: the most that the platform allows in one derivation. What they lack to the
    /// 600,000 that are advised for a hash that stands alone, the key makes up for ([`PasswordHash`]).
    pub const ROUNDS: u32 = 100_000;

    /// For a new password.
    #[must_use]
    pub const fn new(salt: [u8; 16]) -> Self {
        Self { salt, rounds: Self::ROUNDS }
    }

    /// For a login that does not exist: always the same for the same name, so that answers and times do not tell.
    #[must_use]
    pub fn of_nobody(key: &HashKey, name: &str) -> Self {
        let hash = key.hash(&[b"salt-of-nobody", name.as_bytes()]);
        let mut salt = [0; 16];
        salt.copy_from_slice(hash.as_bytes().first_chunk::<16>().unwrap_or(&[0; 16]));
        Self::new(salt)
    }
}

/// A password as it is stored. The stretched password is hashed once more under the server's key, so a copy of the
/// storage alone does not even let anybody guess.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasswordHash {
    /// How it was stretched.
    pub stretching: Stretching,
    hash: KeyedHash,
}

impl PasswordHash {
    /// From the stretched password.
    #[must_use]
    pub fn new(stretching: Stretching, stretched: &[u8; 32], key: &HashKey) -> Self {
        Self { stretching, hash: Self::keyed(stretched, key) }
    }

    /// The hash of a stretched password that a caller presents.
    #[must_use]
    pub fn keyed(stretched: &[u8; 32], key: &HashKey) -> KeyedHash {
        key.hash(&[b"password", stretched])
    }

    /// Whether a caller presents the right one.
    #[must_use]
    pub fn is(&self, presented: KeyedHash) -> bool {
        self.hash == presented
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_length_matters() {
        for (text, fits) in
            [("eleven char", false), ("twelve chars", true), ("            ", true), ("ñññññññññññ", false)]
        {
            assert_eq!(text.parse::<Password>().is_ok(), fits, "{text}");
        }
        assert!("x".repeat(128).parse::<Password>().is_ok());
        assert!("x".repeat(129).parse::<Password>().is_err());
        assert_eq!(format!("{:?}", "correct horse battery".parse::<Password>()), "Ok(Password(..))");
    }

    #[test]
    fn nobody_has_a_salt_of_its_own() {
        let key = HashKey::new(&"k".repeat(32)).unwrap();
        assert_eq!(Stretching::of_nobody(&key, "a@b.example"), Stretching::of_nobody(&key, "a@b.example"));
        assert_ne!(
            Stretching::of_nobody(&key, "a@b.example").salt,
            Stretching::of_nobody(&key, "c@b.example").salt
        );
    }

    #[test]
    fn a_hash_is_of_one_password_and_one_key() {
        let (key, other) = (HashKey::new(&"k".repeat(32)).unwrap(), HashKey::new(&"o".repeat(32)).unwrap());
        let hash = PasswordHash::new(Stretching::new([1; 16]), &[7; 32], &key);
        assert!(hash.is(PasswordHash::keyed(&[7; 32], &key)));
        assert!(!hash.is(PasswordHash::keyed(&[8; 32], &key)));
        assert!(!hash.is(PasswordHash::keyed(&[7; 32], &other)));
    }
}
