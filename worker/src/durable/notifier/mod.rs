//! One object for each account and host that is told what becomes of messages: what is on its way there.
//!
//! An alarm tells what is due in the order in which it came, some of it at once, but never two things about one message. So a host
//! that is slow or gone holds up nobody but itself.

mod stub;

pub use stub::{Notice, NotifierStub};

use std::time::Duration;

use serde::{Deserialize, Serialize};
use shortwave::{
    ids::AccountId,
    message::{SendingId, Unheard, tell_again_seconds},
    time::Timestamp,
    webhook::WebhookSecret,
};
use worker::{Env, SqlStorageValue, State, console_error};

use super::{Class, Document, Reply, reply, sql};
use crate::{
    durable::AccountStub,
    env::{self, Config},
    failure::Failure,
    outbound,
};

/// As many connections as the platform lets an object have at once.
const AT_ONCE: usize = 6;
/// The most that is told in one run of the alarm, within the 50 requests of the platform's free plan, and for how long one goes on.
const MOST: usize = 30;
const RUN_MS: u64 = 5_000;

/// `due` is empty for what has failed, until the account has it; `status` is what the host answered last, 0 for nothing. Of each sending it is known up to
/// which of its events its notices were taken over.
const SCHEMA: &str = "
    CREATE TABLE IF NOT EXISTS notice (
        number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL, url TEXT NOT NULL, body TEXT, attempts INTEGER NOT NULL DEFAULT 0,
        status INTEGER, due INTEGER, created_at INTEGER NOT NULL);
    CREATE INDEX IF NOT EXISTS notice_due ON notice (due, number);
    CREATE INDEX IF NOT EXISTS notice_created_at ON notice (created_at);
    CREATE TABLE IF NOT EXISTS taken (sending INTEGER PRIMARY KEY, event INTEGER NOT NULL, at INTEGER NOT NULL);
";

/// Notices of one sending are handed over.
#[derive(Serialize, Deserialize)]
pub struct Command {
    account: AccountId,
    sending: SendingId,
    notices: Vec<Notice>,
}

/// What is to be told now.
struct Due {
    number: i64,
    id: String,
    url: String,
    /// Empty where the URL is asked by GET.
    body: String,
    attempts: u32,
}

impl Due {
    /// Of these, never two are on their way at once.
    fn message(&self) -> (Option<&str>, bool) {
        (self.id.split('-').next(), self.body.is_empty())
    }
}

/// What a host is to be told.
pub struct NotifierObject {
    state: State,
    env: Env,
}

impl Class for NotifierObject {
    type Command = Command;

    fn new(state: State, env: Env) -> Self {
        Self { state, env }
    }

    async fn answer(&self, command: Command) -> worker::Result<Reply> {
        reply(&self.take(&command).await?)
    }

    async fn alarm(&self) -> worker::Result<()> {
        if let Some(account) = Document::of(&self.state).load::<AccountId>().await? {
            self.forget()?;
            let config = Config::load(&self.env).map_err(|_| "a setting is unfit")?;
            self.tell_due(&secret_of(&account, &config), &config).await?;
            if let Err(failure) = self.give_up(&account).await {
                console_error!("failed notifications: {failure:?}");
            }
            self.wake_for_next(config.retry_seconds).await?;
        }
        Ok(())
    }
}

impl NotifierObject {
    /// Takes notices over. Those that were taken before are known.
    async fn take(&self, Command { account, sending, notices }: &Command) -> worker::Result<()> {
        self.run(SCHEMA, Vec::new())?;
        let document = Document::of(&self.state);
        if document.load::<AccountId>().await?.is_none() {
            document.store(account).await?;
        }
        let (sending, now) = (i64::try_from(sending.0).unwrap_or(i64::MAX), env::now().millis());
        let taken =
            sql::number(&self.sql(), "SELECT event FROM taken WHERE sending = ?", vec![sending.into()])?;
        let mut last = taken;
        let mut rows = Vec::new();
        for Notice { event, id, url, body } in notices {
            if *event > taken {
                rows.push(serde_json::json!([id, url, body]));
                last = last.max(*event);
            }
        }
        let insert = "INSERT INTO notice (id, url, body, due, created_at)
            SELECT value->>0, value->>1, value->>2, ?1, ?1 FROM json_each(?2)";
        self.run(insert, vec![now.into(), serde_json::to_string(&rows)?.into()])?;
        let upsert = "INSERT INTO taken (sending, event, at) VALUES (?1, ?2, ?3)
            ON CONFLICT (sending) DO UPDATE SET event = ?2, at = ?3";
        let last = i64::try_from(last).unwrap_or(i64::MAX);
        self.run(upsert, vec![sending.into(), last.into(), now.into()])?;
        if self.state.storage().get_alarm().await?.is_none_or(|at| at > now) {
            self.state.storage().set_alarm(Duration::ZERO).await?;
        }
        Ok(())
    }

    /// Tells what is due, as long as there is somebody who answers.
    async fn tell_due(&self, secret: &WebhookSecret, config: &Config) -> worker::Result<()> {
        let (begun, mut told) = (env::now(), 0);
        while told < MOST && env::now().millis_since(begun) < RUN_MS {
            let due = self.due()?;
            let Some(first) = due.first() else { return Ok(()) };
            told += due.len();
            // All are of one host.
            let statuses = if outbound::may_be_asked(&first.url, config).await? {
                let notices: Vec<_> = due.iter().map(|due| [&*due.url, &due.id, &due.body]).collect();
                outbound::notify(&notices, secret).await?
            } else {
                Vec::new()
            };
            let mut is_there = false;
            for (index, due) in due.iter().enumerate() {
                let status = statuses.get(index).copied().unwrap_or_default();
                is_there |= status != 0;
                self.settle(due, status, config.retry_seconds)?;
            }
            if !is_there {
                return self.put_off(config.retry_seconds);
            }
        }
        Ok(())
    }

