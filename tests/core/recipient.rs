use serde::Deserialize;
use shortwave::recipient::Recipient;

#[derive(Deserialize)]
struct Case {
    text: String,
    identity: Option<String>,
}

#[test]
fn every_spelling_of_a_recipient_is_one_identity() {
    for Case { text, identity } in crate::fixture::<Vec<Case>>(include_str!("../fixtures/recipients.json")) {
        let recipient = text.parse::<Recipient>().ok();
        assert_eq!(recipient.as_ref().map(Recipient::as_str), identity.as_deref(), "{text:?}");
    }
}

#[test]
fn an_address_is_at_most_254_bytes() {
    let long = |local: usize| format!("{}@{}.example", "a".repeat(local), "b".repeat(62));
    assert!(long(64).parse::<Recipient>().is_ok());
    assert!(long(65).parse::<Recipient>().is_err(), "a local part has at most 64 bytes");
    let domain = vec!["c".repeat(60); 4].join(".");
    assert!(format!("{}@{domain}", "a".repeat(10)).parse::<Recipient>().is_ok());
    assert!(format!("{}@{domain}", "a".repeat(11)).parse::<Recipient>().is_err());
}

#[test]
fn debug_output_shows_no_personal_data() {
    for text in ["34666555444", "someone@example.com"] {
        let printed = format!("{:?}", text.parse::<Recipient>().unwrap());
        assert!(!printed.contains("666") && !printed.contains("someone"), "{printed}");
    }
}
