use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use hmac::{Hmac, KeyInit, Mac};
use proptest::prelude::*;
use serde_json::{Value, json};
use sha2::Sha256;
use shortwave::auth::{MAX_TOKEN_BYTES, SigningKeys, TokenError};

use crate::jwk;

const SECRET: [u8; 32] = *b"a secret of the tests, 32 bytes.";

pub(crate) fn keys() -> SigningKeys {
    SigningKeys::hs256("k", SECRET)
}

/// A token with any header and payload, whose signature is right for [`keys`].
pub(crate) fn forged(header: &str, payload: &str) -> String {
    signed(&format!("{}.{}", BASE64.encode(header), BASE64.encode(payload)), &SECRET)
}

fn signed(text: &str, secret: &[u8]) -> String {
    let mac = Hmac::<Sha256>::new_from_slice(secret).unwrap().chain_update(text);
    format!("{text}.{}", BASE64.encode(mac.finalize().into_bytes()))
}

fn header(alg: &str, kid: &str) -> String {
    json!({ "alg": alg, "kid": kid, "typ": "t" }).to_string()
}

fn refused(token: &str) -> TokenError {
    keys().verify(token, "t").unwrap_err()
}

#[test]
fn a_header_is_the_algorithm_the_key_and_the_type() {
    for (keys, alg, kid) in [(keys(), "HS256", "k"), (jwk::keys(&[jwk::ed25519()]).unwrap(), "EdDSA", "ed")] {
        let token = keys.sign("at+jwt", b"payload");
        let header = BASE64.decode(token.split('.').next().unwrap()).unwrap();
        let header: Value = serde_json::from_slice(&header).unwrap();
        assert_eq!(header, json!({ "alg": alg, "kid": kid, "typ": "at+jwt" }));
        assert_eq!(keys.verify(&token, "at+jwt").unwrap(), b"payload");
    }
    assert_eq!(forged(&header("HS256", "k"), "payload"), keys().sign("t", b"payload"));
}

