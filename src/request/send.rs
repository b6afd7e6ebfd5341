//! The REST dialect's `POST sms`.
//!
//! Fields are judged in the order of the document's table, and the first that breaks a rule is answered with the code that the
//! catalogue has for it; where it has none, with 422. What is wrong with a single recipient is told of that one.

use serde_json::{Map, Value, json};

use super::{FieldError, Fields, Given, Problem, notes::Presence, otp};
use crate::{
    error::{ApiError, ErrorCode},
    message::{
        Batch, Form, MAX_MESSAGES, MaxParts, Recipient, Sender, SenderError, Template, Values, Window,
        WindowError, Windows, read_date,
    },
    otp::{Generate, Policy},
    time::Timestamp,
};

/// The most recipients of one call.
pub const MAX_RECIPIENTS: usize = MAX_MESSAGES;
/// More characters than any text has that fits 15 parts.
const MAX_MESSAGE: usize = 4_000;
const MAX_CAMPAIGN_NAME: usize = 255;
const MAX_TAGS: usize = 20;
const MAX_TAG: usize = 64;
const MAX_URL: usize = 2_048;
/// Who schedules for now may be a little late.
const LATE_MS: u64 = 300_000;

/// What a call is judged by beside itself.
#[derive(Clone, Copy)]
pub struct Judging<'a> {
    /// The time.
    pub now: Timestamp,
    /// Whether a text is a URL that may be asked.
    pub is_url: &'a dyn Fn(&str) -> bool,
    /// The characters of a URL at which recipients unsubscribe.
    pub unsub_length: u8,
}

/// `POST sms`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SendSms {
    /// What is sent to whom.
    pub batch: Batch,
    /// Whom it is from.
    pub from: Sender,
    /// When it is sent; at once where there is none.
    pub schedule_at: Option<Timestamp>,
    /// When it is no longer sent.
    pub expires_at: Option<Timestamp>,
    /// Who is told of receipts.
    pub notification_urls: NotificationUrls,
    /// The campaign that it belongs to.
    pub campaign: Option<Campaign>,
    /// Whether it is certified.
    pub is_certified: bool,
    /// In which times of the week it is sent.
    pub windows: Windows,
    /// What a code is made by, where the text asks for one.
    pub otp: OtpConfig,
}

impl SendSms {
    /// The largest body that is read, in bytes: what 10,000 recipients need with variables of their own.
    pub const MAX_BODY_BYTES: usize = 8 * 1024 * 1024;
}

/// URLs that are told of receipts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotificationUrls {
    /// None.
    None,
    /// One for all.
    One(String),
    /// One for each recipient, in their order.
    Each(Vec<String>),
}

/// A campaign by its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Campaign {
    /// The name.
    pub name: String,
    /// To be added to it.
    pub tags: Vec<String>,
}

/// How codes are made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OtpConfig {
    /// What kind of code.
    pub generate: Generate,
    /// For which application.
    pub app_id: String,
}

/// The first field of a call that breaks a rule.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{error}")]
pub struct Fault {
    /// Where the field is: `message`, `sub.1`. Positions count from 0.
    pub path: String,
    /// What the caller is told.
    pub error: ApiError,
}

impl From<Fault> for ApiError {
    fn from(fault: Fault) -> Self {
        fault.error
    }
}

impl From<FieldError> for Fault {
    fn from(error: FieldError) -> Self {
        Self { path: error.path.clone(), error: error.into() }
    }
}

/// What is wrong with a field: a code of the catalogue, or what has none there.
enum Wrong {
    Code(ErrorCode),
    Field(FieldError),
}

impl From<ErrorCode> for Wrong {
    fn from(code: ErrorCode) -> Self {
        Self::Code(code)
    }
}

impl From<FieldError> for Wrong {
    fn from(error: FieldError) -> Self {
        Self::Field(error)
    }
}

/// What was read of a field, or what is wrong with it.
fn of<T>(name: &str, read: Result<T, impl Into<Wrong>>) -> Result<T, Fault> {
    read.map_err(|wrong| match wrong.into() {
        Wrong::Code(code) => Fault { path: name.to_owned(), error: code.into() },
        Wrong::Field(error) => error.into(),
    })
}

