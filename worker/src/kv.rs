//! What redirects read: the rules of each link, in the key-value store. A copy; the shards own the truth.

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
}

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
