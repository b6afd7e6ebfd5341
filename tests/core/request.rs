use proptest::prelude::*;
use serde_json::{Value, json};
use shortwave::{
    error::ErrorCode,
    otp::{Alphabet, Policy},
    request::{
        FieldError, Fields, Messages, check_otp, count_sms, create_account, generate_otp, read, shorten,
    },
    segment::{
        Alphabet as Alphabet7, Choice, Encoding, Language, LanguageSet, Limit, Reference, Translation,
    },
};

fn body(value: &Value) -> Vec<u8> {
    serde_json::to_vec(value).unwrap()
}

/// Code and description of what a reader says of a body.
fn error<T: std::fmt::Debug>(
    reader: fn(&mut Fields) -> Result<T, FieldError>,
    value: &Value,
) -> (u16, String) {
    let error = read(&body(value), reader).expect_err("an error");
    (error.code().code(), error.description().to_owned())
}

#[test]
fn what_is_no_json_object_is_code_125() {
    let deep = "[".repeat(100_000);
    let bodies: [&[u8]; 11] = [
        b"",
        b"{",
        b"null",
        b"[]",
        b"\"{}\"",
        b"1",
        b"{\"recipient\":\"\\ud800\"}",
        b"\xff",
        b"{}{}",
        b"recipient=1",
        deep.as_bytes(),
    ];
    for bytes in bodies {
        for code in [
            read(bytes, generate_otp).map(drop).unwrap_err().code(),
            read(bytes, check_otp).map(drop).unwrap_err().code(),
            read(bytes, shorten).map(drop).unwrap_err().code(),
            read(bytes, create_account).map(drop).unwrap_err().code(),
        ] {
            assert_eq!(code, ErrorCode::InvalidJson, "{}", String::from_utf8_lossy(bytes));
        }
    }
}

#[test]
fn a_recipient_alone_asks_for_the_defaults() {
    let asked =
        read(&body(&json!({ "recipient": "+34666555444", "unknown": 1, "length": null })), generate_otp)
            .unwrap();
    assert_eq!(asked.identity.recipient.as_str(), "34666555444");
    assert_eq!(asked.identity.app_id, "");
    assert_eq!(asked.generate.policy, Policy::default());
    assert!(!asked.generate.reject_if_pending);
}

#[test]
fn every_parameter_of_generate_is_read() {
    let asked = read(&body(&json!({
        "recipient": "a@example.com", "alpha": true, "length": 10, "maxAttempts": 1, "maxSecondsValidity": 600,
        "appId": "shop", "rejectIfPendingCode": true
    })), generate_otp)
    .unwrap();
    let policy = asked.generate.policy;
    assert_eq!(policy.alphabet, Alphabet::Alphanumeric);
    assert_eq!((policy.length.get(), policy.max_attempts.get(), policy.validity.seconds()), (10, 1, 600));
    assert_eq!(asked.identity.app_id, "shop");
    assert!(asked.generate.reject_if_pending);
}

#[test]
fn generate_names_the_field_that_is_wrong() {
    let long = "x".repeat(256);
    for (change, description) in [
        (json!({ "recipient": null }), "The recipient field is required."),
        (json!({ "recipient": "" }), "The recipient field is required."),
        (json!({ "recipient": 34_666_555_444_u64 }), "The recipient field must be a string."),
        (json!({ "recipient": "nobody" }), "The recipient field must be a valid phone or email."),
        (
            json!({ "recipient": "x".repeat(321) }),
            "The recipient field must not be longer than 320 characters.",
        ),
        (json!({ "alpha": "true" }), "The alpha field must be true or false."),
        (json!({ "length": "4" }), "The length field must be an integer."),
        (json!({ "length": 4.5 }), "The length field must be an integer."),
        (json!({ "length": 2 }), "The length field must be between 3 and 10."),
        (json!({ "length": 11 }), "The length field must be between 3 and 10."),
        (json!({ "length": u64::MAX }), "The length field must be between 3 and 10."),
        (json!({ "maxAttempts": 0 }), "The maxAttempts field must be between 1 and 10."),
        (json!({ "maxAttempts": [] }), "The maxAttempts field must be an integer."),
        (json!({ "maxSecondsValidity": 601 }), "The maxSecondsValidity field must be between 30 and 600."),
        (json!({ "maxSecondsValidity": -1 }), "The maxSecondsValidity field must be between 30 and 600."),
        (json!({ "appId": 7 }), "The appId field must be a string."),
        (json!({ "appId": long }), "The appId field must not be longer than 255 characters."),
        (json!({ "rejectIfPendingCode": 1 }), "The rejectIfPendingCode field must be true or false."),
    ] {
        let mut value = json!({ "recipient": "34666555444" });
        value.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        assert_eq!(error(generate_otp, &value), (422, description.to_owned()));
    }
}

