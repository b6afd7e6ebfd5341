//! What happened to verifications, as their account is told and as it is counted.

use serde::{Deserialize, Serialize};

use super::{ChannelKind, Status, VerificationId, traffic::Place};
use crate::{time::Timestamp, written::answered_words};

answered_words! {
    /// What may happen to a verification.
    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "lowercase")]
    pub Happening, "what happened to a verification", at most 20;
    /// It began.
    Created = "created",
    /// A code was sent.
    Sent = "sent",
    /// A code arrived, as its receipt says.
    Delivered = "delivered",
    /// A code surely does not arrive.
    Undelivered = "undelivered",
    /// The right code came in time.
    Approved = "approved",
    /// There were as many wrong codes as it stands.
    Failed = "failed",
    /// Nothing right came in time.
    Expired = "expired",
    /// The account ended it, or began another in its place.
    Canceled = "canceled",
    /// It is not to be, whatever comes.
    Blocked = "blocked",
}

impl Happening {
    /// That it came to such an end; `None` while it is pending.
    #[must_use]
    pub const fn of_end(status: Status) -> Option<Self> {
        Some(match status {
            Status::Pending => return None,
            Status::Approved => Self::Approved,
            Status::Expired => Self::Expired,
            Status::Failed => Self::Failed,
            Status::Canceled => Self::Canceled,
            Status::Blocked => Self::Blocked,
        })
    }
}

/// Something that happened to a verification. It tells neither the recipient nor the code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Happened {
    /// What.
    pub kind: Happening,
    /// When.
    pub at: Timestamp,
    /// To which.
    pub verification: VerificationId,
    /// When that began.
    pub created_at: Timestamp,
    /// Its application.
    pub app_id: String,
    /// What the account wants to see again.
    pub metadata: Vec<(String, String)>,
    /// The way of what was sent; the first one otherwise.
    pub channel: ChannelKind,
    /// Where the first way leads.
    pub place: Place,
    /// The message, where it is one of the account's.
    pub message: Option<String>,
    /// What it cost to send it, in millionths.
    pub cost: u64,
}
