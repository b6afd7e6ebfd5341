//! The objects that own all slugs, each those that hash to it, and count their clicks.
//!
//! A new link is written together with an entry in an outbox; an alarm copies what is in the outbox to the
//! key-value store that redirects read, and takes it out. Until then, redirects that miss ask here.

mod clicks;
mod guesses;
mod notices;
mod of_messages;
mod outbox;
mod row;
mod stub;

pub use row::LinkWithClicks;
pub use stub::LinkShardStub;

use std::{cell::Cell, time::Duration};

use serde::{Deserialize, Serialize};
use shortwave::{
    domain::Domain,
    ids::AccountId,
    keyed_hash::KeyedHash,
    link::{
        Link, LinkId,
        counts::Asked,
        shard::{Question, ShardCommand},
    },
    listing::{SqlValue, Statement},
    message::MessageId,
    precondition::{Changed, Precondition},
    request::v1::listings,
    target_url::TargetUrl,
    time::Timestamp,
};
use worker::{Env, SqlStorage, SqlStorageValue, State, console_error};

use self::{
    clicks::Clicks,
    guesses::Guesses,
    notices::Notices,
    of_messages::OfMessages,
    row::{FILTERED, NewLinks, OF_ACCOUNT, OF_ID, changeable, copy},
};
use super::{
    Class, Reply,
    listing::{self, Parameters, Share},
    reply,
    sql::{self, Row},
};
use crate::{env, kv::LinkCache};

/// Clicks are counted together that came in so long a time.
const COUNT_AFTER: Duration = Duration::from_mins(1);
/// The same where somebody is told of them.
const COUNT_AFTER_IF_WATCHED: Duration = Duration::from_secs(5);

/// New links are copied once their call is answered.
const COPY_AFTER: Duration = Duration::from_millis(100);

#[derive(Serialize, Deserialize)]
pub enum Managing {
    Claim { links: NewLinks, again: bool },
    Show(LinkId),
    ShowMany(Vec<LinkId>),
    Find { account_id: String, targets: Vec<TargetUrl> },
    Page { account_id: String, after: String, limit: i64 },
    List { account_id: String, parameters: Parameters },
    Replace(Box<Link>),
    ReplaceMany(Vec<Link>),
    Remove { id: LinkId, account_id: String, precondition: Precondition },
    Evict { domain: Domain, owner: String },
    Clicks { id: LinkId, account_id: String, asked: Asked },
    Guess { id: LinkId, address: KeyedHash },
    Guessed { id: LinkId, address: KeyedHash },
    Watch { account_id: String, is_watched: bool },
    Attach { account: AccountId, links: Vec<(LinkId, MessageId)> },
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
        let (clicks, count_after) = (self.clicks(), self.count_after()?);
        let is_due =
            |oldest| env::now().millis_since(oldest) >= u64::try_from(count_after.as_millis()).unwrap_or(0);
        if clicks.oldest()?.is_some_and(is_due) {
            clicks.count()?;
        }
        let is_more = self.send_notices().await? | self.tell_first_clicks().await?;
        if is_more || clicks.oldest()?.is_some() {
            return self.see_to_counting().await;
        }
        Ok(())
    }
}

impl LinkShard {
    fn create_tables(&self) -> worker::Result<()> {
        for schema in [
            row::SCHEMA,
            outbox::SCHEMA,
            guesses::SCHEMA,
            clicks::SCHEMA,
            notices::SCHEMA,
            of_messages::SCHEMA,
        ] {
            self.run(schema, Vec::new())?;
        }
        let columns = self.rows("PRAGMA table_info(link)", Vec::new())?;
        let name = |mut column: Row| column.number::<i64>().and_then(|_| column.text());
        let names = columns.into_iter().map(name).collect::<worker::Result<Vec<_>>>()?;
        for (last, schema) in row::LATER {
            if !names.iter().any(|name| name == last) {
                self.run(schema, Vec::new())?;
            }
        }
        Ok(())
    }

    async fn redirecting(&self, question: Question) -> worker::Result<Reply> {
        match question {
            Question::Resolve(id) => Ok(self.resolve(&id)?.unwrap_or_default()),
            Question::TakeClick(id) => Ok(vec![self.take_click(&id)?.into()]),
            Question::HasClick(id) => Ok(vec![self.has_click(&id)?.into()]),
            Question::Count(batch) => {
                self.clicks().write_down(&batch)?;
                self.see_to_counting().await.map(|()| Reply::new())
            }
        }
    }

