//! `verifications`

use std::net::IpAddr;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::period::{AskPeriod, period};

use crate::{
    locale::{CountryCode, Locale},
    message::Sender,
    otp::{
        Alphabet, Channel, ChannelKind, Content, GivenCode, NewVerification, Policy, Presented,
        VerificationAttempts, VerificationLength, VerificationValidity,
        text::{Amount, AppHash, Brand, Host, Payee, Payment, Template, TemplateError, check},
        traffic::Dimension,
    },
    phone::CallingPrefix,
    recipient::Recipient,
    request::{
        FieldError, Fields, Given, Problem,
        native::Reader,
        otp::{MAX_APP_ID, MAX_CODE},
    },
};

/// The most ways to a recipient.
const MAX_CHANNELS: usize = 5;

/// Without the right code the next way is taken after so many seconds, unless said.
const TIMEOUT_SECONDS: i64 = 60;

/// What metadata has room for.
const MAX_METADATA: usize = 10;
const MAX_METADATA_NAME: usize = 40;
const MAX_METADATA_TEXT: usize = 200;

/// Whom messages are from, unless said.
const SENDER: &str = "Verify";

/// `POST verifications`, but for what the Worker knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreateVerification {
    /// Whose record it is in.
    pub recipient: Recipient,
    /// The number or address of each way.
    pub to: Vec<Recipient>,
    /// Where the one is who asks, where that is known.
    pub address: Option<IpAddr>,
    /// The verification.
    pub new: NewVerification,
}

/// Reads `POST verifications`.
pub fn create_verification(reader: &mut Reader) -> Option<CreateVerification> {
    let recipient = reader.take(|fields| fields.required_parsed::<Recipient>("recipient"));
    let said = Said::read(reader);
    let code = reader.take(|fields| fields.parsed::<GivenCode>("code"));
    let address = reader.take(|fields| fields.parsed::<IpAddr>("address"));
    let CreateVerification { recipient, to, new, .. } = begun(reader, recipient?, said?)?;
    Some(CreateVerification { recipient, to, address: address?, new: NewVerification { code: code?, ..new } })
}

/// All that is said of a verification but for whom it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Said {
    pub(super) ways: Vec<Way>,
    /// The language, where one is asked for.
    pub(super) locale: Option<String>,
    policy: Policy,
    app_id: String,
    content: Content,
    payment: Option<Payment>,
    metadata: Vec<(String, String)>,
}

impl Said {
    pub(super) fn read(reader: &mut Reader) -> Option<Self> {
        let ways = reader.take(|fields| {
            fields.objects_or_words::<ChannelKind, _>("channels", 1..=MAX_CHANNELS, "channel", way)
        });
        let policy = policy(reader);
        let app_id = reader.take(|fields| fields.string("appId", MAX_APP_ID));
        let locale = reader.take(|fields| fields.parsed::<Locale>("locale"));
        let content = content(reader);
        let payment = payment(reader);
        let metadata = reader.take(|fields| fields.optional_by("metadata", metadata_schema, metadata));
        let (content, payment) = (content?, payment.ok()?);
        fits(reader, &content, payment.as_ref());
        suits(reader, &content, payment.as_ref());
        let ways = ways?.unwrap_or_else(|| vec![Way { kind: None, to: None, seconds: TIMEOUT_SECONDS }]);
        Some(Self {
            ways,
            locale: locale?.map(String::from),
            policy: policy?,
            app_id: app_id?.unwrap_or_default(),
            content,
            payment,
            metadata: metadata?.unwrap_or_default(),
        })
    }
}

/// A verification, of what was said and for whom.
pub(super) fn begun(reader: &mut Reader, recipient: Recipient, said: Said) -> Option<CreateVerification> {
    let Said { ways, locale, policy, app_id, content, payment, metadata } = said;
    let (to, channels) = ways_to(reader, &recipient, &ways)?;
    let content = Content { locale: locale.unwrap_or_else(|| "en".to_owned()), ..content };
    let new = NewVerification { channels, policy, code: None, app_id, content, payment, metadata };
    Some(CreateVerification { recipient, to, address: None, new })
}

