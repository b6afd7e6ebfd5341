//! What providers are asked, and what they say. tests/gateway/ has the same with real ones.

use proptest::prelude::*;
use serde_json::{Value, json};
use shortwave::{
    provider::{
        Obstacle, Receipt, ReceiptStatus, Refusal, Submission, Submitted,
        kannel::{Credentials, Unwritable, read_answer, read_receipt, requests},
        webhook,
    },
    segment::{Alphabet, Carrier, Encoding, Language, Text, split},
    time::Timestamp,
};
use url::form_urlencoded::parse;

const CREDENTIALS: Credentials<'static> = Credentials { username: "us&er", password: "pass word" };

type Parameters = Vec<(String, Vec<u8>)>;

/// The parameters of each request, percent-decoded.
fn parameters(text: &str, encoding: Encoding, is_flash: bool) -> Result<Vec<Parameters>, Unwritable> {
    let text = Text::from(text);
    let split = split(&text, encoding, &Carrier::default()).unwrap();
    let submission = Submission {
        from: "Shop+1",
        to: &"+34666555444".parse().unwrap(),
        text: &text,
        split: &split,
        reference_number: 0x1234,
        is_flash,
        receipts_to: "https://example.com/r?m=a%2Bb",
    };
    let queries = requests(&submission, &CREDENTIALS)?;
    Ok(queries.iter().map(|query| query.as_str().split('&').map(parameter).collect()).collect())
}

fn parameter(field: &str) -> (String, Vec<u8>) {
    let (name, value) = field.split_once('=').unwrap();
    // As Latin-1, in which every octet is a character of its own.
    let octets = value.split('%').enumerate().flat_map(|(index, piece)| {
        let (octet, rest) = if index == 0 { (None, piece) } else { (Some(&piece[..2]), &piece[2..]) };
        octet.map(|digits| u8::from_str_radix(digits, 16).unwrap()).into_iter().chain(rest.bytes())
    });
    (name.to_owned(), octets.collect())
}

fn set(pairs: &[(&str, &[u8])]) -> Parameters {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), value.to_vec())).collect()
}

fn alphabet(locking: Language, single: Language) -> Encoding {
    Encoding::Gsm7(Alphabet::new(locking, single).unwrap())
}

#[test]
fn a_message_of_its_own_is_one_request() {
    let template = b"https://example.com/r?m=a%%2Bb&part=1&type=%d&carrier-id=%F&at=%T&reply=%A";
    let expected: &[(&str, &[u8])] = &[
        ("username", b"us&er"),
        ("password", b"pass word"),
        ("from", b"Shop+1"),
        ("to", b"+34666555444"),
        ("coding", b"0"),
        ("charset", b"UTF-8"),
        ("text", "a + € = 100%".as_bytes()),
        ("dlr-mask", b"31"),
        ("dlr-url", template),
    ];
    assert_eq!(parameters("a + € = 100%", Encoding::GSM_DEFAULT, false).unwrap(), [set(expected)]);
}

#[test]
fn segments_have_headers_of_their_own() {
    let requests = parameters(&"Ж".repeat(130), Encoding::Ucs2, true).unwrap();
    let value = |part: usize, name: &str| {
        let found = requests[part].iter().find(|(other, _)| other == name);
        found.map(|(_, value)| value.clone()).unwrap_or_default()
    };
    assert_eq!(requests.len(), 2);
    assert_eq!(value(0, "udh"), [5, 0, 3, 0x34, 2, 1]);
    assert_eq!(value(1, "udh"), [5, 0, 3, 0x34, 2, 2]);
    assert_eq!(value(0, "text"), [0x04, 0x16].repeat(67));
    assert_eq!(value(1, "text"), [0x04, 0x16].repeat(63));
    for part in 0..2 {
        assert_eq!(value(part, "coding"), b"2");
        assert_eq!(value(part, "charset"), b"UTF-16BE");
        assert_eq!(value(part, "mclass"), b"0");
        let url = String::from_utf8(value(part, "dlr-url")).unwrap();
        assert!(url.contains(&format!("&part={}&", part + 1)), "{url}");
    }
}

