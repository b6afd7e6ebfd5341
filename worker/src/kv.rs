//! What redirects read, in the key-value store: the rules of each link, a copy of what the shards own; domains; the block list.

use serde_json::json;
use shortwave::{account::AccountDomain, domain::Domain, link::LinkId, target_url::TargetUrl};
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

    #[wasm_bindgen(method, catch)]
    fn get(this: &Namespace, key: &str, kind: &str) -> Result<Promise, JsValue>;
}

/// The block list as `worker/blocklist.js` reads it, and as the operator wrote it.
const BLOCKLIST: &str = "blocklist";
const BLOCKLIST_TEXT: &str = "blocklist:text";

impl LinkCache {
    /// The store that is bound.
    pub fn open(env: &Env) -> Result<Self, Failure> {
        Ok(Self(env::links(env)?))
    }

    /// As `worker/redirect.js` has it, which reads what is written here.
    fn key(link: &LinkId) -> String {
        format!("link:{link}")
    }

    /// Writes where a verified domain leads who finds no link there, as `worker/domains.js` reads it.
    pub async fn put_domain(&self, domain: &AccountDomain) -> Result<(), Failure> {
        let target = |target: &Option<TargetUrl>| target.as_ref().map(|target| target.as_str().to_owned());
        let elsewhere = json!({
            "rootTarget": target(&domain.root_target),
            "notFoundTarget": target(&domain.not_found_target),
        });
        let bytes = Uint8Array::from(elsewhere.to_string().as_bytes());
        Ok(settled(self.0.put(&Self::domain_key(&domain.domain), &bytes)).await.map(drop)?)
    }

    /// From then on the host is no domain.
    pub async fn remove_domain(&self, domain: &Domain) -> Result<(), Failure> {
        Ok(settled(self.0.delete(&Self::domain_key(domain))).await.map(drop)?)
    }

    fn domain_key(domain: &Domain) -> String {
        format!("domain:{domain}")
    }

    /// Writes the block list, where there is one, and its text. Who is told of a failure between the two does it again.
    pub async fn put_blocklist(&self, list: Option<&[u8]>, text: &[u8]) -> Result<(), Failure> {
        self.set(BLOCKLIST, list).await?;
        self.set(BLOCKLIST_TEXT, (!text.is_empty()).then_some(text)).await
    }

    /// What the block list was read from; empty where there is none.
    pub async fn blocklist_text(&self) -> Result<Vec<u8>, Failure> {
        let text = settled(self.0.get(BLOCKLIST_TEXT, "arrayBuffer")).await?;
        Ok(if text.is_null() { Vec::new() } else { Uint8Array::new(&text).to_vec() })
    }

    async fn set(&self, key: &str, value: Option<&[u8]>) -> Result<(), Failure> {
        let done = match value {
            Some(value) => self.0.put(key, &Uint8Array::from(value)),
            None => self.0.delete(key),
        };
        Ok(settled(done).await.map(drop)?)
    }

    /// Writes the copy.
    pub async fn put(&self, link: &LinkId, rules: &[u8]) -> Result<(), Failure> {
        let bytes = Uint8Array::from(rules);
        Ok(settled(self.0.put(&Self::key(link), &bytes)).await.map(drop)?)
    }

    /// Removes the copy.
    pub async fn remove(&self, link: &LinkId) -> Result<(), Failure> {
        Ok(settled(self.0.delete(&Self::key(link))).await.map(drop)?)
    }
}
