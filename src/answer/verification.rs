//! Verifications, as `/v1` answers with them. None of it tells a code.

use serde::Serialize;
use serde_json::{Map, Value};

use super::WholeSeconds;
use crate::{
    money::Money,
    otp::{
        ChannelKind, Delivered, Happened, Happening, Passage, Status, Verification,
        traffic::{self, Figures, Statistics, Stop},
    },
    period::Period,
    phone::CallingPrefix,
    time::Timestamp,
};
#[cfg(feature = "describe")]
use crate::{otp::VerificationId, written::As};

/// A verification.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "describe", derive(schemars::JsonSchema), schemars(rename = "Verification"))]
#[serde(rename_all = "camelCase")]
pub struct VerificationData<'a> {
    /// Its id.
    #[cfg_attr(feature = "describe", schemars(with = "As<VerificationId>"))]
    pub id: &'a str,
    /// Where it stands. All but `pending` are final.
    #[cfg_attr(feature = "describe", schemars(with = "As<Status>"))]
    pub status: &'static str,
    /// The application.
    pub app_id: &'a str,
    /// The language of what is sent.
    pub locale: &'a str,
    /// How many codes were checked.
    pub attempts: u32,
    /// How many wrong ones it stands, and the right one.
    pub max_attempts: u8,
    /// Who is paid, where it is for a payment.
    pub payee: Option<&'a str>,
    /// How much.
    pub amount: Option<&'a str>,
    /// What was given with it.
    pub metadata: Map<String, Value>,
    /// What was sent so far.
    pub deliveries: Vec<DeliveredData<'a>>,
    /// When it was asked for.
    pub created_at: WholeSeconds,
    /// From when on no code is right.
    pub expires_at: WholeSeconds,
    /// When it came to its end.
    pub ended_at: Option<WholeSeconds>,
}

/// A code that was sent.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "describe", derive(schemars::JsonSchema), schemars(rename = "VerificationDelivery"))]
#[serde(rename_all = "camelCase")]
pub struct DeliveredData<'a> {
    /// Which way.
    #[cfg_attr(feature = "describe", schemars(with = "As<ChannelKind>"))]
    pub channel: &'static str,
    /// The message that it went with, where it is one of the account's.
    pub message_id: Option<&'a str>,
    /// How far it came, as far as that is known.
    #[cfg_attr(feature = "describe", schemars(with = "As<Passage>"))]
    pub status: &'static str,
    /// When it was handed over to be sent.
    pub sent_at: WholeSeconds,
}

impl<'a> From<&'a Delivered> for DeliveredData<'a> {
    fn from(delivered: &'a Delivered) -> Self {
        Self {
            channel: ChannelKind::as_str(delivered.kind),
            message_id: delivered.message.as_deref(),
            status: Passage::as_str(delivered.passage),
            sent_at: WholeSeconds(delivered.at),
        }
    }
}

impl<'a> VerificationData<'a> {
    /// A verification at a moment.
    #[must_use]
    pub fn new(verification: &'a Verification, now: Timestamp) -> Self {
        let Verification { id, app_id, otp, content, payment, metadata, delivered, created_at, .. } =
            verification;
        let status = verification.status(now);
        let ended_at =
            verification.ended_at.or_else(|| (status == Status::Expired).then_some(otp.expires_at));
        Self {
            id: id.as_str(),
            status: Status::as_str(status),
            app_id,
            locale: &content.locale,
            attempts: otp.attempts,
            max_attempts: otp.policy.max_attempts.get(),
            payee: payment.as_ref().map(|payment| payment.payee.as_str()),
            amount: payment.as_ref().map(|payment| payment.amount.as_str()),
            metadata: texts(metadata),
            deliveries: delivered.iter().map(DeliveredData::from).collect(),
            created_at: WholeSeconds(*created_at),
            expires_at: WholeSeconds(otp.expires_at),
            ended_at: ended_at.map(WholeSeconds),
        }
    }

    /// Without what is between the account and its server, for whoever opened a page.
    #[must_use]
    pub fn for_page(mut self) -> Self {
        self.metadata.clear();
        for delivery in &mut self.deliveries {
            delivery.message_id = None;
        }
        self
    }
}

/// A token for a page.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "describe", derive(schemars::JsonSchema), schemars(rename = "VerificationToken"))]
#[serde(rename_all = "camelCase")]
pub struct VerificationTokenData {
    /// The bearer token, for one page and one verification.
    pub token: String,
    /// From when on it begins nothing.
    pub expires_at: WholeSeconds,
}

/// How a check ended.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "describe", derive(schemars::JsonSchema), schemars(rename = "VerificationCheck"))]
pub struct VerificationCheckData<'a> {
    /// Whether this was the right code, in time, for what it is bound to. Once in the life of a verification it is.
    pub valid: bool,
    /// The verification after the check.
    pub verification: VerificationData<'a>,
}

/// Something that happened to a verification, as a webhook is told of it.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VerificationEventData<'a> {
    verification_id: &'a str,
    app_id: &'a str,
    metadata: Map<String, Value>,
    channel: &'static str,
    country: &'a str,
    prefix: Option<&'a str>,
    message_id: Option<&'a str>,
    created_at: String,
    at: String,
}

impl VerificationEventData<'_> {
    /// What the event is called.
    #[must_use]
    pub fn kind(happening: Happening) -> String {
        format!("verification.{}", Happening::as_str(happening))
    }
}

impl<'a> From<&'a Happened> for VerificationEventData<'a> {
    fn from(happened: &'a Happened) -> Self {
        Self {
            verification_id: happened.verification.as_str(),
            app_id: &happened.app_id,
            metadata: texts(&happened.metadata),
            channel: ChannelKind::as_str(happened.channel),
            country: &happened.place.country,
            prefix: happened.place.prefix.as_ref().map(CallingPrefix::as_str),
            message_id: happened.message.as_deref(),
            created_at: happened.created_at.to_rfc3339(),
            at: happened.at.to_rfc3339(),
        }
    }
}