#[test]
fn a_national_table_is_given_as_the_default_alphabet_reads_it() {
    let text = |request: &[(String, Vec<u8>)]| {
        let (_, text) = request.iter().find(|(name, _)| name == "text").unwrap();
        String::from_utf8(text.clone()).unwrap()
    };
    let portuguese = Encoding::Gsm7(Alphabet::PORTUGUESE);
    // 3GPP TS 23.038, annex A.3.3: ã is 0x7B, and ç 0x09.
    assert_eq!(text(&parameters("ação {}", portuguese, false).unwrap()[0]), "aÇäo {}");
    assert_eq!(parameters("Φ", portuguese, false), Err(Unwritable));
    assert_eq!(parameters("sí", alphabet(Language::Default, Language::Spanish), false), Err(Unwritable));
}

#[test]
fn nothing_that_is_secret_or_personal_is_shown() {
    let text = Text::from("hello");
    let split = split(&text, Encoding::GSM_DEFAULT, &Carrier::default()).unwrap();
    let submission = Submission {
        from: "Shop",
        to: &"34666555444".parse().unwrap(),
        text: &text,
        split: &split,
        reference_number: 1,
        is_flash: false,
        receipts_to: "https://example.com/r",
    };
    let queries = requests(&submission, &CREDENTIALS).unwrap();
    let shown = format!("{submission:?} {CREDENTIALS:?} {queries:?}");
    assert_eq!(
        shown,
        format!("Submission(1 segments) Credentials(..) [Query({} octets)]", queries[0].as_str().len())
    );
}

#[test]
fn answers_say_whether_to_try_again() {
    let cases = [
        (202, "0: Accepted for delivery", Submitted::Accepted),
        (202, "3: Queued for later delivery", Submitted::Accepted),
        (202, "Sent.", Submitted::Accepted),
        (400, "Missing receiver number, rejected", Submitted::Refused(Refusal::Request)),
        (403, "Not routable. Do not try again.", Submitted::Refused(Refusal::Route)),
        (403, "Authorization failed for sendsms", Submitted::Later(Obstacle::Settings)),
        (404, "Not found", Submitted::Later(Obstacle::Settings)),
        (302, "", Submitted::Later(Obstacle::Settings)),
        (429, "", Submitted::Later(Obstacle::Gateway)),
        (500, "Sending failed.", Submitted::Later(Obstacle::Gateway)),
        (503, "Temporal failure, try again later.", Submitted::Later(Obstacle::Gateway)),
        (502, "Bad gateway", Submitted::Doubtful),
        (504, "Gateway timeout", Submitted::Doubtful),
    ];
    for (status, body, submitted) in cases {
        assert_eq!(read_answer(status, body), submitted, "{status} {body}");
    }
}

#[test]
fn receipts_are_read() {
    let query = "m=a%2Bb&part=2&type=2&carrier-id=c-1&at=1795332909&reply=id%3Ac-1+sub%3A001+dlvrd%3A000\
        +submit+date%3A2611220735+done+date%3A2611220735+stat%3AREJECTD+err%3A008+text%3Astat%3ADELIVRD";
    let receipt = Receipt {
        part: Some(2),
        status: ReceiptStatus::Rejected,
        carrier_id: Some("c-1".into()),
        reason: Some("008".into()),
        at: Some(Timestamp::from_millis(1_795_332_909_000)),
    };
    assert_eq!(read_receipt(query), Some(receipt));
}

