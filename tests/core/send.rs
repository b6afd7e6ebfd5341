//! `POST sms`: what is taken, and what each rule says that is broken.

use serde_json::{Map, Value, json};
use shortwave::{
    error::{ApiError, ErrorCode},
    message::{BlacklistKind, Composed},
    request::{self, Judging, NotificationUrls, SendSms},
};

fn read(body: &Value) -> Result<SendSms, ApiError> {
    let is_url = |text: &str| text.starts_with("https://");
    let judging = Judging { now: "2026-11-22T10:00:00Z".parse().unwrap(), is_url: &is_url, unsub_length: 30 };
    request::read(body.to_string().as_bytes(), |fields| request::send_sms(fields, &judging))
}

/// A good body, with some fields changed; a field that is `null` is left out.
fn body(changes: &Value) -> Value {
    let mut body = json!({ "to": ["34666555444"], "from": "TEST", "message": "SMS text message" });
    let fields: &mut Map<_, _> = body.as_object_mut().unwrap();
    for (name, value) in changes.as_object().unwrap() {
        fields.insert(name.clone(), value.clone());
    }
    body
}

fn sent(changes: &Value) -> SendSms {
    read(&body(changes)).unwrap()
}

fn code(changes: &Value) -> ErrorCode {
    read(&body(changes)).unwrap_err().code()
}

fn composed(changes: &Value) -> Vec<Result<Composed, ErrorCode>> {
    sent(changes).batch.compose(&|_, _| Some("https://sho.rt/a".to_owned()))
}

#[test]
fn each_rule_has_the_code_of_the_catalogue() {
    use ErrorCode::*;
    let window = |window: Value| json!({ "availableTimes": [window] });
    for (changes, expected) in [
        (json!({ "message": null }), MessageMissing),
        (json!({ "message": "" }), MessageMissing),
        (json!({ "message": 7 }), MessageMissing),
        (json!({ "message": "a".repeat(4_001) }), MessageTooLong),
        (json!({ "to": null }), NoValidRecipients),
        (json!({ "to": [] }), NoValidRecipients),
        (json!({ "to": "34666555444" }), NoValidRecipients),
        (json!({ "to": vec![34_666_555_444_u64; 10_001] }), InputValidation),
        (json!({ "from": null }), SenderMissing),
        (json!({ "from": " " }), SenderMissing),
        (json!({ "from": "TWELVE-CHARS" }), SenderTooLong),
        (json!({ "from": "Жук" }), InputValidation),
        (json!({ "encoding": "ucs2" }), InvalidCoding),
        (json!({ "scheduleDate": "2026-11-23" }), InvalidSendDate),
        (json!({ "scheduleDate": "20261322100000" }), InvalidSendDate),
        (json!({ "scheduleDate": 20_261_123_100_000_u64 }), InvalidSendDate),
        (json!({ "scheduleDate": "20261122094000" }), InvalidSendDate),
        (json!({ "expirationDate": "tomorrow" }), InvalidExpirationDate),
        (json!({ "expirationDate": "20261122095959" }), InvalidExpirationDate),
        (
            json!({ "scheduleDate": "20261123100000", "expirationDate": "20261123100000" }),
            InvalidExpirationDate,
        ),
        (json!({ "parts": 0 }), TooManyParts),
        (json!({ "parts": 16 }), TooManyParts),
        (json!({ "parts": "2" }), TooManyParts),
        (json!({ "notificationUrl": "ftp://example.com" }), InvalidNotificationUrl),
        (json!({ "notificationUrl": ["https://a.example", "https://b.example"] }), InvalidNotificationUrl),
        (json!({ "notificationUrl": ["nope"] }), InvalidNotificationUrl),
        (json!({ "trans": 2 }), InputValidation),
        (json!({ "campaignName": "" }), EmptyCampaignName),
        (json!({ "tags": ["a"] }), EmptyCampaignName),
        (json!({ "certified": "yes" }), InputValidation),
        (json!({ "sub": [] }), InputValidation),
        (json!({ "sub": { "name": "x" } }), InputValidation),
        (json!({ "sub": [{ "name": ["x"] }] }), InputValidation),
        (json!({ "splitParts": 1 }), InputValidation),
        (json!({ "availableTimes": {} }), AvailableTimesNotAnArray),
        (json!({ "availableTimes": [] }), AvailableTimesEmpty),
        (window(json!({ "from": "09:00" })), AvailableTimesPropertyMissing),
        (window(json!({ "day": "1", "from": "09:00", "to": "21:00" })), AvailableTimesDayNotAnInteger),
        (window(json!({ "day": 8, "from": "09:00", "to": "21:00" })), AvailableTimesDayOutOfRange),
        (window(json!({ "from": "9", "to": "21:00" })), AvailableTimesFromFormat),
        (window(json!({ "from": "09:00", "to": 21 })), AvailableTimesToFormat),
        (window(json!({ "from": "21:00", "to": "09:00" })), AvailableTimesFromAfterTo),
        (window(json!({ "from": "09:00", "to": "09:01" })), AvailableTimesTooShort),
        (json!({ "otpConfig": { "length": 2 } }), InputValidation),
    ] {
        assert_eq!(code(&changes), expected, "{changes}");
    }
    assert_eq!(request::read(b"[]", |_| Err::<(), _>(Internal)).unwrap_err().code(), InvalidJson);
}