/// Reads `POST sms`.
///
/// # Errors
/// The first field that breaks a rule, with its code.
pub fn send_sms(fields: &mut Fields, judging: &Judging) -> Result<SendSms, Fault> {
    let template = of("message", message(fields))?;
    let numbers = of("to", recipients(fields))?;
    let from = of("from", sender(fields))?;
    let encoding =
        of("encoding", coded(fields.parsed("encoding"), ErrorCode::InvalidCoding))?.unwrap_or_default();
    let schedule_at = of("scheduleDate", schedule_date(fields, judging.now))?;
    let expires_at = of("expirationDate", expiration_date(fields, schedule_at.unwrap_or(judging.now)))?;
    let max_parts: MaxParts = of("parts", coded(fields.number("parts"), ErrorCode::TooManyParts))?;
    let notification_urls = of("notificationUrl", notification_urls(fields, numbers.len(), judging))?;
    let is_translated = fields.integer("trans", 0..=1)? == Some(1);
    let campaign = of("campaignName", campaign(fields))?;
    let is_certified = fields.flag("certified")?;
    let values = values(fields, numbers.len())?;
    let is_split = fields.flag("splitParts")?;
    let is_flash = fields.flag("flash")?;
    let windows = of("availableTimes", windows(fields))?;
    let otp = otp_config(fields)?;
    let form = Form {
        encoding,
        is_translated,
        max_parts,
        is_split,
        is_flash,
        code_length: otp.generate.policy.length.get(),
        unsub_length: judging.unsub_length,
    };
    let recipients = numbers.into_iter().zip(values).map(|(written, values)| {
        let number = written.trim().parse().ok();
        Recipient { written, number, values }
    });
    Ok(SendSms {
        batch: Batch { template, form, recipients: recipients.collect() },
        from,
        schedule_at,
        expires_at,
        notification_urls,
        campaign,
        is_certified,
        windows,
        otp,
    })
}

/// What was read, or a code of the catalogue.
fn coded<T>(read: Result<T, FieldError>, code: ErrorCode) -> Result<T, ErrorCode> {
    read.map_err(|_| code)
}

fn message(fields: &mut Fields) -> Result<Template, ErrorCode> {
    let message = coded(fields.required_string("message", usize::MAX), ErrorCode::MessageMissing)?;
    if message.chars().count() > MAX_MESSAGE {
        return Err(ErrorCode::MessageTooLong);
    }
    Ok(Template::parse(&message))
}

/// Numbers as they were written, as strings or as numbers of JSON.
fn recipients(fields: &mut Fields) -> Result<Vec<String>, Wrong> {
    let schema = || {
        let number = json!({ "anyOf": [{ "type": "string" }, { "type": "integer" }] });
        json!({ "type": "array", "minItems": 1, "maxItems": MAX_RECIPIENTS, "items": number })
    };
    let given = fields.given("to", Presence::Required, schema);
    let written = |value: Value| match value {
        Value::String(text) => text,
        other => other.to_string(),
    };
    match given.map(Given::into_json) {
        Some(Value::Array(items)) if items.len() > MAX_RECIPIENTS => {
            Err(fields.error("to", Problem::Items { min: 1, max: MAX_RECIPIENTS }).into())
        }
        Some(Value::Array(items)) if !items.is_empty() => Ok(items.into_iter().map(written).collect()),
        _ => Err(ErrorCode::NoValidRecipients.into()),
    }
}

fn sender(fields: &mut Fields) -> Result<Sender, Wrong> {
    let written = coded(fields.required_string("from", usize::MAX), ErrorCode::SenderMissing)?;
    written.parse().map_err(|error| match error {
        SenderError::Missing => ErrorCode::SenderMissing.into(),
        SenderError::TooLong => ErrorCode::SenderTooLong.into(),
        SenderError::Character => {
            fields.error("from", Problem::Form { expected: "sender in the GSM alphabet" }).into()
        }
    })
}