    async fn managing(&self, command: Managing) -> worker::Result<Reply> {
        match command {
            Managing::Claim { links, again } => reply(&self.claim(&links, again).await?),
            Managing::Show(id) => reply(&self.counted()?.show(&id)?),
            Managing::ShowMany(ids) => reply(&self.show_many(&ids)?),
            Managing::Find { account_id, targets } => reply(&self.find(&account_id, &targets)?),
            Managing::Page { account_id, after, limit } => {
                reply(&self.counted()?.page(&account_id, &after, limit)?)
            }
            Managing::List { account_id, parameters } => {
                reply(&self.counted()?.list(&account_id, &parameters)?)
            }
            Managing::Replace(link) => reply(&self.counted()?.replace(*link).await?),
            Managing::ReplaceMany(links) => reply(&self.replace_many(links).await?),
            Managing::Remove { id, account_id, precondition } => {
                reply(&self.counted()?.remove(&id, &account_id, &precondition).await?)
            }
            Managing::Evict { domain, owner } => reply(&self.evict(&domain, &owner).await?),
            Managing::Clicks { id, account_id, asked } => {
                let found = self.counted()?.show(&id)?;
                let is_known = found.is_some_and(|found| found.link.account_id == account_id);
                reply(&if is_known { Some(self.clicks().told(&id, &asked)?) } else { None })
            }
            Managing::Guess { id, address } => reply(&self.guesses().guess(&id, address)?),
            Managing::Watch { account_id, is_watched } => {
                reply(&self.notices().watch(&account_id, is_watched)?)
            }
            Managing::Attach { account, links } => reply(&self.of_messages().attach(&account, &links)?),
            Managing::Guessed { id, address } => reply(&self.guesses().guessed(&id, address)?),
        }
    }

    /// The same shard, for who asks about links: they are told of every click that there was.
    fn counted(&self) -> worker::Result<&Self> {
        self.clicks().count()?;
        Ok(self)
    }

    fn guesses(&self) -> Guesses {
        Guesses::of(self.sql())
    }

    fn notices(&self) -> Notices {
        Notices::of(self.sql())
    }

    fn of_messages(&self) -> OfMessages {
        OfMessages::of(self.sql())
    }

    fn clicks(&self) -> Clicks {
        Clicks::of(self.sql())
    }

    /// Takes the slugs that are free, and says which were not. When this is asked again, those that were taken the first
    /// time are not among them.
    async fn claim(&self, links: &NewLinks, again: bool) -> worker::Result<Vec<LinkId>> {
        let has_alarm = self.has_alarm_within(COPY_AFTER).await?;
        let has_plain = links.others.len() < links.count;
        let mut refused = if has_plain { self.claim_plain(links, again)? } else { Vec::new() };
        for link in &links.others {
            if self.claim_one(link)? || (again && self.was_claimed(link)?) {
                self.note(&link.id)?;
            } else {
                refused.push(link.id.clone());
            }
        }
        // Put off by each call that comes soon after another, copies would never be made.
        if refused.len() < links.count && !has_alarm {
            self.publish_after(COPY_AFTER).await?;
        }
        Ok(refused)
    }

    /// The same of links without rules, in statements for all of them: a call may make a thousand.
    fn claim_plain(
        &self,
        NewLinks { ids, rows, has_words, account_id, created_at, .. }: &NewLinks,
        again: bool,
    ) -> worker::Result<Vec<LinkId>> {
        let is_taken = "SELECT slug FROM json_each(?1) AS new JOIN link ON slug = new.value
            WHERE NOT (?2 AND account_id = ?3 AND created_at = ?4 AND removed = 0)";
        let (columns, values) = if *has_words {
            (", title, tags, notes, external_id", ", value->>2, value->>3, value->>4, value->>5")
        } else {
            ("", "")
        };
        let insert = format!(
            "INSERT INTO link (slug, target, account_id, created_at, updated_at{columns})
            SELECT value->>0, value->>1, ?2, ?3, ?3{values} FROM json_each(?1) WHERE TRUE ON CONFLICT DO NOTHING"
        );
        let note = "INSERT OR IGNORE INTO outbox (slug)
            SELECT value FROM json_each(?1) WHERE value NOT IN (SELECT value FROM json_each(?2))";
        let (ids, account, moment) = (ids.as_str(), account_id.as_str(), created_at.millis());
        let values = vec![ids.into(), i64::from(again).into(), account.into(), moment.into()];
        let taken = self.rows(is_taken, values)?.into_iter().map(|mut row| row.read());
        let refused = taken.collect::<worker::Result<Vec<LinkId>>>()?;
        self.run(&insert, vec![rows.as_str().into(), account.into(), moment.into()])?;
        self.run(note, vec![ids.into(), serde_json::to_string(&refused)?.into()])?;
        Ok(refused)
    }

