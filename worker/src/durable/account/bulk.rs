//! Calls to many. Such a call is several sendings, since an object holds only so many messages: none of them begins before all were
//! accepted, and together they go out at a constant rate.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use shortwave::{
    message::{SendingId, Summary},
    time::Timestamp,
};

use super::{
    AccountObject, Reply, reply,
    sendings::{Begun, NewSending, number},
};
use crate::{durable::sql, env};

/// Who makes a call has so long until all of it is accepted. Afterwards it is given up.
const PATIENCE: Duration = Duration::from_mins(2);

/// `call` is the first of a call's sendings.
pub(super) const SCHEMA: &str = "
    CREATE TABLE IF NOT EXISTS bulk (
        sending INTEGER PRIMARY KEY, call INTEGER NOT NULL, transaction_id TEXT NOT NULL, messages INTEGER NOT NULL,
        standing TEXT NOT NULL, created_at INTEGER NOT NULL);
    CREATE INDEX IF NOT EXISTS bulk_call ON bulk (call, sending);
    CREATE INDEX IF NOT EXISTS bulk_open ON bulk (created_at) WHERE standing = 'open';
    CREATE TABLE IF NOT EXISTS turn (one INTEGER PRIMARY KEY, free_at INTEGER NOT NULL);
";

#[derive(Serialize, Deserialize)]
pub enum Command {
    Begin { transaction_id: String, sendings: Vec<NewSending> },
    Settle(SendingId),
    Standing(SendingId),
    Turn { parts: u32, per_second: u32 },
    Page { transaction_id: Option<String>, offset: u64, size: u32 },
}

/// What has become of a call.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Standing {
    /// Not all of it is accepted yet.
    Open,
    /// All of it is.
    Accepted,
    /// It never will be.
    GivenUp,
}

/// Some messages of one of the sendings.
#[derive(Serialize, Deserialize)]
pub struct Span {
    /// The sending.
    pub sending: SendingId,
    /// What the call is known by.
    pub transaction_id: String,
    /// The number of the first message.
    pub first: u32,
    /// How many they are.
    pub count: u32,
}

impl AccountObject {
    pub(super) async fn bulk(&self, command: Command) -> worker::Result<Reply> {
        self.account().await?.ok_or("the account is gone")?;
        self.create_tables_of_sendings()?;
        match command {
            Command::Begin { transaction_id, sendings } => {
                reply(&self.begin_call(&transaction_id, &sendings).await?)
            }
            Command::Settle(call) => reply(&self.settle_call(call)?),
            Command::Standing(sending) => reply(&self.standing(sending)?),
            Command::Turn { parts, per_second } => reply(&self.turn(parts, per_second)?),
            Command::Page { transaction_id, offset, size } => {
                reply(&self.page(transaction_id.as_deref(), offset, size)?)
            }
        }
    }

    /// Takes what a call may cost off the balance, and gives each of its sendings a number; `None` where there is not so much.
    async fn begin_call(
        &self,
        transaction_id: &str,
        sendings: &[NewSending],
    ) -> worker::Result<Option<Vec<Begun>>> {
        let Some(begun) = self.begin(sendings).await? else { return Ok(None) };
        let insert = "INSERT INTO bulk (sending, call, transaction_id, messages, standing, created_at)
            VALUES (?, ?, ?, ?, 'open', ?)";
        let call = begun.first().map_or(0, |first| first.sending.0);
        for (begun, sending) in begun.iter().zip(sendings) {
            let messages = i64::from(sending.messages).into();
            let now = env::now().millis().into();
            let values = vec![number(begun.sending.0), number(call), transaction_id.into(), messages, now];
            sql::run(&self.sql(), insert, values)?;
        }
        Ok(Some(begun))
    }

    /// All of a call was accepted, unless it was given up.
    fn settle_call(&self, call: SendingId) -> worker::Result<bool> {
        let update =
            "UPDATE bulk SET standing = 'accepted' WHERE call = ? AND standing <> 'given up' RETURNING 1";
        Ok(sql::first(&self.sql(), update, vec![number(call.0)])?.is_some())
    }

    fn standing(&self, sending: SendingId) -> worker::Result<Standing> {
        let select = "SELECT standing FROM bulk WHERE sending = ?";
        let standing = sql::first(&self.sql(), select, vec![number(sending.0)])?.map(|mut row| row.text());
        Ok(match standing.transpose()?.as_deref() {
            Some("open") => Standing::Open,
            Some("accepted") => Standing::Accepted,
            _ => Standing::GivenUp,
        })
    }

    /// Gives calls up that were not accepted in their time, and says whether there are others that still may be. What they took
    /// goes back.
    pub(super) async fn give_up_calls(&self) -> worker::Result<bool> {
        let overdue = env::now().millis() - i64::try_from(PATIENCE.as_millis()).unwrap_or(i64::MAX);
        let update = "UPDATE bulk SET standing = 'given up' WHERE standing = 'open' AND created_at < ? RETURNING sending";
        let never = Summary { is_ended: true, is_cancelled: true, ..Summary::default() };
        for mut row in sql::rows(&self.sql(), update, vec![overdue.into()])? {
            self.report(SendingId(row.number()?), &never).await?;
        }
        let open = "SELECT count(*) FROM (SELECT 1 FROM bulk WHERE standing = 'open' LIMIT 1)";
        Ok(sql::number(&self.sql(), open, Vec::new())? > 0)
    }

    /// From when on so many parts may be submitted, so that there are never more than some in a second.
    fn turn(&self, parts: u32, per_second: u32) -> worker::Result<Timestamp> {
        let free_at = sql::first(&self.sql(), "SELECT free_at FROM turn", Vec::new())?;
        let free_at = free_at.map(|mut row| row.number()).transpose()?.unwrap_or(0);
        let at = free_at.max(env::now().millis());
        let next = at + i64::from(parts) * 1_000 / i64::from(per_second.max(1));
        let put = "INSERT OR REPLACE INTO turn (one, free_at) VALUES (1, ?)";
        sql::run(&self.sql(), put, vec![next.into()])?;
        Ok(Timestamp::from_millis(at))
    }

    /// Some of the messages of all calls, or of those that are known by something, and how many there are. The latest call comes first.
    fn page(&self, transaction_id: Option<&str>, offset: u64, size: u32) -> worker::Result<(Vec<Span>, u64)> {
        let accepted = "FROM bulk WHERE standing = 'accepted' AND (?1 IS NULL OR transaction_id = ?1)";
        let total = format!("SELECT coalesce(sum(messages), 0) {accepted}");
        let total = sql::number(&self.sql(), &total, vec![transaction_id.into()])?;
        let select = format!(
            "SELECT sending, transaction_id, max(?2 - start, 0), min(start + messages, ?2 + ?3) - max(start, ?2)
            FROM (SELECT *, sum(messages) OVER (ORDER BY call DESC, sending) - messages AS start {accepted})
            WHERE start < ?2 + ?3 AND start + messages > ?2 ORDER BY start"
        );
        let span = |mut row: sql::Row| {
            let (sending, transaction_id) = (SendingId(row.number()?), row.text()?);
            Ok(Span { sending, transaction_id, first: row.number()?, count: row.number()? })
        };
        let values = vec![transaction_id.into(), number(offset), i64::from(size).into()];
        let spans = sql::rows(&self.sql(), &select, values)?.into_iter().map(span);
        Ok((spans.collect::<worker::Result<_>>()?, total))
    }
}
