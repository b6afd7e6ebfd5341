//! The published vectors of what tokens and codes are made with, for the parts that have no public face: `Ed25519` and
//! HMAC from Wycheproof, HMAC from RFC 4231, JWS from RFC 7515 and RFC 8037, codes from RFC 4226 and RFC 6238.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use ed25519_dalek::{Signature, Verifier, VerifyingKey};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::Value;
use sha1::Sha1;
use sha2::Sha256;

use super::{
    hotp::HotpHash,
    signature::{SecretKey, ed25519_verifies},
};

fn vectors(json: &str) -> Value {
    serde_json::from_str(json).unwrap()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().unwrap()
}

fn bytes(value: &Value) -> Vec<u8> {
    text(value)
        .as_bytes()
        .chunks(2)
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
        .collect()
}

fn base64(value: &Value) -> Vec<u8> {
    URL_SAFE_NO_PAD.decode(text(value)).unwrap()
}

/// Every test of a Wycheproof file with its group, and whether it is to be accepted.
fn wycheproof(json: &str, mut accepts: impl FnMut(&Value, &Value) -> bool) {
    let vectors = vectors(json);
    let mut count = 0;
    for group in list(&vectors["testGroups"]) {
        for test in list(&group["tests"]) {
            assert_eq!(accepts(group, test), test["result"] == "valid", "{test}");
            count += 1;
        }
    }
    assert_eq!(vectors["numberOfTests"], count);
}

fn mac_accepts<M: Mac + KeyInit>(group: &Value, test: &Value) -> bool {
    let mac = <M as KeyInit>::new_from_slice(&bytes(&test["key"])).unwrap().chain_update(bytes(&test["msg"]));
    let tag = bytes(&test["tag"]);
    if M::output_size() * 8 == usize::try_from(group["tagSize"].as_u64().unwrap()).unwrap() {
        mac.verify_slice(&tag).is_ok()
    } else {
        mac.verify_truncated_left(&tag).is_ok()
    }
}

#[test]
fn ed25519_accepts_and_refuses_what_wycheproof_says() {
    let json = include_str!("../../tests/fixtures/vectors/ed25519_test.json");
    wycheproof(json, |group, test| {
        let public = bytes(&group["publicKey"]["pk"]).try_into().unwrap();
        let public = VerifyingKey::from_bytes(&public).unwrap();
        ed25519_verifies(&public, &bytes(&test["msg"]), &bytes(&test["sig"]))
    });
}

#[test]
fn a_signature_that_fits_every_message_is_refused() {
    // The neutral point as key and as R, and zero as S (RFC 8032, clause 5.1.7).
    let neutral: [u8; 32] = std::array::from_fn(|index| u8::from(index == 0));
    let public = VerifyingKey::from_bytes(&neutral).unwrap();
    let signature = Signature::from_components(neutral, [0; 32]);
    for message in [&b"pay 1"[..], b"pay 1000"] {
        assert!(public.verify(message, &signature).is_ok());
        assert!(!ed25519_verifies(&public, message, &signature.to_bytes()));
    }
}

#[test]
fn hmac_accepts_and_refuses_what_wycheproof_says() {
    let sha1 = include_str!("../../tests/fixtures/vectors/hmac_sha1_test.json");
    let sha256 = include_str!("../../tests/fixtures/vectors/hmac_sha256_test.json");
    wycheproof(sha1, mac_accepts::<Hmac<Sha1>>);
    wycheproof(sha256, mac_accepts::<Hmac<Sha256>>);
}

#[test]
fn symmetric_keys_accept_and_refuse_what_wycheproof_says() {
    let json = include_str!("../../tests/fixtures/vectors/hmac_sha256_test.json");
    wycheproof(json, |group, test| {
        let (secret, message, tag) = (bytes(&test["key"]), bytes(&test["msg"]), bytes(&test["tag"]));
        let Ok(key) = SecretKey::hs256_from_slice(&secret) else {
            assert!(secret.len() < 32);
            return test["result"] == "valid";
        };
        if group["tagSize"] != 256 {
            assert!(!key.verify(&message, &tag), "a shortened tag");
            return test["result"] == "valid";
        }
        if let Ok(secret) = secret.try_into() {
            assert_eq!(SecretKey::hs256(secret).sign(&message), key.sign(&message));
        }
        assert_eq!(key.verify(&message, &tag), key.sign(&message) == tag);
        key.verify(&message, &tag)
    });
}

