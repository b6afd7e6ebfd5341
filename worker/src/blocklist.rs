//! The operator's block list. `worker/blocklist.js` has what this isolate knows of it, for redirects too; here it is asked, and
//! replaced.

use shortwave::blocklist::Blocklist;
use wasm_bindgen::JsValue;
use worker::{Env, js_sys::futures::JsFuture};

use crate::{failure::Failure, kv::LinkCache};

mod js {
    use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
    use worker::js_sys::Promise;

    // The name that scripts/build.sh has put worker/blocklist.js in the place of: one module, shared with redirects.
    #[wasm_bindgen(raw_module = "shortwave-blocklist")]
    extern "C" {
        pub fn freshened(env: &JsValue) -> Promise;
        pub fn hold(env: &JsValue, bytes: Option<Vec<u8>>);
        pub fn blocks() -> bool;
        #[wasm_bindgen(js_name = isBlocked)]
        pub fn is_blocked(url: &str) -> bool;
    }
}

/// Sees to it that what the isolate knows is no older than it may be.
pub async fn freshened(env: &Env) -> Result<(), Failure> {
    JsFuture::from(js::freshened(AsRef::<JsValue>::as_ref(env))).await.map_err(worker::Error::from)?;
    Ok(())
}

/// Whether the operator blocks where a URL leads, as far as the isolate knows.
pub fn is_blocked(url: &str) -> bool {
    js::is_blocked(url)
}

/// The same, to be asked of many: where nothing is blocked, none of them is handed to JavaScript.
pub fn judging() -> fn(&str) -> bool {
    if js::blocks() { is_blocked } else { |_| false }
}

/// Replaces the list, with the text that it was read from. This isolate goes by it at once.
pub async fn replace(env: &Env, list: &Blocklist, text: &[u8]) -> Result<(), Failure> {
    let bytes = (!list.is_empty()).then(|| list.as_bytes());
    LinkCache::open(env)?.put_blocklist(bytes, text).await?;
    js::hold(env.as_ref(), bytes.map(<[u8]>::to_vec));
    Ok(())
}

/// The text of the list; empty where there is none.
pub async fn text(env: &Env) -> Result<Vec<u8>, Failure> {
    LinkCache::open(env)?.blocklist_text().await
}
