//! A verification: one question whether somebody has a phone or a mailbox, from the code that is sent to its end.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{
    Code, Delivered, GivenCode, Happened, Happening, Keys, Otp, Policy,
    text::{self, AppHash, Brand, Ending, Host, Language, Payment, Template, Wording},
    traffic::Place,
};
use crate::{
    hex::hex,
    keyed_hash::{HashKey, KeyedHash},
    recipient::Recipient,
    sealed::Sealed,
    time::Timestamp,
    written::{Form, Written, answered_words},
};

/// How long a verification that came to its end can be looked at: 24 hours.
pub const MEMORY_SECONDS: u32 = 86_400;

/// A code that is valid for five minutes is said to be although it left a few seconds later.
const ON_ITS_WAY_MILLIS: u64 = 10_000;

/// A verification's id: 48 hexadecimal digits. The first 32 are the recipient's within the account, by a keyed hash, which leads to where it
/// is kept; the rest are random.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct VerificationId(String);

/// The text is no id of a verification.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an id of a verification has {} hexadecimal digits", VerificationId::LENGTH)]
pub struct VerificationIdError;

impl VerificationId {
    /// How many digits it has.
    pub const LENGTH: usize = 48;

    /// How many of them are the record's.
    pub const OF_RECORD: usize = 32;

    /// A new one, of a record.
    #[must_use]
    pub fn new(record: &str, random: [u8; 8]) -> Self {
        Self(format!("{record}{}", hex(&random)))
    }

    /// What the record of an account's recipient is called.
    #[must_use]
    pub fn record_of(key: &HashKey, account: &str, recipient: &Recipient) -> String {
        Self::record_named(key, &[b"otp-record", account.as_bytes(), recipient.as_str().as_bytes()])
    }

    /// What the record is called of whom these parts say, the first of which says what it is of.
    pub(super) fn record_named(key: &HashKey, parts: &[&[u8]]) -> String {
        let hash: KeyedHash = key.hash(parts);
        let mut record = hash.to_hex();
        record.truncate(Self::OF_RECORD);
        record
    }

    /// Whether it is one of those that end in these bytes.
    #[must_use]
    pub fn ends_with(&self, random: [u8; 8]) -> bool {
        self.0.get(Self::OF_RECORD..) == Some(hex(&random).as_str())
    }

    /// The record that it is in.
    #[must_use]
    pub fn record(&self) -> &str {
        self.0.get(..Self::OF_RECORD).unwrap_or_default()
    }

    /// The digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for VerificationId {
    type Err = VerificationIdError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let is_hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        let fits = text.len() == Self::LENGTH && text.bytes().all(is_hex);
        if fits { Ok(Self(text.to_owned())) } else { Err(VerificationIdError) }
    }
}

impl Written for VerificationId {
    const EXPECTED: &'static str = "id";
    const MAX: usize = Self::LENGTH;

    fn form() -> Form {
        Form::Pattern("[0-9a-f]{48}".into())
    }
}

answered_words! {
    /// Where a verification stands.
    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "lowercase")]
    pub Status, "status: pending, approved, expired, failed, canceled or blocked", at most 20;
    /// A check could still succeed.
    Pending = "pending",
    /// The right code came in time.
    Approved = "approved",
    /// Nothing right came in time.
    Expired = "expired",
    /// There were as many wrong codes as it stands.
    Failed = "failed",
    /// The account ended it, or began another in its place.
    Canceled = "canceled",
    /// It is not to be, whatever comes: nothing may be sent to the recipient, or too often somebody guessed.
    Blocked = "blocked",
}

answered_words! {
    /// A way to a recipient.
    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "lowercase")]
    pub ChannelKind, "channel: sms or email", at most 20;
    /// A text message.
    Sms = "sms",
    /// An e-mail.
    Email = "email",
}

impl ChannelKind {
    /// The way to a recipient of its kind.
    #[must_use]
    pub const fn of(recipient: &Recipient) -> Self {
        match recipient {
            Recipient::Phone(_) => Self::Sms,
            Recipient::Email(_) => Self::Email,
        }
    }
}

/// One of the ways that a verification's code goes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Channel<To = Sealed> {
    /// To whom: a number or an address, as the way has it.
    pub to: To,
    /// Which way.
    pub kind: ChannelKind,
    /// After so many seconds without the right code the next way is taken, where there is one.
    pub seconds: u16,
}

/// What a text says beside the code, and for whom.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    /// The language's tag.
    pub locale: String,
    /// Who asks.
    pub brand: Option<Brand>,
    /// Whom a message is from.
    pub sender: String,
    /// The name of the account, by which its providers are chosen.
    pub username: String,
    /// Scheme and host that were asked.
    pub origin: String,
    /// The host that a browser may fill the code in for.
    pub domain: Option<Host>,
    /// What Android knows the app by.
    pub app_hash: Option<AppHash>,
    /// The account's own text.
    #[serde(default)]
    pub template: Option<Template>,
}

