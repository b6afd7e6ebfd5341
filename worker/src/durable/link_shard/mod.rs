//! The objects that own all slugs, each those that hash to it, and count their clicks.
//!
//! A new link is written together with an entry in an outbox; an alarm copies what is in the outbox to the
//! key-value store that redirects read, and takes it out. Until then, redirects that miss ask here.

mod clicks;

use std::{cell::Cell, time::Duration};

use futures_util::future::join_all;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use shortwave::{
    auth::{Backoff, RetryAfter},
    keyed_hash::KeyedHash,
    link::{
        Link, Rules, Words,
        counts::{Asked, Told},
        shard::{Question, ShardCommand},
    },
    listing::{SqlValue, Statement},
    precondition::{Changed, Precondition},
    request::v1::listings,
    slug::Slug,
    target_url::TargetUrl,
    time::Timestamp,
};
use worker::{Env, SqlStorage, SqlStorageValue, State, console_error};

use self::clicks::Clicks;
use super::{
    Asking, Class, Object, Reply,
    listing::{self, Parameters, Share},
    read, reply,
    sql::{self, Row},
    written,
};
use crate::{env, failure::Failure, json, kv::LinkCache};

/// Copies in one run of the alarm: under the 50 subrequests of the platform's free plan.
const PUBLISH_BATCH: i64 = 40;
const RETRY_AFTER: Duration = Duration::from_secs(30);

const GUESSES_REMEMBERED_MS: i64 = 24 * 60 * 60 * 1_000;

/// Clicks are counted together that came in so long a time.
const COUNT_AFTER: Duration = Duration::from_mins(1);

const SCHEMA: &str = "
    CREATE TABLE IF NOT EXISTS link (
        slug TEXT PRIMARY KEY, target TEXT NOT NULL, account_id TEXT NOT NULL, created_at INTEGER NOT NULL,
        clicks INTEGER NOT NULL DEFAULT 0
    ) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS outbox (slug TEXT PRIMARY KEY) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS guess (who TEXT PRIMARY KEY, backoff BLOB NOT NULL, at INTEGER NOT NULL) WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS old_guess ON guess (at);
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

/// What came with rules and with clicks by the hour.
const SCHEMA_3: &str = "
    ALTER TABLE link ADD COLUMN rules BLOB NOT NULL DEFAULT x'';
    ALTER TABLE link ADD COLUMN tags TEXT NOT NULL DEFAULT '';
    ALTER TABLE link ADD COLUMN notes TEXT NOT NULL DEFAULT '';
    ALTER TABLE link ADD COLUMN external_id TEXT NOT NULL DEFAULT '';
    ALTER TABLE link ADD COLUMN archived INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE link ADD COLUMN active_from INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE link ADD COLUMN expires_at INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE link ADD COLUMN password BLOB NOT NULL DEFAULT x'';
    ALTER TABLE link ADD COLUMN taken INTEGER NOT NULL DEFAULT 0;
";

#[derive(Serialize, Deserialize)]
pub enum Managing {
    Claim(Vec<Link>),
    Show(Slug),
    List { account_id: String, parameters: Parameters },
    Replace(Box<Link>),
    Remove { slug: Slug, account_id: String, precondition: Precondition },
    Clicks { slug: Slug, account_id: String, asked: Asked },
    Guess { slug: Slug, address: KeyedHash },
    Guessed { slug: Slug, address: KeyedHash },
}

/// A link and how often it was followed.
#[derive(Serialize, Deserialize)]
pub struct LinkWithClicks {
    /// The link.
    pub link: Link,
    /// How often people followed it.
    pub clicks: u64,
}

/// The columns that a [`LinkWithClicks`] is read from, in order, and [`FILTERED`] that lists are filtered by besides.
macro_rules! columns {
    () => {
        "slug, target, account_id, rules, password, title, tags, notes, external_id, created_at, updated_at, version, clicks, \
         archived, active_from, expires_at"
    };
}

const FILTERED: usize = 3;

/// The link of one slug.
const OF_SLUG: &str = concat!("SELECT ", columns!(), " FROM link WHERE slug = ? AND removed = 0");

/// The links of one account. Its id is the first value of each statement on it.
const OF_ACCOUNT: &str = concat!("(SELECT ", columns!(), " FROM link WHERE account_id = ? AND removed = 0)");

