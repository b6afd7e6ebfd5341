//! An account that is removed. Each of its sendings is an object of its own, which an alarm erases: until all are, no more is kept
//! of the account than which they are.

use std::time::Duration;

use futures_util::{StreamExt, future, stream};
use shortwave::{ids::AccountId, message::SendingId};
use worker::console_error;

use super::{AccountObject, sendings::number};
use crate::{
    durable::{Asking, Document, SendingStub, sql},
    failure::Failure,
};

/// Sendings are numbered from 1: `erased` is the last one that was.
const SCHEMA: &str = "
    CREATE TABLE IF NOT EXISTS removed (account TEXT PRIMARY KEY, erased INTEGER NOT NULL, last INTEGER NOT NULL) WITHOUT ROWID;";

/// So many are erased in one run of the alarm, of the 50 requests of the platform's free plan.
const AT_A_TIME: u64 = 40;

/// So many connections the platform opens at once.
const AT_ONCE: usize = 6;

const RETRY_AFTER: Duration = Duration::from_secs(10);

impl AccountObject {
    /// Erases all but what its sendings are found by. It is written at once, as there is no wait between its parts.
    pub(super) async fn erase(&self, account: &AccountId) -> worker::Result<()> {
        self.create_tables_of_sendings()?;
        let last = "SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'sending'";
        let last = sql::number(&self.sql(), last, Vec::new())?;
        if last == 0 {
            return Document::of(&self.state).erase().await;
        }
        let tables = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '_cf_%'";
        for mut table in sql::rows(&self.sql(), tables, Vec::new())? {
            sql::run(&self.sql(), &format!("DROP TABLE {}", table.text()?), Vec::new())?;
        }
        sql::run(&self.sql(), SCHEMA, Vec::new())?;
        let insert = "INSERT INTO removed (account, erased, last) VALUES (?, 0, ?)";
        sql::run(&self.sql(), insert, vec![account.as_str().into(), number(last)])?;
        let document = Document::of(&self.state);
        let (forgotten, woken) =
            future::join(document.forget(), self.state.storage().set_alarm(Duration::ZERO)).await;
        forgotten.and(woken)
    }

    /// Erases some of the sendings of an account that was removed, and in the end itself.
    pub(super) async fn erase_sendings(&self) -> Result<(), Failure> {
        let Some((account, erased, last)) = self.removed().await? else { return Ok(()) };
        let until = last.min(erased.saturating_add(AT_A_TIME));
        let sendings: Result<Vec<Asking<()>>, Failure> = (erased + 1..=until)
            .map(|id| Ok(SendingStub::of(&self.env, &account, SendingId(id))?.erase()))
            .collect();
        let done: Vec<_> = stream::iter(sendings?).buffer_unordered(AT_ONCE).collect().await;
        if let Some(failure) = done.into_iter().find_map(Result::err) {
            console_error!("sendings of a removed account: {failure:?}");
            return Ok(self.state.storage().set_alarm(RETRY_AFTER).await?);
        }
        if until == last {
            return Ok(Document::of(&self.state).erase().await?);
        }
        sql::run(&self.sql(), "UPDATE removed SET erased = ?", vec![number(until)])?;
        Ok(self.state.storage().set_alarm(Duration::ZERO).await?)
    }

    /// The account that was here, the last of its sendings that was erased, and the last that it had.
    async fn removed(&self) -> worker::Result<Option<(AccountId, u64, u64)>> {
        let is_there = "SELECT 1 FROM sqlite_master WHERE name = 'removed'";
        if self.account().await?.is_some() || sql::first(&self.sql(), is_there, Vec::new())?.is_none() {
            return Ok(None);
        }
        let select = "SELECT account, erased, last FROM removed";
        let Some(mut row) = sql::first(&self.sql(), select, Vec::new())? else { return Ok(None) };
        let account = row.text()?.parse().map_err(|_| "no account")?;
        Ok(Some((account, row.number()?, row.number()?)))
    }
}
