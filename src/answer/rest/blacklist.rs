//! What `v2/blacklist/{type}` answers.

use serde::Serialize;

use super::super::WholeSeconds;
use crate::message::{BlacklistKind, Blacklisted};

/// Somebody whom the account sends nothing.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "describe", derive(schemars::JsonSchema), schemars(rename = "RestBlacklistEntry"))]
#[serde(rename_all = "camelCase")]
pub struct BlacklistEntry {
    /// `sms`, `mailing` or `voice`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// Digits without `+`, or an e-mail address.
    pub recipient: String,
    /// `false`: everybody can be removed.
    pub is_definitive: bool,
    /// The sending in which the recipient unsubscribed; `null` where it was added by a call.
    pub sending_id: Option<u64>,
    /// The name of that one's campaign, if it has one.
    pub campaign_name: Option<String>,
    /// Since when.
    pub created_at: WholeSeconds,
}

impl BlacklistEntry {
    /// An entry of a list.
    #[must_use]
    pub fn new(kind: BlacklistKind, entry: Blacklisted) -> Self {
        let sending_id = entry.sending.map(|sending| sending.0);
        let NewBlacklistEntry { kind, recipient, is_definitive, campaign_name, created_at } =
            NewBlacklistEntry::new(kind, entry);
        Self { kind, recipient, is_definitive, sending_id, campaign_name, created_at }
    }
}

/// The same as it is answered to who adds it: the document has no sending there.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "describe", derive(schemars::JsonSchema), schemars(rename = "RestNewBlacklistEntry"))]
#[serde(rename_all = "camelCase")]
pub struct NewBlacklistEntry {
    /// `sms`, `mailing` or `voice`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// Digits without `+`, or an e-mail address.
    pub recipient: String,
    /// `false`: everybody can be removed.
    pub is_definitive: bool,
    /// The name of the campaign in which the recipient unsubscribed before, if it has one.
    pub campaign_name: Option<String>,
    /// Since when.
    pub created_at: WholeSeconds,
}

impl NewBlacklistEntry {
    /// An entry of a list.
    #[must_use]
    pub fn new(kind: BlacklistKind, entry: Blacklisted) -> Self {
        let Blacklisted { recipient, campaign_name, created_at, .. } = entry;
        let created_at = WholeSeconds(created_at);
        Self { kind: kind.as_str(), recipient, is_definitive: false, campaign_name, created_at }
    }
}
