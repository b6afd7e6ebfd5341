//! What one call sends, as it is kept.

use serde::{Deserialize, Serialize};

use super::{CampaignId, EventKind, Form, OTP_MARK, Sender, SendingId, State, UNSUB_MARK, Windows};
use crate::{
    ids::AccountId,
    keyed_hash::HashKey,
    otp::{Generate, MEMORY_SECONDS, VerificationId},
    phone::Msisdn,
    sealed::Sealed,
    time::Timestamp,
    username::Username,
};

/// The messages of one call have this in common.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Sending {
    /// Which it is, within its account.
    pub id: SendingId,
    /// Whose it is.
    pub account_id: AccountId,
    /// The name of that account, by which its providers are chosen.
    pub username: Username,
    /// The campaign that it belongs to.
    pub campaign_id: CampaignId,
    /// That campaign's name, where the call gave it one.
    pub campaign_name: Option<String>,
    /// Whom its messages are from.
    pub from: Sender,
    /// How their texts are sent.
    pub form: Form,
    /// The text of all, where it is one.
    pub text: Option<String>,
    /// Who is told of receipts, where it is one for all.
    pub notification_url: Option<String>,
    /// Where the account is told of events.
    pub event_url: Option<String>,
    /// When it is sent; at once where there is none.
    pub schedule_at: Option<Timestamp>,
    /// When it is no longer sent.
    pub expires_at: Option<Timestamp>,
    /// In which times of the week.
    pub windows: Windows,
    /// How a code is made, where a text asks for one.
    pub otp: Generate,
    /// For which application.
    pub otp_app_id: String,
    /// Scheme and host that were asked: where receipts are taken.
    pub origin: String,
    /// When it was accepted.
    pub created_at: Timestamp,
    /// Who is told of deliveries, where a call of the Engage API says so.
    pub delivery_url: Option<DeliveryUrl>,
    /// Whether it is one of several of a call, which go out at a constant rate, and only when all of the call was accepted.
    #[serde(default)]
    pub is_bulk: bool,
    /// The verification whose code it brings. Its text is written down nowhere, and its recipient sealed.
    #[serde(default)]
    pub verification: Option<VerificationId>,
    /// Whether its messages are certified: only who certifies messages carries them.
    #[serde(default)]
    pub is_certified: bool,
}

/// Who is told of a message's deliveries ("Push SMS", parameter `dlr`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DeliveryUrl {
    /// Where.
    pub url: String,
    /// Whether of failures too.
    pub tells_failures: bool,
    /// What the message is called there: a UUID.
    pub id: String,
    /// What the caller knows it by.
    pub transaction_id: Option<String>,
}

impl Sending {
    /// The first moment at which its messages may be sent.
    #[must_use]
    pub fn first_due(&self) -> Timestamp {
        self.windows.next_open(self.schedule_at.unwrap_or(self.created_at))
    }

    /// Whether its time has passed.
    #[must_use]
    pub fn is_expired(&self, now: Timestamp) -> bool {
        self.expires_at.is_some_and(|expires_at| expires_at <= now)
    }

    /// When nothing of it is kept any more: of what brought a verification's code, as long after the code's time as a verification can be
    /// looked at after its end. What an account sent itself is kept.
    #[must_use]
    pub fn forget_at(&self) -> Option<Timestamp> {
        self.verification.as_ref()?;
        self.expires_at.map(|expires_at| expires_at.plus_seconds(MEMORY_SECONDS))
    }

    /// The recipient of a verification, as it is kept.
    #[must_use]
    pub fn sealed(&self, to: &Msisdn, key: &HashKey) -> Sealed {
        self.in_context(|context| Sealed::new(to.as_str(), key, context))
    }

    /// A recipient, of what is kept; `None` where that is none.
    #[must_use]
    pub fn recipient(&self, kept: &str, key: &HashKey) -> Option<Msisdn> {
        if self.verification.is_none() {
            return kept.parse().ok();
        }
        let sealed = Sealed::stored(kept.to_owned());
        self.in_context(|context| sealed.open(key, context))?.parse().ok()
    }

    /// A recipient as it may be shown, of what is kept: whose number was verified is nobody else's business.
    #[must_use]
    pub fn shown_recipient(&self, kept: String, key: &HashKey) -> String {
        if self.verification.is_none() {
            return kept;
        }
        self.recipient(&kept, key).map_or_else(String::new, |to| to.masked())
    }

    /// It has one message, so there is one text in this context.
    fn in_context<T>(&self, with: impl FnOnce(&[&[u8]]) -> T) -> T {
        with(&[b"message-to", self.account_id.as_str().as_bytes(), &self.id.0.to_be_bytes()])
    }

    /// A text as it may be shown: a code is nobody's business but its recipient's, nor is the URL at which only they unsubscribe.
    #[must_use]
    pub fn shown(&self, text: &str) -> String {
        text.replace(OTP_MARK, &"*".repeat(self.form.code_length.into())).replace(UNSUB_MARK, "{UNSUB_URL}")
    }
}

/// A message on its way into a sending.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewMessage {
    /// The number of its recipient.
    pub to: String,
    /// Its text, where that is its own.
    pub text: Option<String>,
    /// How many parts it takes.
    pub parts: u8,
    /// What it costs, in millionths of the currency's unit.
    pub cost: u64,
    /// Who is told of its receipts, where that is its own.
    pub notification_url: Option<String>,
    /// The values of its variables, in JSON.
    pub values: Option<String>,
}

/// A message as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// Which it is in its sending.
    pub number: u32,
    /// The number of its recipient.
    pub to: String,
    /// Its text, with marks.
    pub text: String,
    /// The values of its variables, in JSON.
    pub values: Option<String>,
    /// Where it stands.
    pub state: State,
    /// What happened to it, in order.
    pub events: Vec<super::Event>,
}

impl Message {
    /// Whether something of this kind happened to it.
    #[must_use]
    pub fn had(&self, kind: EventKind) -> bool {
        self.events.iter().any(|event| event.kind == kind)
    }
}

/// How many seconds pass before a message is submitted again that a provider could not take: 5, 10, 20 … and at most 10 minutes.
#[must_use]
pub const fn retry_seconds(attempts: u32) -> u32 {
    const FIRST: u32 = 5;
    const MOST: u32 = 600;
    let seconds = FIRST << if attempts > 10 { 10 } else { attempts };
    if seconds > MOST { MOST } else { seconds }
}

/// So often a message is submitted again before it counts as undelivered: over two days, by [`retry_seconds`].
pub const MAX_RETRIES: u32 = 300;
