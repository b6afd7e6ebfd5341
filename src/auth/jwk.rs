//! The keys that access tokens are signed with, as a JSON Web Key Set (RFC 7517).

use std::fmt;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::Serialize;
use serde_json::{Map, Value};

use super::signature::SecretKey;
use crate::unique_json;

/// The operator's signing keys. The first signs, and all verify.
///
/// So a key is replaced without a moment in which good tokens are refused: append the new key, deploy; move it
/// to the front, deploy; drop the old one when the last token that it signed has expired.
#[derive(Clone)]
pub struct SigningKeys {
    first: Key,
    others: Vec<Key>,
}

/// A secret key and the name that tokens know it by.
#[derive(Clone)]
pub(super) struct Key {
    pub(super) id: String,
    pub(super) secret: SecretKey,
}

/// A text is not a set of keys to sign with. Never holds what the text held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeySetError {
    /// Not a JSON object that names each member once, at whatever depth.
    #[error("not a JSON object with each member once: line {line}, column {column}")]
    Json {
        /// The line where reading ended, from 1.
        line: usize,
        /// The column where reading ended.
        column: usize,
    },
    /// The object has no list `keys` (RFC 7517, clause 5.1).
    #[error("no list of keys")]
    NoList,
    /// The list has too few or too many keys.
    #[error("a set has 1 to {} keys", SigningKeys::MAX_KEYS)]
    Count,
    /// One of the keys cannot be used.
    #[error("key {index}: {reason}")]
    Key {
        /// Its place in the list, from 0.
        index: usize,
        /// What is wrong with it.
        reason: KeyError,
    },
}

/// A key of a set cannot be used to sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// It is not a JSON object.
    #[error("not an object")]
    NotAnObject,
    /// A member that it must have is missing or not a string.
    #[error("{0} is missing or not a string")]
    Member(&'static str),
    /// `kty` is neither `OKP` nor `oct` (RFC 7517, clause 4.1).
    #[error("kty is neither OKP nor oct")]
    KeyType,
    /// `crv` is not `Ed25519` (RFC 8037, clause 2).
    #[error("crv is not Ed25519")]
    Curve,
    /// `alg` is there and not the one of such a key (RFC 7517, clause 4.4).
    #[error("alg is not the algorithm of such a key")]
    Algorithm,
    /// `use` is there and not `sig` (RFC 7517, clause 4.2).
    #[error("use is not sig")]
    Use,
    /// `key_ops` is there and without `sign`, or with more than `sign` and `verify` (RFC 7517, clause 4.3).
    #[error("key_ops is not sign, or sign and verify")]
    Operations,
    /// `kid` is empty or too long (RFC 7517, clause 4.5).
    #[error("kid has not 1 to {} characters", SigningKeys::MAX_KEY_ID_CHARACTERS)]
    KeyIdLength,
    /// An earlier key of the set has the same `kid`.
    #[error("kid is that of an earlier key")]
    KeyIdTwice,
    /// A member is not base64url without padding (RFC 7515, clause 2).
    #[error("{0} is not base64url")]
    Base64(&'static str),
    /// A symmetric key is too short (RFC 7518, clause 3.2), or a private one not 32 bytes (RFC 8032, clause 5.1.5).
    #[error("{0} has the wrong length")]
    Length(&'static str),
    /// `x` is not the public key of `d` (RFC 8037, clause 2).
    #[error("x is not the public key of d")]
    PublicKey,
}

impl SigningKeys {
    /// The most keys of a set: two are in use during a change of keys.
    pub const MAX_KEYS: usize = 8;

    /// The most characters of a `kid`.
    pub const MAX_KEY_ID_CHARACTERS: usize = 64;

    /// The keys of a JWK Set with private keys: `{"keys":[…]}` (RFC 7517, clause 5).
    ///
    /// A key is `{"kty":"OKP","crv":"Ed25519","d","x","kid"}` or `{"kty":"oct","k","kid"}` with 32 bytes or more.
    /// `alg`, `use` and `key_ops` may say that such a key signs, and nothing else. Other members are ignored
    /// (RFC 7517, clause 4).
    ///
    /// # Errors
    /// When there is any key in it that is not of these, or not 1 to [`Self::MAX_KEYS`] keys.
    pub fn from_jwk_set(text: &str) -> Result<Self, KeySetError> {
        let mut keys = Vec::new();
        for (index, jwk) in list(text)?.iter().enumerate() {
            let key = distinct(jwk, &keys).map_err(|reason| KeySetError::Key { index, reason })?;
            keys.push(key);
        }
        let mut keys = keys.into_iter();
        let first = keys.next().ok_or(KeySetError::Count)?;
        Ok(Self { first, others: keys.collect() })
    }

    /// One HMAC-SHA-256 key that was derived from another secret. Of the name, the first
    /// [`Self::MAX_KEY_ID_CHARACTERS`] characters count.
    #[must_use]
    pub fn hs256(kid: &str, secret: [u8; 32]) -> Self {
        let id = kid.chars().take(Self::MAX_KEY_ID_CHARACTERS).collect();
        Self { first: Key { id, secret: SecretKey::hs256(secret) }, others: Vec::new() }
    }

    /// What others verify tokens with: the public halves, in the order of the set. Symmetric keys have none and
    /// do not appear.
    #[must_use]
    pub fn public_jwk_set(&self) -> PublicKeySet {
        PublicKeySet { keys: self.all().filter_map(PublicKey::of).collect() }
    }

    /// The key that signs.
    pub(super) const fn signing(&self) -> &Key {
        &self.first
    }

    /// The key of exactly that name, which has no other meaning: it is no path, query or URL
    /// (RFC 8725, clause 3.10).
    pub(super) fn find(&self, id: &str) -> Option<&Key> {
        self.all().find(|key| key.id == id)
    }

    fn all(&self) -> impl Iterator<Item = &Key> {
        std::iter::once(&self.first).chain(&self.others)
    }
}

/// Redacted.
impl fmt::Debug for SigningKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningKeys(..)")
    }
}

