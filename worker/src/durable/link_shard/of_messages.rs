//! Links that were made for a message. The first click of each is told to the message's sending.

use futures_util::future::join_all;
use shortwave::{
    ids::AccountId,
    link::LinkId,
    message::{Click, MessageId},
    time::Timestamp,
};
use worker::{SqlStorage, console_error};

use super::LinkShard;
use crate::{
    durable::{SendingStub, sql},
    failure::Failure,
};

/// A link is here until its first click is told.
pub const SCHEMA: &str = "
    CREATE TABLE IF NOT EXISTS of_message (
        slug TEXT PRIMARY KEY, account_id TEXT NOT NULL, message TEXT NOT NULL, clicked_at INTEGER) WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS of_message_clicked ON of_message (clicked_at) WHERE clicked_at IS NOT NULL;
";

/// Clicks that are told in one run of the alarm.
const AT_A_TIME: i64 = 20;

/// The links of messages in a shard's database.
pub struct OfMessages {
    sql: SqlStorage,
}

impl OfMessages {
    pub const fn of(sql: SqlStorage) -> Self {
        Self { sql }
    }

    /// Notes which messages links of an account are in.
    pub fn attach(&self, account: &AccountId, links: &[(LinkId, MessageId)]) -> worker::Result<()> {
        let insert = "INSERT OR IGNORE INTO of_message (slug, account_id, message)
            SELECT value->>0, ?, value->>1 FROM json_each(?)";
        let rows: Vec<_> =
            links.iter().map(|(link, message)| [link.to_string(), message.to_string()]).collect();
        sql::run(&self.sql, insert, vec![account.as_str().into(), serde_json::to_string(&rows)?.into()])
    }

    /// Whether there is a link whose first click is still to be told.
    pub fn has_any(&self) -> worker::Result<bool> {
        Ok(sql::first(&self.sql, "SELECT 1 FROM of_message LIMIT 1", Vec::new())?.is_some())
    }

    /// Notes that a link was followed.
    pub fn note(&self, id: &LinkId, at: Timestamp) -> worker::Result<()> {
        let update = "UPDATE of_message SET clicked_at = ? WHERE slug = ? AND clicked_at IS NULL";
        sql::run(&self.sql, update, vec![at.millis().into(), id.to_string().into()])
    }
}

impl LinkShard {
    /// Tells some first clicks; tells whether there are more, or some were not told.
    pub(super) async fn tell_first_clicks(&self) -> worker::Result<bool> {
        let select =
            "SELECT of_message.slug, of_message.account_id, message, clicked_at, coalesce(target, '')
            FROM of_message LEFT JOIN link ON link.slug = of_message.slug
            WHERE clicked_at IS NOT NULL ORDER BY clicked_at LIMIT ?";
        let rows = self.rows(select, vec![AT_A_TIME.into()])?;
        let told = rows.into_iter().map(|mut row| async move {
            let (slug, account) = (row.text()?, row.text()?);
            let (message, at) = (row.text()?, Timestamp::from_millis(row.number()?));
            let click = Click { url: row.text()?, at };
            let account: AccountId =
                account.parse().map_err(|_| Failure::Hidden("a link of no account".to_owned()))?;
            let message: MessageId =
                message.parse().map_err(|_| Failure::Hidden("a link of no message".to_owned()))?;
            SendingStub::of(&self.env, &account, message.sending())?.click(message.number(), click).await?;
            Ok::<_, Failure>(slug)
        });
        for told in join_all(told).await {
            match told {
                Ok(slug) => self.run("DELETE FROM of_message WHERE slug = ?", vec![slug.into()])?,
                Err(failure) => console_error!("first clicks not told: {failure:?}"),
            }
        }
        let left = "SELECT slug FROM of_message WHERE clicked_at IS NOT NULL LIMIT 1";
        Ok(!self.rows(left, Vec::new())?.is_empty())
    }
}
