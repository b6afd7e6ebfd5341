use proptest::prelude::*;
use serde_json::{Value, json};
use shortwave::{
    auth::{AccessTokens, Claims, LEEWAY_SECONDS, TokenError},
    time::Timestamp,
};

use crate::{jwk, jws};

/// In seconds, as tokens have it.
const START: i64 = 1_700_000_000;
const END: i64 = START + 600;

fn at(second: i64) -> Timestamp {
    Timestamp::from_millis(second * 1_000)
}

fn tokens() -> AccessTokens {
    AccessTokens { keys: jws::keys(), issuer: "https://sho.rt".into(), audience: "https://sho.rt/api".into() }
}

fn claims() -> Claims {
    Claims {
        account: "acme".into(),
        user: "u-1".into(),
        session: "s-1".into(),
        scope: "messages:write links:read".into(),
        issued_at: at(START),
        not_before: at(START),
        expires_at: at(END),
        id: "t-1".into(),
    }
}

fn payload() -> Value {
    json!({
        "iss": "https://sho.rt", "aud": "https://sho.rt/api", "acct": "acme", "sub": "u-1", "sid": "s-1",
        "scope": "messages:write links:read", "iat": START, "nbf": START, "exp": END, "jti": "t-1"
    })
}

/// What a token says whose payload is this text, rightly signed.
fn read_text(payload: &str) -> Result<Claims, TokenError> {
    tokens().read(&jws::forged(r#"{"alg":"HS256","kid":"k","typ":"at+jwt"}"#, payload), at(START + 1))
}

/// What a token says of which one claim is other than [`payload`] has it, by its JSON.
fn read_with(claim: &str, json: &str) -> Result<Claims, TokenError> {
    let mut payload = payload();
    payload.as_object_mut().unwrap().remove(claim);
    let rest = payload.to_string();
    read_text(&format!("{{\"{claim}\":{json},{}", &rest[1..]))
}

#[test]
fn what_is_issued_is_read() {
    let token = tokens().issue(&claims());
    assert_eq!(tokens().read(&token, at(START)), Ok(claims()));
    let verified = tokens().keys.verify_compact(&token).unwrap();
    assert_eq!(verified.typ.as_deref(), Some("at+jwt"));
    assert_eq!(serde_json::from_slice::<Value>(&verified.payload).unwrap(), payload());
    assert_eq!(read_text(&payload().to_string()), Ok(claims()));
}

#[test]
fn a_token_is_for_one_issuer_and_audience() {
    let token = tokens().issue(&claims());
    let read_by = |tokens: AccessTokens| tokens.read(&token, at(START));
    let issuer = "https://sho.rt/".into();
    assert_eq!(read_by(AccessTokens { issuer, ..tokens() }), Err(TokenError::Issuer));
    let audience = "https://sho.rt".into();
    assert_eq!(read_by(AccessTokens { audience, ..tokens() }), Err(TokenError::Audience));
    let keys = jwk::keys(&[jwk::ed25519()]).unwrap();
    assert_eq!(read_by(AccessTokens { keys, ..tokens() }), Err(TokenError::UnknownKey));

    for other in [r#""""#, r#""HTTPS://SHO.RT""#, r#""https://sho.rt\u0000""#] {
        assert_eq!(read_with("iss", other), Err(TokenError::Issuer), "{other}");
    }
}

#[test]
fn the_audience_may_be_one_of_a_few() {
    let list = |count: usize| json!(vec!["https://sho.rt/api"; count]).to_string();
    for good in [r#"["https://sho.rt/api"]"#, r#"["a","https://sho.rt/api","b"]"#, &list(8)] {
        assert_eq!(read_with("aud", good), Ok(claims()), "{good}");
    }
    for other in [r#""""#, r#""https://sho.rt/ap""#, "[]", r#"["a","b"]"#, &list(9)] {
        assert_eq!(read_with("aud", other), Err(TokenError::Audience), "{other}");
    }
    for wrong in ["null", "1", "{}", r#"[["https://sho.rt/api"]]"#, r#"["https://sho.rt/api",1]"#] {
        assert_eq!(read_with("aud", wrong), Err(TokenError::Claims), "{wrong}");
    }
}

#[test]
fn a_token_is_valid_from_its_start_to_its_end_give_or_take_the_leeway() {
    assert_eq!(LEEWAY_SECONDS, 30);
    let token = tokens().issue(&claims());
    let read = |millis| tokens().read(&token, Timestamp::from_millis(millis)).map(|_| ());
    assert_eq!(read((START - 30) * 1_000 - 1), Err(TokenError::NotYetValid));
    assert_eq!(read((START - 30) * 1_000), Ok(()));
    assert_eq!(read(END * 1_000), Ok(()));
    assert_eq!(read((END + 30) * 1_000 - 1), Ok(()));
    assert_eq!(read((END + 30) * 1_000), Err(TokenError::Expired));
    for (now, error) in [(i64::MIN, TokenError::NotYetValid), (i64::MAX, TokenError::Expired)] {
        assert_eq!(read(now), Err(error));
    }
    let never = Claims { not_before: at(END), expires_at: at(START), ..claims() };
    let token = tokens().issue(&never);
    for second in START - 100..END + 100 {
        assert!(tokens().read(&token, at(second)).is_err());
    }
}

#[test]
fn every_claim_but_the_scope_must_be_there() {
    for claim in ["iss", "aud", "acct", "sub", "sid", "iat", "nbf", "exp", "jti"] {
        let mut payload = payload();
        payload.as_object_mut().unwrap().remove(claim);
        assert_eq!(read_text(&payload.to_string()), Err(TokenError::Claims), "{claim}");
        assert_eq!(read_with(claim, "null"), Err(TokenError::Claims), "{claim}");
    }
    let mut payload = payload();
    payload.as_object_mut().unwrap().remove("scope");
    assert_eq!(read_text(&payload.to_string()), Ok(Claims { scope: String::new(), ..claims() }));
}

#[test]
fn claims_are_of_their_form() {
    for claim in ["iss", "acct", "sub", "sid", "scope", "jti"] {
        for wrong in ["null", "1", "true", "[]", "{}", r#"["acme"]"#] {
            assert_eq!(read_with(claim, wrong), Err(TokenError::Claims), "{claim} {wrong}");
        }
    }
    for claim in ["acct", "sub", "sid", "jti"] {
        assert_eq!(read_with(claim, r#""""#), Err(TokenError::Claims), "{claim}");
    }
    for claim in ["iat", "nbf", "exp"] {
        for wrong in [
            "null",
            "\"1700000000\"",
            "1700000000.0",
            "1700000000.5",
            "1.7e9",
            "-1",
            "-0",
            "-1700000000",
            "253402300800",
            "9223372036854775807",
            "18446744073709551616",
            "1e400",
            "[1700000000]",
            "true",
        ] {
            assert_eq!(read_with(claim, wrong), Err(TokenError::Claims), "{claim} {wrong}");
        }
    }
    assert!(read_with("exp", "253402300799").is_ok());
    assert!(read_with("nbf", "0").is_ok() && read_with("iat", "0").is_ok());
    assert_eq!(read_with("nbf", "253402300799"), Err(TokenError::NotYetValid));
    assert_eq!(read_with("exp", "0"), Err(TokenError::Expired));
}

#[test]
fn claims_are_one_object_that_names_each_once() {
    let good = payload().to_string();
    for twice in [
        r#"{"acct":"other","#,
        r#"{"\u0061cct":"other","#,
        r#"{"exp":1,"#,
        r#"{"unknown":1,"unknown":2,"#,
        r#"{"unknown":{"a":1,"a":2},"#,
    ] {
        let text = good.replacen('{', twice, 1);
        assert_eq!(read_text(&text), Err(TokenError::Claims), "{text}");
    }
    let values: Vec<Value> = payload().as_object().unwrap().values().cloned().collect();
    for text in [
        "",
        "null",
        "[]",
        &json!([payload()]).to_string(),
        &json!(values).to_string(),
        &format!("{good}{good}"),
    ] {
        assert_eq!(read_text(text), Err(TokenError::Claims), "{text}");
    }
    // In the order of the fields, as serde would read a list into a struct.
    let list = json!(["https://sho.rt", "https://sho.rt/api", "a", "u", "s", "", START, START, END, "t"]);
    assert_eq!(read_text(&list.to_string()), Err(TokenError::Claims));
}

#[test]
fn claims_that_mean_nothing_here_are_ignored_unless_they_are_nested_without_end() {
    let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    for ignored in ["null", "{\"a\":[1.5,{\"a\":{}}]}", &nested(100)] {
        assert_eq!(read_with("unknown", ignored), Ok(claims()), "{ignored}");
    }
    for claim in ["unknown", "acct", "aud", "exp"] {
        for depth in [127, 1_200] {
            assert_eq!(read_with(claim, &nested(depth)), Err(TokenError::Claims), "{claim} {depth}");
        }
    }
    assert_eq!(read_with("unknown", &"[".repeat(2_000)), Err(TokenError::Claims));
    assert_eq!(read_with("unknown", &nested(100_000)), Err(TokenError::TooLong));
}

#[test]
fn tokens_of_another_type_are_not_access_tokens() {
    for typ in ["JWT", "jwt", "AT+JWT", "application/at+jwt", "rt+jwt", ""] {
        let token = tokens().keys.sign(typ, payload().to_string().as_bytes());
        assert_eq!(tokens().read(&token, at(START)), Err(TokenError::Type), "{typ}");
    }
    let untyped = jws::forged(r#"{"alg":"HS256","kid":"k"}"#, &payload().to_string());
    assert_eq!(tokens().read(&untyped, at(START)), Err(TokenError::Type));
}

#[test]
fn times_are_whole_seconds_within_reach() {
    let odd = Claims {
        issued_at: Timestamp::from_millis(START * 1_000 + 999),
        not_before: Timestamp::from_millis(-1),
        expires_at: Timestamp::from_millis(i64::MAX),
        ..claims()
    };
    let read = tokens().read(&tokens().issue(&odd), at(START)).unwrap();
    assert_eq!((read.issued_at, read.not_before, read.expires_at), (at(START), at(0), at(253_402_300_799)));
}

#[test]
fn keys_are_not_printed() {
    assert!(format!("{:?}", tokens()).contains("keys: SigningKeys(..)"));
}

proptest! {
    #[test]
    fn any_claims_come_back(
        texts in prop::array::uniform4(".{1,40}"), scope in ".{0,80}", issued in 0_i64..253_402_300_000, life in 1_i64..700
    ) {
        let [account, user, session, id] = texts;
        let (issued_at, expires_at) = (at(issued), at(issued + life));
        let claims =
            Claims { account, user, session, scope, issued_at, not_before: issued_at, expires_at, id };
        let token = tokens().issue(&claims);
        prop_assert_eq!(tokens().read(&token, issued_at), Ok(claims));
        prop_assert_eq!(tokens().read(&token, at(issued - 31)), Err(TokenError::NotYetValid));
        prop_assert_eq!(tokens().read(&token, at(issued + life + 30)), Err(TokenError::Expired));
    }

    #[test]
    fn no_payload_makes_it_panic(text in ".*", claim in "iss|aud|acct|exp|nbf|jti|x", value in ".{0,20}", now: i64) {
        prop_assert!(read_text(&text).is_err());
        let _ = read_with(&claim, &value);
        let _ = tokens().read(&tokens().issue(&claims()), Timestamp::from_millis(now));
        let _ = tokens().read(&text, Timestamp::from_millis(now));
    }
}
