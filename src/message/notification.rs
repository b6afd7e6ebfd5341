//! What clients are told of messages: at a URL for each call or recipient ("Delivery notifications"), and at one of the account
//! ("Event Notifications").

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{DeliveryUrl, Event, EventKind, MessageId, Sending};
use crate::{percent, provider::ReceiptStatus, time::Timestamp};

/// Attempts after the first.
const RETRIES: u32 = 5;

/// How many seconds pass after an attempt that was not heard: one step after the first, and one more each time, as "Event
/// Notifications" has it with steps of a minute. `None` after the last.
#[must_use]
pub const fn tell_again_seconds(attempts: u32, step_seconds: u32) -> Option<u32> {
    if attempts <= RETRIES { Some(attempts.saturating_mul(step_seconds)) } else { None }
}

/// What nobody heard, after the last attempt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Unheard {
    /// Which it is: the message, what happened, and how it was told.
    pub id: String,
    /// What was asked, or posted to.
    pub url: String,
    /// What was posted, if anything was.
    pub body: Option<String>,
    /// How often it was told.
    pub attempts: u32,
    /// The status of the last answer, if one came.
    pub status: Option<u16>,
    /// Since when it was told.
    pub created_at: Timestamp,
    /// When it was told last.
    pub failed_at: Timestamp,
}

impl Unheard {
    /// How long it is kept.
    pub const KEPT: Duration = Duration::from_hours(7 * 24);
}

/// Something that happened to a message, with what is told of both.
#[derive(Clone, Copy, Debug)]
pub struct Notification<'a> {
    /// What the message was sent with.
    pub sending: &'a Sending,
    /// Which of its messages it is.
    pub number: u32,
    /// The number of its recipient.
    pub to: &'a str,
    /// How many parts it has.
    pub parts: u8,
    /// What it costs, in millionths of the currency's unit.
    pub cost: u64,
    /// When it was sent, if it was.
    pub sent_at: Option<Timestamp>,
    /// What happened.
    pub event: Event,
    /// Where the link leads that was followed, if that is what happened.
    pub clicked: Option<&'a str>,
}

impl Notification<'_> {
    /// The most bytes of a URL with everything in it: what servers take, by the least of their defaults.
    const MAX_URL: usize = 8_192;

    /// Which it is, however often and wherever it is told.
    #[must_use]
    pub fn id(&self) -> String {
        format!("{}-{}", self.message_id(), self.event.kind.as_str())
    }

    /// A URL with its escapes replaced, to be asked by GET; `None` where there is no status for what happened, and where the URL
    /// becomes too long.
    ///
    /// A `%` before two hexadecimal digits is a percent-encoding and stays: `%C3%A1`. So `%c` and `%C` are escapes where no such
    /// digit follows, and what stands behind them begins with something else. What is no escape stays too.
    #[must_use]
    pub fn url(&self, template: &str) -> Option<String> {
        let status = status(self.event.kind)?;
        let mut pieces = template.split('%');
        let mut url = pieces.next()?.to_owned();
        for piece in pieces {
            let is_encoding = piece.len() >= 2 && piece.bytes().take(2).all(|byte| byte.is_ascii_hexdigit());
            let mut rest = piece.chars();
            let escape = rest.next().filter(|_| !is_encoding);
            if let Some(value) = escape.and_then(|escape| self.value(escape, status)) {
                url.push_str(&percent::encoded(&value));
                url.push_str(rest.as_str());
            } else {
                url.push('%');
                url.push_str(piece);
            }
        }
        (url.len() <= Self::MAX_URL).then_some(url)
    }

    /// What an escape stands for.
    fn value(&self, escape: char, status: ReceiptStatus) -> Option<String> {
        Some(match escape {
            'i' => self.message_id().to_string(),
            'p' => self.sending.from.to_string(),
            'P' => self.to.to_owned(),
            't' => minute(self.sent_at.unwrap_or(self.sending.created_at)),
            'c' => units(self.cost),
            's' => status.name().to_owned(),
            // No carrier says of which network a number is.
            'm' => String::new(),
            'y' => minute(self.event.at),
            // A message is told of as a whole, and is sent and delivered with the last of its parts.
            'n' => self.parts.to_string(),
            'C' => self.sending.campaign_id.0.to_string(),
            'S' => self.sending.id.0.to_string(),
            _ => return None,
        })
    }

    /// The form that is posted. A campaign that the call gave no name is 0 there. `contactId` is 0: recipients of calls are no
    /// contacts. `extra` is there for clicks alone, with the URL encoded once more, as the document has it.
    #[must_use]
    pub fn form(&self) -> String {
        let campaign_name = self.sending.campaign_name.as_deref().unwrap_or_default();
        let campaign_id = if campaign_name.is_empty() { 0 } else { self.sending.campaign_id.0 };
        let extra = |url| {
            format!("&extra={}", percent::encoded(&format!("{{\"url\":\"{}\"}}", percent::encoded(url))))
        };
        format!(
            "id={}&channel=sms&contactId=0&campaignId={campaign_id}&campaignName={}&event={}&eventDate={}{}",
            self.message_id(),
            percent::encoded(campaign_name),
            self.event.kind.as_str(),
            percent::encoded(&self.event.at.to_rfc3339()),
            self.clicked.map(extra).unwrap_or_default(),
        )
    }

    /// What is posted to the URL of a call of the Engage API, in JSON; `None` where that is not told of such an event. Clicks are told
    /// wherever deliveries are.
    #[must_use]
    pub fn delivery(&self, to: &DeliveryUrl) -> Option<String> {
        let kind = self.event.kind;
        let is_told = to.tells_failures || kind == EventKind::Delivered;
        if !(is_told && kind != EventKind::Unsubscribed || kind == EventKind::Clicked) {
            return None;
        }
        let delivery = Delivery {
            id: &to.id,
            transaction_id: to.transaction_id.as_deref(),
            from: self.sending.from.as_str(),
            to: self.to,
            event: kind.as_str(),
            status: status(kind).map(ReceiptStatus::name),
            event_date: self.event.at.to_rfc3339(),
            parts: self.parts,
            url: self.clicked,
        };
        serde_json::to_string(&delivery).ok()
    }

    const fn message_id(&self) -> MessageId {
        MessageId::new(self.sending.id, self.number)
    }
}