impl LinkWithClicks {
    fn read(row: &mut Row) -> worker::Result<Self> {
        let (slug, target, account_id) = (row.read()?, row.read()?, row.text()?);
        let rules = rules_of(&row.bytes()?, target)?;
        let password = row.bytes()?;
        let password = (!password.is_empty()).then(|| read(&password)).transpose()?;
        let words = Words {
            title: row.text()?,
            tags: row.text()?.split(',').filter(|tag| !tag.is_empty()).map(str::to_owned).collect(),
            notes: row.text()?,
            external_id: row.text()?,
        };
        let link = Link {
            slug,
            account_id,
            rules,
            words,
            password,
            created_at: Timestamp::from_millis(row.number()?),
            updated_at: Timestamp::from_millis(row.number()?),
            version: row.number()?,
        };
        Ok(Self { link, clicks: row.number()? })
    }
}

/// Rules as they are stored: nothing where a link leads to one place, always.
fn rules_of(bytes: &[u8], target: TargetUrl) -> worker::Result<Rules> {
    if bytes.is_empty() {
        return Ok(Rules::to(target));
    }
    Rules::from_bytes(bytes).ok_or_else(|| "a link's rules cannot be read".into())
}

/// The same the other way round.
fn stored(rules: &Rules) -> Vec<u8> {
    if *rules == Rules::to(rules.target.clone()) { Vec::new() } else { rules.to_bytes() }
}

/// Whether a link has nothing but a target and words.
fn is_plain(link: &Link) -> bool {
    link.password.is_none() && stored(&link.rules).is_empty()
}

/// Who guesses at a link's password, as it is stored.
fn who(slug: &Slug, address: KeyedHash) -> SqlStorageValue {
    format!("{slug} {}", address.to_hex()).into()
}

/// The columns that may change of a link, and its slug.
fn changeable(
    Link { slug, rules, words, password, updated_at, version, .. }: &Link,
) -> worker::Result<Vec<SqlStorageValue>> {
    let password = password.as_ref().map(written).transpose()?.unwrap_or_default();
    let millis = |at: Option<Timestamp>| at.map_or(0, Timestamp::millis);
    Ok(vec![
        rules.target.as_str().into(),
        SqlStorageValue::Blob(stored(rules)),
        SqlStorageValue::Blob(password),
        words.title.as_str().into(),
        joined(&words.tags).into(),
        words.notes.as_str().into(),
        words.external_id.as_str().into(),
        i64::from(rules.archived).into(),
        millis(rules.active_from).into(),
        millis(rules.expires_at).into(),
        updated_at.millis().into(),
        i64::from(*version).into(),
        slug.as_str().into(),
    ])
}

/// Tags as they are stored: each between commas, so that one can be looked for.
fn joined(tags: &[String]) -> String {
    tags.iter().fold(
        String::new(),
        |joined, tag| if joined.is_empty() { format!(",{tag},") } else { joined + tag + "," },
    )
}

/// What is to be copied to where redirects read.
struct Outgoing {
    slug: Slug,
    /// Nothing of a link that was removed.
    rules: Option<Vec<u8>>,
    version: i64,
}

impl Outgoing {
    fn read(mut row: Row) -> worker::Result<Self> {
        let (slug, version, is_removed) = (row.read()?, row.number()?, row.number::<i64>()? != 0);
        let rules = if is_removed { None } else { Some(copy(&mut row)?) };
        Ok(Self { slug, rules, version })
    }
}

/// What redirects read of a link, from its columns `target` and `rules`.
fn copy(row: &mut Row) -> worker::Result<Vec<u8>> {
    let (target, rules) = (row.text()?, row.bytes()?);
    if !rules.is_empty() {
        return Ok(rules);
    }
    Ok(Rules::to(json::read_text(&target)?).to_bytes())
}

/// The owner of the slugs of one shard.
pub struct LinkShard {
    state: State,
    env: Env,
    /// Somebody sees to it that clicks are counted.
    is_awaited: Cell<bool>,
}

impl Class for LinkShard {
    type Command = ShardCommand<Managing>;

    fn new(state: State, env: Env) -> Self {
        let shard = Self { state, env, is_awaited: Cell::new(false) };
        if let Err(error) = shard.create_tables() {
            console_error!("link shard: {error}");
        }
        shard
    }

