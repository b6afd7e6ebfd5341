//! What an account decides of a verification, and what it leaves to a page.

use serde_json::{Value, json};
use shortwave::request::{
    native::{Arguments, Invalid, read},
    v1::{
        CreateVerification, CreateVerificationToken, Decided, begin_verification, create_verification,
        create_verification_token,
    },
};

fn arguments(fields: &Value) -> Arguments {
    Arguments::Json(fields.as_object().cloned().unwrap())
}

fn wanted(fields: &Value) -> Result<CreateVerificationToken, Invalid> {
    read(arguments(fields), create_verification_token)
}

/// As a page begins, with a token that was written and read.
fn begun(decided: &Value, fields: &Value) -> Result<CreateVerification, Invalid> {
    let written = wanted(decided).unwrap().decided.written();
    let decided = Decided::read(&written).unwrap();
    read(arguments(fields), |reader| begin_verification(reader, decided))
}

fn whole(fields: &Value) -> CreateVerification {
    read(arguments(fields), create_verification).unwrap()
}

fn problems<T>(read: Result<T, Invalid>) -> Vec<String> {
    let told = |error: &shortwave::request::FieldError| format!("{} {}", error.path, error.problem.code());
    read.err().map_or_else(Vec::new, |invalid| invalid.0.iter().map(told).collect())
}

fn with(fields: &Value, others: &Value) -> Value {
    let mut fields = fields.clone();
    fields.as_object_mut().unwrap().extend(others.as_object().cloned().unwrap());
    fields
}

#[test]
fn what_both_say_is_what_one_would_have_said() {
    let page = json!({ "recipient": "34666555444", "locale": "es" });
    for decided in [
        json!({}),
        json!({ "brand": "Acme", "domain": "example.com", "appId": "shop", "metadata": { "session": "8c1f" } }),
        json!({ "channels": ["sms", { "channel": "sms", "timeout": 30 }], "length": 8, "alphabet": "alphanumeric", "attempts": 3, "validity": 120 }),
        json!({ "payee": "Corner Shop", "amount": "12.50 EUR", "sender": "Acme", "appHash": "FA+9qCX9VSu" }),
    ] {
        assert_eq!(begun(&decided, &page), Ok(whole(&with(&decided, &page))));
    }
    let all = json!({ "recipient": "ana@example.com", "locale": "fr", "brand": "Acme" });
    assert_eq!(begun(&all, &json!({})), Ok(whole(&all)));
    let to =
        json!({ "recipient": "34666555444", "channels": [{ "channel": "email", "to": "ana@example.com" }] });
    assert_eq!(begun(&to, &json!({})), Ok(whole(&to)));
    let number = json!({ "recipient": "34666555444" });
    assert_eq!(begun(&json!({}), &number), Ok(whole(&number)));
}

#[test]
fn a_page_says_nothing_but_what_is_left_to_it() {
    for (field, value) in [
        ("channels", json!(["sms"])),
        ("length", json!(4)),
        ("alphabet", json!("digits")),
        ("attempts", json!(10)),
        ("validity", json!(600)),
        ("appId", json!("mine")),
        ("brand", json!("Bank")),
        ("sender", json!("Bank")),
        ("domain", json!("evil.example")),
        ("appHash", json!("FA+9qCX9VSu")),
        ("template", json!("Mine: {code}")),
        ("payee", json!("Me")),
        ("amount", json!("1 EUR")),
        ("metadata", json!({ "session": "8c1f" })),
        ("expiresIn", json!(60)),
    ] {
        let mut fields = json!({ "recipient": "34666555444" });
        fields[field] = value;
        assert_eq!(problems(begun(&json!({}), &fields)), [format!("{field} unknown")]);
    }
    let decided = json!({ "recipient": "34666555444", "locale": "es" });
    assert_eq!(
        problems(begun(&decided, &json!({ "recipient": "34666555445", "locale": "en" }))),
        ["locale unknown", "recipient unknown"]
    );
    assert_eq!(problems(begun(&json!({}), &json!({}))), ["recipient required"]);
    assert_eq!(
        problems(begun(&json!({}), &json!({ "recipient": "x", "locale": "?" }))),
        ["recipient format", "locale format"]
    );
    let mailbox = json!({ "recipient": "ana@example.com" });
    assert_eq!(problems(begun(&json!({ "channels": ["sms"] }), &mailbox)), ["channels.0 format"]);
}

#[test]
fn what_is_decided_is_judged_when_it_is() {
    for (fields, wrong) in [
        (json!({ "expiresIn": 59 }), vec!["expiresIn range"]),
        (json!({ "expiresIn": 3_601 }), vec!["expiresIn range"]),
        (
            json!({ "recipient": "x", "length": 3, "colour": 1 }),
            vec!["recipient format", "length range", "colour unknown"],
        ),
        (json!({ "payee": "Shop" }), vec!["amount required"]),
        (json!({ "template": "no code" }), vec!["template format"]),
        (json!({ "template": "{brand}: {code}" }), vec!["brand required"]),
        (json!({ "template": "{code} for {payee}" }), vec!["payee required"]),
        (json!({ "template": "{code}", "payee": "Shop", "amount": "1 EUR" }), vec!["template format"]),
        (json!({ "template": "{code} ж".to_owned() + &"x".repeat(70) }), vec!["template format"]),
        (json!({ "recipient": "34666555444", "channels": ["email"] }), vec!["channels.0 format"]),
        // A code for one number would go to another.
        (json!({ "channels": [{ "channel": "sms", "to": "34666555444" }] }), vec!["recipient required"]),
    ] {
        assert_eq!(problems(wanted(&fields)), wrong, "{fields}");
    }
    assert_eq!(wanted(&json!({})).unwrap().lifetime.seconds(), 600);
}

#[test]
fn what_another_version_wrote_is_not_read() {
    let written = wanted(&json!({ "brand": "Acme" })).unwrap().decided.written();
    assert_eq!(Decided::read(&written[..written.len() - 1]), None);
    assert_eq!(Decided::read(b""), None);
}
