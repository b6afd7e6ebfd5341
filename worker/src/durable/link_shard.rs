//! The objects that own all slugs, each those that hash to it, and count their clicks.
//!
//! A new link is written together with an entry in an outbox; an alarm copies what is in the outbox to the
//! key-value store that redirects read, and takes it out. Until then, redirects that miss ask here.

use std::time::Duration;

use futures_util::future::join_all;
use serde::{Deserialize, Serialize};
use shortwave::{
    link::{Link, LinkChange},
    listing::{SqlValue, Statement},
    precondition::{Changed, Precondition},
    request::v1::listings,
    slug::Slug,
    target_url::TargetUrl,
    time::Timestamp,
};
use worker::{Env, SqlStorage, SqlStorageValue, State, console_error};

use super::{
    Asking, Class, Object, Reply,
    listing::{self, Parameters, Share},
    reply,
    sql::{self, Row},
};
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

/// What came later.
const SCHEMA_2: &str = "
    ALTER TABLE link ADD COLUMN title TEXT NOT NULL DEFAULT '';
    ALTER TABLE link ADD COLUMN updated_at INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE link ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
    ALTER TABLE link ADD COLUMN removed INTEGER NOT NULL DEFAULT 0;
    UPDATE link SET updated_at = created_at;
    CREATE INDEX link_of_account ON link (account_id, created_at, slug) WHERE removed = 0;
";

#[derive(Serialize, Deserialize)]
pub enum Command {
    Claim(Vec<Link>),
    Resolve(Slug),
    CountClick(Slug),
    Show(Slug),
    List { account_id: String, parameters: Parameters },
    Change { slug: Slug, account_id: String, change: LinkChange, precondition: Precondition },
    Remove { slug: Slug, account_id: String, precondition: Precondition },
}

/// A link and how often it was followed.
#[derive(Serialize, Deserialize)]
pub struct LinkWithClicks {
    /// The link.
    pub link: Link,
    /// Redirects of GET requests.
    pub clicks: u64,
}

/// The columns that a [`LinkWithClicks`] is read from, in order.
macro_rules! columns {
    () => {
        "slug, target, account_id, title, created_at, updated_at, version, clicks"
    };
}

/// The link of one slug.
const OF_SLUG: &str = concat!("SELECT ", columns!(), " FROM link WHERE slug = ? AND removed = 0");

/// The links of one account. Its id is the first value of each statement on it.
const OF_ACCOUNT: &str = concat!("(SELECT ", columns!(), " FROM link WHERE account_id = ? AND removed = 0)");

impl LinkWithClicks {
    fn read(row: &mut Row) -> worker::Result<Self> {
        let link = Link {
            slug: row.read()?,
            target: row.read()?,
            account_id: row.text()?,
            title: row.text()?,
            created_at: Timestamp::from_millis(row.number()?),
            updated_at: Timestamp::from_millis(row.number()?),
            version: row.number()?,
        };
        Ok(Self { link, clicks: row.number()? })
    }
}

/// What is to be copied to where redirects read.
struct Outgoing {
    slug: Slug,
    target: TargetUrl,
    version: i64,
    is_removed: bool,
}

impl Outgoing {
    fn read(mut row: Row) -> worker::Result<Self> {
        let (slug, target, version) = (row.read()?, row.read()?, row.number()?);
        Ok(Self { slug, target, version, is_removed: row.number::<i64>()? != 0 })
    }
}

/// The owner of the slugs of one shard.
pub struct LinkShard {
    state: State,
    env: Env,
}

impl Class for LinkShard {
    type Command = Command;

    fn new(state: State, env: Env) -> Self {
        let shard = Self { state, env };
        if let Err(error) = shard.create_tables() {
            console_error!("link shard: {error}");
        }
        shard
    }

    async fn answer(&self, command: Command) -> worker::Result<Reply> {
        match command {
            Command::Claim(links) => reply(&self.claim(&links).await?),
            Command::Resolve(slug) => reply(&self.resolve(&slug)?),
            Command::CountClick(slug) => reply(&self.count_click(&slug)?),
            Command::Show(slug) => reply(&self.show(&slug)?),
            Command::List { account_id, parameters } => reply(&self.list(&account_id, &parameters)?),
            Command::Change { slug, account_id, change, precondition } => {
                reply(&self.change(&slug, &account_id, change, &precondition).await?)
            }
            Command::Remove { slug, account_id, precondition } => {
                reply(&self.remove(&slug, &account_id, &precondition).await?)
            }
        }
    }

