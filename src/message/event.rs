//! What becomes of a message.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::time::Timestamp;

/// Where a message stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum State {
    /// It is to be submitted to a provider.
    Waiting,
    /// It is being submitted.
    Submitting,
    /// An interruption came while it was submitted: nobody knows whether the provider has it. A receipt tells, or it ends in time.
    Doubtful,
    /// A provider has it.
    Sent,
    /// It was called off before it was submitted.
    Cancelled,
    /// It has come to an end.
    Ended(EventKind),
}

/// What happened to a message: the words of the REST dialect's events.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EventKind {
    /// A provider took it.
    Sent,
    /// The phone has it.
    Delivered,
    /// The network could not deliver it.
    Undelivered,
    /// The provider or the network refused it.
    Rejected,
    /// Its time passed before it was delivered.
    Expired,
    /// A link in it was opened.
    Clicked,
    /// Its recipient wants no more of them.
    Unsubscribed,
}

impl EventKind {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Sent,
        Self::Delivered,
        Self::Undelivered,
        Self::Rejected,
        Self::Expired,
        Self::Clicked,
        Self::Unsubscribed,
    ];

    /// The word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::Delivered => "delivered",
            Self::Undelivered => "undelivered",
            Self::Rejected => "rejected",
            Self::Expired => "expired",
            Self::Clicked => "clicked",
            Self::Unsubscribed => "unsubscribed",
        }
    }

    /// Whether a message has come to its end with it.
    #[must_use]
    pub const fn is_end(self) -> bool {
        matches!(self, Self::Delivered | Self::Undelivered | Self::Rejected | Self::Expired)
    }

    /// Whether it may come at any time, and changes nothing of where a message stands.
    #[must_use]
    pub const fn is_beside(self) -> bool {
        matches!(self, Self::Clicked | Self::Unsubscribed)
    }
}

/// A link in a message was followed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Click {
    /// Where it leads.
    pub url: String,
    /// When it was followed first.
    pub at: Timestamp,
}

impl State {
    /// The word that it is stored by.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Submitting => "submitting",
            Self::Doubtful => "doubtful",
            Self::Sent => EventKind::Sent.as_str(),
            Self::Cancelled => "cancelled",
            Self::Ended(kind) => kind.as_str(),
        }
    }

    /// Where a message stands after something happened; `None` where that changes nothing: a receipt that comes twice, or after
    /// the end. A receipt may outrun what the provider answered, and settles what an interruption left open.
    #[must_use]
    pub fn after(self, kind: EventKind) -> Option<Self> {
        match (self, kind) {
            (Self::Waiting | Self::Submitting | Self::Doubtful, EventKind::Sent) => Some(Self::Sent),
            (Self::Ended(_) | Self::Cancelled, _) => None,
            (_, kind) if kind.is_end() => Some(Self::Ended(kind)),
            _ => None,
        }
    }
}

/// The text is no word of a state, or of what happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no state of a message")]
pub struct StateError;

impl FromStr for EventKind {
    type Err = StateError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text).ok_or(StateError)
    }
}

impl FromStr for State {
    type Err = StateError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let open = [Self::Waiting, Self::Submitting, Self::Doubtful, Self::Sent, Self::Cancelled];
        match open.into_iter().find(|state| state.as_str() == text) {
            Some(state) => Ok(state),
            None => text.parse().map(Self::Ended),
        }
    }
}

/// Something that happened to a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// What.
    pub kind: EventKind,
    /// When.
    pub at: Timestamp,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_is_read_by_its_word() {
        let open = [State::Waiting, State::Submitting, State::Doubtful, State::Sent, State::Cancelled];
        for state in open.into_iter().chain(EventKind::ALL.into_iter().skip(1).map(State::Ended)) {
            assert_eq!(state.as_str().parse(), Ok(state));
        }
        assert_eq!("".parse::<State>(), Err(StateError));
    }

    #[test]
    fn a_message_ends_once_and_a_receipt_may_come_before_the_answer() {
        let states = [State::Waiting, State::Submitting, State::Doubtful, State::Sent];
        for state in states {
            assert_eq!(state.after(EventKind::Delivered), Some(State::Ended(EventKind::Delivered)));
            assert_eq!(state.after(EventKind::Clicked), None);
        }
        assert_eq!(State::Submitting.after(EventKind::Sent), Some(State::Sent));
        assert_eq!(State::Sent.after(EventKind::Sent), None);
        for kind in EventKind::ALL {
            assert_eq!(State::Ended(EventKind::Delivered).after(kind), None);
        }
    }
}
