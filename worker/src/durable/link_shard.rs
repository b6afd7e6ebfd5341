//! The objects that own all slugs, each those that hash to it, and count their clicks.
//!
//! A new link is written together with an entry in an outbox; an alarm copies what is in the outbox to the
//! key-value store that redirects read, and takes it out. Until then, redirects that miss ask here.

use std::time::Duration;

use futures_util::future::join_all;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use shortwave::{link::Link, slug::Slug, target_url::TargetUrl, time::Timestamp};
use worker::{
    DurableObject, Env, Request, Response, SqlStorageValue, State, Stub, console_error, durable_object,
};

use super::{ask, command, reply};
use crate::{env, failure::Failure, kv::LinkCache};

/// Copies in one run of the alarm: under the 50 subrequests of the platform's free plan.
const PUBLISH_BATCH: i64 = 40;
const RETRY_AFTER: Duration = Duration::from_secs(30);

const SCHEMA: &str = "
    CREATE TABLE IF NOT EXISTS link (
        slug TEXT PRIMARY KEY, target TEXT NOT NULL, account_id TEXT NOT NULL, created_at INTEGER NOT NULL,
        clicks INTEGER NOT NULL DEFAULT 0
    ) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS outbox (slug TEXT PRIMARY KEY) WITHOUT ROWID;
";

#[derive(Serialize, Deserialize)]
enum Command {
    Claim(Vec<Link>),
    Resolve(Slug),
    CountClick(Slug),
    Show(Slug),
}

/// A link and how often it was followed.
#[derive(Serialize, Deserialize)]
pub struct LinkWithClicks {
    /// The link.
    pub link: Link,
    /// Redirects of GET requests.
    pub clicks: u64,
}

#[derive(Deserialize)]
struct SlugRow {
    slug: Slug,
}

#[derive(Deserialize)]
struct TargetRow {
    slug: Slug,
    target: TargetUrl,
}

#[derive(Deserialize)]
struct LinkRow {
    slug: Slug,
    target: TargetUrl,
    account_id: String,
    created_at: f64,
    clicks: f64,
}

/// The owner of the slugs of one shard.
#[durable_object(alarm)]
pub struct LinkShard {
    state: State,
    env: Env,
}

impl DurableObject for LinkShard {
    fn new(state: State, env: Env) -> Self {
        if let Err(error) = state.storage().sql().exec(SCHEMA, None) {
            console_error!("link shard: {error}");
        }
        Self { state, env }
    }

    async fn fetch(&self, mut request: Request) -> worker::Result<Response> {
        match command(&mut request).await? {
            Command::Claim(links) => reply(&self.claim(&links).await?),
            Command::Resolve(slug) => reply(&self.resolve(&slug)?),
            Command::CountClick(slug) => reply(&self.count_click(&slug)?),
            Command::Show(slug) => reply(&self.show(&slug)?),
        }
    }

    async fn alarm(&self) -> worker::Result<Response> {
        let rows: Vec<TargetRow> = self.rows(
            "SELECT link.slug, link.target FROM outbox JOIN link USING (slug) LIMIT ?",
            vec![PUBLISH_BATCH.into()],
        )?;
        let cache = LinkCache::open(&self.env)?;
        let published = join_all(rows.into_iter().map(|row| publish(&cache, row))).await;
        let mut failed = false;
        for slug in published {
            match slug {
                Ok(slug) => self.run("DELETE FROM outbox WHERE slug = ?", vec![slug.as_str().into()])?,
                Err(failure) => {
                    failed = true;
                    console_error!("link not published yet: {failure:?}");
                }
            }
        }
        let left: Vec<SlugRow> = self.rows("SELECT slug FROM outbox LIMIT 1", Vec::new())?;
        if !left.is_empty() {
            self.publish_after(if failed { RETRY_AFTER } else { Duration::ZERO }).await?;
        }
        Response::empty()
    }
}