/// A way, as it is written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Way {
    kind: Option<ChannelKind>,
    to: Option<Recipient>,
    seconds: i64,
}

impl Way {
    /// Whether it leads to somebody of its own.
    pub(super) const fn has_recipient(&self) -> bool {
        self.to.is_some()
    }
}

fn way(fields: &mut Fields) -> Result<Way, FieldError> {
    Ok(Way {
        kind: Some(fields.required_parsed("channel")?),
        to: fields.parsed("to")?,
        seconds: fields.integer("timeout", 10..=600)?.unwrap_or(TIMEOUT_SECONDS),
    })
}

/// Whom each way leads to.
pub(super) fn ways_to(
    reader: &mut Reader,
    recipient: &Recipient,
    ways: &[Way],
) -> Option<(Vec<Recipient>, Vec<Channel<String>>)> {
    let mut read = (Vec::new(), Vec::new());
    let mut is_right = true;
    for (place, Way { kind, to, seconds }) in ways.iter().enumerate() {
        let to = to.as_ref().unwrap_or(recipient).clone();
        let of_recipient = ChannelKind::of(&to);
        if kind.is_some_and(|kind| kind != of_recipient) {
            reader.refuse(
                &format!("channels.{place}"),
                Problem::Form { expected: "channel to this recipient" },
            );
            is_right = false;
        }
        let seconds = u16::try_from(*seconds).unwrap_or_default();
        read.1.push(Channel { to: to.as_str().to_owned(), kind: of_recipient, seconds });
        read.0.push(to);
    }
    is_right.then_some(read)
}

fn policy(reader: &mut Reader) -> Option<Policy> {
    let alphabet = reader.take(|fields| fields.parsed::<Alphabet>("alphabet"));
    let length = reader.take(|fields| fields.number::<VerificationLength>("length"));
    let attempts = reader.take(|fields| fields.number::<VerificationAttempts>("attempts"));
    let validity = reader.take(|fields| fields.number::<VerificationValidity>("validity"));
    Some(Policy::of_verification(alphabet?.unwrap_or(Alphabet::Digits), length?, attempts?, validity?))
}

fn content(reader: &mut Reader) -> Option<Content> {
    let brand = reader.take(|fields| fields.parsed::<Brand>("brand"));
    let sender = reader.take(|fields| fields.parsed::<Sender>("sender"));
    let domain = reader.take(|fields| fields.parsed::<Host>("domain"));
    let app_hash = reader.take(|fields| fields.parsed::<AppHash>("appHash"));
    let template = reader.take(|fields| fields.optional_by("template", template_schema, template));
    let (domain, app_hash) = (domain?, app_hash?);
    if domain.is_some() && app_hash.is_some() {
        reader.refuse("appHash", Problem::Excluded { other: "domain" });
    }
    let sender = sender?.map_or_else(|| SENDER.to_owned(), |sender| sender.as_str().to_owned());
    Some(Content { brand: brand?, sender, domain, app_hash, template: template?, ..Content::default() })
}

/// The reader was told what is wrong.
struct Told;

/// Payee and amount: both or neither.
fn payment(reader: &mut Reader) -> Result<Option<Payment>, Told> {
    let payee = reader.take(|fields| fields.parsed::<Payee>("payee"));
    let amount = reader.take(|fields| fields.parsed::<Amount>("amount"));
    let missing = match (payee.ok_or(Told)?, amount.ok_or(Told)?) {
        (Some(payee), Some(amount)) => return Ok(Some(Payment { payee, amount })),
        (None, None) => return Ok(None),
        (None, Some(_)) => "payee",
        (Some(_), None) => "amount",
    };
    reader.refuse(missing, Problem::Required);
    Err(Told)
}

/// How a text of the account's own looks.
const TEMPLATE: Problem =
    Problem::Form { expected: "text of at most 160 characters, with {code} once: Your Acme code: {code}" };

fn template(given: Given) -> Result<Template, Problem> {
    given.string()?.parse().map_err(|_: TemplateError| TEMPLATE)
}

fn template_schema() -> Value {
    json!({ "type": "string", "maxLength": Template::MAX_LENGTH, "pattern": Template::pattern() })
}