/// A prefix of numbers that codes no longer go to, as a webhook is told of it and as `/v1` answers with it.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "describe", derive(schemars::JsonSchema), schemars(rename = "VerificationStop"))]
#[serde(rename_all = "camelCase")]
pub struct StopData<'a> {
    /// The first six digits of the numbers.
    pub prefix: &'a str,
    /// Since when.
    pub stopped_at: WholeSeconds,
    /// Until when, unless it is opened before.
    pub until: WholeSeconds,
    /// How many codes of the hour before had had their time.
    pub sent: u32,
    /// How many of them were approved.
    pub approved: u32,
    /// What share of the prefix's is approved usually, or is taken to be.
    pub usual_conversion: f64,
}

impl<'a> StopData<'a> {
    /// What the event is called.
    pub const TYPE: &'static str = "verification.prefix_stopped";

    /// Of a prefix that is stopped.
    #[must_use]
    pub fn new(prefix: &'a str, stop: &Stop) -> Self {
        Self {
            prefix,
            stopped_at: WholeSeconds(stop.at),
            until: WholeSeconds(stop.until),
            sent: stop.sent,
            approved: stop.approved,
            usual_conversion: f64::from(stop.usual) / 1_000.0,
        }
    }
}

/// What became of an account's verifications.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "describe", derive(schemars::JsonSchema), schemars(rename = "VerificationStats"))]
pub struct StatsData<'a> {
    /// From then on.
    pub from: String,
    /// Until then.
    pub to: String,
    /// The currency of costs, ISO 4217.
    pub currency: &'a str,
    /// In all.
    pub total: FiguresData<'a>,
    /// Each interval, also where there were none; empty where none was asked for.
    pub series: Vec<FiguresData<'a>>,
    /// Each value of what was grouped by, the most frequent first, at most 200.
    pub groups: Vec<FiguresData<'a>>,
    /// The prefixes that are stopped now, the last one first.
    pub stops: Vec<StopData<'a>>,
}

/// How many verifications there were, and what became of them.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "describe", derive(schemars::JsonSchema), schemars(rename = "VerificationFigures"))]
#[serde(rename_all = "camelCase")]
pub struct FiguresData<'a> {
    /// When the interval begins that they were created in, in `series`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
    /// The value, in `groups`; empty for numbers of no country, and for e-mail.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<&'a str>,
    /// Verifications.
    pub created: u64,
    /// Codes that were sent.
    pub sent: u64,
    /// Codes that arrived, as receipts say.
    pub delivered: u64,
    /// Codes that surely did not.
    pub undelivered: u64,
    /// Verifications that were approved.
    pub approved: u64,
    /// That had too many wrong codes.
    pub failed: u64,
    /// That had no right code in time.
    pub expired: u64,
    /// That were canceled.
    pub canceled: u64,
    /// That were blocked.
    pub blocked: u64,
    /// The share of the created that was approved so far; `null` where there are none.
    pub conversion: Option<f64>,
    /// What the messages cost, in the account's currency.
    pub cost: f64,
    /// How long it took until they were approved.
    pub seconds_to_approve: SecondsData,
}

/// Seconds within which so many were approved, as exact as 5, 10, 15, 20, 30, 45, 60, 90, 120, 180 and 300 are; `null` for none, or more.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "describe", derive(schemars::JsonSchema), schemars(rename = "VerificationSeconds"))]
pub struct SecondsData {
    /// Half of them.
    pub median: Option<u32>,
    /// Nine in ten.
    pub p90: Option<u32>,
}

impl<'a> FiguresData<'a> {
    fn new(figures: &Figures, at: Option<String>, value: Option<&'a str>) -> Self {
        let count = |happening| figures.count(happening);
        Self {
            at,
            value,
            created: count(Happening::Created),
            sent: count(Happening::Sent),
            delivered: count(Happening::Delivered),
            undelivered: count(Happening::Undelivered),
            approved: count(Happening::Approved),
            failed: count(Happening::Failed),
            expired: count(Happening::Expired),
            canceled: count(Happening::Canceled),
            blocked: count(Happening::Blocked),
            conversion: figures.conversion(),
            cost: Money::from_millionths(i64::try_from(figures.cost).unwrap_or(i64::MAX)).units(),
            seconds_to_approve: SecondsData {
                median: figures.seconds_within(50),
                p90: figures.seconds_within(90),
            },
        }
    }
}

impl<'a> StatsData<'a> {
    /// Of a period.
    #[must_use]
    pub fn new(
        statistics: &'a Statistics,
        stops: &'a [(CallingPrefix, Stop)],
        currency: &'a str,
        Period { from, to, zone, .. }: &Period,
    ) -> Self {
        let part = |part: &traffic::Part| FiguresData::new(&part.figures, Some(zone.written(part.at)), None);
        let group = |group: &'a traffic::Group| FiguresData::new(&group.figures, None, Some(&group.value));
        Self {
            from: zone.written(*from),
            to: zone.written(*to),
            currency,
            total: FiguresData::new(&statistics.total, None, None),
            series: statistics.series.iter().map(part).collect(),
            groups: statistics.groups.iter().map(group).collect(),
            stops: stops.iter().map(|(prefix, stop)| StopData::new(prefix.as_str(), stop)).collect(),
        }
    }
}

fn texts(metadata: &[(String, String)]) -> Map<String, Value> {
    metadata.iter().map(|(name, text)| (name.clone(), text.as_str().into())).collect()
}