    fn claim_one(&self, link: &Link) -> worker::Result<bool> {
        let statement = "INSERT INTO link (target, rules, password, title, tags, notes, external_id, preview, archived, active_from,
            expires_at, updated_at, version, slug, account_id, created_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING RETURNING 1";
        let mut values = changeable(link)?;
        values.extend([link.account_id.as_str().into(), link.created_at.millis().into()]);
        Ok(sql::first(&self.sql(), statement, values)?.is_some())
    }

    /// Whether a slug was taken for this very link.
    fn was_claimed(&self, Link { id, account_id, created_at, .. }: &Link) -> worker::Result<bool> {
        let statement =
            "SELECT 1 FROM link WHERE slug = ? AND account_id = ? AND created_at = ? AND removed = 0";
        let values = vec![id.to_string().into(), account_id.as_str().into(), created_at.millis().into()];
        Ok(sql::first(&self.sql(), statement, values)?.is_some())
    }

    /// Writes all that may change of a link.
    fn write(&self, link: &Link) -> worker::Result<()> {
        self.run(
            "UPDATE link SET target = ?, rules = ?, password = ?, title = ?, tags = ?, notes = ?, external_id = ?, preview = ?,
             archived = ?, active_from = ?, expires_at = ?, updated_at = ?, version = ? WHERE slug = ?",
            changeable(link)?,
        )?;
        self.note(&link.id)
    }

    /// Notes that what is known of a slug is to be copied.
    fn note(&self, id: &LinkId) -> worker::Result<()> {
        self.run("INSERT OR IGNORE INTO outbox (slug) VALUES (?)", vec![id.to_string().into()])
    }

    /// What redirects read of a link.
    fn resolve(&self, id: &LinkId) -> worker::Result<Option<Vec<u8>>> {
        let statement = "SELECT target, rules FROM link WHERE slug = ? AND removed = 0";
        let found = sql::first(&self.sql(), statement, vec![id.to_string().into()])?;
        found.map(|mut row| copy(&mut row)).transpose()
    }

    /// Takes one of the clicks that a link's limit allows, if one is left.
    fn take_click(&self, id: &LinkId) -> worker::Result<bool> {
        let has_click = self.has_click(id)?;
        if has_click {
            self.run("UPDATE link SET taken = taken + 1 WHERE slug = ?", vec![id.to_string().into()])?;
        }
        Ok(has_click)
    }

    fn has_click(&self, id: &LinkId) -> worker::Result<bool> {
        let statement = "SELECT target, rules, taken FROM link WHERE slug = ? AND removed = 0";
        let Some(mut row) = sql::first(&self.sql(), statement, vec![id.to_string().into()])? else {
            return Ok(false);
        };
        let (target, rules, taken) = (row.read()?, row.bytes()?, row.number::<u32>()?);
        Ok(row::rules_of(&rules, target)?.click_limit.is_none_or(|limit| taken < limit))
    }

    fn show(&self, id: &LinkId) -> worker::Result<Option<LinkWithClicks>> {
        let found = sql::first(&self.sql(), OF_ID, vec![id.to_string().into()])?;
        found.map(|mut row| LinkWithClicks::read(&mut row)).transpose()
    }

    fn show_many(&self, ids: &[LinkId]) -> worker::Result<Vec<LinkWithClicks>> {
        ids.iter().filter_map(|id| self.show(id).transpose()).collect()
    }

    /// Links of an account that lead to one of these targets.
    fn find(&self, account_id: &str, targets: &[TargetUrl]) -> worker::Result<Vec<(TargetUrl, LinkId)>> {
        let statement = "SELECT target, slug FROM link WHERE account_id = ? AND removed = 0 AND archived = 0
             AND target IN (SELECT value FROM json_each(?))";
        let values = vec![account_id.into(), serde_json::to_string(targets)?.into()];
        self.rows(statement, values)?.into_iter().map(|mut row| Ok((row.read()?, row.read()?))).collect()
    }

