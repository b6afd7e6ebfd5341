//! Short links: what a slug stands for.

use serde::{Deserialize, Serialize};

use crate::{slug::Slug, target_url::TargetUrl, time::Timestamp};

/// A link as its shard stores it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Link {
    /// Its slug.
    pub slug: Slug,
    /// Where it leads.
    pub target: TargetUrl,
    /// The identifier of the account that made it.
    pub account_id: String,
    /// When it was made.
    pub created_at: Timestamp,
}

/// The most URLs that one call may shorten.
pub const MAX_URLS_PER_CALL: usize = 1_000;
