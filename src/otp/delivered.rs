//! A code on its way to its recipient: how far it came.

use serde::{Deserialize, Serialize};

use super::{ChannelKind, Happening};
use crate::{message::EventKind, time::Timestamp, written::answered_words};

answered_words! {
    /// How far a code came.
    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "lowercase")]
    pub Passage, "passage: waiting, sent, delivered or undelivered", at most 20;
    /// It was given to who sends it, who has not said yet that it was sent.
    Waiting = "waiting",
    /// It was sent.
    Sent = "sent",
    /// It arrived, as its receipt says.
    Delivered = "delivered",
    /// It surely does not arrive.
    Undelivered = "undelivered",
}

impl Passage {
    /// How far a message's event shows it to be; `None` for what shows nothing of that.
    #[must_use]
    pub const fn of(event: EventKind) -> Option<Self> {
        match event {
            EventKind::Sent => Some(Self::Sent),
            EventKind::Delivered => Some(Self::Delivered),
            EventKind::Undelivered | EventKind::Rejected | EventKind::Expired => Some(Self::Undelivered),
            EventKind::Clicked | EventKind::Unsubscribed => None,
        }
    }
}

/// The code was handed over to be sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivered {
    /// When.
    pub at: Timestamp,
    /// Which way.
    pub kind: ChannelKind,
    /// The message, where it is one of the account's.
    pub message: Option<String>,
    /// How far it came, as far as that is known.
    pub passage: Passage,
    /// When it came there.
    pub passed_at: Timestamp,
    /// What it cost, in millionths.
    cost: u64,
    told: Passage,
}

impl Delivered {
    /// A message that is being submitted.
    #[must_use]
    pub const fn submitted(message: String, at: Timestamp) -> Self {
        Self::new(at, ChannelKind::Sms, Some(message), Passage::Waiting)
    }

    /// An e-mail that was taken.
    #[must_use]
    pub const fn mailed(at: Timestamp) -> Self {
        Self::new(at, ChannelKind::Email, None, Passage::Sent)
    }

    const fn new(at: Timestamp, kind: ChannelKind, message: Option<String>, passage: Passage) -> Self {
        Self { at, kind, message, passage, passed_at: at, cost: 0, told: Passage::Waiting }
    }

    /// It came further. What has arrived, or surely does not, stays so.
    pub(super) const fn pass(&mut self, passage: Passage, cost: u64, at: Timestamp) {
        let is_further = matches!(
            (self.passage, passage),
            (Passage::Waiting, Passage::Sent)
                | (Passage::Waiting | Passage::Sent, Passage::Delivered | Passage::Undelivered)
        );
        if is_further {
            self.passage = passage;
            self.passed_at = at;
            self.cost = cost;
        }
    }

    /// What happened to it since that was asked for the last time, and what is thereby known to have cost something.
    pub(super) fn news(&mut self) -> impl Iterator<Item = (Happening, u64)> {
        let (told, passage) = (std::mem::replace(&mut self.told, self.passage), self.passage);
        let was_sent = told == Passage::Waiting && matches!(passage, Passage::Sent | Passage::Delivered);
        let ended = match passage {
            Passage::Delivered if told != passage => Some((Happening::Delivered, 0)),
            Passage::Undelivered if told != passage => Some((Happening::Undelivered, 0)),
            _ => None,
        };
        was_sent.then_some((Happening::Sent, self.cost)).into_iter().chain(ended)
    }
}
