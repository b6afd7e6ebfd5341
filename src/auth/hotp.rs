//! Codes that follow from a secret and a counter (HOTP, RFC 4226), and how authenticator apps are told of them.

use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha1::Sha1;
use sha2::{Sha256, Sha512};

use crate::{percent, written::answered_words};

answered_words! {
    /// Whose HMAC codes are taken from: SHA-1 (RFC 4226), or one of those that RFC 6238, clause 1.2, adds.
    #[derive(Default, Serialize, Deserialize)]
    pub HotpHash, "algorithm: SHA1, SHA256 or SHA512", at most 6;
    /// What all apps know. That SHA-1 has collisions does not weaken its HMAC (RFC 6238, clause 1.2).
    #[default]
    Sha1 = "SHA1",
    /// SHA-256.
    Sha256 = "SHA256",
    /// SHA-512.
    Sha512 = "SHA512",
}

impl HotpHash {
    /// The bytes of the longest secret.
    pub const MOST_SECRET_BYTES: usize = 64;

    /// The bytes of a secret: as many as the hash has (RFC 6238, clause 5.1).
    #[must_use]
    pub const fn secret_bytes(self) -> usize {
        match self {
            Self::Sha1 => 20,
            Self::Sha256 => 32,
            Self::Sha512 => Self::MOST_SECRET_BYTES,
        }
    }

    /// The code of a counter (RFC 4226, clause 5.3), of so many digits; `None` for more than 9, which 31 bits do not fill.
    #[must_use]
    pub fn code(self, secret: &[u8], counter: u64, digits: u32) -> Option<String> {
        let number = match self {
            Self::Sha1 => number::<Hmac<Sha1>>(secret, counter),
            Self::Sha256 => number::<Hmac<Sha256>>(secret, counter),
            Self::Sha512 => number::<Hmac<Sha512>>(secret, counter),
        };
        let number = number? % 10_u32.checked_pow(digits)?;
        Some(format!("{number:0width$}", width = digits as usize))
    }
}

fn number<M: Mac + KeyInit>(secret: &[u8], counter: u64) -> Option<u32> {
    // HMAC takes a key of any length.
    let mac = <M as KeyInit>::new_from_slice(secret).ok()?;
    truncated(&mac.chain_update(counter.to_be_bytes()).finalize().into_bytes())
}

/// 31 bits of a MAC, from where its last four bits say (RFC 4226, clause 5.3).
fn truncated(mac: &[u8]) -> Option<u32> {
    let offset = usize::from(mac.last()? & 0xf);
    let bytes = mac.get(offset..)?.first_chunk()?;
    Some(u32::from_be_bytes(*bytes) & 0x7fff_ffff)
}

/// What apps read from a QR code: a URI of the scheme `otpauth`, as Google Authenticator's wiki has it under "Key Uri Format". It holds
/// the secret: to be shown once, never logged.
pub(crate) struct HotpUri<'a> {
    /// `totp` or `hotp`.
    pub(crate) kind: &'a str,
    /// Who asks for the codes.
    pub(crate) issuer: &'a str,
    /// Whose they are. A colon in either name would end the issuer in some apps.
    pub(crate) account_name: &'a str,
    /// The secret.
    pub(crate) secret: &'a [u8],
    /// Whose HMAC.
    pub(crate) hash: HotpHash,
    /// The digits of a code.
    pub(crate) digits: u32,
    /// What a kind has of its own.
    pub(crate) parameter: (&'a str, i64),
}

impl fmt::Display for HotpUri<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kind, issuer, account_name, secret, hash, digits, parameter: (name, value) } = self;
        let (issuer, account_name) = (percent::encoded(issuer), percent::encoded(account_name));
        let (secret, hash) = (base32(secret), hash.as_str());
        write!(
            f,
            "otpauth://{kind}/{issuer}:{account_name}?secret={secret}&issuer={issuer}&algorithm={hash}&digits={digits}&{name}={value}"
        )
    }
}

/// Octets in base32 without padding (RFC 4648, clause 6).
pub(crate) fn base32(octets: &[u8]) -> String {
    octets.chunks(5).flat_map(base32_group).collect()
}

/// Five bytes in base32: eight characters, fewer for a last group that is not whole.
fn base32_group(bytes: &[u8]) -> impl Iterator<Item = char> {
    const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let bits = bytes.iter().fold(0_u64, |bits, byte| bits << 8 | u64::from(*byte));
    let characters = (bytes.len() * 8).div_ceil(5);
    let bits = bits << (characters * 5 - bytes.len() * 8);
    (0..characters).rev().filter_map(move |place| {
        let index = usize::try_from(bits >> (place * 5) & 0x1f).ok()?;
        ALPHABET.get(index).map(|&symbol| char::from(symbol))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base32_is_that_of_rfc_4648() {
        // Clause 10, without the padding.
        for (text, encoded) in [
            ("", ""),
            ("f", "MY"),
            ("fo", "MZXQ"),
            ("foo", "MZXW6"),
            ("foob", "MZXW6YQ"),
            ("fooba", "MZXW6YTB"),
            ("foobar", "MZXW6YTBOI"),
        ] {
            assert_eq!(base32(text.as_bytes()), encoded);
        }
    }

    #[test]
    fn a_mac_that_is_too_short_gives_no_code() {
        assert_eq!(truncated(&[]), None);
        assert_eq!(truncated(&[0, 0, 0, 1]), None);
        assert_eq!(truncated(&[1, 2, 3, 4, 0]), Some(0x0102_0304));
        assert_eq!(truncated(&[0xff; 19]), Some(0x7fff_ffff));
        assert_eq!(truncated(&[0xff; 18]), None);
    }
}