#[test]
fn check_names_the_field_that_is_wrong() {
    for (value, description) in [
        (json!({}), "The recipient field is required."),
        (json!({ "recipient": "34666555444" }), "The code field is required."),
        (json!({ "recipient": "34666555444", "code": "" }), "The code field is required."),
        (json!({ "recipient": "34666555444", "code": 1234 }), "The code field must be a string."),
        (
            json!({ "recipient": "34666555444", "code": "1".repeat(65) }),
            "The code field must not be longer than 64 characters.",
        ),
        (
            json!({ "recipient": "34666555444", "code": "1", "caseSensitive": "no" }),
            "The caseSensitive field must be true or false.",
        ),
    ] {
        assert_eq!(error(check_otp, &value), (422, description.to_owned()));
    }
}

#[test]
fn shorten_gives_the_urls_in_order_good_and_bad() {
    let value =
        json!({ "urls": [{ "longUrl": "https://a.example" }, { "longUrl": "" }, { "longUrl": "x" }] });
    assert_eq!(read(&body(&value), shorten).unwrap(), ["https://a.example", "", "x"]);
}

#[test]
fn shorten_names_the_item_that_is_wrong() {
    let many = vec![json!({ "longUrl": "x" }); 1_001];
    for (value, description) in [
        (json!({}), "The urls field is required."),
        (json!({ "urls": "x" }), "The urls field must be an array."),
        (json!({ "urls": [] }), "The urls field must have between 1 and 1000 items."),
        (json!({ "urls": many }), "The urls field must have between 1 and 1000 items."),
        (json!({ "urls": [{ "longUrl": "x" }, "x"] }), "The urls.1 field must be an object."),
        (json!({ "urls": [{ "longUrl": "x" }, {}] }), "The urls.1.longUrl field is required."),
        (json!({ "urls": [{ "longUrl": 5 }] }), "The urls.0.longUrl field must be a string."),
    ] {
        assert_eq!(error(shorten, &value), (422, description.to_owned()));
    }
}

#[test]
fn an_account_needs_a_name_only() {
    let profile = read(&body(&json!({ "username": "alice@example.com" })), create_account).unwrap();
    assert_eq!(profile.username.as_str(), "alice@example.com");
    assert_eq!((profile.time_zone.as_str(), profile.language.as_str()), ("UTC", "en"));
    assert_eq!((profile.currency.as_str(), profile.country, profile.email), ("EUR", None, None));
}

#[test]
fn an_account_names_the_field_that_is_wrong() {
    let username = "The username field must be a valid username: 1 to 64 letters, digits, or . _ - @ +.";
    for (change, description) in [
        (json!({ "username": null }), "The username field is required."),
        (json!({ "username": "a:b" }), username),
        (json!({ "username": "a b" }), username),
        (json!({ "username": "a/b" }), username),
        (json!({ "email": "x" }), "The email field must be a valid email."),
        (json!({ "timeZone": "Europe Madrid" }), "The timeZone field must be a valid IANA time zone."),
        (json!({ "language": "EN" }), "The language field must be a valid ISO 639-1 code in lower case."),
        (json!({ "country": "es" }), "The country field must be a valid ISO 3166-1 code in upper case."),
        (json!({ "currency": "EURO" }), "The currency field must be a valid ISO 4217 code in upper case."),
        (json!({ "allowedIps": "192.0.2.1" }), "The allowedIps field must be an array."),
        (
            json!({ "allowedIps": ["192.0.2.1", "192.0.2.0/40"] }),
            "The allowedIps.1 field must be a valid IP address or CIDR block.",
        ),
    ] {
        let mut value = json!({ "username": "alice" });
        value.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        assert_eq!(error(create_account, &value), (422, description.to_owned()));
    }
}

