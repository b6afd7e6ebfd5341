//! Clicks that accounts are to be told of, on their way to the accounts' webhooks.

use futures_util::future::join_all;
use shortwave::{answer::webhook::ClickedData, link::click::Clicks, time::Timestamp};
use worker::{SqlStorage, console_error};

use super::{super::sql, LinkShard};
use crate::{durable::WebhooksStub, env, failure::Failure, json};

/// A notice is for one account, and has an id by which it is told once.
pub const SCHEMA: &str = "
    CREATE TABLE IF NOT EXISTS watcher (account_id TEXT PRIMARY KEY) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS notice (id TEXT PRIMARY KEY, account_id TEXT NOT NULL, events TEXT NOT NULL) WITHOUT ROWID;
";

/// Notices that are sent in one run of the alarm.
const AT_A_TIME: i64 = 20;

/// The accounts that are told of clicks, and what they are to be told.
pub struct Notices {
    sql: SqlStorage,
}

impl Notices {
    /// In a shard's database.
    pub const fn of(sql: SqlStorage) -> Self {
        Self { sql }
    }

    /// Has an account told of clicks from now on, or no longer.
    pub fn watch(&self, account_id: &str, is_watched: bool) -> worker::Result<()> {
        let statement = if is_watched {
            "INSERT OR IGNORE INTO watcher (account_id) VALUES (?)"
        } else {
            "DELETE FROM watcher WHERE account_id = ?"
        };
        sql::run(&self.sql, statement, vec![account_id.into()])
    }

    /// Whether anybody is told of anything.
    pub fn has_watchers(&self) -> worker::Result<bool> {
        Ok(sql::first(&self.sql, "SELECT 1 FROM watcher LIMIT 1", Vec::new())?.is_some())
    }

    /// Whether an account is told of clicks.
    pub fn is_watched(&self, account_id: &str) -> worker::Result<bool> {
        let select = "SELECT 1 FROM watcher WHERE account_id = ?";
        Ok(sql::first(&self.sql, select, vec![account_id.into()])?.is_some())
    }

    /// Notes down what an account is to be told: clicks on a link, each with when they came.
    pub fn note<'a>(
        &self,
        account_id: &str,
        external_id: &str,
        clicks: impl Iterator<Item = (Timestamp, &'a Clicks)>,
    ) -> worker::Result<()> {
        let event = |(at, clicks)| serde_json::to_string(&ClickedData::new(clicks, external_id, at));
        let events = clicks.map(event).collect::<Result<Vec<_>, _>>()?;
        if events.is_empty() {
            return Ok(());
        }
        let values =
            vec![env::random_id()?.into(), account_id.into(), serde_json::to_string(&events)?.into()];
        sql::run(&self.sql, "INSERT INTO notice (id, account_id, events) VALUES (?, ?, ?)", values)
    }
}

impl LinkShard {
    /// Sends what was noted down, or some of it; tells whether there is more, or some of it failed.
    pub(super) async fn send_notices(&self) -> worker::Result<bool> {
        let select = "SELECT id, account_id, events FROM notice LIMIT ?";
        let rows = self.rows(select, vec![AT_A_TIME.into()])?;
        let sent = rows.into_iter().map(|mut row| async move {
            let (id, account_id) = (row.text()?, row.text()?);
            let events: Vec<String> = json::read(&row.text()?)?;
            let events = events.into_iter().map(|event| (ClickedData::TYPE.to_owned(), event)).collect();
            WebhooksStub::named(&self.env, &account_id)?.tell(id.clone(), events).await?;
            Ok::<_, Failure>(id)
        });
        for sent in join_all(sent).await {
            match sent {
                Ok(id) => self.run("DELETE FROM notice WHERE id = ?", vec![id.into()])?,
                Err(failure) => console_error!("clicks not told: {failure:?}"),
            }
        }
        Ok(!self.rows("SELECT id FROM notice LIMIT 1", Vec::new())?.is_empty())
    }
}
