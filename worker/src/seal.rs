//! Sealing: AES-256-GCM (NIST SP 800-38D) by the platform, for what must be kept and yet not be readable where it is kept.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde::{Deserialize, Serialize};
use shortwave::keyed_hash::KeyedHash;

use crate::{crypto, env, failure::Failure};

/// Something sealed, as base64 with its nonce in front.
#[derive(Serialize, Deserialize)]
#[serde(transparent)]
pub struct Sealed(String);

const NONCE_BYTES: usize = 12;

impl Sealed {
    /// Seals bytes under a key.
    pub async fn seal(key: KeyedHash, bytes: &[u8]) -> Result<Self, Failure> {
        let nonce = env::random::<NONCE_BYTES>()?;
        let sealed = crypto::aes_gcm(crypto::Direction::Encrypt, key.as_bytes(), &nonce, bytes).await?;
        Ok(Self(STANDARD.encode([&nonce[..], &sealed].concat())))
    }

    /// What was sealed.
    pub async fn open(&self, key: KeyedHash) -> Result<Vec<u8>, Failure> {
        let broken = || Failure::Hidden("a sealed answer is broken".to_owned());
        let bytes = STANDARD.decode(&self.0).map_err(|_| broken())?;
        let (nonce, sealed) = bytes.split_first_chunk::<NONCE_BYTES>().ok_or_else(broken)?;
        crypto::aes_gcm(crypto::Direction::Decrypt, key.as_bytes(), nonce, sealed).await
    }
}
