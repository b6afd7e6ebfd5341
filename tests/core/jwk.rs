use proptest::prelude::*;
use serde_json::{Value, json};
use shortwave::auth::{KeyError, KeySetError, SigningKeys, TokenError};

/// RFC 8037, appendix A.1.
const D: &str = "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A";
const X: &str = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";

/// 32 bytes, the fewest.
const K: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";

pub(crate) fn ed25519() -> Value {
    json!({ "kty": "OKP", "crv": "Ed25519", "d": D, "x": X, "kid": "ed" })
}

pub(crate) fn hs256() -> Value {
    json!({ "kty": "oct", "k": K, "kid": "hs" })
}

pub(crate) fn keys(keys: &[Value]) -> Result<SigningKeys, KeySetError> {
    SigningKeys::from_jwk_set(&json!({ "keys": keys }).to_string())
}

/// A key with one member changed, or taken away when the value is null.
fn with(mut key: Value, member: &str, value: Value) -> Value {
    let members = key.as_object_mut().unwrap();
    members.remove(member);
    if !value.is_null() {
        members.insert(member.into(), value);
    }
    key
}

#[test]
fn a_key_may_say_that_it_signs() {
    for (member, value) in [
        ("alg", json!("EdDSA")),
        ("alg", json!("Ed25519")),
        ("use", json!("sig")),
        ("key_ops", json!(["sign"])),
        ("key_ops", json!(["verify", "sign"])),
        ("kid", json!("k".repeat(64))),
        ("kid", json!("é".repeat(64))),
        ("kid", json!("\u{1}".repeat(64))),
        // Of no meaning here.
        ("ext", json!(true)),
    ] {
        let keys = keys(&[with(ed25519(), member, value.clone())]).unwrap();
        assert_eq!(keys.verify(&keys.sign("t", b"payload"), "t").unwrap(), b"payload", "{member} {value}");
    }
    assert!(keys(&[with(hs256(), "alg", json!("HS256"))]).is_ok());
    assert!(keys(&[with(hs256(), "k", json!("A".repeat(100)))]).is_ok());
}

#[test]
fn every_other_key_is_refused_and_the_error_says_why() {
    use KeyError::{
        Algorithm, Base64, Curve, KeyIdLength, KeyType, Length, Member, Operations, PublicKey, Use,
    };
    for (key, member, value, expected) in [
        (ed25519(), "kty", json!("RSA"), KeyType),
        (ed25519(), "kty", json!("EC"), KeyType),
        (ed25519(), "kty", json!("okp"), KeyType),
        (ed25519(), "kty", json!(null), Member("kty")),
        (ed25519(), "kty", json!(["OKP"]), Member("kty")),
        (ed25519(), "kty", json!("oct"), Member("k")),
        (ed25519(), "crv", json!("X25519"), Curve),
        (ed25519(), "crv", json!("Ed448"), Curve),
        (ed25519(), "crv", json!(null), Member("crv")),
        (ed25519(), "d", json!(null), Member("d")),
        (ed25519(), "d", json!(D[1..]), Length("d")),
        (ed25519(), "d", json!(D[2..]), Base64("d")),
        (ed25519(), "d", json!(format!("{D}=")), Base64("d")),
        (ed25519(), "d", json!(format!("{D}A")), Length("d")),
        (ed25519(), "d", json!(""), Length("d")),
        (ed25519(), "d", json!(X), PublicKey),
        (ed25519(), "x", json!(null), Member("x")),
        (ed25519(), "x", json!(D), PublicKey),
        (ed25519(), "x", json!(""), PublicKey),
        (ed25519(), "x", json!(X.replace('_', "/")), Base64("x")),
        (ed25519(), "alg", json!("HS256"), Algorithm),
        (ed25519(), "alg", json!("none"), Algorithm),
        (ed25519(), "alg", json!(["EdDSA"]), Algorithm),
        (ed25519(), "use", json!("enc"), Use),
        (ed25519(), "use", json!(["sig"]), Use),
        (ed25519(), "key_ops", json!([]), Operations),
        (ed25519(), "key_ops", json!(["verify"]), Operations),
        (ed25519(), "key_ops", json!(["sign", "encrypt"]), Operations),
        (ed25519(), "key_ops", json!(["sign, verify"]), Operations),
        (ed25519(), "key_ops", json!("sign"), Operations),
        (ed25519(), "kid", json!(null), Member("kid")),
        (ed25519(), "kid", json!(1), Member("kid")),
        (ed25519(), "kid", json!(""), KeyIdLength),
        (ed25519(), "kid", json!("k".repeat(65)), KeyIdLength),
        (hs256(), "alg", json!("HS512"), Algorithm),
        (hs256(), "alg", json!("EdDSA"), Algorithm),
        (hs256(), "k", json!(null), Member("k")),
        (hs256(), "k", json!(""), Length("k")),
        (hs256(), "k", json!("A".repeat(42)), Length("k")),
        (hs256(), "k", json!("A".repeat(42) + "B"), Base64("k")),
        (hs256(), "k", json!(format!("{K} ")), Base64("k")),
    ] {
        let key = with(key, member, value);
        let other = with(hs256(), "kid", json!("other"));
        assert_eq!(
            keys(&[other, key.clone()]).unwrap_err(),
            KeySetError::Key { index: 1, reason: expected },
            "{key}"
        );
    }
}

