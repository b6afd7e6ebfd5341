//! The two ways in which access tokens are signed.

use std::fmt;

use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::keyed_hash::hmac;

/// A secret and the one algorithm that it is used with.
///
/// The algorithm is the key's: were it the token's, a caller could have a public key taken for an HMAC secret
/// (RFC 8725, clauses 2.1 and 3.1).
#[derive(Clone)]
pub(super) enum SecretKey {
    /// Ed25519 (RFC 8032). Boxed, since it is many times the size of the other.
    Ed25519(Box<SigningKey>),
    /// HMAC-SHA-256 (RFC 2104).
    Hs256(Hmac<Sha256>),
}

/// The secret is too short to be one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TooShort;

impl SecretKey {
    /// The fewest bytes of a symmetric secret: 32, as many as the hash has (RFC 7518, clause 3.2).
    pub(super) const MIN_SYMMETRIC_BYTES: usize = 32;

    /// The key that a seed stands for (RFC 8032, clause 5.1.5).
    pub(super) fn ed25519(seed: &[u8; 32]) -> Self {
        Self::Ed25519(Box::new(SigningKey::from_bytes(seed)))
    }

    /// A symmetric key of the length of its hash, which is always long enough.
    pub(super) fn hs256(secret: [u8; 32]) -> Self {
        Self::Hs256(hmac(secret))
    }

    /// A symmetric key of any length from [`Self::MIN_SYMMETRIC_BYTES`].
    pub(super) fn hs256_from_slice(secret: &[u8]) -> Result<Self, TooShort> {
        if secret.len() < Self::MIN_SYMMETRIC_BYTES {
            return Err(TooShort);
        }
        Hmac::new_from_slice(secret).map(Self::Hs256).map_err(|_| TooShort)
    }

    /// The `alg` of its signatures (RFC 7518, clause 3.1; RFC 8037, clause 3.1).
    pub(super) const fn algorithm(&self) -> &'static str {
        match self {
            Self::Ed25519(_) => "EdDSA",
            Self::Hs256(_) => "HS256",
        }
    }

    /// The half that may be shown; a symmetric key has none.
    pub(super) fn public_half(&self) -> Option<[u8; 32]> {
        match self {
            Self::Ed25519(key) => Some(key.verifying_key().to_bytes()),
            Self::Hs256(_) => None,
        }
    }

    /// The signature of a message: 64 bytes of Ed25519, 32 of HMAC-SHA-256.
    pub(super) fn sign(&self, message: &[u8]) -> Vec<u8> {
        match self {
            Self::Ed25519(key) => key.sign(message).to_bytes().to_vec(),
            Self::Hs256(mac) => mac.clone().chain_update(message).finalize().into_bytes().to_vec(),
        }
    }

    /// Whether the signature is this key's and the message's; whole, and in a time that does not tell where a
    /// wrong one differs.
    pub(super) fn verify(&self, message: &[u8], signature: &[u8]) -> bool {
        match self {
            Self::Ed25519(key) => ed25519_verifies(&key.verifying_key(), message, signature),
            Self::Hs256(mac) => mac.clone().chain_update(message).verify_slice(signature).is_ok(),
        }
    }
}

/// Strictly: points of small order, for which one signature fits many messages, are refused.
pub(super) fn ed25519_verifies(key: &VerifyingKey, message: &[u8], signature: &[u8]) -> bool {
    Signature::from_slice(signature).is_ok_and(|signature| key.verify_strict(message, &signature).is_ok())
}

/// Redacted.
impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SecretKey({})", self.algorithm())
    }
}
