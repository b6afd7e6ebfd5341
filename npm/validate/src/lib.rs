//! The wasm module that judges messages before they are sent. It only forwards: the text of a body in, an answer out.
//!
//! It is apart from the others because it has most of the core's rules for a call, which who only counts does without. The body comes
//! as JSON, since that is what the server is sent: values that JavaScript writes otherwise than it holds them are judged as
//! they are written. `pkg/src/validate.js` is the other side.

use shortwave::{
    answer::rest::{Host, Judged},
    target_url::UrlParts,
    time::Timestamp,
};
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

#[wasm_bindgen]
extern "C" {
    /// The platform's WHATWG parser.
    #[wasm_bindgen(js_name = URL)]
    type Url;

    #[wasm_bindgen(constructor, catch, js_class = URL)]
    fn new(text: &str) -> Result<Url, JsValue>;

    #[wasm_bindgen(method, getter)]
    fn href(this: &Url) -> String;
}

/// Judges a body at a time in milliseconds, for a server at an origin and with its short links at another.
///
/// # Errors
/// None: all that an answer is made of crosses.
#[wasm_bindgen]
#[expect(
    clippy::cast_possible_truncation,
    reason = "the moments of JavaScript are whole numbers of milliseconds"
)]
pub fn judge(
    body: &str,
    now: f64,
    origin: &str,
    short_origin: &str,
) -> Result<JsValue, serde_wasm_bindgen::Error> {
    let now = Timestamp::from_millis(now as i64);
    let judged = Judged::of(body.as_bytes(), now, Host { origin, short_origin }, &parts);
    serde_wasm_bindgen::to_value(&judged)
}

/// A URL, taken apart. What has a line's end is none, as for the server (`worker/src/platform.rs`).
fn parts(text: &str) -> Option<UrlParts> {
    let url = Url::new(text).ok().filter(|_| !text.contains('\n'))?;
    Some(UrlParts::of(url.href()))
}