fn date(fields: &mut Fields, name: &str, code: ErrorCode) -> Result<Option<Timestamp>, ErrorCode> {
    let schema = || json!({ "type": "string", "pattern": "^([0-9]{14})?$" });
    match fields.given(name, Presence::Optional, schema).map(Given::into_json) {
        None => Ok(None),
        Some(Value::String(text)) if text.is_empty() => Ok(None),
        Some(Value::String(text)) => read_date(&text).map(Some).map_err(|_| code),
        Some(_) => Err(code),
    }
}

fn schedule_date(fields: &mut Fields, now: Timestamp) -> Result<Option<Timestamp>, ErrorCode> {
    let date = date(fields, "scheduleDate", ErrorCode::InvalidSendDate)?;
    if date.is_some_and(|date| now.millis_since(date) > LATE_MS) {
        return Err(ErrorCode::InvalidSendDate);
    }
    Ok(date)
}

/// It is after the message is sent first.
fn expiration_date(fields: &mut Fields, sent: Timestamp) -> Result<Option<Timestamp>, ErrorCode> {
    let date = date(fields, "expirationDate", ErrorCode::InvalidExpirationDate)?;
    if date.is_some_and(|date| date <= sent) {
        return Err(ErrorCode::InvalidExpirationDate);
    }
    Ok(date)
}

fn notification_urls(
    fields: &mut Fields,
    recipients: usize,
    judging: &Judging,
) -> Result<NotificationUrls, ErrorCode> {
    let schema = || {
        let url = json!({ "type": "string", "maxLength": MAX_URL });
        json!({ "anyOf": [url, { "type": "array", "items": url }] })
    };
    let wrong = ErrorCode::InvalidNotificationUrl;
    let judged = |value: Value| match value {
        Value::String(url) if url.len() <= MAX_URL && (judging.is_url)(&url) => Ok(url),
        _ => Err(wrong),
    };
    match fields.given("notificationUrl", Presence::Optional, schema).map(Given::into_json) {
        None => Ok(NotificationUrls::None),
        Some(Value::String(url)) if url.is_empty() => Ok(NotificationUrls::None),
        Some(Value::Array(urls)) if urls.len() == recipients => {
            Ok(NotificationUrls::Each(urls.into_iter().map(judged).collect::<Result<_, _>>()?))
        }
        Some(Value::Array(_)) => Err(wrong),
        Some(url) => judged(url).map(NotificationUrls::One),
    }
}

fn campaign(fields: &mut Fields) -> Result<Option<Campaign>, Wrong> {
    let schema = || json!({ "type": "string", "minLength": 1, "maxLength": MAX_CAMPAIGN_NAME });
    let name = match fields
        .given("campaignName", Presence::Optional, schema)
        .map(|name| name.text_of(MAX_CAMPAIGN_NAME))
    {
        None => None,
        Some(name) => Some(name.map_err(|problem| fields.error("campaignName", problem))?),
    };
    let mut tags = Vec::new();
    for (index, tag) in fields.texts("tags", 0..=MAX_TAGS)?.unwrap_or_default().into_iter().enumerate() {
        if tag.chars().count() > MAX_TAG {
            return Err(fields.error(&format!("tags.{index}"), Problem::TooLong { max: MAX_TAG }).into());
        }
        tags.push(tag);
    }
    match name {
        Some(name) if name.trim().is_empty() => Err(ErrorCode::EmptyCampaignName.into()),
        None if !tags.is_empty() => Err(ErrorCode::EmptyCampaignName.into()),
        name => Ok(name.map(|name| Campaign { name, tags })),
    }
}

