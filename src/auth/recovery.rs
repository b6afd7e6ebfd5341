//! Recovery codes: the way in for a user whose authenticator app is lost.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{
    keyed_hash::{HashKey, KeyedHash},
    random,
};

/// A code of ten symbols: shown once when it is made, kept as a keyed hash, used once.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RecoveryCode(String);

impl RecoveryCode {
    /// The bytes of randomness that are enough for one code, but once in 10^27 draws.
    pub const RANDOM_BYTES: usize = 32;

    /// Ten of 31 symbols: 49 bits.
    const LENGTH: usize = 10;

    /// How many symbols stand together.
    const GROUP: usize = 5;

    /// Capitals and digits without those that look alike: no `0` and `O`, no `1`, `I` and `L`.
    const ALPHABET: &'static [u8] = b"23456789ABCDEFGHJKMNPQRSTUVWXYZ";

    /// A new code from random bytes; `None` when they run out ([`random::symbols`]).
    #[must_use]
    pub fn generate(random: &[u8]) -> Option<Self> {
        random::symbols(Self::ALPHABET, Self::LENGTH, random).map(Self)
    }

    /// What a user presents, right or wrong. Only letters and digits count, in either case: people type spaces,
    /// and phones turn a hyphen into a dash.
    #[must_use]
    pub fn presented(text: &str) -> Self {
        Self(
            text.chars()
                .filter(char::is_ascii_alphanumeric)
                .map(|symbol| symbol.to_ascii_uppercase())
                .collect(),
        )
    }

    /// The code in two groups, `ABCDE-FGHJK`: to be shown once, never logged.
    #[must_use]
    pub fn expose(&self) -> String {
        match self.0.split_at_checked(Self::GROUP) {
            Some((first, second)) if !second.is_empty() => format!("{first}-{second}"),
            _ => self.0.clone(),
        }
    }

    /// The form that is stored and compared; of this user of this account alone.
    #[must_use]
    pub fn hash(&self, key: &HashKey, account: &str, user: &str) -> KeyedHash {
        key.hash(&[b"recovery-code", account.as_bytes(), user.as_bytes(), self.0.as_bytes()])
    }
}

/// Redacted.
impl fmt::Debug for RecoveryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RecoveryCode(..)")
    }
}

/// A user's codes that are still good, as they are stored.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecoveryCodes {
    hashes: Vec<KeyedHash>,
}

impl RecoveryCodes {
    /// A new set, of codes hashed by [`RecoveryCode::hash`].
    #[must_use]
    pub const fn new(hashes: Vec<KeyedHash>) -> Self {
        Self { hashes }
    }

    /// How many are left.
    #[must_use]
    pub const fn remaining(&self) -> usize {
        self.hashes.len()
    }

    /// Uses up the code of this hash. Whether there was one: if so, the set is to be stored before anyone is let in.
    #[must_use]
    pub fn use_code(&mut self, hash: KeyedHash) -> bool {
        let before = self.hashes.len();
        // All are compared, whichever matches.
        self.hashes.retain(|stored| *stored != hash);
        self.hashes.len() < before
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> HashKey {
        HashKey::new(&"k".repeat(32)).unwrap()
    }

    fn code(seed: u8) -> RecoveryCode {
        RecoveryCode::generate(&[seed; RecoveryCode::RANDOM_BYTES]).unwrap()
    }

    fn hash(code: &RecoveryCode) -> KeyedHash {
        code.hash(&key(), "account", "user")
    }

    #[test]
    fn is_shown_in_two_groups_and_never_printed() {
        let bytes: Vec<u8> = (0..32).collect();
        let code = RecoveryCode::generate(&bytes).unwrap();
        assert_eq!(code.expose(), "23456-789AB");
        assert_eq!(format!("{code:?}"), "RecoveryCode(..)");
        assert!(RecoveryCode::generate(&[0; 9]).is_none());
    }

    #[test]
    fn is_the_same_however_it_is_typed() {
        let made = RecoveryCode::generate(&(8..40).collect::<Vec<u8>>()).unwrap();
        assert_eq!(made.expose(), "ABCDE-FGHJK");
        for text in ["ABCDE-FGHJK", "abcdefghjk", " ab cde\u{2013}fg hjk\n", "a-b-c-d-e-f-g-h-j-k"] {
            assert_eq!(hash(&RecoveryCode::presented(text)), hash(&made), "{text:?}");
        }
        for text in ["", "ABCDE", "ABCDE-FGHJ", "ABCDE-FGHJKK", "ABCDE-FGHJM"] {
            assert_ne!(hash(&RecoveryCode::presented(text)), hash(&made), "{text:?}");
            assert_eq!(RecoveryCode::presented(text).expose(), text, "{text:?}");
        }
    }

    #[test]
    fn belongs_to_one_user_of_one_account() {
        let code = code(1);
        assert_ne!(code.hash(&key(), "a", "b"), code.hash(&key(), "a", "c"));
        assert_ne!(code.hash(&key(), "a", "b"), code.hash(&key(), "c", "b"));
        assert_ne!(code.hash(&key(), "ab", ""), code.hash(&key(), "a", "b"));
    }

    #[test]
    fn each_is_used_once() {
        let mut codes = RecoveryCodes::new((1..=3).map(|seed| hash(&code(seed))).collect());
        assert!(!codes.use_code(hash(&code(4))) && codes.remaining() == 3);
        assert!(codes.use_code(hash(&code(2))) && codes.remaining() == 2);
        assert!(!codes.use_code(hash(&code(2))) && codes.remaining() == 2);
        assert!(codes.use_code(hash(&code(1))) && codes.use_code(hash(&code(3))) && codes.remaining() == 0);
        assert!(!RecoveryCodes::default().use_code(KeyedHash::NONE));
    }

    #[test]
    fn are_stored_as_hashes() {
        let codes = RecoveryCodes::new(vec![hash(&code(1)), hash(&code(2))]);
        let stored = serde_json::to_string(&codes).unwrap();
        assert_eq!(serde_json::from_str::<RecoveryCodes>(&stored).unwrap(), codes);
    }
}
