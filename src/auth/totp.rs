//! Codes of authenticator apps: HOTP (RFC 4226) over the time, which is TOTP (RFC 6238).

use std::fmt;

use constant_time_eq::constant_time_eq;
use serde::{Deserialize, Serialize};

use super::hotp::{HotpHash, HotpUri, base32};
use crate::time::Timestamp;

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
        base32(&self.0)
    }

    /// The secret as apps read it from a QR code. To be shown once, never logged.
    ///
    /// Both names are shown by the app. A colon in one would end the issuer in some of them.
    #[must_use]
    pub fn otpauth_uri(&self, issuer: &str, account_name: &str) -> String {
        let uri = HotpUri {
            kind: "totp",
            issuer,
            account_name,
            secret: &self.0,
            hash: HotpHash::Sha1,
            digits: DIGITS,
            parameter: ("period", STEP_MILLIS / 1_000),
        };
        uri.to_string()
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
        HotpHash::Sha1.code(&self.0, u64::try_from(step).ok()?, DIGITS)
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
