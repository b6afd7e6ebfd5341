//! What redirects read, in the key-value store: the rules of each link, a copy of what the shards own; domains; the block list.
//! And the operator's prices.

use serde_json::json;
use shortwave::{account::AccountDomain, domain::Domain, link::LinkId};
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

/// The operator's prices, as a table.
const PRICES: &str = "prices";

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
        let AccountDomain { root_target, not_found_target, .. } = domain;
        let elsewhere = json!({ "rootTarget": root_target, "notFoundTarget": not_found_target });
        self.set(&Self::domain_key(&domain.domain), Some(elsewhere.to_string().as_bytes())).await
    }

    /// From then on the host is no domain.
    pub async fn remove_domain(&self, domain: &Domain) -> Result<(), Failure> {
        self.set(&Self::domain_key(domain), None).await
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
        Ok(self.get(BLOCKLIST_TEXT).await?.unwrap_or_default())
    }

    /// Writes the operator's prices, or removes them.
    pub async fn put_prices(&self, table: Option<&[u8]>) -> Result<(), Failure> {
        self.set(PRICES, table).await
    }

    /// The operator's prices; `None` where there are none.
    pub async fn prices(&self) -> Result<Option<Vec<u8>>, Failure> {
        self.get(PRICES).await
    }

    /// Reads a value.
    async fn get(&self, key: &str) -> Result<Option<Vec<u8>>, Failure> {
        let value = settled(self.0.get(key, "arrayBuffer")).await?;
        Ok((!value.is_null()).then(|| Uint8Array::new(&value).to_vec()))
    }

    /// Writes the copy.
    pub async fn put(&self, link: &LinkId, rules: &[u8]) -> Result<(), Failure> {
        self.set(&Self::key(link), Some(rules)).await
    }

    /// Removes the copy.
    pub async fn remove(&self, link: &LinkId) -> Result<(), Failure> {
        self.set(&Self::key(link), None).await
    }

    /// Writes a value, or removes it.
    async fn set(&self, key: &str, value: Option<&[u8]>) -> Result<(), Failure> {
        let done = match value {
            Some(value) => self.0.put(key, &Uint8Array::from(value)),
            None => self.0.delete(key),
        };
        Ok(settled(done).await.map(drop)?)
    }
}