    async fn alarm(&self) -> worker::Result<()> {
        let rows = self.rows(
            "SELECT link.slug, link.target, link.version, link.removed FROM outbox JOIN link USING (slug) LIMIT ?",
            vec![PUBLISH_BATCH.into()],
        )?;
        let outgoing = rows.into_iter().map(Outgoing::read).collect::<worker::Result<Vec<_>>>()?;
        let cache = LinkCache::open(&self.env)?;
        let published = join_all(outgoing.into_iter().map(|outgoing| publish(&cache, outgoing))).await;
        let mut failed = false;
        for copied in published {
            match copied {
                Ok((slug, version)) => self.run(
                    // What was changed meanwhile is to be copied once more.
                    "DELETE FROM outbox WHERE slug = ?1
                     AND (SELECT version FROM link WHERE slug = ?1) = ?2",
                    vec![slug.as_str().into(), version.into()],
                )?,
                Err(failure) => {
                    failed = true;
                    console_error!("link not published yet: {failure:?}");
                }
            }
        }
        let left = self.rows("SELECT slug FROM outbox LIMIT 1", Vec::new())?;
        if !left.is_empty() {
            self.publish_after(if failed { RETRY_AFTER } else { Duration::ZERO }).await?;
        }
        Ok(())
    }
}

/// Copies what is known of a slug; tells which version of it that was.
async fn publish(cache: &LinkCache, outgoing: Outgoing) -> Result<(Slug, i64), Failure> {
    if outgoing.is_removed {
        cache.remove(&outgoing.slug).await?;
    } else {
        cache.put(&outgoing.slug, outgoing.target).await?;
    }
    Ok((outgoing.slug, outgoing.version))
}

impl LinkShard {
    fn create_tables(&self) -> worker::Result<()> {
        self.run(SCHEMA, Vec::new())?;
        for mut column in self.rows("PRAGMA table_info(link)", Vec::new())? {
            let (_index, name) = (column.number::<i64>()?, column.text()?);
            if name == "removed" {
                return Ok(());
            }
        }
        self.run(SCHEMA_2, Vec::new())
    }

    /// Takes the slugs that are free, and says which those were.
    async fn claim(&self, links: &[Link]) -> worker::Result<Vec<Slug>> {
        let mut claimed = Vec::new();
        for link in links {
            let new = self.rows(
                "INSERT INTO link (slug, target, account_id, title, created_at, updated_at)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?5) ON CONFLICT DO NOTHING RETURNING slug",
                vec![
                    link.slug.as_str().into(),
                    link.target.as_str().into(),
                    link.account_id.as_str().into(),
                    link.title.as_str().into(),
                    link.created_at.millis().into(),
                ],
            )?;
            if !new.is_empty() {
                self.run("INSERT OR IGNORE INTO outbox (slug) VALUES (?)", vec![link.slug.as_str().into()])?;
                claimed.push(link.slug.clone());
            }
        }
        if !claimed.is_empty() {
            self.publish_after(Duration::ZERO).await?;
        }
        Ok(claimed)
    }

    fn resolve(&self, slug: &Slug) -> worker::Result<Option<TargetUrl>> {
        let statement = "SELECT target FROM link WHERE slug = ? AND removed = 0";
        let found = sql::first(&self.sql(), statement, vec![slug.as_str().into()])?;
        found.map(|mut row| row.read()).transpose()
    }

    fn count_click(&self, slug: &Slug) -> worker::Result<()> {
        self.run("UPDATE link SET clicks = clicks + 1 WHERE slug = ?", vec![slug.as_str().into()])
    }

    fn show(&self, slug: &Slug) -> worker::Result<Option<LinkWithClicks>> {
        let found = sql::first(&self.sql(), OF_SLUG, vec![slug.as_str().into()])?;
        found.map(|mut row| LinkWithClicks::read(&mut row)).transpose()
    }

    /// What of an account's links is here.
    fn list(&self, account_id: &str, parameters: &Parameters) -> worker::Result<Share<LinkWithClicks>> {
        let query = listing::query(&listings::LINKS, parameters)?;
        let of_account = |mut statement: Statement| {
            statement.values.insert(0, SqlValue::Text(account_id.to_owned()));
            statement
        };
        let sql = self.sql();
        let rows = listing::rows(&sql, of_account(query.select_share(OF_ACCOUNT)))?;
        let row = |mut row: Row| {
            let link = LinkWithClicks::read(&mut row)?;
            Ok((row.read()?, link))
        };
        let total = listing::total(&sql, of_account(query.count(OF_ACCOUNT)))?;
        Ok(Share { rows: rows.into_iter().map(row).collect::<worker::Result<_>>()?, total })
    }