/// What a URL of the Engage API is told.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Delivery<'a> {
    id: &'a str,
    #[serde(rename = "transactionID", skip_serializing_if = "Option::is_none")]
    transaction_id: Option<&'a str>,
    from: &'a str,
    to: &'a str,
    event: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<&'static str>,
    event_date: String,
    parts: u8,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
}

/// What happened, in the words of a delivery receipt.
const fn status(kind: EventKind) -> Option<ReceiptStatus> {
    match kind {
        EventKind::Sent => Some(ReceiptStatus::Accepted),
        EventKind::Delivered => Some(ReceiptStatus::Delivered),
        EventKind::Undelivered => Some(ReceiptStatus::Undelivered),
        EventKind::Rejected => Some(ReceiptStatus::Rejected),
        EventKind::Expired => Some(ReceiptStatus::Expired),
        EventKind::Clicked | EventKind::Unsubscribed => None,
    }
}

/// `YYYY-MM-DD HH:MM`, in UTC.
fn minute(at: Timestamp) -> String {
    at.to_rfc3339().chars().take("2020-09-21T14:18".len()).map(|c| if c == 'T' { ' ' } else { c }).collect()
}

/// Millionths as a decimal number without zeros at its end.
fn units(millionths: u64) -> String {
    let text = format!("{}.{:06}", millionths / 1_000_000, millionths % 1_000_000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        message::{CampaignId, Form, SendingId, SmsEncoding, Windows},
        otp::{Generate, Policy},
    };

    fn sending() -> Sending {
        Sending {
            id: SendingId(36),
            account_id: "0123456789abcdefghijkl".parse().unwrap(),
            username: "acme".parse().unwrap(),
            campaign_id: CampaignId(7),
            campaign_name: None,
            from: "My Shop".parse().unwrap(),
            form: Form {
                encoding: SmsEncoding::Gsm,
                is_translated: false,
                max_parts: 1.try_into().unwrap(),
                is_split: false,
                is_flash: false,
                code_length: 4,
                unsub_length: 0,
            },
            text: None,
            notification_url: None,
            event_url: None,
            schedule_at: None,
            expires_at: None,
            windows: Windows::default(),
            otp: Generate { policy: Policy::default(), reject_if_pending: false, is_sent: false },
            otp_app_id: String::new(),
            origin: String::new(),
            created_at: "2020-09-21T14:17:59Z".parse().unwrap(),
            delivery_url: None,
            is_bulk: false,
            verification: None,
            is_certified: false,
        }
    }

    fn of(sending: &Sending, kind: EventKind) -> Notification<'_> {
        Notification {
            sending,
            number: 1,
            to: "34666555444",
            parts: 2,
            cost: 55_000,
            sent_at: Some("2020-09-21T14:18:30Z".parse().unwrap()),
            event: Event { kind, at: "2020-09-21T14:19:01Z".parse().unwrap() },
            clicked: (kind == EventKind::Clicked).then_some("https://a.example/?b=c"),
        }
    }

    fn url(template: &str) -> String {
        of(&sending(), EventKind::Delivered).url(template).unwrap()
    }

    #[test]
    fn each_escape_is_replaced_by_its_value_encoded() {
        for (escape, value) in [
            ("%i", ""),
            ("%p", "My%20Shop"),
            ("%P", "34666555444"),
            ("%t", "2020-09-21%2014%3A18"),
            ("%c", "0.055"),
            ("%s", "DELIVRD"),
            ("%m", ""),
            ("%y", "2020-09-21%2014%3A19"),
            ("%n", "2"),
            ("%C", "7"),
            ("%S", "36"),
        ] {
            let id = MessageId::new(SendingId(36), 1).to_string();
            let value = if escape == "%i" { &id } else { value };
            assert_eq!(
                url(&format!("https://a.example/?a={escape}&b={escape}")),
                format!("https://a.example/?a={value}&b={value}")
            );
        }
        assert_eq!(url("https://a.example/%S/%C%S"), "https://a.example/36/736");
    }

    #[test]
    fn percent_encodings_and_what_is_no_escape_stay() {
        for template in [
            "https://a.example/caf%C3%A9",
            "https://a.example/?%c3",
            "https://a.example/%Ca",
            "https://a.example/%",
            "https://a.example/%%",
            "https://a.example/%x%I%é",
            "https://a.example/?a=100%25",
        ] {
            assert_eq!(url(template), template);
        }
        assert_eq!(url("%C3%A1%C&%c.%cost%%S"), "%C3%A17&0.055.0.055ost%36");
    }

    #[test]
    fn a_url_is_asked_for_what_has_a_status_and_fits_a_request() {
        let sending = sending();
        let told = EventKind::ALL.map(|kind| of(&sending, kind).url("%s"));
        let names = ["ACCEPTD", "DELIVRD", "UNDELIV", "REJECTD", "EXPIRED"].map(|name| Some(name.to_owned()));
        assert_eq!(told[..5], names);
        assert_eq!(told[5..], [None, None]);
        let long = "%t".repeat(1_000);
        assert_eq!(of(&sending, EventKind::Sent).url(&long), None);
    }

    #[test]
    fn what_was_never_sent_has_the_date_of_its_call() {
        let sending = sending();
        let rejected = Notification { sent_at: None, ..of(&sending, EventKind::Rejected) };
        assert_eq!(rejected.url("%t").unwrap(), "2020-09-21%2014%3A17");
    }

    #[test]
    fn a_form_says_which_message_what_and_when() {
        let mut sending = sending();
        let (id, date) = (MessageId::new(SendingId(36), 1), "2020-09-21T14%3A19%3A01%2B00%3A00");
        assert_eq!(
            of(&sending, EventKind::Sent).form(),
            format!("id={id}&channel=sms&contactId=0&campaignId=0&campaignName=&event=sent&eventDate={date}")
        );
        sending.campaign_name = Some("Spring & más".to_owned());
        assert_eq!(
            of(&sending, EventKind::Undelivered).form(),
            format!(
                "id={id}&channel=sms&contactId=0&campaignId=7&campaignName=Spring%20%26%20m%C3%A1s&event=undelivered&eventDate={date}"
            )
        );
        assert_eq!(of(&sending, EventKind::Undelivered).id(), format!("{id}-undelivered"));
        let clicked = of(&sending, EventKind::Clicked).form();
        assert!(
            clicked
                .ends_with("&extra=%7B%22url%22%3A%22https%253A%252F%252Fa.example%252F%253Fb%253Dc%22%7D"),
            "{clicked}"
        );
    }

    #[test]
    fn a_delivery_url_is_told_of_what_it_asks_for() {
        let (sending, mut to) = (
            sending(),
            DeliveryUrl {
                url: String::new(),
                tells_failures: true,
                id: "u".to_owned(),
                transaction_id: Some("t".to_owned()),
            },
        );
        assert_eq!(
            of(&sending, EventKind::Delivered).delivery(&to).unwrap(),
            r#"{"id":"u","transactionID":"t","from":"My Shop","to":"34666555444","event":"delivered","status":"DELIVRD","eventDate":"2020-09-21T14:19:01+00:00","parts":2}"#
        );
        let told = |to: &DeliveryUrl| {
            EventKind::ALL
                .into_iter()
                .filter(|kind| of(&sending, *kind).delivery(to).is_some())
                .collect::<Vec<_>>()
        };
        assert_eq!(told(&to), EventKind::ALL[..6]);
        to.tells_failures = false;
        assert_eq!(told(&to), [EventKind::Delivered, EventKind::Clicked]);
    }

    #[test]
    fn costs_are_decimal_numbers() {
        for (millionths, text) in [
            (0, "0"),
            (1, "0.000001"),
            (50_000, "0.05"),
            (1_000_000, "1"),
            (12_340_000, "12.34"),
            (10_000_000, "10"),
        ] {
            assert_eq!(units(millionths), text);
        }
    }

    #[test]
    fn it_is_told_again_after_one_two_three_four_and_five_steps() {
        let waits: Vec<_> = (1..).map_while(|attempts| tell_again_seconds(attempts, 60)).collect();
        assert_eq!(waits, [60, 120, 180, 240, 300]);
    }
}
