//! What redirects read: each slug's target, in the key-value store. A copy; the shards own the truth.

use shortwave::slug::Slug;
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use worker::{
    Env,
    js_sys::{Promise, Uint8Array},
};

use crate::{env, failure::Failure, platform::settled};

/// The read path of redirects. Eventually consistent: a miss means nothing, the shard is asked.
pub struct LinkCache(Namespace);

// Its own way to the platform: that of the crate `worker` reads and writes options and metadata, of which there are none.
#[wasm_bindgen]
extern "C" {
    /// A namespace of the store, as it is bound.
    pub type Namespace;

    #[wasm_bindgen(method, catch)]
    fn put(this: &Namespace, key: &str, value: &Uint8Array) -> Result<Promise, JsValue>;

    #[wasm_bindgen(method, catch)]
    fn delete(this: &Namespace, key: &str) -> Result<Promise, JsValue>;
}

impl LinkCache {
    /// The store that is bound.
    pub fn open(env: &Env) -> Result<Self, Failure> {
        Ok(Self(env::links(env)?))
    }

    /// As `worker/redirect.js` has it, which reads what is written here.
    fn key(slug: &Slug) -> String {
        format!("link:{slug}")
    }

    /// Writes the copy.
    pub async fn put(&self, slug: &Slug, rules: &[u8]) -> Result<(), Failure> {
        let bytes = Uint8Array::from(rules);
        Ok(settled(self.0.put(&Self::key(slug), &bytes)).await.map(drop)?)
    }

    /// Removes the copy.
    pub async fn remove(&self, slug: &Slug) -> Result<(), Failure> {
        Ok(settled(self.0.delete(&Self::key(slug))).await.map(drop)?)
    }
}