/// One object for each recipient, or none at all.
fn values(fields: &mut Fields, recipients: usize) -> Result<Vec<Values>, FieldError> {
    let schema = || {
        let value = json!({ "anyOf": [{ "type": "string" }, { "type": "number" }, { "type": "boolean" }, { "type": "null" }] });
        json!({ "type": "array", "items": { "type": "object", "additionalProperties": value } })
    };
    let Some(given) = fields.given("sub", Presence::Optional, schema) else {
        return Ok(vec![Values::new(); recipients]);
    };
    let Value::Array(items) = given.into_json() else {
        return Err(fields.error("sub", Problem::Type { expected: "an array" }));
    };
    if items.len() != recipients {
        return Err(fields.error("sub", Problem::Items { min: recipients, max: recipients }));
    }
    let item = |(index, item)| {
        let problem = |problem| fields.error(&format!("sub.{index}"), problem);
        match item {
            Value::Object(map) => values_of(map).map_err(|expected| problem(Problem::Type { expected })),
            _ => Err(problem(Problem::Type { expected: "an object" })),
        }
    };
    items.into_iter().enumerate().map(item).collect()
}

fn values_of(map: Map<String, Value>) -> Result<Values, &'static str> {
    let value = |(name, value)| match value {
        Value::String(text) => Ok((name, text)),
        Value::Null => Ok((name, String::new())),
        Value::Number(_) | Value::Bool(_) => Ok((name, value.to_string())),
        Value::Array(_) | Value::Object(_) => Err("an object of strings and numbers"),
    };
    map.into_iter().map(value).collect()
}

fn windows(fields: &mut Fields) -> Result<Windows, ErrorCode> {
    let schema = || {
        let time = json!({ "type": "string", "pattern": "^[0-9]{2}:[0-9]{2}$" });
        let window = json!({
            "type": "object",
            "required": ["from", "to"],
            "properties": { "day": { "type": "integer", "minimum": 1, "maximum": 7 }, "from": time, "to": time },
        });
        json!({ "type": "array", "minItems": 1, "maxItems": MAX_WINDOWS, "items": window })
    };
    match fields.given("availableTimes", Presence::Optional, schema).map(Given::into_json) {
        None => Ok(Windows::default()),
        Some(Value::Array(items)) if items.is_empty() => Err(ErrorCode::AvailableTimesEmpty),
        Some(Value::Array(items)) if items.len() <= MAX_WINDOWS => {
            Ok(Windows(items.iter().map(window).collect::<Result<_, _>>()?))
        }
        Some(Value::String(text)) if text.is_empty() => Err(ErrorCode::AvailableTimesEmpty),
        Some(_) => Err(ErrorCode::AvailableTimesNotAnArray),
    }
}

/// Some for each day of the week.
const MAX_WINDOWS: usize = 50;

fn window(item: &Value) -> Result<Window, ErrorCode> {
    let day = match item.get("day") {
        None | Some(Value::Null) => None,
        Some(day) => Some(day.as_i64().ok_or(ErrorCode::AvailableTimesDayNotAnInteger)?),
    };
    let time = |name| item.get(name).ok_or(ErrorCode::AvailableTimesPropertyMissing);
    let (from, to) = (time("from")?, time("to")?);
    let from = from.as_str().ok_or(ErrorCode::AvailableTimesFromFormat)?;
    let to = to.as_str().ok_or(ErrorCode::AvailableTimesToFormat)?;
    Window::new(day, from, to).map_err(|error| match error {
        WindowError::Day => ErrorCode::AvailableTimesDayOutOfRange,
        WindowError::From => ErrorCode::AvailableTimesFromFormat,
        WindowError::To => ErrorCode::AvailableTimesToFormat,
        WindowError::Order => ErrorCode::AvailableTimesFromAfterTo,
        WindowError::TooShort => ErrorCode::AvailableTimesTooShort,
    })
}

fn otp_config(fields: &mut Fields) -> Result<OtpConfig, FieldError> {
    let read = |config: &mut Fields| {
        let policy = otp::policy(config)?;
        let app_id = otp::app_id(config)?;
        let reject_if_pending = config.flag("rejectIfPendingCode")?;
        Ok(OtpConfig { generate: Generate { policy, reject_if_pending, is_sent: true }, app_id })
    };
    let usual = || {
        let generate = Generate { policy: Policy::default(), reject_if_pending: false, is_sent: true };
        OtpConfig { generate, app_id: String::new() }
    };
    Ok(fields.object("otpConfig", read)?.unwrap_or_else(usual))
}
