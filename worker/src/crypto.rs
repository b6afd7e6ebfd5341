//! The platform's cryptography (Web Cryptography API), where it is faster than ours or may be.

use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use worker::js_sys::{Array, Object, Promise, Reflect, Uint8Array};

use crate::{failure::Failure, platform::settled};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = ["crypto", "subtle"], js_name = importKey, catch)]
    fn import_key(
        format: &str,
        key: &Uint8Array,
        algorithm: &str,
        extractable: bool,
        usages: &Array,
    ) -> Result<Promise, JsValue>;

    #[wasm_bindgen(js_namespace = ["crypto", "subtle"], js_name = deriveBits, catch)]
    fn derive_bits(algorithm: &Object, key: &JsValue, bits: u32) -> Result<Promise, JsValue>;

    #[wasm_bindgen(js_namespace = ["crypto", "subtle"], catch)]
    fn encrypt(algorithm: &Object, key: &JsValue, data: &Uint8Array) -> Result<Promise, JsValue>;

    #[wasm_bindgen(js_namespace = ["crypto", "subtle"], catch)]
    fn decrypt(algorithm: &Object, key: &JsValue, data: &Uint8Array) -> Result<Promise, JsValue>;
}

/// Stretches a password: PBKDF2 with HMAC-SHA-256 (RFC 8018, clause 5.2), 32 bytes.
pub async fn pbkdf2(password: &str, salt: &[u8], rounds: u32) -> Result<[u8; 32], Failure> {
    let key = key("PBKDF2", password.as_bytes(), "deriveBits").await?;
    let algorithm = object(&[
        ("name", "PBKDF2".into()),
        ("hash", "SHA-256".into()),
        ("salt", Uint8Array::from(salt).into()),
        ("iterations", rounds.into()),
    ])?;
    let bits = settled(derive_bits(&algorithm, &key, 256)).await?;
    bytes(&bits).try_into().map_err(|_| Failure::Hidden("PBKDF2 gave another length".to_owned()))
}

/// Which way a cipher goes.
#[derive(Clone, Copy)]
pub enum Direction {
    /// From plain to sealed.
    Encrypt,
    /// And back.
    Decrypt,
}

/// AES-256-GCM with the tag at the end.
pub async fn aes_gcm(
    direction: Direction,
    key_bytes: &[u8; 32],
    nonce: &[u8; 12],
    data: &[u8],
) -> Result<Vec<u8>, Failure> {
    let algorithm = object(&[("name", "AES-GCM".into()), ("iv", Uint8Array::from(&nonce[..]).into())])?;
    let data = Uint8Array::from(data);
    let done = match direction {
        Direction::Encrypt => encrypt(&algorithm, &key("AES-GCM", key_bytes, "encrypt").await?, &data),
        Direction::Decrypt => decrypt(&algorithm, &key("AES-GCM", key_bytes, "decrypt").await?, &data),
    };
    Ok(bytes(&settled(done).await?))
}

async fn key(algorithm: &str, bytes: &[u8], usage: &str) -> Result<JsValue, Failure> {
    let usages = Array::of1(&usage.into());
    Ok(settled(import_key("raw", &Uint8Array::from(bytes), algorithm, false, &usages)).await?)
}

fn object(members: &[(&str, JsValue)]) -> Result<Object, Failure> {
    let object = Object::new();
    for (name, value) in members {
        Reflect::set(&object, &(*name).into(), value).map_err(worker::Error::from)?;
    }
    Ok(object)
}

fn bytes(buffer: &JsValue) -> Vec<u8> {
    Uint8Array::new(buffer).to_vec()
}
