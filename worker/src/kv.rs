//! What redirects read: each slug's target, in the key-value store. A copy; the shards own the truth.

use serde::{Deserialize, Serialize};
use shortwave::{slug::Slug, target_url::TargetUrl};
use worker::{Env, KvStore};

use crate::{env, failure::Failure, json};

/// The read path of redirects. Eventually consistent: a miss means nothing, ask the shard.
pub struct LinkCache(KvStore);

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
        let text = self.0.get(&Self::key(slug)).text().await.map_err(worker::Error::from)?;
        let Some(text) = text else { return Ok(None) };
        let link: CachedLink = json::read(&text)?;
        Ok(Some(link.target))
    }

    /// Writes the copy.
    pub async fn put(&self, slug: &Slug, target: TargetUrl) -> Result<(), Failure> {
        let text = serde_json::to_string(&CachedLink { target })?;
        let put = self.0.put(&Self::key(slug), text).map_err(worker::Error::from)?;
        Ok(put.execute().await.map_err(worker::Error::from)?)
    }

    /// Removes the copy.
    pub async fn remove(&self, slug: &Slug) -> Result<(), Failure> {
        Ok(self.0.delete(&Self::key(slug)).await.map_err(worker::Error::from)?)
    }
}
