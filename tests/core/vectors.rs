//! The published vectors of JSON Web Keys and Signatures. Those of what they are made with are in src/auth/vectors.rs.

use serde_json::{Value, json};
use shortwave::auth::{KeyError, KeySetError, SigningKeys, TokenError};

/// "Valid" by the file, though a character is in them that base64url has not: RFC 7515, clause 2 says of its
/// encoding "without the inclusion of any line breaks, whitespace, or other additional characters".
const REFUSED_THOUGH_VALID: [u64; 2] = [372, 373];

/// "Invalid" by the file, and to the letter the valid token of test 357: the padding that their comment speaks
/// of is not there.
const ACCEPTED_THOUGH_INVALID: [u64; 2] = [367, 370];

fn vectors(json: &str) -> Value {
    crate::fixture(json)
}

fn list(value: &Value) -> &[Value] {
    value.as_array().unwrap()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

/// The keys of a group: it has one, or a set of them.
fn key_set(group: &Value) -> Value {
    let private = &group["private"];
    if private["keys"].is_array() { private.clone() } else { json!({ "keys": [private] }) }
}

fn keys(set: &Value) -> Result<SigningKeys, KeySetError> {
    SigningKeys::from_jwk_set(&set.to_string())
}

/// The tokens of a group are accepted and refused as the file says, but for the exceptions above.
fn judge_tokens(keys: &SigningKeys, group: &Value) -> usize {
    for test in list(&group["tests"]) {
        let id = test["tcId"].as_u64().unwrap();
        let valid = test["result"] == "valid";
        let expected = valid && !REFUSED_THOUGH_VALID.contains(&id) || ACCEPTED_THOUGH_INVALID.contains(&id);
        assert_eq!(keys.verify_compact(text(&test["jws"])).is_ok(), expected, "{test}");
    }
    list(&group["tests"]).len()
}

#[test]
fn signatures_are_accepted_and_refused_as_wycheproof_says() {
    let vectors = vectors(include_str!("../fixtures/vectors/json_web_signature_test.json"));
    let mut judged = 0;
    for group in list(&vectors["testGroups"]) {
        let set = key_set(group);
        let supported = set["keys"][0]["kty"] == "oct";
        match keys(&set) {
            Ok(keys) if supported => judged += judge_tokens(&keys, group),
            Err(KeySetError::Key { index: 0, reason: KeyError::KeyType }) if !supported => {}
            other => panic!("{other:?}: {set}"),
        }
    }
    assert_eq!(judged, 17 + 1 + 1 + 21);
}

#[test]
fn exceptions_are_what_they_are_said_to_be() {
    let vectors = vectors(include_str!("../fixtures/vectors/json_web_signature_test.json"));
    let tests: Vec<&Value> =
        list(&vectors["testGroups"]).iter().flat_map(|group| list(&group["tests"])).collect();
    let jws = |id: u64| text(&tests.iter().find(|test| test["tcId"] == id).unwrap()["jws"]);
    assert!(REFUSED_THOUGH_VALID.iter().all(|&id| jws(id).replace('?', "") == jws(357)));
    assert!(ACCEPTED_THOUGH_INVALID.iter().all(|&id| jws(id) == jws(357)));
}

#[test]
fn keys_are_accepted_and_refused_as_wycheproof_says() {
    let vectors = vectors(include_str!("../fixtures/vectors/json_web_key_test.json"));
    let mut judged = 0;
    for group in list(&vectors["testGroups"]) {
        let set = key_set(group);
        match (group["tests"][0]["tcId"].as_u64().unwrap(), keys(&set)) {
            (2 | 13, Ok(keys)) => judged += judge_tokens(&keys, group),
            (id, Err(KeySetError::Key { index, reason })) => {
                assert_eq!((index, reason), expected_of_key(id), "{set}");
            }
            other => panic!("{other:?}: {set}"),
        }
    }
    assert_eq!(judged, 2 + 1);
}

/// Which key of the group that begins with this test is refused, and why.
fn expected_of_key(id: u64) -> (usize, KeyError) {
    match id {
        // Beside a symmetric key, one of another type.
        1 => (1, KeyError::KeyType),
        // The second of two keys of one name, in which bits are left over besides. Of names alone: jwk.rs.
        4 => (1, KeyError::Base64("k")),
        10 | 16 => (0, KeyError::Length("k")),
        // HS384 and HS512, valid or not, and keys to encrypt with.
        11 | 12 | 14 | 15 | 17 | 18 | 25 | 26 => (0, KeyError::Algorithm),
        // RSA and EC, valid or not.
        _ => (0, KeyError::KeyType),
    }
}

#[test]
fn the_examples_of_rfc_7515_are_refused_for_what_they_lack() {
    let vectors = vectors(include_str!("../fixtures/vectors/rfc7515_7519_jws.json"));
    let [hs256, es256, none] = list(&vectors["tests"]) else { panic!("three examples") };
    let refused = |jwk: &Value, reason| {
        let error = keys(&json!({ "keys": [jwk] })).unwrap_err();
        assert_eq!(error, KeySetError::Key { index: 0, reason });
    };
    refused(&hs256["jwk"], KeyError::Member("kid"));
    refused(&es256["jwk"], KeyError::KeyType);

    // The signature of the first is right (src/auth/vectors.rs); the header does not name a key.
    let mut named = hs256["jwk"].clone();
    named["kid"] = json!("a");
    let keys = keys(&json!({ "keys": [named] })).unwrap();
    for example in [hs256, es256, none] {
        assert_eq!(keys.verify_compact(text(&example["jws"])), Err(TokenError::Header));
    }
}
