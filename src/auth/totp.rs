//! Codes of authenticator apps: HOTP (RFC 4226) over the time, which is TOTP (RFC 6238).

use std::fmt;

use constant_time_eq::constant_time_eq;
use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha1::Sha1;

use crate::{percent, time::Timestamp};

/// How long a code is shown, in milliseconds: the recommended 30 seconds (RFC 6238, clause 5.2).
const STEP_MILLIS: i64 = 30_000;

/// How many steps early or late a code may come: one, for the user's clock and typing (RFC 6238, clause 5.2).
const WINDOW: i64 = 1;

/// How many digits a code has.
const DIGITS: u32 = 6;

/// What an authenticator app and the server share.
///
/// Codes are of HMAC-SHA-1, six digits and 30 seconds: apps ignore other parameters or refuse them. That SHA-1
/// has collisions does not weaken its HMAC (RFC 6238, clause 1.2).
#[derive(Clone, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TotpSecret([u8; TotpSecret::LENGTH]);

impl TotpSecret {
    /// The bytes of a secret: 20, the recommended length (RFC 4226, clause 4).
    pub const LENGTH: usize = 20;

    /// A secret of random bytes.
    #[must_use]
    pub const fn new(random: [u8; Self::LENGTH]) -> Self {
        Self(random)
    }

    /// The secret in base32 without padding, to be typed into an app (RFC 4648, clause 6): 32 characters. To be
    /// shown once, never logged.
    #[must_use]
    pub fn to_base32(&self) -> String {
        self.0.chunks(5).flat_map(base32_group).collect()
    }

    /// The secret as apps read it from a QR code. To be shown once, never logged.
    ///
    /// Both names are shown by the app. A colon in one would end the issuer in some of them.
    #[must_use]
    pub fn otpauth_uri(&self, issuer: &str, account_name: &str) -> String {
        let (issuer, account_name) = (percent::encoded(issuer), percent::encoded(account_name));
        format!(
            "otpauth://totp/{issuer}:{account_name}?secret={}&issuer={issuer}&algorithm=SHA1&digits={DIGITS}&period={}",
            self.to_base32(),
            STEP_MILLIS / 1_000
        )
    }

    /// The code that an app shows at a moment, if its clock is right; none before 1970.
    #[must_use]
    pub fn code_at(&self, moment: Timestamp) -> String {
        self.code_of(step_at(moment)).unwrap_or_default()
    }

    /// The time step whose code this is: that of this moment, the one before or the one after.
    ///
    /// Only a step later than `last_used_step` counts, and the caller keeps the one that is returned: so each code
    /// is accepted once (RFC 6238, clause 5.2). Spaces in the code are ignored, since apps show some. How long it
    /// takes does not tell which digits are right, nor which step.
    #[must_use]
    pub fn verify(&self, code: &str, now: Timestamp, last_used_step: Option<i64>) -> Option<i64> {
        let code = code.replace(' ', "");
        let current = step_at(now);
        // Every step is tried. Of two with the same code the later counts, so that both are used up.
        (current - WINDOW..=current + WINDOW).fold(None, |found, step| {
            let shown = self.code_of(step);
            let matches = shown.is_some_and(|shown| constant_time_eq(shown.as_bytes(), code.as_bytes()));
            let unused = last_used_step.is_none_or(|last| step > last);
            if matches && unused { Some(step) } else { found }
        })
    }

    fn code_of(&self, step: i64) -> Option<String> {
        // Before 1970 there are no codes.
        let counter = u64::try_from(step).ok()?;
        // HMAC takes a key of any length.
        let mac = Hmac::<Sha1>::new_from_slice(&self.0).ok()?;
        hotp(mac, counter, DIGITS)
    }
}

/// Redacted.
impl fmt::Debug for TotpSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TotpSecret(..)")
    }
}

/// The number of whole steps since 1970 (RFC 6238, clause 4.2).
const fn step_at(moment: Timestamp) -> i64 {
    moment.millis().div_euclid(STEP_MILLIS)
}

/// The code of a counter (RFC 4226, clause 5.3), under a keyed MAC and with a number of digits, up to 9, that
/// RFC 6238 leaves open. `None` when the MAC is too short to take a code from.
pub(super) fn hotp(mac: impl Mac, counter: u64, digits: u32) -> Option<String> {
    let mac = mac.chain_update(counter.to_be_bytes()).finalize().into_bytes();
    let number = truncated(&mac)? % 10_u32.checked_pow(digits)?;
    Some(format!("{number:0width$}", width = digits as usize))
}

/// 31 bits of a MAC, from where its last four bits say (RFC 4226, clause 5.3).
fn truncated(mac: &[u8]) -> Option<u32> {
    let offset = usize::from(mac.last()? & 0xf);
    let bytes = mac.get(offset..)?.first_chunk()?;
    Some(u32::from_be_bytes(*bytes) & 0x7fff_ffff)
}

/// Five bytes in base32: eight characters, fewer for a last group that is not whole (RFC 4648, clause 6).
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
            assert_eq!(text.as_bytes().chunks(5).flat_map(base32_group).collect::<String>(), encoded);
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
