//! What nobody heard of messages.

use serde::Serialize;

use super::WholeSeconds;
use crate::message::Unheard;

/// Something that became of a message and that a server of the account was told in vain.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "describe", derive(schemars::JsonSchema), schemars(rename = "FailedNotification"))]
#[serde(rename_all = "camelCase")]
pub struct NotificationData<'a> {
    /// Its id.
    pub id: &'a str,
    /// What was asked, or posted to.
    pub url: &'a str,
    /// What was posted, a form or JSON; nothing where the URL was asked.
    pub body: Option<&'a str>,
    /// How often it was told.
    pub attempts: u32,
    /// The status of the last answer; nothing where none came.
    pub status: Option<u16>,
    /// Since when it was told.
    pub created_at: WholeSeconds,
    /// When it was told last.
    pub failed_at: WholeSeconds,
}

impl<'a> From<&'a Unheard> for NotificationData<'a> {
    fn from(of: &'a Unheard) -> Self {
        Self {
            id: &of.id,
            url: &of.url,
            body: of.body.as_deref(),
            attempts: of.attempts,
            status: of.status,
            created_at: WholeSeconds(of.created_at),
            failed_at: WholeSeconds(of.failed_at),
        }
    }
}
