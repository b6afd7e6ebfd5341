//! Whom an account sends nothing.

use serde::{Deserialize, Serialize};
use shortwave::{
    message::{BlacklistKind, Blacklisted, Numbered, SendingId},
    request::BlacklistFilter,
    time::Timestamp,
};
use worker::SqlStorageValue;

use super::{AccountObject, Reply, reply};
use crate::{
    durable::sql::{self, Row},
    env,
};

#[derive(Serialize, Deserialize)]
pub enum Command {
    List { kind: BlacklistKind, filter: BlacklistFilter },
    Among { kind: BlacklistKind, recipients: Vec<String> },
    Add { kind: BlacklistKind, recipient: String, sending: Option<SendingId> },
    Remove { kind: BlacklistKind, recipient: String },
}

/// A campaign's name is written down with who unsubscribed in it: it never changes, and an empty one is none.
const SCHEMA: &str = "
    CREATE TABLE IF NOT EXISTS blacklist (
        id INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, recipient TEXT NOT NULL, sending INTEGER,
        campaign TEXT NOT NULL, created_at INTEGER NOT NULL, UNIQUE (kind, recipient));
";

const COLUMNS: &str = "recipient, coalesce(sending, -1), campaign, created_at";

impl AccountObject {
    pub(super) async fn blacklist(&self, command: Command) -> worker::Result<Reply> {
        self.account().await?.ok_or("the account is gone")?;
        sql::run(&self.sql(), SCHEMA, Vec::new())?;
        match command {
            Command::List { kind, filter } => reply(&self.list_blacklist(kind, &filter)?),
            Command::Among { kind, recipients } => reply(&self.blacklisted_among(kind, &recipients)?),
            Command::Add { kind, recipient, sending } => {
                reply(&self.add_to_blacklist(kind, &recipient, sending)?)
            }
            Command::Remove { kind, recipient } => {
                let remove = "DELETE FROM blacklist WHERE kind = ? AND recipient = ?";
                reply(&sql::run(&self.sql(), remove, vec![kind.as_str().into(), recipient.into()])?)
            }
        }
    }

    fn list_blacklist(
        &self,
        kind: BlacklistKind,
        filter: &BlacklistFilter,
    ) -> worker::Result<Numbered<Blacklisted>> {
        let (mut condition, mut values) = ("kind = ?".to_owned(), vec![kind.as_str().into()]);
        let mut also = |more, value: Option<SqlStorageValue>| {
            if let Some(value) = value {
                condition += more;
                values.push(value);
            }
        };
        also(" AND recipient = ?", filter.recipient.as_deref().map(SqlStorageValue::from));
        also(" AND sending = ?", filter.sending.map(number));
        let count = format!("SELECT count(*) FROM blacklist WHERE {condition}");
        let total = sql::number(&self.sql(), &count, values.clone())?;
        let select = format!(
            "SELECT {COLUMNS} FROM blacklist WHERE {condition} ORDER BY id DESC LIMIT {} OFFSET {}",
            filter.page.limit.get(),
            filter.page.offset()
        );
        let items = sql::rows(&self.sql(), &select, values)?.into_iter().map(entry);
        Ok(Numbered { items: items.collect::<worker::Result<_>>()?, total })
    }

    /// Those of some recipients who are on a list, in order.
    fn blacklisted_among(&self, kind: BlacklistKind, recipients: &[String]) -> worker::Result<Vec<String>> {
        let select = "SELECT recipient FROM blacklist
            WHERE kind = ? AND recipient IN (SELECT value FROM json_each(?)) ORDER BY recipient";
        let values = vec![kind.as_str().into(), serde_json::to_string(recipients)?.into()];
        sql::rows(&self.sql(), select, values)?.into_iter().map(|mut row| row.text()).collect()
    }

    /// Who is on the list already stays there as before.
    fn add_to_blacklist(
        &self,
        kind: BlacklistKind,
        recipient: &str,
        sending: Option<SendingId>,
    ) -> worker::Result<Blacklisted> {
        let values = vec![
            kind.as_str().into(),
            recipient.into(),
            sending.map_or(SqlStorageValue::Null, number),
            self.campaign_of(sending)?.into(),
            env::now().millis().into(),
        ];
        let insert =
            "INSERT INTO blacklist (kind, recipient, sending, campaign, created_at) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT DO NOTHING";
        sql::run(&self.sql(), insert, values)?;
        let select = format!("SELECT {COLUMNS} FROM blacklist WHERE kind = ? AND recipient = ?");
        let row = sql::first(&self.sql(), &select, vec![kind.as_str().into(), recipient.into()])?;
        entry(row.ok_or("an entry that is not there")?)
    }

    /// The name of a sending's campaign. Where there is a sending there are its tables.
    fn campaign_of(&self, sending: Option<SendingId>) -> worker::Result<String> {
        let Some(sending) = sending else { return Ok(String::new()) };
        let select = "SELECT name FROM sending JOIN campaign ON campaign.id = campaign WHERE sending.id = ?";
        sql::first(&self.sql(), select, vec![number(sending)])?
            .map_or(Ok(String::new()), |mut row| row.text())
    }
}

fn number(sending: SendingId) -> SqlStorageValue {
    i64::try_from(sending.0).unwrap_or(i64::MAX).into()
}

fn entry(mut row: Row) -> worker::Result<Blacklisted> {
    let recipient = row.text()?;
    let sending: i64 = row.number()?;
    Ok(Blacklisted {
        recipient,
        sending: u64::try_from(sending).ok().map(SendingId),
        campaign_name: Some(row.text()?).filter(|name| !name.is_empty()),
        created_at: Timestamp::from_millis(row.number()?),
    })
}
