//! What waits to be copied to where redirects read: slugs whose links were made, changed or removed.

use std::time::Duration;

use futures_util::future::join_all;
use shortwave::link::LinkId;
use worker::console_error;

use super::{super::sql::Row, LinkShard, row::copy};
use crate::{failure::Failure, kv::LinkCache};

pub const SCHEMA: &str = "CREATE TABLE IF NOT EXISTS outbox (slug TEXT PRIMARY KEY) WITHOUT ROWID;";

/// Copies in one run of the alarm: under the 50 subrequests of the platform's free plan.
const PUBLISH_BATCH: i64 = 40;
const RETRY_AFTER: Duration = Duration::from_secs(30);

/// What is to be copied to where redirects read.
struct Outgoing {
    id: LinkId,
    /// Nothing of a link that was removed.
    rules: Option<Vec<u8>>,
    version: i64,
}

impl Outgoing {
    fn read(mut row: Row) -> worker::Result<Self> {
        let (id, version, is_removed) = (row.read()?, row.number()?, row.number::<i64>()? != 0);
        let rules = if is_removed { None } else { Some(copy(&mut row)?) };
        Ok(Self { id, rules, version })
    }
}

impl LinkShard {
    /// Copies what is in the outbox, or some of it, and goes on with the rest in another run.
    pub(super) async fn publish_outbox(&self) -> worker::Result<()> {
        let rows = self.rows(
            "SELECT link.slug, link.version, link.removed, link.target, link.rules
             FROM outbox JOIN link USING (slug) LIMIT ?",
            vec![PUBLISH_BATCH.into()],
        )?;
        let outgoing = rows.into_iter().map(Outgoing::read).collect::<worker::Result<Vec<_>>>()?;
        let cache = LinkCache::open(&self.env)?;
        let published = join_all(outgoing.into_iter().map(|outgoing| publish(&cache, outgoing))).await;
        let (mut copied, mut failed) = (Vec::new(), false);
        for one in published {
            match one {
                Ok(id_and_version) => copied.push(id_and_version),
                Err(failure) => {
                    failed = true;
                    console_error!("link not published yet: {failure:?}");
                }
            }
        }
        // What was changed meanwhile is to be copied once more.
        self.run(
            "DELETE FROM outbox WHERE slug IN (SELECT slug FROM json_each(?) AS copied JOIN link
             ON link.slug = copied.value->>0 AND link.version = copied.value->>1)",
            vec![serde_json::to_string(&copied)?.into()],
        )?;
        let left = self.rows("SELECT slug FROM outbox LIMIT 1", Vec::new())?;
        if !left.is_empty() {
            self.publish_after(if failed { RETRY_AFTER } else { Duration::ZERO }).await?;
        }
        Ok(())
    }
}

/// Copies what is known of a slug; tells which version of it that was.
async fn publish(cache: &LinkCache, outgoing: Outgoing) -> Result<(LinkId, i64), Failure> {
    match outgoing.rules {
        None => cache.remove(&outgoing.id).await?,
        Some(rules) => cache.put(&outgoing.id, &rules).await?,
    }
    Ok((outgoing.id, outgoing.version))
}
