//! API keys: how a program shows which account it acts for.

use std::{fmt, str::FromStr};

use super::base62;
use crate::{
    ids::{AccountId, KeyId},
    keyed_hash::{HashKey, KeyedHash},
    random,
};

/// An API key: shown once when it is made, kept as a keyed hash.
///
/// As text: [`Self::PREFIX`], the account (22 characters), the key's id (8), the secret (32, which is 190 bits), and a
/// CRC-32 of all that (6), everything in base62. The checksum lets a scanner of source code tell a key from a
/// random string without asking, and turns away a mistyped one before any storage is read.
#[derive(Clone)]
pub struct ApiKey {
    /// Whose key it is.
    pub account: AccountId,
    /// Which of the account's keys it is.
    pub id: KeyId,
    secret: String,
}

/// The text is not an API key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ApiKeyError {
    /// Not the prefix and 68 letters and digits.
    #[error("not an API key")]
    Form,
    /// The checksum is of another text.
    #[error("a mistyped API key")]
    Checksum,
}

impl ApiKey {
    /// What every key starts with.
    pub const PREFIX: &'static str = "sw_live_";

    const SECRET_LENGTH: usize = 32;

    /// A new one from random bytes, 64 of which are plenty; `None` when they run out ([`random::symbols`]).
    #[must_use]
    pub fn generate(account: AccountId, random: &[u8]) -> Option<Self> {
        let widths = [KeyId::LENGTH, Self::SECRET_LENGTH];
        let symbols = random::symbols(random::BASE62, widths.iter().sum(), random)?;
        let [id, secret] = base62::cut(&symbols, widths)?;
        Some(Self { account, id: id.parse().ok()?, secret: secret.to_owned() })
    }

    /// The key as text: to be shown once, never logged.
    #[must_use]
    pub fn expose(&self) -> String {
        let body = format!("{}{}{}{}", Self::PREFIX, self.account, self.id, self.secret);
        let checksum = base62::write_number(crc32(body.as_bytes()));
        body + &checksum
    }

    /// Enough of the key to tell it from others, and nothing of its secret: `sw_live_4fK0…9aZb41Qe`.
    #[must_use]
    pub fn hint(&self) -> String {
        format!("{}{:.4}…{}", Self::PREFIX, self.account.as_str(), self.id)
    }

    /// The form that is stored and compared.
    #[must_use]
    pub fn hash(&self, key: &HashKey) -> KeyedHash {
        let [account, id] = [self.account.as_str(), self.id.as_str()].map(str::as_bytes);
        key.hash(&[b"api-key", account, id, self.secret.as_bytes()])
    }
}

impl FromStr for ApiKey {
    type Err = ApiKeyError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let symbols = text.strip_prefix(Self::PREFIX).ok_or(ApiKeyError::Form)?;
        if !symbols.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return Err(ApiKeyError::Form);
        }
        let widths = [AccountId::LENGTH, KeyId::LENGTH, Self::SECRET_LENGTH, base62::NUMBER_WIDTH];
        let [account, id, secret, checksum] = base62::cut(symbols, widths).ok_or(ApiKeyError::Form)?;
        let body = text.strip_suffix(checksum).unwrap_or(text);
        if base62::read_number(checksum) != Some(crc32(body.as_bytes())) {
            return Err(ApiKeyError::Checksum);
        }
        Ok(Self {
            account: account.parse().map_err(|_| ApiKeyError::Form)?,
            id: id.parse().map_err(|_| ApiKeyError::Form)?,
            secret: secret.to_owned(),
        })
    }
}

/// The hint only.
impl fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ApiKey({})", self.hint())
    }
}

/// CRC-32/ISO-HDLC, the one of zip and Ethernet: bit by bit, since a key has 70 characters.
fn crc32(bytes: &[u8]) -> u32 {
    let shift = |crc: u32, _| if crc & 1 == 1 { crc >> 1 ^ 0xEDB8_8320 } else { crc >> 1 };
    !bytes.iter().fold(!0, |crc, &byte| (0..8).fold(crc ^ u32::from(byte), shift))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksum_is_the_common_crc32() {
        assert_eq!(crc32(b"123456789"), 0xCBF4_3926);
    }

    #[test]
    fn nothing_prints_the_secret() {
        let account: AccountId = "abcdABCD0123456789wxyz".parse().unwrap();
        let key = ApiKey::generate(account, &(0..64).collect::<Vec<u8>>()).unwrap();
        assert_eq!(key.secret, "89ABCDEFGHIJKLMNOPQRSTUVWXYZabcd");
        assert_eq!(key.hint(), "sw_live_abcd…01234567");
        assert_eq!(format!("{key:?}"), "ApiKey(sw_live_abcd…01234567)");
    }
}
