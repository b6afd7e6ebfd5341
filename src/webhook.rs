//! Webhooks: an account is told of what happened, signed, and again until it hears.
//!
//! Events are told in batches, each of which is a [`Delivery`] to one webhook. How they are signed is Standard Webhooks 1.0
//! (<https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md>).

use std::{fmt, str::FromStr, time::Duration};

use base64::{Engine, engine::general_purpose::STANDARD};
use hmac::Mac;
use serde::{Deserialize, Serialize};

use crate::{
    ids::{DeliveryId, WebhookId},
    keyed_hash::hmac,
    target_url::TargetUrl,
    time::Timestamp,
    written::answered_words,
};

/// The most webhooks of an account.
pub const MAX_WEBHOOKS: u64 = 5;

/// The most events of one delivery.
pub const MAX_EVENTS: usize = 100;

/// A server that is told of events.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Webhook {
    /// Which it is.
    pub id: WebhookId,
    /// Where it is told.
    pub url: TargetUrl,
    /// When it was made.
    pub created_at: Timestamp,
}

/// What secrets begin with.
const PREFIX: &str = "whsec_";

/// What deliveries to a webhook are signed with.
#[derive(Clone, PartialEq, Eq)]
pub struct WebhookSecret([u8; 32]);

impl WebhookSecret {
    /// Of 32 random bytes.
    #[must_use]
    pub const fn new(random: [u8; 32]) -> Self {
        Self(random)
    }

    /// The bytes: to be sealed, and shown to nobody but who made the webhook.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// As it is given to who made the webhook.
    #[must_use]
    pub fn expose(&self) -> String {
        format!("{PREFIX}{}", STANDARD.encode(self.0))
    }

    /// The header `webhook-signature` of what is told by an id at a moment.
    #[must_use]
    pub fn signature(&self, id: &str, body: &str, at: Timestamp) -> String {
        let signed = format!("{id}.{}.{body}", at.millis().div_euclid(1_000));
        format!("v1,{}", STANDARD.encode(hmac(self.0).chain_update(signed).finalize().into_bytes()))
    }
}

/// The text is no secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not `whsec_` and 32 bytes in base64")]
pub struct WebhookSecretError;

impl FromStr for WebhookSecret {
    type Err = WebhookSecretError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let bytes = text.strip_prefix(PREFIX).and_then(|text| STANDARD.decode(text).ok());
        bytes.and_then(|bytes| bytes.try_into().ok()).map(Self).ok_or(WebhookSecretError)
    }
}

/// Redacted.
impl fmt::Debug for WebhookSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WebhookSecret(..)")
    }
}

answered_words! {
    /// What became of a delivery. One that arrived is not kept.
    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "lowercase")]
    pub DeliveryState, "state: waiting or failed", at most 20;
    /// It is to be made, for the first time or again.
    Waiting = "waiting",
    /// It was made as often as it is, and never heard.
    Failed = "failed",
}

/// Events on their way to a webhook.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Delivery {
    /// Which it is, however often it is made.
    pub id: DeliveryId,
    /// To whom.
    pub webhook: WebhookId,
    /// What became of it.
    pub state: DeliveryState,
    /// How often it was made.
    pub attempts: u32,
    /// When it is made next.
    pub next_at: Option<Timestamp>,
    /// What came of the last attempt: a status, or why there is none.
    pub answer: Option<String>,
    /// Since when.
    pub created_at: Timestamp,
    /// What is sent.
    pub body: String,
}

impl Delivery {
    /// Attempts after the first.
    pub const RETRIES: u32 = 5;

    /// How long a failed one is kept.
    pub const KEPT: Duration = Duration::from_hours(7 * 24);

    /// Of events of one type, each in JSON.
    #[must_use]
    pub fn new(id: DeliveryId, webhook: WebhookId, kind: &str, events: &[String], now: Timestamp) -> Self {
        let body = format!(
            r#"{{"type":"{kind}","timestamp":"{}","data":[{}]}}"#,
            now.to_rfc3339(),
            events.join(",")
        );
        Self {
            id,
            webhook,
            state: DeliveryState::Waiting,
            attempts: 0,
            next_at: Some(now),
            answer: None,
            created_at: now,
            body,
        }
    }

    /// It was made, and not heard. It is made again after one step, and then after one more each time.
    pub fn failed(&mut self, answer: String, now: Timestamp, step_seconds: u32) {
        self.attempts += 1;
        self.answer = Some(answer);
        let again = self.attempts <= Self::RETRIES;
        self.next_at = again.then(|| now.plus_seconds(self.attempts * step_seconds));
        self.state = if again { DeliveryState::Waiting } else { DeliveryState::Failed };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn delivery(id: &str, body: &str) -> Delivery {
        let events =
            Delivery::new(id.parse().unwrap(), id.parse().unwrap(), "x", &[], Timestamp::from_millis(0));
        Delivery { body: body.to_owned(), ..events }
    }

    #[test]
    fn it_is_made_again_after_one_two_three_four_and_five_minutes() {
        let mut delivery = delivery("0123456789abcdef", "{}");
        let (mut now, mut waits) = (Timestamp::from_millis(0), Vec::new());
        loop {
            delivery.failed("500".to_owned(), now, 60);
            let Some(next) = delivery.next_at else { break };
            assert_eq!(delivery.state, DeliveryState::Waiting);
            waits.push(next.millis_since(now) / 60_000);
            now = next;
        }
        assert_eq!(
            (waits, delivery.attempts, delivery.state),
            (vec![1, 2, 3, 4, 5], 6, DeliveryState::Failed)
        );
    }

    #[test]
    fn a_secret_is_not_printed() {
        let secret = WebhookSecret::new([7; 32]);
        assert_eq!(format!("{secret:?}"), "WebhookSecret(..)");
        assert_eq!(secret.expose(), format!("whsec_{}", "BwcH".repeat(10) + "Bwc="));
    }

    #[test]
    fn a_secret_is_read_as_it_is_given() {
        let secret = WebhookSecret::new([7; 32]);
        assert_eq!(secret.expose().parse(), Ok(secret));
        for text in ["", "whsec_", "whsec_BwcH", "BwcHBwcH", "whsec_*"] {
            assert_eq!(text.parse::<WebhookSecret>(), Err(WebhookSecretError), "{text}");
        }
    }
}
