//! `POST /v1/messaging/sms`: one message, at once ("Push SMS").

use serde_json::{Value, json};

use super::{MAX_TEXT, sender, switch, switch_schema, transaction_id};
use crate::{
    message::{Sender, without_marks},
    phone::Msisdn,
    request::{Given, Problem, native::Reader},
    written::{Written, words},
};

const MAX_URL: usize = 200;

words! {
    /// What a message is for.
    pub PushKind, "type: promotional or transactional", at most 100;
    /// Somebody is to buy something.
    Promotional = "promotional",
    /// Somebody waits for it.
    Transactional = "transactional",
}

/// One message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PushSms {
    /// What it is for.
    pub kind: PushKind,
    /// Whom it is from.
    pub from: Sender,
    /// What the caller knows it by.
    pub transaction_id: Option<String>,
    /// Who is told what becomes of it.
    pub reports: DeliveryReports,
    /// Whether its URLs become short links.
    pub is_tiny: bool,
    /// What it says.
    pub text: String,
    /// Whom it is for.
    pub to: Msisdn,
}

/// Who is told of delivery receipts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeliveryReports {
    /// Where.
    pub url: Option<String>,
    /// Whether of failures too.
    pub tells_failures: bool,
}

/// Reads `POST /v1/messaging/sms`. `is_url` says whether a text is a URL that may be told of receipts.
pub fn push_sms(reader: &mut Reader, is_url: &dyn Fn(&str) -> bool) -> Option<PushSms> {
    let kind = reader.take(|fields| fields.required_parsed("type"));
    let from = sender(reader, "from");
    let transaction_id = reader.take(transaction_id);
    let reports = delivery_reports(reader, is_url);
    let is_tiny = reader.take(|fields| fields.required_by("tiny", switch_schema, |given| switch(&given)));
    let text = reader.take(|fields| fields.required_string("msg", MAX_TEXT));
    let to = reader.take(|fields| fields.required_by("to", number_schema, number));
    Some(PushSms {
        kind: kind?,
        from: from?,
        transaction_id: transaction_id?,
        reports: reports?,
        is_tiny: is_tiny?,
        text: without_marks(&text?),
        to: to?,
    })
}

/// `dlr`, which must be there for its `mask`.
fn delivery_reports(reader: &mut Reader, is_url: &dyn Fn(&str) -> bool) -> Option<DeliveryReports> {
    let url_schema = || json!({ "type": "string", "maxLength": MAX_URL });
    let url = |given: Given| {
        let url = given.text_of(MAX_URL)?;
        if is_url(&url) { Ok(url) } else { Err(Problem::Form { expected: "URL" }) }
    };
    let reports = reader.object("dlr", |dlr| {
        let url = dlr.take(|fields| fields.optional_by("url", url_schema, url));
        let mask = dlr.take(|fields| fields.required_by("mask", switch_schema, |given| switch(&given)));
        Some(DeliveryReports { url: url?, tells_failures: mask? })
    })?;
    if reports.is_none() {
        reader.refuse("dlr.mask", Problem::Required);
    }
    reports
}

/// A number, as a text or as a number of JSON.
fn number(given: Given) -> Result<Msisdn, Problem> {
    let written = match given.into_json() {
        Value::String(text) => text,
        Value::Number(number) => number.to_string(),
        _ => return Err(Problem::Type { expected: "a string" }),
    };
    written.trim().parse().map_err(|_| Problem::Form { expected: Msisdn::EXPECTED })
}

fn number_schema() -> Value {
    json!({ "anyOf": [
        Msisdn::form().schema(),
        { "type": "integer", "minimum": 100_000, "maximum": 999_999_999_999_999_i64 },
    ] })
}