    /// An account's links after one of them, by their ids.
    fn page(&self, account_id: &str, after: &str, limit: i64) -> worker::Result<Vec<LinkWithClicks>> {
        let statement = format!("SELECT * FROM {OF_ACCOUNT} WHERE slug > ? ORDER BY slug LIMIT ?");
        let rows = self.rows(&statement, vec![account_id.into(), after.into(), limit.into()])?;
        rows.into_iter().map(|mut row| LinkWithClicks::read(&mut row)).collect()
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
        let changed = self.put_in_place(link)?;
        if let Changed::Done(_) = changed {
            self.publish_after(Duration::ZERO).await?;
        }
        Ok(changed)
    }

    /// The same of many; says which were replaced.
    async fn replace_many(&self, links: Vec<Link>) -> worker::Result<Vec<LinkId>> {
        let mut replaced = Vec::new();
        for link in links {
            if let Changed::Done(done) = self.put_in_place(link)? {
                replaced.push(done.link.id);
            }
        }
        self.publish_after(Duration::ZERO).await?;
        Ok(replaced)
    }

    fn put_in_place(&self, link: Link) -> worker::Result<Changed<LinkWithClicks>> {
        let found = self.show(&link.id)?.filter(|found| found.link.account_id == link.account_id);
        let Some(LinkWithClicks { link: before, clicks }) = found else { return Ok(Changed::Missing) };
        if before.version + 1 != link.version {
            return Ok(Changed::Stale);
        }
        self.write(&link)?;
        Ok(Changed::Done(LinkWithClicks { link, clicks }))
    }

    /// The row stays, without its target: the slug is never given to another.
    async fn remove(
        &self,
        id: &LinkId,
        account_id: &str,
        precondition: &Precondition,
    ) -> worker::Result<Changed<()>> {
        let found = self.show(id)?.filter(|found| found.link.account_id == account_id);
        let Some(LinkWithClicks { link, .. }) = found else { return Ok(Changed::Missing) };
        if !precondition.holds(link.version) {
            return Ok(Changed::Stale);
        }
        self.run(
            "UPDATE link SET removed = 1, target = '', rules = x'', password = x'', title = '', tags = '', notes = '', external_id = '',
             preview = x'', version = version + 1 WHERE slug = ?",
            vec![id.to_string().into()],
        )?;
        self.clicks().remove(id)?;
        self.note(id)?;
        self.publish_after(Duration::ZERO).await?;
        Ok(Changed::Done(()))
    }

    /// Erases the links that others than its owner had on a domain: their slugs are free for the owner. The copy goes before
    /// the link: who is stopped in between finds the link again, and nobody is left with a copy alone.
    async fn evict(&self, domain: &Domain, owner: &str) -> worker::Result<()> {
        let statement = "SELECT slug FROM link WHERE slug >= ? AND slug < ? AND account_id != ?";
        // After the colon comes the semicolon.
        let values = vec![format!("{domain}:").into(), format!("{domain};").into(), owner.into()];
        let ids = self.rows(statement, values)?.into_iter().map(|mut row| row.read());
        let cache = LinkCache::open(&self.env)?;
        for id in ids.collect::<worker::Result<Vec<LinkId>>>()? {
            self.run("DELETE FROM outbox WHERE slug = ?", vec![id.to_string().into()])?;
            cache.remove(&id).await?;
            self.clicks().remove(&id)?;
            self.run("DELETE FROM link WHERE slug = ?", vec![id.to_string().into()])?;
        }
        Ok(())
    }

    /// Has what is written down of clicks counted in a while, if nobody sees to that yet.
    async fn see_to_counting(&self) -> worker::Result<()> {
        if self.is_awaited.replace(true) || self.state.storage().get_alarm().await?.is_some() {
            return Ok(());
        }
        self.state.storage().set_alarm(self.count_after()?).await
    }

    fn count_after(&self) -> worker::Result<Duration> {
        let is_watched = self.notices().has_watchers()? || self.of_messages().has_any()?;
        Ok(if is_watched { COUNT_AFTER_IF_WATCHED } else { COUNT_AFTER })
    }

    async fn has_alarm_within(&self, time: Duration) -> worker::Result<bool> {
        let alarm = self.state.storage().get_alarm().await?;
        let left = |at| Timestamp::from_millis(at).millis_since(env::now());
        Ok(alarm.is_some_and(|at| u128::from(left(at)) <= time.as_millis()))
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