    async fn answer(&self, command: Self::Command) -> worker::Result<Reply> {
        match command {
            ShardCommand::Redirecting(question) => self.redirecting(question).await,
            ShardCommand::Managing(command) => self.managing(command).await,
        }
    }

    async fn alarm(&self) -> worker::Result<()> {
        self.is_awaited.set(false);
        self.publish_outbox().await?;
        let clicks = self.clicks();
        let Some(oldest) = clicks.oldest()? else { return Ok(()) };
        if env::now().millis_since(oldest) >= u64::try_from(COUNT_AFTER.as_millis()).unwrap_or_default() {
            return clicks.count();
        }
        self.see_to_counting().await
    }
}

impl LinkShard {
    /// Copies what is in the outbox, or some of it, and goes on with the rest in another run.
    async fn publish_outbox(&self) -> worker::Result<()> {
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
                Ok(slug_and_version) => copied.push(slug_and_version),
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
async fn publish(cache: &LinkCache, outgoing: Outgoing) -> Result<(Slug, i64), Failure> {
    match outgoing.rules {
        None => cache.remove(&outgoing.slug).await?,
        Some(rules) => cache.put(&outgoing.slug, &rules).await?,
    }
    Ok((outgoing.slug, outgoing.version))
}

impl LinkShard {
    fn create_tables(&self) -> worker::Result<()> {
        self.run(SCHEMA, Vec::new())?;
        self.run(clicks::SCHEMA, Vec::new())?;
        let columns = self.rows("PRAGMA table_info(link)", Vec::new())?;
        let name = |mut column: Row| column.number::<i64>().and_then(|_| column.text());
        let names = columns.into_iter().map(name).collect::<worker::Result<Vec<_>>>()?;
        for (last, schema) in [("removed", SCHEMA_2), ("taken", SCHEMA_3)] {
            if !names.iter().any(|name| name == last) {
                self.run(schema, Vec::new())?;
            }
        }
        Ok(())
    }

    async fn redirecting(&self, question: Question) -> worker::Result<Reply> {
        match question {
            Question::Resolve(slug) => Ok(self.resolve(&slug)?.unwrap_or_default()),
            Question::TakeClick(slug) => Ok(vec![self.take_click(&slug)?.into()]),
            Question::HasClick(slug) => Ok(vec![self.has_click(&slug)?.into()]),
            Question::Count(batch) => {
                self.clicks().write_down(&batch)?;
                self.see_to_counting().await.map(|()| Reply::new())
            }
        }
    }

    async fn managing(&self, command: Managing) -> worker::Result<Reply> {
        if let Managing::Claim(links) = command {
            return reply(&self.claim(&links).await?);
        }
        match command {
            Managing::Guess { slug, address } => return reply(&self.guess(&slug, address)?),
            Managing::Guessed { slug, address } => return reply(&self.guessed(&slug, address)?),
            _ => {}
        }
        // Who asks about links is told of every click that there was.
        self.clicks().count()?;
        match command {
            Managing::Claim(_) | Managing::Guess { .. } | Managing::Guessed { .. } => Ok(Reply::new()),
            Managing::Show(slug) => reply(&self.show(&slug)?),
            Managing::List { account_id, parameters } => reply(&self.list(&account_id, &parameters)?),
            Managing::Replace(link) => reply(&self.replace(*link).await?),
            Managing::Remove { slug, account_id, precondition } => {
                reply(&self.remove(&slug, &account_id, &precondition).await?)
            }
            Managing::Clicks { slug, account_id, asked } => {
                let is_known = self.show(&slug)?.is_some_and(|found| found.link.account_id == account_id);
                reply(&if is_known { Some(self.clicks().told(&slug, &asked)?) } else { None })
            }
        }
    }

    /// Notes a guess at a link's password from an address: `Some` is the seconds to wait before it.
    fn guess(&self, slug: &Slug, address: KeyedHash) -> worker::Result<Option<u32>> {
        let (now, mut backoff) = (env::now(), self.backoff(slug, address)?);
        if let Err(RetryAfter(seconds)) = backoff.attempt(now) {
            return Ok(Some(seconds));
        }
        self.run("DELETE FROM guess WHERE at < ?", vec![(now.millis() - GUESSES_REMEMBERED_MS).into()])?;
        let insert = "INSERT OR REPLACE INTO guess (who, backoff, at) VALUES (?, ?, ?)";
        let (who, backoff) = (who(slug, address), SqlStorageValue::Blob(written(&backoff)?));
        self.run(insert, vec![who, backoff, now.millis().into()])?;
        Ok(None)
    }

    fn backoff(&self, slug: &Slug, address: KeyedHash) -> worker::Result<Backoff> {
        let select = "SELECT backoff FROM guess WHERE who = ?";
        match sql::first(&self.sql(), select, vec![who(slug, address)])? {
            Some(mut row) => read(&row.bytes()?),
            None => Ok(Backoff::new()),
        }
    }

    /// The guess was right.
    fn guessed(&self, slug: &Slug, address: KeyedHash) -> worker::Result<()> {
        self.run("DELETE FROM guess WHERE who = ?", vec![who(slug, address)])
    }

    fn clicks(&self) -> Clicks {
        Clicks::of(self.sql())
    }

    /// Takes the slugs that are free, and says which those were.
    async fn claim(&self, links: &[Link]) -> worker::Result<Vec<Slug>> {
        let (plain, others): (Vec<_>, Vec<_>) = links.iter().partition(|link| is_plain(link));
        let mut claimed = self.claim_plain(&plain)?;
        for link in others {
            if self.claim_one(link)? {
                claimed.push(link.slug.clone());
            }
        }
        if !claimed.is_empty() {
            let slugs = serde_json::to_string(&claimed)?;
            let insert = "INSERT OR IGNORE INTO outbox (slug) SELECT value FROM json_each(?)";
            self.run(insert, vec![slugs.into()])?;
            self.publish_after(Duration::ZERO).await?;
        }
        Ok(claimed)
    }

    /// The same of links without rules, in one statement: a call may make a thousand.
    fn claim_plain(&self, links: &[&Link]) -> worker::Result<Vec<Slug>> {
        if links.is_empty() {
            return Ok(Vec::new());
        }
        let row = |link: &&Link| {
            let Link { slug, account_id, rules, words, created_at, version, .. } = link;
            let Words { title, tags, notes, external_id } = words;
            (
                slug.clone(),
                rules.target.clone(),
                account_id.clone(),
                title.clone(),
                joined(tags),
                notes.clone(),
                external_id.clone(),
                *created_at,
                *version,
            )
        };
        let rows = serde_json::to_string(&links.iter().map(row).collect::<Vec<_>>())?;
        let statement = "INSERT INTO link
            (slug, target, account_id, title, tags, notes, external_id, created_at, updated_at, version)
            SELECT value->>0, value->>1, value->>2, value->>3, value->>4, value->>5, value->>6, value->>7, value->>7,
            value->>8 FROM json_each(?) WHERE TRUE ON CONFLICT DO NOTHING RETURNING slug";
        self.rows(statement, vec![rows.into()])?.into_iter().map(|mut row| row.read()).collect()
    }

    fn claim_one(&self, link: &Link) -> worker::Result<bool> {
        let statement = "INSERT INTO link (target, rules, password, title, tags, notes, external_id, archived, active_from,
            expires_at, updated_at, version, slug, account_id, created_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING RETURNING 1";
        let mut values = changeable(link)?;
        values.extend([link.account_id.as_str().into(), link.created_at.millis().into()]);
        Ok(sql::first(&self.sql(), statement, values)?.is_some())
    }

    /// Writes all that may change of a link.
    fn write(&self, link: &Link) -> worker::Result<()> {
        self.run(
            "UPDATE link SET target = ?, rules = ?, password = ?, title = ?, tags = ?, notes = ?, external_id = ?,
             archived = ?, active_from = ?, expires_at = ?, updated_at = ?, version = ? WHERE slug = ?",
            changeable(link)?,
        )?;
        self.note(&link.slug)
    }

    /// Notes that what is known of a slug is to be copied.
    fn note(&self, slug: &Slug) -> worker::Result<()> {
        self.run("INSERT OR IGNORE INTO outbox (slug) VALUES (?)", vec![slug.as_str().into()])
    }

    /// What redirects read of a link.
    fn resolve(&self, slug: &Slug) -> worker::Result<Option<Vec<u8>>> {
        let statement = "SELECT target, rules FROM link WHERE slug = ? AND removed = 0";
        let found = sql::first(&self.sql(), statement, vec![slug.as_str().into()])?;
        found.map(|mut row| copy(&mut row)).transpose()
    }

    /// Takes one of the clicks that a link's limit allows, if one is left.
    fn take_click(&self, slug: &Slug) -> worker::Result<bool> {
        let has_click = self.has_click(slug)?;
        if has_click {
            self.run("UPDATE link SET taken = taken + 1 WHERE slug = ?", vec![slug.as_str().into()])?;
        }
        Ok(has_click)
    }

    fn has_click(&self, slug: &Slug) -> worker::Result<bool> {
        let Some(found) = self.show(slug)? else { return Ok(false) };
        let taken =
            sql::number(&self.sql(), "SELECT taken FROM link WHERE slug = ?", vec![slug.as_str().into()])?;
        Ok(found.link.rules.click_limit.is_none_or(|limit| taken < limit.into()))
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
            row.skip(FILTERED);
            Ok((row.read()?, link))
        };
        let total = listing::total(&sql, of_account(query.count(OF_ACCOUNT)))?;
        Ok(Share { rows: rows.into_iter().map(row).collect::<worker::Result<_>>()?, total })
    }

    /// Puts a link in the place of its version before, unless another came in between.
    async fn replace(&self, link: Link) -> worker::Result<Changed<LinkWithClicks>> {
        let found = self.show(&link.slug)?.filter(|found| found.link.account_id == link.account_id);
        let Some(LinkWithClicks { link: before, clicks }) = found else { return Ok(Changed::Missing) };
        if before.version + 1 != link.version {
            return Ok(Changed::Stale);
        }
        self.write(&link)?;
        self.publish_after(Duration::ZERO).await?;
        Ok(Changed::Done(LinkWithClicks { link, clicks }))
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
            "UPDATE link SET removed = 1, target = '', rules = x'', password = x'', title = '', tags = '', notes = '', external_id = '',
             version = version + 1 WHERE slug = ?",
            vec![slug.as_str().into()],
        )?;
        self.clicks().remove(slug)?;
        self.note(slug)?;
        self.publish_after(Duration::ZERO).await?;
        Ok(Changed::Done(()))
    }

