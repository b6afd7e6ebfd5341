//! What an app and the server share.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{AppText, FactorId, FactorKind, Parameters};
use crate::{
    auth::{HotpHash, HotpUri, base32},
    keyed_hash::HashKey,
    otp::{Keys, keys::KeyId},
    sealed::Sealed,
};

/// A factor's secret. To be shown once, never logged.
#[derive(Clone, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FactorSecret(Vec<u8>);

impl FactorSecret {
    /// The bytes of randomness that are enough for one.
    pub const RANDOM_BYTES: usize = HotpHash::MOST_SECRET_BYTES;

    /// One of random bytes, as long as its hash has it.
    #[must_use]
    pub fn new(random: &[u8; Self::RANDOM_BYTES], hash: HotpHash) -> Self {
        Self(random.iter().copied().take(hash.secret_bytes()).collect())
    }

    /// The secret in base32, to be typed into an app.
    #[must_use]
    pub fn to_base32(&self) -> String {
        base32(&self.0)
    }

    /// The secret as apps read it from a QR code.
    #[must_use]
    pub fn uri(&self, parameters: Parameters, issuer: &AppText, label: &AppText) -> String {
        let parameter = match parameters.kind {
            FactorKind::Totp => ("period", parameters.period.into()),
            FactorKind::Hotp => ("counter", 0),
        };
        let uri = HotpUri {
            kind: parameters.kind.as_str(),
            issuer: issuer.as_str(),
            account_name: label.as_str(),
            secret: &self.0,
            hash: parameters.hash,
            digits: parameters.digits.get().into(),
            parameter,
        };
        uri.to_string()
    }

    pub(super) fn octets(&self) -> &[u8] {
        &self.0
    }

    /// As it is kept: under the current key, and which that is.
    pub(super) fn sealed(&self, id: &FactorId, keys: &Keys) -> (KeyId, Sealed) {
        let (key, current) = keys.current();
        (key, Sealed::of_octets(&self.0, current, &context(id)))
    }

    /// What was kept.
    pub(super) fn open(sealed: &Sealed, id: &FactorId, key: &HashKey) -> Option<Self> {
        sealed.open_octets(key, &context(id)).map(Self)
    }
}

fn context(id: &FactorId) -> [&[u8]; 2] {
    [b"factor-secret", id.as_str().as_bytes()]
}

/// Redacted.
impl fmt::Debug for FactorSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FactorSecret(..)")
    }
}
