//! What is said of a call before it is made. That it is what the server says is tested with that (tests/worker/validate.test.js).

use serde_json::{Value, json};
use shortwave::{
    answer::rest::{Host, Judged, Sent},
    error::ErrorCode,
    target_url::UrlParts,
};

fn judged(changes: Value) -> Value {
    let mut body = json!({ "to": ["34666555444"], "from": "TEST", "message": "SMS text message" });
    if let Value::Object(changes) = changes {
        body.as_object_mut().unwrap().extend(changes);
    }
    of(&body.to_string())
}

fn of(body: &str) -> Value {
    let host = Host { origin: "https://api.example", short_origin: "https://sho.rt" };
    let parse = |text: &str| url::Url::parse(text).ok().map(|url| UrlParts::of(url.into()));
    let now = "2026-11-22T10:00:00Z".parse().unwrap();
    serde_json::to_value(Judged::of(body.as_bytes(), now, host, &parse)).unwrap()
}

/// The path of the error, if one is told.
fn path(changes: Value) -> Option<String> {
    judged(changes).pointer("/error/path").and_then(Value::as_str).map(str::to_owned)
}

#[test]
fn a_fault_names_its_field() {
    for (changes, expected) in [
        (json!({ "message": "" }), "message"),
        (json!({ "to": [] }), "to"),
        (json!({ "to": vec![1; 10_001] }), "to"),
        (json!({ "from": "" }), "from"),
        (json!({ "from": "Жук" }), "from"),
        (json!({ "encoding": 5 }), "encoding"),
        (json!({ "scheduleDate": "?" }), "scheduleDate"),
        (json!({ "expirationDate": "?" }), "expirationDate"),
        (json!({ "parts": 0 }), "parts"),
        (json!({ "notificationUrl": "https://a@b.example" }), "notificationUrl"),
        (json!({ "trans": 2 }), "trans"),
        (json!({ "tags": ["a"] }), "campaignName"),
        (json!({ "campaignName": "a", "tags": ["a", 1] }), "tags.1"),
        (json!({ "certified": 1 }), "certified"),
        (json!({ "sub": [[]] }), "sub.0"),
        (json!({ "splitParts": 1 }), "splitParts"),
        (json!({ "flash": 1 }), "flash"),
        (json!({ "availableTimes": [] }), "availableTimes"),
        (json!({ "otpConfig": { "maxAttempts": 0 } }), "otpConfig.maxAttempts"),
        (json!({ "to": ["nobody"] }), "to.0"),
        (json!({ "to": ["00346665554"] }), "to.0"),
        (json!({ "message": "я" }), "message"),
    ] {
        assert_eq!(path(changes.clone()).as_deref(), Some(expected), "{changes}");
    }
    assert_eq!(
        of("[]"),
        json!({ "ok": false, "status": 400, "error": { "code": 125, "description": "Invalid JSON" } })
    );
}

#[test]
fn each_recipient_is_told_of() {
    let call = json!({ "to": ["+34666555444", "34"], "message": "{u|shorten} {v}",
        "sub": [{ "u": "https://example.com/long", "v": "x".repeat(160 - 22) }, {}] });
    let refused = json!({ "accepted": false, "to": "34",
        "error": { "code": 102, "description": "No valid recipients", "path": "to.1" } });
    let accepted = json!({ "accepted": true, "to": "34666555444", "parts": 1 });
    assert_eq!(judged(call), json!({ "ok": true, "status": 207, "result": [accepted, refused] }));
    // No link may lead to where links are, so the URL stays.
    let own =
        json!({ "message": "{u|shorten}", "sub": [{ "u": format!("https://SHO.RT/{}", "x".repeat(160)) }] });
    assert_eq!(judged(own)["error"]["code"], 105);
}

#[test]
fn a_call_fails_as_the_first_does_where_all_do() {
    let (good, long, none) = (Ok(()), Err(ErrorCode::MessageTooLong), Err(ErrorCode::NoValidRecipients));
    assert_eq!(Sent::status(&[good, good]), Ok(202));
    assert_eq!(Sent::status(&[none, good, long]), Ok(207));
    assert_eq!(Sent::status(&[long, none]), Err(ErrorCode::MessageTooLong));
}
