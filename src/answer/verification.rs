//! Verifications, as `/v1` answers with them. None of it tells a code.

use serde::Serialize;
use serde_json::{Map, Value};

use super::WholeSeconds;
#[cfg(feature = "describe")]
use crate::{otp::VerificationId, written::As};
use crate::{
    otp::{ChannelKind, Delivered, Status, Verification},
    time::Timestamp,
};

/// A verification.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "describe", derive(schemars::JsonSchema), schemars(rename = "Verification"))]
#[serde(rename_all = "camelCase")]
pub struct VerificationData<'a> {
    /// Its id.
    #[cfg_attr(feature = "describe", schemars(with = "As<VerificationId>"))]
    pub id: &'a str,
    /// Where it stands. All but `pending` are final.
    #[cfg_attr(feature = "describe", schemars(with = "As<Status>"))]
    pub status: &'static str,
    /// The application.
    pub app_id: &'a str,
    /// The language of what is sent.
    pub locale: &'a str,
    /// How many codes were checked.
    pub attempts: u32,
    /// How many wrong ones it stands, and the right one.
    pub max_attempts: u8,
    /// Who is paid, where it is for a payment.
    pub payee: Option<&'a str>,
    /// How much.
    pub amount: Option<&'a str>,
    /// What was given with it.
    pub metadata: Map<String, Value>,
    /// What was sent so far.
    pub deliveries: Vec<DeliveredData<'a>>,
    /// When it was asked for.
    pub created_at: WholeSeconds,
    /// From when on no code is right.
    pub expires_at: WholeSeconds,
    /// When it came to its end.
    pub ended_at: Option<WholeSeconds>,
}

/// A code that was sent.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "describe", derive(schemars::JsonSchema), schemars(rename = "VerificationDelivery"))]
#[serde(rename_all = "camelCase")]
pub struct DeliveredData<'a> {
    /// Which way.
    #[cfg_attr(feature = "describe", schemars(with = "As<ChannelKind>"))]
    pub channel: &'static str,
    /// The message that it went with, where it is one of the account's.
    pub message_id: Option<&'a str>,
    /// When.
    pub sent_at: WholeSeconds,
}

impl<'a> From<&'a Delivered> for DeliveredData<'a> {
    fn from(delivered: &'a Delivered) -> Self {
        Self {
            channel: ChannelKind::as_str(delivered.kind),
            message_id: delivered.message.as_deref(),
            sent_at: WholeSeconds(delivered.at),
        }
    }
}

impl<'a> VerificationData<'a> {
    /// A verification at a moment.
    #[must_use]
    pub fn new(verification: &'a Verification, now: Timestamp) -> Self {
        let Verification { id, app_id, otp, content, payment, metadata, delivered, created_at, .. } =
            verification;
        let status = verification.status(now);
        let ended_at =
            verification.ended_at.or_else(|| (status == Status::Expired).then_some(otp.expires_at));
        Self {
            id: id.as_str(),
            status: Status::as_str(status),
            app_id,
            locale: &content.locale,
            attempts: otp.attempts,
            max_attempts: otp.policy.max_attempts.get(),
            payee: payment.as_ref().map(|payment| payment.payee.as_str()),
            amount: payment.as_ref().map(|payment| payment.amount.as_str()),
            metadata: metadata.iter().map(|(name, text)| (name.clone(), text.as_str().into())).collect(),
            deliveries: delivered.iter().map(DeliveredData::from).collect(),
            created_at: WholeSeconds(*created_at),
            expires_at: WholeSeconds(otp.expires_at),
            ended_at: ended_at.map(WholeSeconds),
        }
    }
}

/// How a check ended.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "describe", derive(schemars::JsonSchema), schemars(rename = "VerificationCheck"))]
pub struct VerificationCheckData<'a> {
    /// Whether this was the right code, in time, for what it is bound to. Once in the life of a verification it is.
    pub valid: bool,
    /// The verification after the check.
    pub verification: VerificationData<'a>,
}
