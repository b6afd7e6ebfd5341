use std::collections::BTreeSet;

use proptest::prelude::*;
use shortwave::{auth::TotpSecret, time::Timestamp};
use url::Url;

fn at(second: i64) -> Timestamp {
    Timestamp::from_millis(second * 1_000)
}

/// The secret of RFC 6238, appendix B.
fn secret() -> TotpSecret {
    TotpSecret::new(*b"12345678901234567890")
}

#[test]
fn codes_are_the_last_six_digits_of_rfc_6238s() {
    let vectors: serde_json::Value = crate::fixture(include_str!("../fixtures/vectors/rfc6238_totp.json"));
    let of_sha1 = vectors["tests"].as_array().unwrap().iter().filter(|test| test["alg"] == "SHA1");
    for test in of_sha1.clone() {
        let second = test["time"].as_i64().unwrap();
        let code = &test["totp"].as_str().unwrap()[2..];
        assert_eq!(secret().code_at(at(second)), code);
        assert_eq!(secret().verify(code, at(second), None), Some(second / 30), "{code}");
    }
    assert_eq!(of_sha1.count(), 6);
}

#[test]
fn a_code_counts_a_step_early_and_a_step_late() {
    let now = at(1_700_000_010);
    let step = 1_700_000_010 / 30;
    for (offset, expected) in [
        (-3, None),
        (-2, None),
        (-1, Some(step - 1)),
        (0, Some(step)),
        (1, Some(step + 1)),
        (2, None),
        (3, None),
    ] {
        let code = secret().code_at(at(1_700_000_010 + offset * 30));
        assert_eq!(secret().verify(&code, now, None), expected, "{offset}");
    }
    // A code is that of its step from the first to the last millisecond.
    let code = secret().code_at(at(1_699_999_980));
    assert_eq!(secret().code_at(Timestamp::from_millis(1_700_000_009_999)), code);
    assert_ne!(secret().code_at(at(1_700_000_010)), code);
}

#[test]
fn a_code_counts_once() {
    let now = at(1_700_000_010);
    let step = 1_700_000_010 / 30;
    let verify = |second, last| secret().verify(&secret().code_at(at(second)), now, last);
    assert_eq!(verify(1_700_000_010, Some(step - 1)), Some(step));
    assert_eq!(verify(1_700_000_010, Some(step)), None);
    assert_eq!(verify(1_700_000_010, Some(step + 1)), None);
    assert_eq!(verify(1_699_999_980, Some(step)), None);
    assert_eq!(verify(1_700_000_040, Some(step)), Some(step + 1));
    assert_eq!(verify(1_700_000_010, Some(i64::MAX)), None);
    assert_eq!(verify(1_700_000_010, Some(i64::MIN)), Some(step));
}

#[test]
fn a_code_of_two_steps_at_once_is_used_up_at_once() {
    // Found by search: the step before this moment's and the one after it have the same code.
    let (before, after) = (153_567, 153_569);
    let code = secret().code_at(at(before * 30));
    assert_eq!(secret().code_at(at(after * 30)), code);
    let now = at(153_568 * 30);
    assert_eq!(secret().verify(&code, now, None), Some(after));
    assert_eq!(secret().verify(&code, now, Some(after)), None);
}

#[test]
fn a_code_is_six_digits_with_any_spaces() {
    let now = at(59);
    assert_eq!(secret().code_at(now), "287082");
    for right in ["287082", "287 082", " 287082 ", "2 8 7 0 8 2"] {
        assert_eq!(secret().verify(right, now, None), Some(1), "{right}");
    }
    for wrong in [
        "",
        " ",
        "287083",
        "28708",
        "2870820",
        "94287082",
        "0287082",
        "287082\n",
        "287-082",
        "２８７０８２",
        "+287082",
    ] {
        assert_eq!(secret().verify(wrong, now, None), None, "{wrong}");
    }
}

#[test]
fn there_are_no_codes_before_1970() {
    assert_eq!(secret().code_at(at(-1)), "");
    assert_eq!(secret().verify("", at(-1), None), None);
    assert_eq!(secret().verify("", at(-10_000), None), None);
    let first = secret().code_at(at(0));
    assert_eq!(secret().verify(&first, at(-1), None), Some(0));
}

#[test]
fn apps_read_the_secret_from_base32_and_from_a_uri() {
    let base32 = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
    assert_eq!(secret().to_base32(), base32);
    assert_eq!(TotpSecret::new([0xff; 20]).to_base32(), "7".repeat(32));
    assert_eq!(
        secret().otpauth_uri("Short & Wave", "zoë+1@example.com"),
        format!(
            "otpauth://totp/Short%20%26%20Wave:zo%C3%AB%2B1%40example.com?secret={base32}\
             &issuer=Short%20%26%20Wave&algorithm=SHA1&digits=6&period=30"
        )
    );
}

#[test]
fn a_secret_is_stored_and_never_printed() {
    let stored = serde_json::to_string(&secret()).unwrap();
    let read: TotpSecret = serde_json::from_str(&stored).unwrap();
    assert_eq!(read.to_base32(), secret().to_base32());
    assert_eq!(format!("{:?}", secret()), "TotpSecret(..)");
    assert!(serde_json::from_str::<TotpSecret>("[1,2,3]").is_err());
}

proptest! {
    #[test]
    fn each_step_is_accepted_at_most_once(
        secret: [u8; 20], tries in prop::collection::vec((0_i64..40, -3_i64..=3), 1..100)
    ) {
        let secret = TotpSecret::new(secret);
        let (mut now, mut last, mut used) = (1_700_000_000, None, BTreeSet::new());
        for (wait, offset) in tries {
            now += wait;
            let code = secret.code_at(at(now + offset * 30));
            if let Some(step) = secret.verify(&code, at(now), last) {
                prop_assert!((step - now / 30).abs() <= 1);
                prop_assert_eq!(secret.code_at(at(step * 30)), code);
                prop_assert!(used.insert(step));
                last = Some(step);
            } else if offset == 0 {
                prop_assert!(last >= Some(now / 30));
            }
        }
    }

    #[test]
    fn names_are_escaped_and_come_back(issuer in ".{0,30}", name in ".{0,30}") {
        let uri = Url::parse(&secret().otpauth_uri(&issuer, &name)).unwrap();
        prop_assert_eq!(uri.scheme(), "otpauth");
        let query: Vec<(String, String)> = uri.query_pairs().into_owned().collect();
        prop_assert_eq!(query.len(), 5);
        prop_assert_eq!(&query[1], &("issuer".to_owned(), issuer));
        prop_assert!(uri.fragment().is_none());
    }

    #[test]
    fn no_code_or_moment_makes_it_panic(code in ".{0,20}", now: i64, last: Option<i64>) {
        let _ = secret().verify(&code, Timestamp::from_millis(now), last);
        let _ = secret().code_at(Timestamp::from_millis(now));
    }
}