#[test]
fn a_receipt_is_of_its_kind_and_of_what_the_carrier_said() {
    use ReceiptStatus::{Accepted, Deleted, Delivered, Expired, Rejected, Undelivered, Unknown};
    let cases = [
        (1, "", Delivered),
        (1, "stat:EXPIRED", Delivered),
        (2, "", Undelivered),
        (2, "id:1 stat:UNDELIV err:011", Undelivered),
        (2, "id:1 stat:EXPIRED", Expired),
        (2, "id:1 stat:REJECTD", Rejected),
        (2, "id:1 stat:DELETED", Deleted),
        (2, "id:1 stat:UNKNOWN", Unknown),
        (2, "id:1 stat:FAILED", Undelivered),
        (2, "id:1 stat:DELIVRD", Undelivered),
        (2, "id:1 text:x stat:EXPIRED", Undelivered),
        (4, "stat:ENROUTE", Accepted),
        (8, "ACK/", Accepted),
        (12, "ACK/", Accepted),
        (16, "NACK/0x0000000b/Invalid Destination Address", Rejected),
        (34, "", Expired),
        (66, "", Unknown),
        (66, "stat:DELETED", Deleted),
    ];
    for (kind, reply, status) in cases {
        let query = format!("part=1&type={kind}&reply={}", reply.replace(' ', "+"));
        assert_eq!(read_receipt(&query).map(|receipt| receipt.status), Some(status), "{query}");
    }
}

#[test]
fn a_reason_is_a_code() {
    let cases = [
        ("NACK/0x0000000b/Invalid+Destination+Address", Some("0x0000000b")),
        ("NACK/Retries+Exceeded", None),
        ("stat:EXPIRED+err:027+text:+err:1", Some("027")),
        ("stat:DELIVRD+err:000", None),
        ("stat:UNDELIV+err:%3Cb%3E", None),
        ("ACK/", None),
    ];
    for (reply, reason) in cases {
        let receipt = read_receipt(&format!("part=1&type=2&reply={reply}")).unwrap();
        assert_eq!(receipt.reason.as_deref(), reason, "{reply}");
    }
}

#[test]
fn what_is_no_receipt_is_not_read() {
    for query in
        ["", "part=1", "type=1", "part=0&type=1", "part=256&type=1", "part=1&type=0", "part=1&type=x"]
    {
        assert_eq!(read_receipt(query), None, "{query}");
    }
    // A URL that has a field of our name already.
    assert_eq!(read_receipt("part=9&type=9&part=1&type=1&reply=").and_then(|receipt| receipt.part), Some(1));
}

#[test]
fn statuses_have_names() {
    for status in ReceiptStatus::ALL {
        assert_eq!(ReceiptStatus::named(status.name()), Some(status));
        assert_eq!(status.is_final(), status != ReceiptStatus::Accepted);
    }
    assert_eq!(ReceiptStatus::named("delivrd"), None);
}

#[test]
fn a_webhook_is_posted_the_parts_as_smpp_carries_them() {
    let body = |text: &str, encoding| {
        let text = Text::from(text);
        let split = split(&text, encoding, &Carrier::default()).unwrap();
        let submission = Submission {
            from: "Shop",
            to: &"+34666555444".parse().unwrap(),
            text: &text,
            split: &split,
            reference_number: 0x1234,
            is_flash: true,
            receipts_to: "https://example.com/r",
        };
        serde_json::from_str::<Value>(&webhook::body(&submission, "id-1")).unwrap()
    };
    let expected = json!({
        "id": "id-1", "from": "Shop", "to": "34666555444", "text": "5 €", "encoding": "GSM-7", "flash": true, "reference": 0x1234,
        "parts": [{ "udh": "", "dataCoding": 0, "payload": "35201b65" }], "receiptUrl": "https://example.com/r",
    });
    assert_eq!(body("5 €", Encoding::GSM_DEFAULT), expected);
    let long = body(&"Ж".repeat(71), Encoding::Ucs2);
    assert_eq!(long["encoding"], "UCS-2");
    assert_eq!(
        long["parts"][1],
        json!({ "udh": "050003340202", "dataCoding": 8, "payload": "0416".repeat(4) })
    );
    assert_eq!(body(&"a".repeat(161), Encoding::GSM_DEFAULT)["parts"][1]["payload"], "61".repeat(8));
}