/// A JWK Set without a secret, for whoever verifies tokens (RFC 7517, clause 5).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "describe", derive(schemars::JsonSchema), schemars(rename = "JwkSet"))]
pub struct PublicKeySet {
    /// The keys, the one that signs first.
    keys: Vec<PublicKey>,
}

/// The public half of an Ed25519 key (RFC 8037, clause 2).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "describe", derive(schemars::JsonSchema), schemars(rename = "Jwk"))]
struct PublicKey {
    /// `OKP`.
    kty: &'static str,
    /// `Ed25519`.
    crv: &'static str,
    /// The key, in base64url.
    x: String,
    /// Its name in the header of a token.
    kid: String,
    /// `sig`: it is for signatures.
    r#use: &'static str,
    /// `EdDSA`.
    alg: &'static str,
}

impl PublicKey {
    fn of(key: &Key) -> Option<Self> {
        Some(Self {
            kty: "OKP",
            crv: "Ed25519",
            x: URL_SAFE_NO_PAD.encode(key.secret.public_half()?),
            kid: key.id.clone(),
            r#use: "sig",
            alg: key.secret.algorithm(),
        })
    }
}

fn list(text: &str) -> Result<Vec<Value>, KeySetError> {
    let mut set = unique_json::object(text.as_bytes())
        .map_err(|error| KeySetError::Json { line: error.line(), column: error.column() })?;
    match set.remove("keys") {
        Some(Value::Array(keys)) if keys.len() <= SigningKeys::MAX_KEYS => Ok(keys),
        Some(Value::Array(_)) => Err(KeySetError::Count),
        _ => Err(KeySetError::NoList),
    }
}

fn distinct(jwk: &Value, earlier: &[Key]) -> Result<Key, KeyError> {
    let key = Jwk(jwk.as_object().ok_or(KeyError::NotAnObject)?).key()?;
    if earlier.iter().any(|other| other.id == key.id) {
        return Err(KeyError::KeyIdTwice);
    }
    Ok(key)
}

/// The members of a key.
struct Jwk<'a>(&'a Map<String, Value>);

impl<'a> Jwk<'a> {
    fn key(&self) -> Result<Key, KeyError> {
        let secret = match self.text("kty")? {
            "OKP" => self.ed25519()?,
            "oct" => self.hs256()?,
            _ => return Err(KeyError::KeyType),
        };
        self.may_sign()?;
        Ok(Key { id: self.id()?, secret })
    }

    fn ed25519(&self) -> Result<SecretKey, KeyError> {
        if self.text("crv")? != "Ed25519" {
            return Err(KeyError::Curve);
        }
        // RFC 9864 gives the algorithm a name of its own, which other tools write already.
        self.algorithm_is(&["EdDSA", "Ed25519"])?;
        let seed: [u8; 32] = self.bytes("d")?.try_into().map_err(|_| KeyError::Length("d"))?;
        let key = SecretKey::ed25519(&seed);
        let x = self.bytes("x")?;
        if key.public_half().is_none_or(|public| x != public) {
            return Err(KeyError::PublicKey);
        }
        Ok(key)
    }

    fn hs256(&self) -> Result<SecretKey, KeyError> {
        self.algorithm_is(&["HS256"])?;
        SecretKey::hs256_from_slice(&self.bytes("k")?).map_err(|_| KeyError::Length("k"))
    }

    fn algorithm_is(&self, names: &[&str]) -> Result<(), KeyError> {
        match self.0.get("alg") {
            None => Ok(()),
            Some(Value::String(name)) if names.contains(&name.as_str()) => Ok(()),
            Some(_) => Err(KeyError::Algorithm),
        }
    }

    fn may_sign(&self) -> Result<(), KeyError> {
        if self.0.get("use").is_some_and(|purpose| purpose != "sig") {
            return Err(KeyError::Use);
        }
        if self.0.get("key_ops").is_some_and(|operations| !lets_sign(operations)) {
            return Err(KeyError::Operations);
        }
        Ok(())
    }

    fn id(&self) -> Result<String, KeyError> {
        let id = self.text("kid")?;
        if !(1..=SigningKeys::MAX_KEY_ID_CHARACTERS).contains(&id.chars().count()) {
            return Err(KeyError::KeyIdLength);
        }
        Ok(id.to_owned())
    }

    fn bytes(&self, name: &'static str) -> Result<Vec<u8>, KeyError> {
        URL_SAFE_NO_PAD.decode(self.text(name)?).map_err(|_| KeyError::Base64(name))
    }

    fn text(&self, name: &'static str) -> Result<&'a str, KeyError> {
        self.0.get(name).and_then(Value::as_str).ok_or(KeyError::Member(name))
    }
}

/// What a key is for, when it says so: it signs, and at most verifies besides. Other tools write both, or `sign`
/// alone.
fn lets_sign(operations: &Value) -> bool {
    let Some(operations) = operations.as_array() else { return false };
    operations.iter().all(|operation| operation == "sign" || operation == "verify")
        && operations.iter().any(|operation| operation == "sign")
}
