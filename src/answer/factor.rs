//! Factors, as `/v1` answers with them. None of it tells whose they are.

use serde::Serialize;

use super::WholeSeconds;
use crate::otp::{Factor, FactorKind};
#[cfg(feature = "describe")]
use crate::{
    auth::HotpHash,
    otp::{FactorId, FactorStatus},
    written::As,
};

/// A factor: an authenticator app of a user.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "describe", derive(schemars::JsonSchema), schemars(rename = "Factor"))]
#[serde(rename_all = "camelCase")]
pub struct FactorData {
    /// Its id.
    #[cfg_attr(feature = "describe", schemars(with = "As<FactorId>"))]
    pub id: String,
    /// What moves it from one code to the next: the time, or a counter.
    #[cfg_attr(feature = "describe", schemars(with = "As<FactorKind>"))]
    pub r#type: &'static str,
    /// Where it stands: `active` once a code of it was right.
    #[cfg_attr(feature = "describe", schemars(with = "As<FactorStatus>"))]
    pub status: &'static str,
    /// Whose HMAC its codes are taken from.
    #[cfg_attr(feature = "describe", schemars(with = "As<HotpHash>"))]
    pub algorithm: &'static str,
    /// The digits of a code.
    pub digits: u8,
    /// The seconds for which a code is shown, of TOTP.
    pub period: Option<u8>,
    /// How many codes the app's clock was ahead, or behind, when it was last seen, of TOTP.
    pub drift: Option<i64>,
    /// The counter whose code is expected next, of HOTP.
    pub counter: Option<i64>,
    /// How many recovery codes are left.
    pub recovery_codes_left: usize,
    /// When it was asked for.
    pub created_at: WholeSeconds,
    /// When its first code was right.
    pub confirmed_at: Option<WholeSeconds>,
    /// When a code was last right.
    pub last_used_at: Option<WholeSeconds>,
}

impl From<&Factor> for FactorData {
    fn from(factor: &Factor) -> Self {
        let parameters = factor.parameters;
        let is_timed = parameters.kind == FactorKind::Totp;
        Self {
            id: factor.id.as_str().to_owned(),
            r#type: parameters.kind.as_str(),
            status: factor.status().as_str(),
            algorithm: parameters.hash.as_str(),
            digits: parameters.digits.get(),
            period: is_timed.then(|| parameters.period.seconds()),
            drift: factor.drift(),
            counter: factor.counter(),
            recovery_codes_left: factor.recovery_codes_left(),
            created_at: WholeSeconds(factor.created_at),
            confirmed_at: factor.confirmed_at.map(WholeSeconds),
            last_used_at: factor.used_at.map(WholeSeconds),
        }
    }
}

/// A new factor, with what its app is to be told. Shown once.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "describe", derive(schemars::JsonSchema), schemars(rename = "NewFactor"))]
pub struct NewFactorData {
    /// What can be seen of it later.
    #[serde(flatten)]
    pub seen: FactorData,
    /// The secret in base32, to be typed into an app.
    pub secret: String,
    /// The same as apps read it from a QR code, with all that there is to say.
    pub uri: String,
    /// That QR code: an SVG.
    pub qr: String,
}

/// How a check ended.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "describe", derive(schemars::JsonSchema), schemars(rename = "FactorCheck"))]
#[serde(rename_all = "camelCase")]
pub struct FactorCheckData {
    /// Whether it was a right code, and one that was not used before.
    pub valid: bool,
    /// The factor after the check.
    pub factor: FactorData,
    /// Recovery codes, each good once in the place of a code of the app, where this was the first right one. Shown once.
    pub recovery_codes: Option<Vec<String>>,
}
