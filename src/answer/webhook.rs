//! Webhooks, as `/v1` answers with them, and the events that they are told.

use serde::Serialize;
use serde_json::Value;

use super::WholeSeconds;
use crate::{
    link::click::Clicks,
    time::Timestamp,
    webhook::{Delivery, Webhook, WebhookSecret},
};
#[cfg(feature = "describe")]
use crate::{webhook::DeliveryState, written::As};

/// A webhook.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "describe", derive(schemars::JsonSchema), schemars(rename = "Webhook"))]
#[serde(rename_all = "camelCase")]
pub struct WebhookData<'a> {
    /// Its id.
    pub id: &'a str,
    /// Where it is told.
    pub url: &'a str,
    /// When it was made.
    pub created_at: WholeSeconds,
}

impl<'a> From<&'a Webhook> for WebhookData<'a> {
    fn from(Webhook { id, url, created_at }: &'a Webhook) -> Self {
        Self { id: id.as_str(), url: url.as_str(), created_at: WholeSeconds(*created_at) }
    }
}

/// A new webhook, with its secret.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "describe", derive(schemars::JsonSchema), schemars(rename = "NewWebhook"))]
pub struct NewWebhookData<'a> {
    /// What can be seen of it later.
    #[serde(flatten)]
    pub seen: WebhookData<'a>,
    /// What deliveries are signed with, in base64 after `whsec_`. It is shown this once.
    pub secret: String,
}

impl<'a> NewWebhookData<'a> {
    /// Of a webhook and its secret.
    #[must_use]
    pub fn new(webhook: &'a Webhook, secret: &WebhookSecret) -> Self {
        Self { seen: webhook.into(), secret: secret.expose() }
    }
}

/// Events on their way to a webhook, or that never arrived.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "describe", derive(schemars::JsonSchema), schemars(rename = "WebhookDelivery"))]
#[serde(rename_all = "camelCase")]
pub struct DeliveryData<'a> {
    /// Its id: the header `webhook-id`.
    pub id: &'a str,
    /// Whether it is made again, or failed for good.
    #[cfg_attr(feature = "describe", schemars(with = "As<DeliveryState>"))]
    pub state: &'static str,
    /// How often it was made.
    pub attempts: u32,
    /// When it is made next.
    pub next_at: Option<WholeSeconds>,
    /// What came of the last attempt: a status, or why there is none.
    pub answer: Option<&'a str>,
    /// Since when.
    pub created_at: WholeSeconds,
    /// What is sent.
    pub body: Value,
}

impl<'a> From<&'a Delivery> for DeliveryData<'a> {
    fn from(of: &'a Delivery) -> Self {
        Self {
            id: of.id.as_str(),
            state: of.state.as_str(),
            attempts: of.attempts,
            next_at: of.next_at.map(WholeSeconds),
            answer: of.answer.as_deref(),
            created_at: WholeSeconds(of.created_at),
            body: serde_json::from_str(&of.body).unwrap_or_default(),
        }
    }
}

/// Clicks of people on one link that are alike, as a webhook is told of them.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ClickedData<'a> {
    link_id: String,
    external_id: &'a str,
    at: String,
    clicks: u32,
    country: &'a str,
    city: &'a str,
    language: &'a str,
    browser: &'static str,
    system: &'static str,
    device: &'static str,
    referrer: &'a str,
    target: &'a str,
}

impl<'a> ClickedData<'a> {
    /// What the event is called.
    pub const TYPE: &'static str = "link.clicked";

    /// Of clicks that came at a moment on a link that another system knows by its own id.
    #[must_use]
    pub fn new(clicks: &'a Clicks, external_id: &'a str, at: Timestamp) -> Self {
        let Clicks { link, times, agent, country, city, language, referrer, target, .. } = clicks;
        Self {
            link_id: link.to_string(),
            external_id,
            at: at.to_rfc3339(),
            clicks: *times,
            country,
            city,
            language,
            browser: agent.browser.as_str(),
            system: agent.system.as_str(),
            device: agent.device.as_str(),
            referrer,
            target,
        }
    }
}