proptest! {
    #[test]
    fn no_bytes_make_a_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = (read(&bytes, generate_otp), read(&bytes, check_otp), read(&bytes, shorten), read(&bytes, create_account), read(&bytes, count_sms));
    }
}

#[test]
fn a_text_alone_is_counted_as_phones_choose() {
    let asked = read(&body(&json!({ "message": "" })), count_sms).unwrap();
    assert_eq!(asked.messages, Messages::One(String::new()));
    assert_eq!((asked.choice, asked.carrier.reference), (Choice::Automatic, Reference::Bits8));
}

#[test]
fn every_encoding_that_has_a_name_can_be_asked_for() {
    let choice = |encoding: &str| {
        let value = json!({ "messages": ["a", "b"], "encoding": encoding, "languages": ["turkish"], "reference": "16-bit" });
        read(&body(&value), count_sms).unwrap()
    };
    assert_eq!(choice("auto").choice, Choice::Automatic);
    assert_eq!(choice("best").choice, Choice::Best(LanguageSet::NONE.with(Language::Turkish)));
    assert_eq!(choice("gsm").choice, Choice::Only(Encoding::GSM_DEFAULT));
    assert_eq!(choice("gsm-pt").choice, Choice::Only(Encoding::Gsm7(Alphabet7::PORTUGUESE)));
    assert_eq!(choice("utf-16").choice, Choice::Only(Encoding::Ucs2));
    assert_eq!(choice("gsm").messages, Messages::Many(vec!["a".into(), "b".into()]));
    assert_eq!(choice("gsm").carrier.reference, Reference::Bits16);
}

#[test]
fn how_the_carrier_takes_a_text_can_be_said() {
    let asked = read(
        &body(&json!({
            "message": "a", "capacity": { "gsm": [150, 152], "ucs2": [70, 66] }, "graphemes": true, "trans": 1, "smart": true,
        })),
        count_sms,
    );
    let asked = asked.unwrap();
    assert_eq!(asked.carrier.gsm7, Limit::new(150, 152).unwrap());
    assert_eq!(asked.carrier.ucs2, Limit::new(70, 66).unwrap());
    assert_eq!((asked.graphemes, asked.translation), (true, Some(Translation::Both)));
    let translation = |value| read(&body(&value), count_sms).unwrap().translation;
    assert_eq!(translation(json!({ "message": "a", "trans": 1 })), Some(Translation::Rest));
    assert_eq!(translation(json!({ "message": "a", "smart": true, "trans": 0 })), Some(Translation::Smart));
    assert_eq!(translation(json!({ "message": "a" })), None);
}

#[test]
fn count_names_the_field_that_is_wrong() {
    for (value, description) in [
        (json!({}), "The message field is required."),
        (json!({ "message": 5 }), "The message field must be a string."),
        (json!({ "messages": [] }), "The messages field must have between 1 and 1000 items."),
        (json!({ "messages": ["a", 5] }), "The messages.1 field must be a string."),
        (
            json!({ "message": "a", "encoding": "gsm7" }),
            "The encoding field must be a valid encoding: auto, best, gsm, gsm-pt or utf-16.",
        ),
        (
            json!({ "message": "a", "languages": ["turkish", "tr"] }),
            "The languages.1 field must be a valid language, such as turkish.",
        ),
        (json!({ "message": "a", "graphemes": 1 }), "The graphemes field must be true or false."),
        (json!({ "message": "a", "trans": 2 }), "The trans field must be 0 or 1."),
        (json!({ "message": "a", "smart": "yes" }), "The smart field must be true or false."),
        (json!({ "message": "a", "capacity": 150 }), "The capacity field must be an object."),
        (
            json!({ "message": "a", "capacity": { "gsm": [150] } }),
            "The capacity.gsm field must be two whole numbers.",
        ),
        (
            json!({ "message": "a", "capacity": { "ucs2": [66, 1] } }),
            "The capacity.ucs2 field must be a valid pair of capacities, each at least 2.",
        ),
        (json!({ "message": "a", "reference": 16 }), "The reference field must be a string."),
        (
            json!({ "message": "a", "reference": "16" }),
            "The reference field must be a valid reference: 8-bit or 16-bit.",
        ),
    ] {
        assert_eq!(error(count_sms, &value), (422, description.to_owned()));
    }
}