#[test]
fn a_token_cannot_choose_its_algorithm() {
    for alg in [
        "none", "None", "NONE", "nOnE", "none ", "", "hs256", "HS256 ", "HS384", "HS512", "RS256", "PS256",
        "ES256", "EdDSA", "Ed25519", "dir", "HS256\0",
    ] {
        let token = forged(&header(alg, "k"), "");
        let unsigned = &token[..=token.rfind('.').unwrap()];
        assert_eq!(refused(&token), TokenError::Algorithm, "{alg}");
        assert_eq!(refused(unsigned), TokenError::Algorithm, "{alg}");
    }
    for alg in ["null", "1", "[\"HS256\"]", "{}", "true"] {
        let header = format!(r#"{{"alg":{alg},"kid":"k","typ":"t"}}"#);
        assert_eq!(refused(&forged(&header, "")), TokenError::Header, "{alg}");
    }
}

#[test]
fn a_public_key_is_no_symmetric_secret() {
    let both = jwk::keys(&[jwk::ed25519(), jwk::hs256()]).unwrap();
    let x = jwk::ed25519()["x"].as_str().unwrap().to_owned();
    let public_set = serde_json::to_string(&both.public_jwk_set()).unwrap();
    let secret = BASE64.decode(jwk::hs256()["k"].as_str().unwrap()).unwrap();
    for secret in [BASE64.decode(&x).unwrap(), x.into_bytes(), public_set.into_bytes(), secret] {
        let token = |alg, kid| signed(&format!("{}.", BASE64.encode(header(alg, kid))), &secret);
        assert_eq!(both.verify(&token("HS256", "ed"), "t"), Err(TokenError::Algorithm));
        assert_eq!(both.verify(&token("EdDSA", "ed"), "t"), Err(TokenError::Signature));
    }
    // A good signature of the one key under the name of the other.
    let good = both.sign("t", b"");
    let (_, signature) = good.rsplit_once('.').unwrap();
    let renamed = format!("{}..{signature}", BASE64.encode(header("EdDSA", "hs")));
    assert_eq!(both.verify(&renamed, "t"), Err(TokenError::Algorithm));
}

#[test]
fn a_key_is_found_by_exactly_its_name() {
    for kid in [
        "",
        "K",
        "k ",
        " k",
        "kk",
        "k\0",
        "\0",
        "../../dev/null",
        "/dev/null",
        "k' OR '1'='1",
        "' OR 1=1 --",
        "k;DROP TABLE keys",
        "https://attacker.example/jwks.json",
        "file:///dev/null",
        "*",
        "%6b",
        "${k}",
        "ｋ",
    ] {
        assert_eq!(refused(&forged(&header("HS256", kid), "")), TokenError::UnknownKey, "{kid}");
    }
    let long = forged(&header("HS256", &"k".repeat(400)), "");
    assert_eq!(refused(&long), TokenError::UnknownKey);
    let longer = forged(&header("HS256", &"k".repeat(500)), "");
    assert_eq!(refused(&longer), TokenError::Header);
    for kid in ["null", "0", "[]", "[\"k\"]", "{\"k\":\"k\"}", "true"] {
        let header = format!(r#"{{"alg":"HS256","kid":{kid},"typ":"t"}}"#);
        assert_eq!(refused(&forged(&header, "")), TokenError::Header, "{kid}");
    }
}

#[test]
fn a_header_has_no_other_member() {
    for member in [
        r#""jku":"https://attacker.example/jwks.json""#,
        r#""x5u":"https://attacker.example/cert.pem""#,
        r#""x5c":["MIIB"]"#,
        r#""x5t":"AAAA""#,
        r#""jwk":{"kty":"oct","k":"AAAA"}"#,
        r#""jwk":"{}""#,
        r#""crit":["b64"],"b64":false"#,
        r#""crit":[]"#,
        r#""b64":true"#,
        r#""zip":"DEF""#,
        r#""enc":"A256GCM""#,
        r#""cty":"JWT""#,
        r#""ALG":"none""#,
        r#""":"""#,
    ] {
        let header = format!(r#"{{"alg":"HS256","kid":"k","typ":"t",{member}}}"#);
        assert_eq!(refused(&forged(&header, "")), TokenError::Header, "{member}");
    }
}

#[test]
fn a_header_is_one_flat_object_of_strings() {
    for header in [
        "",
        "null",
        "[]",
        r#"["HS256","k","t"]"#,
        "\"HS256\"",
        "{}",
        r#"{"alg":"HS256","typ":"t"}"#,
        r#"{"kid":"k","typ":"t"}"#,
        r#"{"alg":"HS256","kid":"k","typ":null}"#,
        r#"{"alg":"HS256","kid":"k","typ":["t"]}"#,
        r#"{"alg":"HS256","kid":"k","typ":"t"}}"#,
        r#"{"alg":"HS256","kid":"k","typ":"t"}{}"#,
        r#"{"alg":"HS256","kid":"k","typ":"t",}"#,
        r#"{"alg":"none","alg":"HS256","kid":"k","typ":"t"}"#,
        r#"{"alg":"HS256","kid":"k","kid":"k","typ":"t"}"#,
        r#"{"alg":"HS256","\u0061lg":"HS256","kid":"k","typ":"t"}"#,
        "{\"alg\":\"HS256\",\"kid\":\"k\",\"typ\":\"t\"}\0",
        "\u{feff}{\"alg\":\"HS256\",\"kid\":\"k\",\"typ\":\"t\"}",
    ] {
        assert_eq!(refused(&forged(header, "")), TokenError::Header, "{header}");
    }
    let nested = format!(r#"{{"alg":"HS256","kid":"k","typ":{}{}}}"#, "[".repeat(200), "]".repeat(200));
    assert_eq!(refused(&forged(&nested, "")), TokenError::Header);
    let unending = format!(r#"{{"alg":"HS256","kid":"k","typ":{}"#, "[".repeat(400));
    assert_eq!(refused(&forged(&unending, "")), TokenError::Header);
    let padded = |spaces: usize| format!(r#"{{"alg":"HS256","kid":"k","typ":"t"{}}}"#, " ".repeat(spaces));
    let most = 512 - padded(0).len();
    assert!(keys().verify(&forged(&padded(most), ""), "t").is_ok());
    assert_eq!(refused(&forged(&padded(most + 1), "")), TokenError::Header);
}

#[test]
fn a_token_serves_one_type() {
    let token = |typ: &str| forged(&format!(r#"{{"alg":"HS256","kid":"k"{typ}}}"#), "");
    assert!(keys().verify(&token(r#","typ":"t""#), "t").is_ok());
    for typ in ["", r#","typ":"""#, r#","typ":"T""#, r#","typ":"application/t""#, r#","typ":"t ""#] {
        assert_eq!(refused(&token(typ)), TokenError::Type, "{typ}");
    }
    assert_eq!(keys().verify_compact(&token("")).unwrap().typ, None);
    assert_eq!(keys().verify_compact(&token(r#","typ":"JWT""#)).unwrap().typ.as_deref(), Some("JWT"));
    // Of a token that is not even signed, the type is not told.
    let good = keys().sign("other", b"");
    assert_eq!(refused(&good[..=good.rfind('.').unwrap()]), TokenError::Signature);
}

#[test]
fn a_token_is_three_parts_of_base64url() {
    let token = keys().sign("t", b"payload");
    let [head, payload, signature]: [&str; 3] = token.split('.').collect::<Vec<_>>().try_into().unwrap();
    for malformed in [
        String::new(),
        ".".into(),
        head.into(),
        format!("{head}.{payload}"),
        format!("{head}.{payload}{signature}"),
        format!("{token}."),
        format!(".{token}"),
        format!("{token}.{signature}"),
        format!("{head}..{payload}.{signature}"),
        format!("{head}.{payload}..{signature}"),
        format!("{token}="),
        format!("{head}=.{payload}.{signature}"),
        format!("{head}.{payload}==.{signature}"),
        format!(" {token}"),
        format!("{token} "),
        format!("{token}\n"),
        format!("{token}\0"),
        format!("{head}\r\n.{payload}.{signature}"),
        format!("{head}.{payload}. {signature}"),
        format!("{head}.{payload}\0.{signature}"),
        format!("Bearer {token}"),
        format!("\"{token}\""),
        format!("{head}%2e{payload}%2e{signature}"),
        format!("{head}.é{payload}.{signature}"),
        json!({ "protected": head, "payload": payload, "signature": signature }).to_string(),
        json!({ "payload": payload, "signatures": [{ "protected": head, "signature": signature }] })
            .to_string(),
    ] {
        assert_eq!(refused(&malformed), TokenError::Malformed, "{malformed:?}");
    }
    for (damaged, error) in [
        ("..".to_owned(), TokenError::Header),
        (format!(".{payload}.{signature}"), TokenError::Header),
        (format!("{head}..{signature}"), TokenError::Signature),
        (format!("{head}.{payload}."), TokenError::Signature),
        (format!("{head}.{payload}.{}", &signature[..20]), TokenError::Signature),
        (format!("{head}.{payload}.{signature}{signature}A"), TokenError::Signature),
    ] {
        assert_eq!(refused(&damaged), error, "{damaged}");
    }
}

#[test]
fn base64url_has_one_spelling() {
    // One byte takes two characters, of which the second has four bits left over.
    let header = BASE64.encode(header("HS256", "k"));
    assert!(keys().verify(&signed(&format!("{header}.AA"), &SECRET), "t").is_ok());
    for payload in ["AB", "AP", "A", "AAAAA", "AA==", "A+", "A/", "-/-_"] {
        assert_eq!(
            refused(&signed(&format!("{header}.{payload}"), &SECRET)),
            TokenError::Malformed,
            "{payload}"
        );
    }
    let spaced = BASE64.encode(r#"{"alg":"HS256","kid":"k","typ":"t" }"#.to_owned() + " ");
    assert_eq!(spaced.chars().last(), Some('A'));
    let odd = format!("{}B.", &spaced[..spaced.len() - 1]);
    assert_eq!(refused(&signed(&odd, &SECRET)), TokenError::Malformed);

    let token = signed(&format!("{header}."), &SECRET);
    let last = token.chars().last().unwrap();
    let spellings = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
        .chars()
        .filter(|&other| other != last)
        .filter(|other| keys().verify(&format!("{}{other}", &token[..token.len() - 1]), "t").is_ok());
    assert_eq!(spellings.count(), 0);
}

#[test]
fn a_token_has_at_most_4096_bytes() {
    let overhead = keys().sign("t", b"").len();
    let most = (MAX_TOKEN_BYTES - overhead) / 4 * 3;
    let longest = keys().sign("t", &vec![b'a'; most]);
    assert!(longest.len() <= MAX_TOKEN_BYTES && longest.len() > MAX_TOKEN_BYTES - 4);
    assert_eq!(keys().verify(&longest, "t").unwrap().len(), most);
    assert_eq!(refused(&keys().sign("t", &vec![b'a'; most + 3])), TokenError::TooLong);
    assert_eq!(refused(&".".repeat(MAX_TOKEN_BYTES + 1)), TokenError::TooLong);
    assert_eq!(refused(&".".repeat(MAX_TOKEN_BYTES)), TokenError::Malformed);
    assert_eq!(refused(&"A".repeat(10_000_000)), TokenError::TooLong);
}

/// The token with one bit changed, if that is a text at all.
fn flipped(token: &str, bit: usize) -> Option<String> {
    let mut bytes = token.as_bytes().to_vec();
    *bytes.get_mut(bit / 8)? ^= 1 << (bit % 8);
    String::from_utf8(bytes).ok()
}

#[test]
fn no_bit_of_a_token_may_change() {
    // Ed25519 is slow without optimisation: of its token, every seventh bit.
    for (keys, step) in [(keys(), 1), (jwk::keys(&[jwk::ed25519()]).unwrap(), 7)] {
        let token = keys.sign("t", b"{}");
        for bit in (0..token.len() * 8).step_by(step) {
            let accepted = flipped(&token, bit).is_some_and(|token| keys.verify(&token, "t").is_ok());
            assert!(!accepted, "bit {bit} of {token}");
        }
    }
}

proptest! {
    // Few: without optimisation, a signature takes a hundred times as long.
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn what_is_signed_with_ed25519_is_verified(payload: Vec<u8>, typ in "[a-z+]{1,20}") {
        prop_assume!(payload.len() < 2_500);
        let keys = jwk::keys(&[jwk::ed25519()]).unwrap();
        prop_assert_eq!(keys.verify(&keys.sign(&typ, &payload), &typ), Ok(payload));
    }
}

proptest! {
    #[test]
    fn what_is_signed_is_verified(payload: Vec<u8>, typ in "[a-z+]{1,20}", kid in ".{1,64}", secret: [u8; 32]) {
        prop_assume!(payload.len() < 2_500);
        let keys = SigningKeys::hs256(&kid, secret);
        let token = keys.sign(&typ, &payload);
        prop_assert_eq!(keys.verify(&token, &typ), Ok(payload));
    }

    #[test]
    fn no_change_of_a_token_is_accepted(payload: Vec<u8>, bit: prop::sample::Index) {
        prop_assume!(payload.len() < 2_500);
        let token = keys().sign("t", &payload);
        let flipped = flipped(&token, bit.index(token.len() * 8));
        prop_assert!(flipped.is_none_or(|token| keys().verify(&token, "t").is_err()));
    }

    #[test]
    fn no_text_is_accepted_or_makes_it_panic(text in ".*", parts in "[A-Za-z0-9_=.-]{0,300}", header in ".{0,100}") {
        for token in [&text, &parts, &format!("{}.{parts}", BASE64.encode(&header))] {
            prop_assert!(keys().verify(token, "t").is_err());
        }
        prop_assert!(keys().verify(&forged(&header, &text), "t").is_err());
    }
}