#[test]
fn hmac_gives_what_rfc_4231_says() {
    for test in list(&vectors(include_str!("../../tests/fixtures/vectors/rfc4231_hmac_sha256.json"))["tests"])
    {
        let mac = Hmac::<Sha256>::new_from_slice(&bytes(&test["key_hex"])).unwrap();
        let mac = mac.chain_update(bytes(&test["data_hex"])).finalize();
        assert_eq!(mac.into_bytes().to_vec(), bytes(&test["hmac_sha256"]), "{test}");
    }
}

#[test]
fn a_symmetric_key_signs_as_rfc_7515_says() {
    let vectors = vectors(include_str!("../../tests/fixtures/vectors/rfc7515_7519_jws.json"));
    let example = &vectors["tests"][0];
    let key = SecretKey::hs256_from_slice(&base64(&example["jwk"]["k"])).unwrap();
    let (signed, signature) = text(&example["jws"]).rsplit_once('.').unwrap();
    assert_eq!(URL_SAFE_NO_PAD.encode(key.sign(signed.as_bytes())), signature);
    assert!(key.verify(signed.as_bytes(), &URL_SAFE_NO_PAD.decode(signature).unwrap()));
}

#[test]
fn an_ed25519_key_signs_as_rfc_8037_says() {
    // Appendices A.1, A.2 and A.4.
    let seed = base64(&"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A".into());
    let key = SecretKey::ed25519(&seed.try_into().unwrap());
    let public = key.public_half().unwrap();
    assert_eq!(URL_SAFE_NO_PAD.encode(public), "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo");
    let signed = b"eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc";
    let signature = key.sign(signed);
    assert_eq!(
        URL_SAFE_NO_PAD.encode(&signature),
        "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"
    );
    assert!(key.verify(signed, &signature));
}

#[test]
fn hotp_gives_the_codes_of_rfc_4226() {
    let vectors = vectors(include_str!("../../tests/fixtures/vectors/rfc4226_hotp.json"));
    let secret = text(&vectors["secret_ascii"]).as_bytes();
    let tests = list(&vectors["tests"]);
    for test in tests {
        let code = HotpHash::Sha1.code(secret, test["count"].as_u64().unwrap(), 6);
        assert_eq!(code.as_deref(), Some(text(&test["hotp"])), "{test}");
    }
    assert_eq!(tests.len(), 10);
}

#[test]
fn hotp_over_the_time_gives_the_codes_of_rfc_6238() {
    let vectors = vectors(include_str!("../../tests/fixtures/vectors/rfc6238_totp.json"));
    let tests = list(&vectors["tests"]);
    for test in tests {
        let algorithm: HotpHash = text(&test["alg"]).parse().unwrap();
        let secret = text(&vectors["secrets_ascii"][algorithm.as_str()]).as_bytes();
        assert_eq!(secret.len(), algorithm.secret_bytes());
        let step = test["time"].as_u64().unwrap() / 30;
        let eight = text(&test["totp"]);
        for digits in 6..=8_u32 {
            let code = algorithm.code(secret, step, digits);
            assert_eq!(code.as_deref(), eight.get(8 - digits as usize..), "{test}");
        }
    }
    assert_eq!(tests.len(), 18);
}

#[test]
fn codes_have_at_most_as_many_digits_as_31_bits_fill() {
    assert_eq!(HotpHash::Sha1.code(b"12345678901234567890", 0, 9).as_deref(), Some("284755224"));
    assert_eq!(HotpHash::Sha1.code(b"12345678901234567890", 0, 10), None);
}