#[test]
fn a_webhooks_status_says_whether_it_has_the_message() {
    let cases = [
        (&[200, 202, 204][..], Submitted::Accepted),
        (&[400, 409, 410, 422][..], Submitted::Refused(Refusal::Request)),
        (&[301, 307, 401, 403, 404, 405][..], Submitted::Later(Obstacle::Settings)),
        (&[408, 425, 429][..], Submitted::Later(Obstacle::Gateway)),
        (&[0, 100, 500, 502, 503, 504, 999][..], Submitted::Doubtful),
    ];
    for (statuses, submitted) in cases {
        for status in statuses {
            assert_eq!(webhook::read_answer(*status), submitted, "{status}");
        }
    }
}

#[test]
fn a_webhooks_receipt_is_read_strictly() {
    let read = |json: &str| webhook::read_receipt(json.as_bytes());
    let receipt = read(r#"{"status":"UNDELIV","part":2,"at":"2026-01-01T12:00:00+01:00","more":1}"#).unwrap();
    assert_eq!((receipt.status, receipt.part), (ReceiptStatus::Undelivered, Some(2)));
    assert_eq!(receipt.at.map(Timestamp::to_rfc3339).as_deref(), Some("2026-01-01T11:00:00+00:00"));
    let whole = read(r#"{"status":"DELIVRD","part":null}"#).unwrap();
    assert_eq!((whole.status, whole.part, whole.at), (ReceiptStatus::Delivered, None, None));
    for json in [
        "",
        "[]",
        "{}",
        r#"{"status":"delivered"}"#,
        r#"{"status":1}"#,
        r#"{"status":"DELIVRD","status":"UNDELIV"}"#,
        r#"{"status":"DELIVRD","part":0}"#,
        r#"{"status":"DELIVRD","part":-1}"#,
        r#"{"status":"DELIVRD","part":1.5}"#,
        r#"{"status":"DELIVRD","part":256}"#,
        r#"{"status":"DELIVRD","part":"1"}"#,
        r#"{"status":"DELIVRD","at":"yesterday"}"#,
        r#"{"status":"DELIVRD","at":1}"#,
        "{\"status\":\"DELIVRD\",\"at\":\"\u{0}\"}",
    ] {
        assert_eq!(read(json), None, "{json}");
    }
}

proptest! {
    #[test]
    fn whatever_a_webhook_tells_is_read_or_not(json in r#"[{}\[\]":,a-zA-Z0-9-]{0,60}"#) {
        let _ = webhook::read_receipt(json.as_bytes());
    }

    #[test]
    fn whatever_is_told_is_read_or_not(query in "[a-z=&%+0-9:/ ]{0,80}") {
        let _ = read_receipt(&query);
        let _ = read_receipt(&format!("part=1&type=2&{query}"));
    }

    /// Kannel decodes as forms do.
    #[test]
    fn a_text_arrives_as_it_is(text in r"[ -Z_a-zäöñüàΔΦ€\n\r]{1,150}") {
        let submitted = Text::from(text.as_str());
        let split = split(&submitted, Encoding::GSM_DEFAULT, &Carrier::default()).unwrap();
        let submission = Submission {
            from: "Shop",
            to: &"34666555444".parse().unwrap(),
            text: &submitted,
            split: &split,
            reference_number: 1,
            is_flash: false,
            receipts_to: "https://example.com/r",
        };
        let arrived: String = requests(&submission, &CREDENTIALS).unwrap().iter().map(|query| {
            let (_, text) = parse(query.as_str().as_bytes()).find(|(name, _)| name == "text").unwrap();
            text.into_owned()
        }).collect();
        prop_assert_eq!(arrived, text);
    }
}