#[test]
fn fields_are_judged_in_the_order_of_the_document() {
    let wrong = [
        ("message", json!("")),
        ("to", json!([])),
        ("from", json!("")),
        ("encoding", json!("?")),
        ("scheduleDate", json!("?")),
        ("expirationDate", json!("?")),
        ("parts", json!(0)),
        ("notificationUrl", json!("?")),
        ("trans", json!(2)),
        ("tags", json!(["a"])),
        ("availableTimes", json!([])),
    ];
    let codes = [104, 102, 106, 113, 108, 119, 110, 109, 422, 126, 194];
    for (first, expected) in codes.into_iter().enumerate() {
        let changes: Map<_, _> =
            wrong[first..].iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
        assert_eq!(code(&changes.into()).code(), expected);
    }
}

#[test]
fn numbers_may_be_numbers_and_have_a_plus() {
    let results = composed(&json!({ "to": ["+34666555444", 34_666_555_333_u64, "34", "nobody", null, 1.5] }));
    let numbers: Vec<_> = results.iter().map(|result| result.as_ref().map(|one| one.to.as_str())).collect();
    let none = Err(&ErrorCode::NoValidRecipients);
    assert_eq!(numbers, [Ok("34666555444"), Ok("34666555333"), none, none, none, none]);
}

#[test]
fn segments_are_counted_after_substitution_for_each_recipient() {
    let two = json!({ "to": ["34666555444", "34666555333", "34666555222"], "message": "Hello {name|upper}, {url|shorten}",
        "sub": [{ "name": "ana", "url": "https://example.com/long" }, { "name": "b".repeat(160) }, { "name": "я" }] });
    let texts: Vec<_> =
        composed(&two).into_iter().map(|one| one.map(|one| (one.text.unwrap(), one.parts))).collect();
    assert_eq!(texts[0], Ok(("Hello ANA, https://sho.rt/a".to_owned(), 1)));
    assert_eq!(texts[1..], [Err(ErrorCode::MessageTooLong), Err(ErrorCode::InvalidCoding)]);
}

#[test]
fn a_text_without_variables_is_that_of_all() {
    let one = sent(&json!({ "message": "São {OTP_CODE}", "trans": 1, "otpConfig": { "length": 6 } }));
    assert_eq!(one.batch.common_text().unwrap(), "Sao \u{fdd0}");
    let composed = one.batch.compose(&|_, _| None).pop().unwrap().unwrap();
    assert_eq!((composed.text, composed.parts, one.batch.form.code_length), (None, 1, 6));
}

#[test]
fn what_says_nothing_is_as_if_it_were_not_there() {
    let nothing =
        sent(&json!({ "scheduleDate": "", "expirationDate": null, "notificationUrl": "", "sub": null }));
    assert_eq!(nothing, sent(&json!({})));
    let urls = sent(&json!({ "notificationUrl": ["https://a.example/?s=%s"] })).notification_urls;
    assert_eq!(urls, NotificationUrls::Each(vec!["https://a.example/?s=%s".to_owned()]));
}

#[test]
fn who_is_on_a_list_is_refused_like_who_has_no_number() {
    let mut batch = sent(&json!({ "to": ["34666555444", "+34666555333", "34666555222"] })).batch;
    batch.leave_out(&["34666555222".to_owned(), "34666555333".to_owned()]);
    let refused: Vec<_> = batch.compose(&|_, _| None).into_iter().map(Result::err).collect();
    assert_eq!(refused, [None, Some(ErrorCode::NoValidRecipients), Some(ErrorCode::NoValidRecipients)]);
}

#[test]
fn lists_are_of_recipients_of_their_kind_however_written() {
    let body = |recipient: &str| json!({ "recipient": recipient }).to_string().into_bytes();
    let read = |kind, recipient| {
        request::read(&body(recipient), |fields| request::blacklisted(fields, kind))
            .map(|read| read.to_string())
    };
    assert_eq!(read(BlacklistKind::Sms, "+34666555444"), Ok("34666555444".to_owned()));
    assert_eq!(read(BlacklistKind::Voice, "34666555444"), Ok("34666555444".to_owned()));
    assert_eq!(read(BlacklistKind::Mailing, "ana@EXAMPLE.com"), Ok("ana@example.com".to_owned()));
    for (kind, recipient) in [
        (BlacklistKind::Sms, "ana@example.com"),
        (BlacklistKind::Voice, "ana@example.com"),
        (BlacklistKind::Mailing, "34666555444"),
        (BlacklistKind::Sms, "34"),
        (BlacklistKind::Sms, ""),
    ] {
        assert_eq!(read(kind, recipient).unwrap_err().code(), ErrorCode::InputValidation, "{recipient}");
    }
    let query = |recipient: &str| vec![("recipient".to_owned(), recipient.to_owned())];
    let filtered = |recipient| request::read_query(query(recipient), request::blacklist).unwrap().recipient;
    for written in ["34666555444", "+34666555444", " 34666555444"] {
        assert_eq!(filtered(written).as_deref(), Some("34666555444"));
    }
    assert_eq!(filtered("nobody").as_deref(), Some("nobody"));
}
