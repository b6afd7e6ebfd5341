//! What redirects read: each slug's target, in the key-value store. A copy; the shards own the truth.

use serde::{Deserialize, Serialize};
use shortwave::{slug::Slug, target_url::TargetUrl};
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use worker::{Env, js_sys::Promise};

use crate::{env, failure::Failure, json, platform::settled};

/// The read path of redirects. Eventually consistent: a miss means nothing, ask the shard.
pub struct LinkCache(Namespace);

// Its own way to the platform: that of the crate `worker` reads and writes options and metadata, of which there are none.
#[wasm_bindgen]
extern "C" {
    /// A namespace of the store, as it is bound.
    pub type Namespace;

    #[wasm_bindgen(method, catch)]
    fn get(this: &Namespace, key: &str) -> Result<Promise, JsValue>;

    #[wasm_bindgen(method, catch)]
    fn put(this: &Namespace, key: &str, value: &str) -> Result<Promise, JsValue>;

    #[wasm_bindgen(method, catch)]
    fn delete(this: &Namespace, key: &str) -> Result<Promise, JsValue>;
}

#[derive(Serialize, Deserialize)]
struct CachedLink {
    target: TargetUrl,
}

impl LinkCache {
    /// The store that is bound.
    pub fn open(env: &Env) -> Result<Self, Failure> {
        Ok(Self(env::links(env)?))
    }

    fn key(slug: &Slug) -> String {
        format!("link:{slug}")
    }

    /// Where a slug leads, if the copy has come this far.
    pub async fn get(&self, slug: &Slug) -> Result<Option<TargetUrl>, Failure> {
        let text = settled(self.0.get(&Self::key(slug))).await?;
        let Some(text) = text.as_string() else { return Ok(None) };
        let link: CachedLink = json::read(&text)?;
        Ok(Some(link.target))
    }

    /// Writes the copy.
    pub async fn put(&self, slug: &Slug, target: TargetUrl) -> Result<(), Failure> {
        let text = serde_json::to_string(&CachedLink { target })?;
        Ok(settled(self.0.put(&Self::key(slug), &text)).await.map(drop)?)
    }

    /// Removes the copy.
    pub async fn remove(&self, slug: &Slug) -> Result<(), Failure> {
        Ok(settled(self.0.delete(&Self::key(slug))).await.map(drop)?)
    }
}