    async fn change(
        &self,
        slug: &Slug,
        account_id: &str,
        change: LinkChange,
        precondition: &Precondition,
    ) -> worker::Result<Changed<LinkWithClicks>> {
        let found = self.show(slug)?.filter(|found| found.link.account_id == account_id);
        let Some(LinkWithClicks { link, .. }) = found else { return Ok(Changed::Missing) };
        if !precondition.holds(link.version) {
            return Ok(Changed::Stale);
        }
        let target = change.target.unwrap_or(link.target);
        self.run(
            "UPDATE link SET target = ?, title = ?, updated_at = ?, version = version + 1 WHERE slug = ?",
            vec![
                target.as_str().into(),
                change.title.unwrap_or(link.title).into(),
                env::now().millis().into(),
                slug.as_str().into(),
            ],
        )?;
        self.publish(slug).await?;
        Ok(self.show(slug)?.map_or(Changed::Missing, Changed::Done))
    }

    /// The row stays, without its target: the slug is never given to another.
    async fn remove(
        &self,
        slug: &Slug,
        account_id: &str,
        precondition: &Precondition,
    ) -> worker::Result<Changed<()>> {
        let found = self.show(slug)?.filter(|found| found.link.account_id == account_id);
        let Some(LinkWithClicks { link, .. }) = found else { return Ok(Changed::Missing) };
        if !precondition.holds(link.version) {
            return Ok(Changed::Stale);
        }
        self.run(
            "UPDATE link SET removed = 1, target = '', title = '', version = version + 1 WHERE slug = ?",
            vec![slug.as_str().into()],
        )?;
        self.publish(slug).await?;
        Ok(Changed::Done(()))
    }

    /// Has what is known of a slug copied to where redirects read.
    async fn publish(&self, slug: &Slug) -> worker::Result<()> {
        self.run("INSERT OR IGNORE INTO outbox (slug) VALUES (?)", vec![slug.as_str().into()])?;
        self.publish_after(Duration::ZERO).await
    }

    async fn publish_after(&self, delay: Duration) -> worker::Result<()> {
        self.state.storage().set_alarm(delay).await
    }

    fn run(&self, statement: &str, values: Vec<SqlStorageValue>) -> worker::Result<()> {
        sql::run(&self.sql(), statement, values)
    }

    fn rows(&self, statement: &str, values: Vec<SqlStorageValue>) -> worker::Result<Vec<Row>> {
        sql::rows(&self.sql(), statement, values)
    }

    fn sql(&self) -> SqlStorage {
        self.state.storage().sql()
    }
}

/// One of the objects that own slugs, seen from outside.
pub struct LinkShardStub(Object);

impl LinkShardStub {
    /// The object of a shard.
    pub fn of(env: &Env, shard: u32) -> Result<Self, Failure> {
        Ok(Self(Object::named(&env::link_shards(env)?, &format!("shard-{shard}"))?))
    }

    /// Takes the slugs that are free, and says which those were.
    pub fn claim(&self, links: Vec<Link>) -> Asking<Vec<Slug>> {
        self.0.ask(&Command::Claim(links))
    }

    /// Where a slug leads.
    pub fn resolve(&self, slug: &Slug) -> Asking<Option<TargetUrl>> {
        self.0.ask(&Command::Resolve(slug.clone()))
    }

    /// Counts a click.
    pub fn count_click(&self, slug: &Slug) -> Asking<()> {
        self.0.ask(&Command::CountClick(slug.clone()))
    }

    /// What of an account's links is here.
    pub fn list(&self, account_id: String, parameters: Parameters) -> Asking<Share<LinkWithClicks>> {
        self.0.ask(&Command::List { account_id, parameters })
    }

    /// Changes an account's link.
    pub fn change(
        &self,
        slug: Slug,
        account_id: String,
        change: LinkChange,
        precondition: Precondition,
    ) -> Asking<Changed<LinkWithClicks>> {
        self.0.ask(&Command::Change { slug, account_id, change, precondition })
    }

    /// Removes an account's link.
    pub fn remove(&self, slug: Slug, account_id: String, precondition: Precondition) -> Asking<Changed<()>> {
        self.0.ask(&Command::Remove { slug, account_id, precondition })
    }

    /// A link with its clicks.
    pub fn show(&self, slug: &Slug) -> Asking<Option<LinkWithClicks>> {
        self.0.ask(&Command::Show(slug.clone()))
    }
}
