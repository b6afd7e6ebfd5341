//! How far sendings are, and the campaigns that they belong to.

use serde::{Deserialize, Serialize};

use super::{CampaignId, Event, EventKind, SendingId};
use crate::{time::Timestamp, written::answered_words};

answered_words! {
    /// Where a sending stands ("Campaigns list", `sendings.*.status`).
    #[derive(Serialize, Deserialize)]
    pub SendingStatus, "status: PENDING, SENDING, FINISHED or CANCELLED", at most 16;
    /// It is for a moment to come.
    Pending = "PENDING",
    /// It is being sent.
    Sending = "SENDING",
    /// All of it was sent, or never will be.
    Finished = "FINISHED",
    /// It was called off before.
    Cancelled = "CANCELLED",
}

/// How far a sending is, by its object's last word.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Summary {
    /// Messages that are not to be submitted any more.
    pub processed: u32,
    /// Parts of those that were sent.
    pub parts: u32,
    /// What all cost, and what may still be charged, in millionths of the currency's unit.
    pub cost: u64,
    /// Whether nothing is to be submitted any more.
    pub is_ended: bool,
    /// Whether it was called off.
    pub is_cancelled: bool,
    /// When it is sent.
    pub schedule_at: Option<Timestamp>,
    /// How many messages something happened to, by [`EventKind::ALL`].
    pub events: Vec<u32>,
    /// When the first was sent.
    pub started_at: Option<Timestamp>,
    /// When the last was.
    pub finished_at: Option<Timestamp>,
}

impl Summary {
    /// How many messages something happened to.
    #[must_use]
    pub fn count(&self, kind: EventKind) -> u32 {
        let counts = EventKind::ALL.into_iter().zip(&self.events);
        counts.filter(|(other, _)| *other == kind).map(|(_, count)| *count).sum()
    }
}

/// A sending in its account's list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SendingRow {
    /// Which it is.
    pub id: SendingId,
    /// The campaign that it belongs to.
    pub campaign_id: CampaignId,
    /// The name of that; empty where it has none.
    pub campaign_name: String,
    /// The tags of that.
    pub tags: Vec<String>,
    /// Where it stands.
    pub status: SendingStatus,
    /// How many messages it has.
    pub messages: u32,
    /// When it is sent.
    pub schedule_at: Option<Timestamp>,
    /// When it is no longer sent.
    pub expires_at: Option<Timestamp>,
    /// When it was accepted.
    pub created_at: Timestamp,
    /// When it last went on.
    pub updated_at: Timestamp,
    /// How far it is.
    pub summary: Summary,
}

/// A campaign: the calls of one name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Campaign {
    /// Which it is.
    pub id: CampaignId,
    /// Its name; empty for the calls without one.
    pub name: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When something was last sent in it.
    pub updated_at: Timestamp,
    /// Its latest sendings.
    pub sendings: Vec<SendingRow>,
}

/// A page of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Numbered<T> {
    /// The items.
    pub items: Vec<T>,
    /// How many there are on all pages.
    pub total: u64,
}

/// Something that happened in a sending.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventRow {
    /// Where it stands among them.
    pub id: u64,
    /// The number of the message's recipient.
    pub to: String,
    /// What happened, and when.
    pub event: Event,
    /// The values of the message's variables, in JSON.
    pub values: Option<String>,
}

/// Which events are asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventFilter {
    /// Before.
    pub before: Option<Timestamp>,
    /// At this moment or after.
    pub after: Option<Timestamp>,
    /// Whether the values of variables are told too.
    pub shows_custom_fields: bool,
}
