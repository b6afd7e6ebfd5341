//! What the platform does for us by a few lines of JavaScript: `worker/platform.js`.

use shortwave::{period::Zone, target_url::UrlParts, time::Timestamp};
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use worker::{
    js_sys::{Promise, Uint8Array, futures::JsFuture},
    web_sys,
};

mod js {
    use super::{JsValue, Promise, wasm_bindgen, web_sys};

    #[wasm_bindgen(module = "/platform.js")]
    extern "C" {
        pub fn ask(stub: &JsValue, command: Vec<u8>) -> Promise;
        pub fn body(request: &web_sys::Request, most: Option<usize>) -> Promise;
        pub fn asset(assets: &JsValue, path: &str) -> Promise;
        pub fn urls(texts: &str) -> String;
        pub fn host(text: &str) -> Option<String>;
        pub fn clusters(text: &str) -> Vec<u32>;
        pub fn normalised(text: &str) -> String;
        pub fn zone(name: &str, from: f64, to: f64) -> Option<Vec<f64>>;
        pub fn qr(drawing: Vec<u8>) -> Promise;
        pub fn phone(digits: &str) -> Promise;
    }
}

/// What a promise comes to.
pub async fn settled(promise: Result<Promise, JsValue>) -> worker::Result<JsValue> {
    Ok(JsFuture::from(promise?).await?)
}

/// The reply of an object to a command.
pub async fn ask(stub: &JsValue, command: Vec<u8>) -> worker::Result<Vec<u8>> {
    let reply = JsFuture::from(js::ask(stub, command)).await?;
    Ok(Uint8Array::new(&reply).to_vec())
}

/// The whole body of a request; `None` when it proves longer than `most` bytes, where there is a most.
pub async fn body(request: &web_sys::Request, most: Option<usize>) -> worker::Result<Option<Vec<u8>>> {
    let body = JsFuture::from(js::body(request, most)).await?;
    Ok((!body.is_undefined()).then(|| Uint8Array::new(&body).to_vec()))
}

/// A file of `www/`; `None` where there is no such file.
pub async fn asset(assets: &JsValue, path: &str) -> worker::Result<Option<Vec<u8>>> {
    let file = JsFuture::from(js::asset(assets, path)).await?;
    Ok((!file.is_undefined()).then(|| Uint8Array::new(&file).to_vec()))
}

/// URLs as the platform's WHATWG parser takes them apart, for which it is asked once. What has a line's end is none to it.
pub fn urls(texts: &[&str]) -> Vec<Option<UrlParts>> {
    let lines: Vec<_> = texts.iter().map(|text| if text.contains('\n') { "" } else { text }).collect();
    let hrefs = js::urls(&lines.join("\n"));
    hrefs.split('\n').map(|href| (!href.is_empty()).then(|| UrlParts::of(href.to_owned()))).collect()
}

/// One of them.
pub fn url(text: &str) -> Option<UrlParts> {
    urls(&[text]).pop().flatten()
}

/// Whether a text is a URL of the web that says of no user.
pub fn is_plain_web(text: &str) -> bool {
    url(text).is_some_and(|parts| parts.is_plain_web())
}

/// The name or the address of a host in ASCII and small letters (UTS 46); `None` for what is no host.
pub fn host(text: &str) -> Option<String> {
    js::host(text)
}

/// Where each grapheme cluster of a text ends (Unicode Standard Annex 29), in UTF-16 code units.
pub fn clusters(text: &str) -> Vec<u32> {
    js::clusters(text)
}

/// A text in Unicode's normalisation form C.
pub fn normalised(text: &str) -> String {
    if text.is_ascii() { text.to_owned() } else { js::normalised(text) }
}

/// A time zone by its name, for as long as it is looked at, from the beginning of a quarter of an hour on; `None` where
/// there is no such zone.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    reason = "moments of JavaScript are doubles, which hold every millisecond of them"
)]
pub fn zone(name: &str, from: Timestamp, to: Timestamp) -> Option<Zone> {
    let steps = js::zone(name, from.millis() as f64, to.millis() as f64)?;
    let step = |pair: &[f64]| match pair {
        [since, minutes] => Some((*since as i64, *minutes as i32)),
        _ => None,
    };
    Some(Zone::new(steps.chunks(2).filter_map(step).collect()))
}

/// A QR code, of the bytes of a drawing.
#[expect(clippy::cast_possible_truncation, reason = "it is a whole number of few digits")]
pub async fn qr(drawing: Vec<u8>) -> worker::Result<Result<Vec<u8>, QrRefusal>> {
    let drawn = JsFuture::from(js::qr(drawing)).await?;
    Ok(match drawn.as_f64() {
        None => Ok(Uint8Array::new(&drawn).to_vec()),
        Some(0.0) => Err(QrRefusal::Logo),
        Some(least) => Err(QrRefusal::Size(least as i64)),
    })
}

/// What libphonenumber's metadata tells of a phone number, in words that the core reads.
pub async fn phone(digits: &str) -> worker::Result<String> {
    let told = JsFuture::from(js::phone(digits)).await?;
    told.as_string().ok_or_else(|| worker::Error::from("phone.js told nothing of a number"))
}

/// What shows only when a code is drawn.
#[derive(Clone, Copy)]
pub enum QrRefusal {
    /// The logo cannot be read.
    Logo,
    /// It takes at least so many pixels.
    Size(i64),
}
