//! Whom an account sends nothing: those who asked for it, and those whom the account put there.

use serde::{Deserialize, Serialize};

use super::SendingId;
use crate::{recipient::Recipient, time::Timestamp, written::answered_words};

answered_words! {
    /// What somebody is sent no more of ("Blacklist", `type`).
    #[derive(Serialize, Deserialize)]
    pub BlacklistKind, "type: sms, mailing or voice", at most 16;
    /// Text messages.
    Sms = "sms",
    /// Mailings.
    Mailing = "mailing",
    /// Calls.
    Voice = "voice",
}

impl BlacklistKind {
    /// Whether a list of this kind may have a recipient: numbers for text messages and calls, addresses for mailings.
    #[must_use]
    pub const fn takes(self, recipient: &Recipient) -> bool {
        match recipient {
            Recipient::Phone(_) => matches!(self, Self::Sms | Self::Voice),
            Recipient::Email(_) => matches!(self, Self::Mailing),
        }
    }
}

/// Somebody on such a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Blacklisted {
    /// The one spelling that stands for the recipient ([`Recipient::as_str`]).
    pub recipient: String,
    /// The sending in which the recipient unsubscribed; `None` where it was added by hand.
    pub sending: Option<SendingId>,
    /// The name of that one's campaign, if it has one.
    pub campaign_name: Option<String>,
    /// Since when.
    pub created_at: Timestamp,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_have_what_can_be_reached_that_way() {
        let (phone, email) = ("+34666555444".parse().unwrap(), "ana@example.com".parse().unwrap());
        for kind in BlacklistKind::ALL {
            assert_eq!(kind.takes(&phone), *kind != BlacklistKind::Mailing, "{kind:?}");
            assert_ne!(kind.takes(&phone), kind.takes(&email), "{kind:?}");
        }
    }
}
