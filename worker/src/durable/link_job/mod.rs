//! One object for each job that makes or changes many links: its rows, and how far it is.
//!
//! An alarm does some rows at a time and sets itself again. A row is noted down before the shards are asked, and its end after:
//! whatever is stopped in between is done once more, and comes to the same.

mod stub;
mod work;

pub use stub::LinkJobStub;

use std::time::Duration;

use serde::{Deserialize, Serialize};
use shortwave::{
    account::Domains,
    link::job::{LinkJob, LinkJobRow, RowState},
    request::v1::listings,
};
use worker::{Env, State, console_error};

use super::{
    Class, Document, Reply,
    listing::{self, Parameters, Share},
    reply,
    table::{Row, Table},
};
use crate::{env, failure::Failure};

/// So many rows are done in one run of the alarm: with 32 shards and two questions to each, over no limit of the platform.
const AT_A_TIME: i64 = 500;
/// After a failure that may pass.
const RETRY_AFTER: Duration = Duration::from_secs(10);
/// A job that has ended is kept so long.
const KEPT: Duration = Duration::from_hours(7 * 24);

/// A job, and what it needs to know of the call that began it.
#[derive(Clone, Serialize, Deserialize)]
pub struct StoredJob {
    /// The job.
    pub job: LinkJob,
    /// Whose links these are.
    pub account_id: String,
    /// The domains that the account had.
    pub domains: Domains,
    /// The URL that was asked: it says which host is the deployment's own.
    pub asked_at: String,
}

#[derive(Serialize, Deserialize)]
pub enum Command {
    Begin { job: StoredJob, rows: Vec<LinkJobRow> },
    Show,
    Rows(Parameters),
}

impl Row for LinkJobRow {
    const TABLE: &'static str = "rows";

    fn id(&self) -> String {
        format!("{:05}", self.row)
    }
}

/// A job.
pub struct LinkJobObject {
    state: State,
    env: Env,
}

impl Class for LinkJobObject {
    type Command = Command;

    fn new(state: State, env: Env) -> Self {
        Self { state, env }
    }

    async fn answer(&self, command: Command) -> worker::Result<Reply> {
        match command {
            Command::Begin { job, rows } => reply(&self.begin(job, &rows).await?),
            Command::Show => reply(&self.job().await?.map(|stored| stored.job)),
            Command::Rows(parameters) => reply(&self.some_rows(&parameters).await?),
        }
    }

    async fn alarm(&self) -> worker::Result<()> {
        let Some(stored) = self.job().await? else { return Ok(()) };
        if stored.job.ended_at.is_some() {
            return Document::of(&self.state).erase().await;
        }
        let next = match self.go_on(stored).await {
            Ok(true) => Duration::ZERO,
            Ok(false) => KEPT,
            Err(failure) => {
                console_error!("link job: {failure:?}");
                RETRY_AFTER
            }
        };
        self.state.storage().set_alarm(next).await
    }
}

impl LinkJobObject {
    async fn begin(&self, mut stored: StoredJob, rows: &[LinkJobRow]) -> worker::Result<LinkJob> {
        let table = self.rows();
        table.create()?;
        table.put_all(rows)?;
        count(&mut stored.job, rows);
        Document::of(&self.state).store(&stored).await?;
        self.state.storage().set_alarm(Duration::ZERO).await?;
        Ok(stored.job)
    }

    /// Does some rows; tells whether there are more.
    async fn go_on(&self, mut stored: StoredJob) -> Result<bool, Failure> {
        let waiting = "WHERE json_extract(data, '$.state') = 'waiting' ORDER BY id LIMIT ?";
        let mut rows = self.rows().some(waiting, vec![AT_A_TIME.into()])?;
        if !rows.is_empty() {
            self.work(&stored, &mut rows).await?;
            self.rows().put_all(&rows)?;
            count(&mut stored.job, &rows);
        }
        let is_ended = stored.job.done + stored.job.failed >= stored.job.total;
        stored.job.ended_at = is_ended.then(env::now);
        Document::of(&self.state).store(&stored).await?;
        Ok(!is_ended)
    }

    async fn some_rows(&self, parameters: &Parameters) -> worker::Result<Option<Share<LinkJobRow>>> {
        if self.job().await?.is_none() {
            return Ok(None);
        }
        let query = listing::query(&listings::LINK_JOB_ROWS, parameters)?;
        self.rows().list(&query).map(Some)
    }

    async fn job(&self) -> worker::Result<Option<StoredJob>> {
        Document::of(&self.state).load().await
    }

    fn rows(&self) -> Table<LinkJobRow> {
        Table::of(&self.state)
    }
}

/// Counts rows that have just been done or failed.
fn count(job: &mut LinkJob, rows: &[LinkJobRow]) {
    let of = |state| rows.iter().filter(|row| row.state == state).count();
    job.done += of(RowState::Done);
    job.failed += of(RowState::Failed);
}
