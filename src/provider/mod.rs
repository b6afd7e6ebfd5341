//! Ways out: what is asked of those who carry messages on, and what they say of them. The Worker does the asking.

pub mod kannel;
mod settings;
pub mod webhook;

use std::fmt;

pub use settings::{Access, IsUrl, Provider, ProviderName, Providers};

use crate::{
    phone::Msisdn,
    segment::{Split, Text},
    time::Timestamp,
};

/// A message that is to be carried to one recipient.
#[derive(Clone, Copy)]
pub struct Submission<'a> {
    /// Who it is from: a number, or a name of up to 11 characters.
    pub from: &'a str,
    /// Who it is to.
    pub to: &'a Msisdn,
    /// What it says.
    pub text: &'a Text,
    /// The text as it was counted: its segments are carried as they are there.
    pub split: &'a Split,
    /// What the segments of one text share, so that a phone can join them. See [`Split::message`].
    pub reference_number: u16,
    /// Whether it is shown at once and not stored: message class 0 (3GPP TS 23.038, clause 4).
    pub is_flash: bool,
    /// The URL that receipts are to be told. It says which message they are of.
    pub receipts_to: &'a str,
}

/// Redacted: number and text are personal data.
impl fmt::Debug for Submission<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Submission({} segments)", self.split.parts.len())
    }
}

/// What became of a segment that was submitted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Submitted {
    /// The gateway has it, and answers for it from now on.
    Accepted,
    /// It is not taken, and will not be when it is submitted again.
    Refused(Refusal),
    /// It is not taken now, and may be later.
    Later(Obstacle),
    /// Nobody knows whether it is taken.
    Doubtful,
}

/// Why a segment is never taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The gateway does not take such a request, sender or recipient.
    #[error("the gateway does not take it")]
    Request,
    /// The gateway has no carrier for it.
    #[error("the gateway has no route")]
    Route,
}

/// Why a segment is not taken now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Obstacle {
    /// What the deployment is set to is no gateway, or one that does not let it in. Somebody has to put that right.
    #[error("the gateway's address or credentials are wrong")]
    Settings,
    /// The gateway is busy or broken, or cannot be reached.
    #[error("the gateway is busy or broken")]
    Gateway,
}

/// What a carrier says of a segment, in the words of a delivery receipt (SMPP 3.4, appendix B).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ReceiptStatus {
    /// The carrier has it, and tries.
    Accepted,
    /// The phone has it.
    Delivered,
    /// It cannot be delivered.
    Undelivered,
    /// It was not delivered in the time that it had.
    Expired,
    /// The carrier does not take it.
    Rejected,
    /// It was cancelled.
    Deleted,
    /// The carrier does not know what became of it.
    Unknown,
}

impl ReceiptStatus {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Accepted,
        Self::Delivered,
        Self::Undelivered,
        Self::Expired,
        Self::Rejected,
        Self::Deleted,
        Self::Unknown,
    ];

    /// As delivery notifications name it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Accepted => "ACCEPTD",
            Self::Delivered => "DELIVRD",
            Self::Undelivered => "UNDELIV",
            Self::Expired => "EXPIRED",
            Self::Rejected => "REJECTD",
            Self::Deleted => "DELETED",
            Self::Unknown => "UNKNOWN",
        }
    }

    /// Of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.name() == name)
    }

    /// Whether nothing comes after it.
    #[must_use]
    pub const fn is_final(self) -> bool {
        !matches!(self, Self::Accepted)
    }
}

/// What was told of a segment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// Which segment of its message, from 1; all of them where there is none.
    pub part: Option<u8>,
    /// What became of it.
    pub status: ReceiptStatus,
    /// The carrier's name for it, where it has one.
    pub carrier_id: Option<String>,
    /// The carrier's word for why, where it has one: `011`.
    pub reason: Option<String>,
    /// When the gateway was told, to the second.
    pub at: Option<Timestamp>,
}