#[test]
fn what_is_no_set_is_refused() {
    let refused = |text: &str| SigningKeys::from_jwk_set(text).unwrap_err();
    for text in ["{}", r#"{"keys":{}}"#, r#"{"Keys":[]}"#, &hs256().to_string()] {
        assert_eq!(refused(text), KeySetError::NoList, "{text}");
    }
    assert_eq!(refused(r#"{"keys":[]}"#), KeySetError::Count);
    assert_eq!(refused("{\n  \"keys\": [}"), KeySetError::Json { line: 2, column: 12 });
    for text in ["", "[]", "null", "{\"keys\":[", r#"{"keys":[],"keys":[]}"#] {
        assert!(matches!(refused(text), KeySetError::Json { .. }), "{text}");
    }
    for key in [json!(null), json!([]), json!("a")] {
        let reason = KeyError::NotAnObject;
        assert_eq!(keys(&[key]).unwrap_err(), KeySetError::Key { index: 0, reason });
    }
}

#[test]
fn a_member_twice_is_refused_wherever_it_is() {
    let key = hs256().to_string();
    let twice = key.replacen('{', r#"{"kid":"a","#, 1);
    let unknown = key.replacen('{', r#"{"a":1,"\u0061":2,"#, 1);
    for key in [twice, unknown] {
        let error = SigningKeys::from_jwk_set(&format!("{{\"keys\":[{key}]}}")).unwrap_err();
        assert!(matches!(error, KeySetError::Json { .. }), "{key}");
    }
}

#[test]
fn a_set_has_at_most_eight_keys_of_different_names() {
    let set: Vec<Value> = (0..9).map(|n| with(hs256(), "kid", json!(n.to_string()))).collect();
    assert!(keys(&set[..8]).is_ok());
    assert_eq!(keys(&set).unwrap_err(), KeySetError::Count);
    let same_name = with(ed25519(), "kid", json!("hs"));
    let error = keys(&[hs256(), with(hs256(), "kid", json!("b")), same_name]).unwrap_err();
    assert_eq!(error, KeySetError::Key { index: 2, reason: KeyError::KeyIdTwice });
}

#[test]
fn errors_and_debugging_tell_no_secret() {
    let error = keys(&[with(hs256(), "k", json!("hunter2!"))]).unwrap_err();
    assert_eq!(error.to_string(), "key 0: k is not base64url");
    let text = format!(r#"{{"keys":[{{"k":"{K}","{K}":1,"{K}":2}}]}}"#);
    let error = SigningKeys::from_jwk_set(&text).unwrap_err();
    assert!(!format!("{error} {error:?}").contains(K));
    assert_eq!(format!("{:?}", keys(&[ed25519()]).unwrap()), "SigningKeys(..)");
}

#[test]
fn the_public_set_has_public_halves_alone() {
    let public = keys(&[hs256(), ed25519()]).unwrap().public_jwk_set();
    assert_eq!(
        serde_json::to_value(&public).unwrap(),
        json!({ "keys": [{ "kty": "OKP", "crv": "Ed25519", "x": X, "kid": "ed", "use": "sig", "alg": "EdDSA" }] })
    );
    let none = keys(&[hs256()]).unwrap().public_jwk_set();
    assert_eq!(serde_json::to_string(&none).unwrap(), r#"{"keys":[]}"#);
}

#[test]
fn keys_change_without_a_refused_token() {
    let (old, new) = (hs256(), ed25519());
    let before = keys(std::slice::from_ref(&old)).unwrap();
    let announced = keys(&[old.clone(), new.clone()]).unwrap();
    let changed = keys(&[new.clone(), old]).unwrap();
    let after = keys(&[new]).unwrap();
    for (signer, verifiers) in [
        (&before, [&before, &announced]),
        (&announced, [&before, &changed]),
        (&changed, [&announced, &after]),
    ] {
        let token = signer.sign("t", b"");
        for verifier in verifiers {
            assert_eq!(verifier.verify(&token, "t"), Ok(Vec::new()));
        }
    }
    assert_eq!(after.verify(&announced.sign("t", b""), "t"), Err(TokenError::UnknownKey));
}

#[test]
fn a_derived_key_is_the_one_of_a_set() {
    let secret = std::array::from_fn(|index| u8::try_from(index).unwrap());
    let derived = SigningKeys::hs256("hs", secret);
    let token = derived.sign("t", b"payload");
    assert_eq!(keys(&[hs256()]).unwrap().verify(&token, "t").unwrap(), b"payload");
    assert_eq!(serde_json::to_string(&derived.public_jwk_set()).unwrap(), r#"{"keys":[]}"#);

    let long = SigningKeys::hs256(&"\u{1}".repeat(1_000), secret);
    assert!(long.verify(&long.sign("t", b""), "t").is_ok());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_text_makes_it_panic(text in ".*", member in "kty|crv|d|x|k|kid|alg|use|key_ops", value in ".{0,80}") {
        let _ = SigningKeys::from_jwk_set(&text);
        for key in [ed25519(), hs256()] {
            let _ = keys(&[with(key, &member, json!(value))]);
        }
    }
}