async fn publish(cache: &LinkCache, row: TargetRow) -> Result<Slug, Failure> {
    cache.put(&row.slug, row.target).await?;
    Ok(row.slug)
}

impl LinkShard {
    /// Takes the slugs that are free, and says which those were.
    async fn claim(&self, links: &[Link]) -> worker::Result<Vec<Slug>> {
        let mut claimed = Vec::new();
        for link in links {
            let new: Vec<SlugRow> = self.rows(
                "INSERT INTO link (slug, target, account_id, created_at) VALUES (?, ?, ?, ?)
                 ON CONFLICT DO NOTHING RETURNING slug",
                vec![
                    link.slug.as_str().into(),
                    link.target.as_str().into(),
                    link.account_id.as_str().into(),
                    link.created_at.millis().into(),
                ],
            )?;
            for row in new {
                self.run("INSERT INTO outbox (slug) VALUES (?)", vec![row.slug.as_str().into()])?;
                claimed.push(row.slug);
            }
        }
        if !claimed.is_empty() {
            self.publish_after(Duration::ZERO).await?;
        }
        Ok(claimed)
    }

    fn resolve(&self, slug: &Slug) -> worker::Result<Option<TargetUrl>> {
        let rows: Vec<TargetRow> =
            self.rows("SELECT slug, target FROM link WHERE slug = ?", vec![slug.as_str().into()])?;
        Ok(rows.into_iter().next().map(|row| row.target))
    }

    fn count_click(&self, slug: &Slug) -> worker::Result<()> {
        self.run("UPDATE link SET clicks = clicks + 1 WHERE slug = ?", vec![slug.as_str().into()])
    }

    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "numbers come from JavaScript as f64; these are whole and within 2^53"
    )]
    fn show(&self, slug: &Slug) -> worker::Result<Option<LinkWithClicks>> {
        let rows: Vec<LinkRow> = self.rows(
            "SELECT slug, target, account_id, created_at, clicks FROM link WHERE slug = ?",
            vec![slug.as_str().into()],
        )?;
        Ok(rows.into_iter().next().map(|row| LinkWithClicks {
            link: Link {
                slug: row.slug,
                target: row.target,
                account_id: row.account_id,
                created_at: Timestamp::from_millis(row.created_at as i64),
            },
            clicks: row.clicks as u64,
        }))
    }

    async fn publish_after(&self, delay: Duration) -> worker::Result<()> {
        self.state.storage().set_alarm(delay).await
    }

    fn run(&self, sql: &str, values: Vec<SqlStorageValue>) -> worker::Result<()> {
        self.state.storage().sql().exec(sql, values).map(drop)
    }

    fn rows<T: DeserializeOwned>(&self, sql: &str, values: Vec<SqlStorageValue>) -> worker::Result<Vec<T>> {
        self.state.storage().sql().exec(sql, values)?.to_array()
    }
}

/// One of the objects that own slugs, seen from outside.
pub struct LinkShardStub(Stub);

impl LinkShardStub {
    /// The object of a shard.
    pub fn of(env: &Env, shard: u32) -> Result<Self, Failure> {
        Ok(Self(env::link_shards(env)?.get_by_name(&format!("shard-{shard}"))?))
    }

    /// Takes the slugs that are free, and says which those were.
    pub async fn claim(&self, links: Vec<Link>) -> Result<Vec<Slug>, Failure> {
        ask(&self.0, &Command::Claim(links)).await
    }

    /// Where a slug leads.
    pub async fn resolve(&self, slug: &Slug) -> Result<Option<TargetUrl>, Failure> {
        ask(&self.0, &Command::Resolve(slug.clone())).await
    }

    /// Counts a click.
    pub async fn count_click(&self, slug: &Slug) -> Result<(), Failure> {
        ask(&self.0, &Command::CountClick(slug.clone())).await
    }

    /// A link with its clicks.
    pub async fn show(&self, slug: &Slug) -> Result<Option<LinkWithClicks>, Failure> {
        ask(&self.0, &Command::Show(slug.clone())).await
    }
}