impl Content {
    /// How a message ends.
    #[must_use]
    pub fn ending(&self) -> Ending<'_> {
        let app = || self.app_hash.as_ref().map_or(Ending::None, Ending::Retriever);
        self.domain.as_ref().map_or_else(app, Ending::WebOtp)
    }

    /// The language, which is English where there are no words in the one that was asked for.
    #[must_use]
    pub fn language(&self) -> Language {
        Language::of_tag(&self.locale).unwrap_or(Language::English)
    }
}

/// A verification that is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewVerification {
    /// The ways, in the order in which they are taken: one at least.
    pub channels: Vec<Channel<String>>,
    /// The rules of its code.
    pub policy: Policy,
    /// The code, where the account has decided on it.
    pub code: Option<GivenCode>,
    /// The application. Of each a recipient has one that is pending.
    pub app_id: String,
    /// What the text says.
    pub content: Content,
    /// What it is bound to.
    pub payment: Option<Payment>,
    /// What the account wants to see again.
    pub metadata: Vec<(String, String)>,
}

/// A verification, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verification {
    /// Its id.
    pub id: VerificationId,
    /// The application.
    pub app_id: String,
    /// Its code, with the attempts and the end.
    pub otp: Otp,
    /// The ways.
    channels: Vec<Channel>,
    /// What the text says.
    pub content: Content,
    /// What it is bound to.
    pub payment: Option<Payment>,
    /// What the account wants to see again.
    pub metadata: Vec<(String, String)>,
    /// What was sent so far.
    pub delivered: Vec<Delivered>,
    /// What is to be handed over next: which of the ways, and when.
    pub(super) next: Option<(u8, Timestamp)>,
    /// Where it stood when it was last touched.
    status: Status,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// When it came to its end.
    pub ended_at: Option<Timestamp>,
    /// Where its first way leads.
    pub(super) place: Place,
    /// Whether the account was told that it began.
    is_told: bool,
    /// Whether it was told how it ended.
    is_end_told: bool,
}

impl Verification {
    pub(super) fn new(
        id: VerificationId,
        asked: NewVerification,
        salt: [u8; 16],
        now: Timestamp,
        keys: &Keys,
    ) -> Option<(Self, Code)> {
        let NewVerification { channels, policy, code, app_id, content, payment, metadata } = asked;
        let (otp, code) = match code {
            Some(given) => Otp::given(&given, policy, salt, payment.as_ref(), now, keys),
            None => Otp::new(policy, salt, payment.as_ref(), now, keys)?,
        };
        let to = channels.first().and_then(|channel| channel.to.parse().ok());
        let place = to.as_ref().map(Place::of).unwrap_or_default();
        let channels = sealed(channels, &salt, keys);
        let verification = Self {
            id,
            app_id,
            otp,
            channels,
            content,
            payment,
            metadata,
            delivered: Vec::new(),
            next: Some((0, now)),
            status: Status::Pending,
            created_at: now,
            ended_at: None,
            place,
            is_told: false,
            is_end_told: false,
        };
        Some((verification, code))
    }

    /// Where it stands.
    #[must_use]
    pub fn status(&self, now: Timestamp) -> Status {
        let is_over = self.status == Status::Pending && now >= self.otp.expires_at;
        if is_over { Status::Expired } else { self.status }
    }

    /// How many wrong codes it still stands.
    #[must_use]
    pub fn attempts_left(&self) -> u32 {
        u32::from(self.otp.policy.max_attempts.get()).saturating_sub(self.otp.attempts)
    }

    /// Has another code from now on, and as long as at first. The attempts stay counted.
    pub(super) fn renew(&mut self, salt: [u8; 16], now: Timestamp, keys: &Keys) -> Option<()> {
        let channels: Option<Vec<_>> =
            (0..self.channels.len()).map(|place| self.channel(place, keys)).collect();
        let (otp, _) = Otp::new(self.otp.policy, salt, self.payment.as_ref(), now, keys)?;
        self.channels = sealed(channels?, &salt, keys);
        self.otp = Otp { attempts: self.otp.attempts, ..otp };
        Some(())
    }

    /// One of the ways is to be taken now. A message is handed over by whoever asked for it, who is told when that fails; an e-mail,
    /// which takes longer, by the alarm.
    pub(super) fn hand(&mut self, place: u8, channel: &Channel<String>, now: Timestamp) {
        match channel.kind {
            ChannelKind::Sms => self.took(place, now),
            ChannelKind::Email => self.next = Some((place, now)),
        }
    }

    /// One of the ways was taken: the one after it is due when that had its time.
    pub(super) fn took(&mut self, place: u8, now: Timestamp) {
        let following = place.saturating_add(1);
        let has_following = usize::from(following) < self.channels.len();
        let seconds = self.channels.get(usize::from(place)).map_or(0, |channel| channel.seconds);
        self.next = has_following.then(|| (following, now.plus_seconds(seconds.into())));
    }

    /// The place of the last way.
    pub(super) fn last_place(&self) -> u8 {
        u8::try_from(self.channels.len().saturating_sub(1)).unwrap_or(u8::MAX)
    }