/// A text of the account's own says what there is to say, and fits one message.
fn suits(reader: &mut Reader, content: &Content, payment: Option<&Payment>) {
    let Some(template) = &content.template else { return };
    let (field, problem) = match template.check(content.brand.as_ref(), payment, content.ending()) {
        Ok(()) => return,
        Err(TemplateError::Lacks(part)) => (part, Problem::Required),
        Err(TemplateError::Payment) => {
            ("template", Problem::Form { expected: "text with {payee} and {amount}, which the code is for" })
        }
        Err(_) => (
            "template",
            Problem::Form { expected: "text that fits one message with a code of 10 characters" },
        ),
    };
    reader.refuse(field, problem);
}

/// With a payment's host there may be no room for the code.
fn fits(reader: &mut Reader, content: &Content, payment: Option<&Payment>) {
    if check(payment, content.ending()).is_err() {
        reader.refuse(
            "domain",
            Problem::Form { expected: "host for this payee and amount: all are too long for one message" },
        );
    }
}

fn metadata(given: Given) -> Result<Vec<(String, String)>, Problem> {
    let expected = Problem::Form { expected: "object of at most 10 texts" };
    let map = given.object().filter(|map| map.len() <= MAX_METADATA).ok_or(expected.clone())?;
    let fits = |text: &str, most| text.chars().count() <= most;
    let text = |(name, value): (String, Value)| match value {
        Value::String(text) if fits(&name, MAX_METADATA_NAME) && fits(&text, MAX_METADATA_TEXT) => {
            Ok((name, text))
        }
        _ => Err(expected.clone()),
    };
    map.into_iter().map(text).collect()
}

fn metadata_schema() -> Value {
    json!({
        "type": "object",
        "maxProperties": MAX_METADATA,
        "propertyNames": { "maxLength": MAX_METADATA_NAME },
        "additionalProperties": { "type": "string", "maxLength": MAX_METADATA_TEXT },
    })
}

/// `GET verifications/stats`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AskVerificationStats {
    /// In what time.
    pub period: AskPeriod,
    /// By what they are grouped.
    pub group: Option<Dimension>,
    /// Of these only.
    pub only: Vec<(Dimension, String)>,
}

/// Reads `GET verifications/stats`.
pub fn ask_verification_stats(reader: &mut Reader) -> Option<AskVerificationStats> {
    let period = period(reader);
    let group = reader.take(|fields| fields.parsed::<Dimension>("group"));
    let country = reader.take(|fields| fields.parsed::<CountryCode>("country"));
    let prefix = reader.take(|fields| fields.parsed::<CallingPrefix>("prefix"));
    let channel = reader.take(|fields| fields.parsed::<ChannelKind>("channel"));
    let only = [
        country?.map(|country| (Dimension::Country, String::from(country))),
        prefix?.map(|prefix| (Dimension::Prefix, prefix.as_str().to_owned())),
        channel?.map(|channel| (Dimension::Channel, channel.as_str().to_owned())),
    ];
    Some(AskVerificationStats { period: period?, group: group?, only: only.into_iter().flatten().collect() })
}

/// `GET verifications/{id}`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShowVerification {
    /// Whom it is said to be for.
    pub recipient: Option<Recipient>,
}

/// Reads `GET verifications/{id}`.
pub fn show_verification(reader: &mut Reader) -> Option<ShowVerification> {
    let recipient = reader.take(|fields| fields.parsed::<Recipient>("recipient"));
    Some(ShowVerification { recipient: recipient? })
}

/// Reads `POST verifications/{id}/check`: the code, and what it is bound to.
pub fn check_verification(reader: &mut Reader) -> Option<(Presented, Option<Payment>)> {
    let code = reader.take(|fields| fields.required_string("code", MAX_CODE));
    let payment = payment(reader);
    Some((Presented::typed(&code?), payment.ok()?))
}

/// Reads `POST verifications/{id}/resend`: whether it is to be another code.
pub fn resend_verification(reader: &mut Reader) -> Option<bool> {
    reader.take(|fields| fields.flag("newCode"))
}