    /// Has what is written down of clicks counted in a while, if nobody sees to that yet.
    async fn see_to_counting(&self) -> worker::Result<()> {
        if self.is_awaited.replace(true) || self.state.storage().get_alarm().await?.is_some() {
            return Ok(());
        }
        self.state.storage().set_alarm(COUNT_AFTER).await
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
        self.manage(Managing::Claim(links))
    }

    /// What of an account's links is here.
    pub fn list(&self, account_id: String, parameters: Parameters) -> Asking<Share<LinkWithClicks>> {
        self.manage(Managing::List { account_id, parameters })
    }

    /// Puts a link in the place of its version before.
    pub fn replace(&self, link: Link) -> Asking<Changed<LinkWithClicks>> {
        self.manage(Managing::Replace(Box::new(link)))
    }

    /// Removes an account's link.
    pub fn remove(&self, slug: Slug, account_id: String, precondition: Precondition) -> Asking<Changed<()>> {
        self.manage(Managing::Remove { slug, account_id, precondition })
    }

    /// A link with its clicks.
    pub fn show(&self, slug: &Slug) -> Asking<Option<LinkWithClicks>> {
        self.manage(Managing::Show(slug.clone()))
    }

    /// What became of the clicks of an account's link.
    pub fn clicks(&self, slug: Slug, account_id: String, asked: Asked) -> Asking<Option<Told>> {
        self.manage(Managing::Clicks { slug, account_id, asked })
    }

    /// Notes a guess at a link's password from an address, given as a hash. `Some` is the seconds to wait before it.
    pub fn guess(&self, slug: Slug, address: KeyedHash) -> Asking<Option<u32>> {
        self.manage(Managing::Guess { slug, address })
    }

    /// The guess was right: the wrong ones before it are forgiven.
    pub fn guessed(&self, slug: Slug, address: KeyedHash) -> Asking<()> {
        self.manage(Managing::Guessed { slug, address })
    }

    fn manage<R: DeserializeOwned>(&self, command: Managing) -> Asking<R> {
        self.0.ask(&ShardCommand::Managing(command))
    }
}