    /// When it next has something to do or to become.
    pub(super) fn wake_at(&self) -> Timestamp {
        match self.forget_at() {
            Some(at) => at,
            None => self.next.map_or(self.otp.expires_at, |(_, at)| at.min(self.otp.expires_at)),
        }
    }

    /// One of the ways, with the recipient in clear.
    pub(super) fn channel(&self, place: usize, keys: &Keys) -> Option<Channel<String>> {
        let Channel { to, kind, seconds } = self.channels.get(place)?;
        let place = u8::try_from(place).ok()?;
        let to = to.open(keys.of(self.otp.key)?, &context(&self.otp.salt, &[place]))?;
        Some(Channel { to, kind: *kind, seconds: *seconds })
    }

    /// The code, to be sent again.
    pub(super) fn code(&self, keys: &Keys) -> Option<Code> {
        self.otp.code(self.payment.as_ref(), keys)
    }

    /// What a message says.
    #[must_use]
    pub fn text(&self, code: &Code, now: Timestamp) -> String {
        text::text(self.content.language(), &self.wording(code, now, self.content.ending()))
    }

    /// What an e-mail says, and is about: what a browser or an app would take from a message is of no use there.
    #[must_use]
    pub fn mail(&self, code: &Code, now: Timestamp) -> (String, String) {
        let (language, wording) = (self.content.language(), self.wording(code, now, Ending::None));
        (text::subject(language, &wording), text::text(language, &wording))
    }

    fn wording<'a>(&'a self, code: &'a Code, now: Timestamp, ending: Ending<'a>) -> Wording<'a> {
        let left = self.otp.expires_at.millis_since(now).saturating_add(ON_ITS_WAY_MILLIS);
        let minutes = u16::try_from(left / 60_000).ok();
        Wording {
            code: code.expose(),
            brand: self.content.brand.as_ref(),
            minutes: minutes.filter(|minutes| *minutes > 0),
            payment: self.payment.as_ref(),
            ending,
            template: self.content.template.as_ref(),
        }
    }

    /// What happened to it since that was asked for the last time.
    pub(super) fn news(&mut self) -> Vec<Happened> {
        let first = self.channels.first().map_or(ChannelKind::Sms, |channel| channel.kind);
        let mut news = Vec::new();
        if !std::mem::replace(&mut self.is_told, true) {
            news.push(self.happened(Happening::Created, first, self.created_at));
        }
        let mut delivered = std::mem::take(&mut self.delivered);
        for one in &mut delivered {
            let (kind, at, message) = (one.kind, one.passed_at, one.message.clone());
            news.extend(one.news().map(|(happening, cost)| Happened {
                message: message.clone(),
                cost,
                ..self.happened(happening, kind, at)
            }));
        }
        self.delivered = delivered;
        if let (Some(kind), Some(at), false) =
            (Happening::of_end(self.status), self.ended_at, self.is_end_told)
        {
            self.is_end_told = true;
            news.push(self.happened(kind, first, at));
        }
        news
    }

    fn happened(&self, kind: Happening, channel: ChannelKind, at: Timestamp) -> Happened {
        Happened {
            kind,
            at,
            verification: self.id.clone(),
            created_at: self.created_at,
            app_id: self.app_id.clone(),
            metadata: self.metadata.clone(),
            channel,
            place: self.place.clone(),
            message: None,
            cost: 0,
        }
    }

    /// Comes to an end.
    pub(super) fn end(&mut self, status: Status, at: Timestamp) {
        self.status = status;
        self.ended_at = Some(at);
    }

    pub(super) fn settle(&mut self, now: Timestamp) {
        self.created_at = self.created_at.min(now);
        self.ended_at = self.ended_at.map(|at| at.min(now));
        for delivered in &mut self.delivered {
            delivered.at = delivered.at.min(now);
            delivered.passed_at = delivered.passed_at.min(now);
        }
        match self.status {
            Status::Pending if now >= self.otp.expires_at => self.end(Status::Expired, self.otp.expires_at),
            Status::Pending => self.otp.settle(now),
            _ => {}
        }
    }

    /// When it may be forgotten; `None` while it is pending.
    pub(super) fn forget_at(&self) -> Option<Timestamp> {
        self.ended_at.map(|at| at.plus_seconds(MEMORY_SECONDS))
    }
}

fn sealed(channels: Vec<Channel<String>>, salt: &[u8; 16], keys: &Keys) -> Vec<Channel> {
    let (_, key) = keys.current();
    let sealed = |(place, Channel { to, kind, seconds }): (u8, Channel<String>)| Channel {
        to: Sealed::new(&to, key, &context(salt, &[place])),
        kind,
        seconds,
    };
    (0..).zip(channels).map(sealed).collect()
}

const fn context<'a>(salt: &'a [u8; 16], place: &'a [u8; 1]) -> [&'a [u8]; 3] {
    [b"verification-to", salt, place]
}