    /// The notices that are due first, as far as they are about different messages.
    fn due(&self) -> worker::Result<Vec<Due>> {
        let select = "SELECT number, id, url, coalesce(body, ''), attempts FROM notice WHERE due <= ?
            ORDER BY due, number LIMIT ?";
        let at_once = i64::try_from(AT_ONCE).unwrap_or(i64::MAX);
        let mut due: Vec<Due> = Vec::new();
        for mut row in sql::rows(&self.sql(), select, vec![env::now().millis().into(), at_once.into()])? {
            let (number, id, url) = (row.number()?, row.text()?, row.text()?);
            let next = Due { number, id, url, body: row.text()?, attempts: row.number()? };
            if due.iter().any(|due| due.message() == next.message()) {
                break;
            }
            due.push(next);
        }
        Ok(due)
    }

    /// Notes what came of telling: 200 is heard, and nothing else is.
    fn settle(&self, due: &Due, status: u16, step_seconds: u32) -> worker::Result<()> {
        if status == 200 {
            return self.run("DELETE FROM notice WHERE number = ?", vec![due.number.into()]);
        }
        let attempts = due.attempts + 1;
        let again = tell_again_seconds(attempts, step_seconds);
        let next = again.map(|seconds| env::now().plus_seconds(seconds).millis());
        let update = "UPDATE notice SET attempts = ?, status = ?, due = ? WHERE number = ?";
        let (attempts, status) = (i64::from(attempts).into(), i64::from(status).into());
        self.run(update, vec![attempts, status, next.into(), due.number.into()])
    }

    /// Has the account keep what was told for the last time. It is forgotten here when it is there.
    async fn give_up(&self, account: &AccountId) -> Result<(), Failure> {
        let select = "SELECT number, id, url, coalesce(body, ''), attempts, coalesce(status, 0), created_at FROM notice
            WHERE due IS NULL ORDER BY number LIMIT ?";
        let most = i64::try_from(MOST).unwrap_or(i64::MAX);
        let (mut numbers, mut unheard): (Vec<i64>, Vec<Unheard>) = (Vec::new(), Vec::new());
        for mut row in sql::rows(&self.sql(), select, vec![most.into()])? {
            numbers.push(row.number()?);
            let (id, url, body) = (row.text()?, row.text()?, row.text()?);
            // Of one event a URL may be asked, and a form and JSON be posted.
            let way = body.chars().next().map_or("url", |first| if first == '{' { "json" } else { "form" });
            unheard.push(Unheard {
                id: format!("{id}.{way}"),
                url,
                body: Some(body).filter(|body| !body.is_empty()),
                attempts: row.number()?,
                status: Some(row.number()?).filter(|status| *status > 0),
                created_at: Timestamp::from_millis(row.number()?),
                failed_at: env::now(),
            });
        }
        if numbers.is_empty() {
            return Ok(());
        }
        AccountStub::of(&self.env, account)?.note_unheard(unheard).await?;
        let remove = "DELETE FROM notice WHERE number IN (SELECT value FROM json_each(?))";
        Ok(self.run(remove, vec![serde_json::to_string(&numbers)?.into()])?)
    }

    /// Where nobody answers at all, the others that are due wait too, or each would be waited for in vain.
    fn put_off(&self, seconds: u32) -> worker::Result<()> {
        let now = env::now();
        let until = now.plus_seconds(seconds).millis();
        self.run("UPDATE notice SET due = ? WHERE due <= ?", vec![until.into(), now.millis().into()])
    }

    /// Forgets what was not heard for as long as it is kept, and what was taken over as long ago.
    fn forget(&self) -> worker::Result<()> {
        let before = env::now().millis() - kept();
        self.run("DELETE FROM notice WHERE created_at <= ?", vec![before.into()])?;
        self.run("DELETE FROM taken WHERE at <= ?", vec![before.into()])
    }

    /// Sets the alarm for what is to be told or forgotten next; where there is nothing, nothing is left of the object.
    async fn wake_for_next(&self, retry_seconds: u32) -> worker::Result<()> {
        let select = "SELECT at FROM (SELECT min(due) AS at FROM notice UNION ALL SELECT min(created_at) + ?1 FROM notice
            UNION ALL SELECT ?2 FROM notice WHERE due IS NULL UNION ALL SELECT min(at) + ?1 FROM taken) WHERE at IS NOT NULL ORDER BY at LIMIT 1";
        let again = env::now().plus_seconds(retry_seconds).millis();
        match sql::first(&self.sql(), select, vec![kept().into(), again.into()])? {
            Some(mut row) => {
                let wait = Timestamp::from_millis(row.number()?).millis_since(env::now());
                self.state.storage().set_alarm(Duration::from_millis(wait)).await
            }
            None => Document::of(&self.state).erase().await,
        }
    }

    fn run(&self, statement: &str, values: Vec<SqlStorageValue>) -> worker::Result<()> {
        sql::run(&self.sql(), statement, values)
    }

    fn sql(&self) -> worker::SqlStorage {
        self.state.storage().sql()
    }
}

/// How long what nobody hears is kept, in milliseconds.
fn kept() -> i64 {
    i64::try_from(Unheard::KEPT.as_millis()).unwrap_or(i64::MAX)
}

/// What an account's notifications are signed with. It follows from the server's key, so that it is stored nowhere.
pub fn secret_of(account: &AccountId, config: &Config) -> WebhookSecret {
    WebhookSecret::new(*config.hash_key.hash(&[b"notifications", account.as_str().as_bytes()]).as_bytes())
}
