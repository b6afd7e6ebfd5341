//! What happened to verifications, on its way to the account's webhooks and to where it is counted.

use shortwave::{
    answer::verification::VerificationEventData, ids::AccountId, otp::Happened, time::Timestamp,
};
use worker::{Env, SqlStorage, SqlStorageValue, console_error};

use crate::{
    durable::{VerificationTrafficStub, WebhooksStub, read, sql, written},
    env,
    failure::Failure,
};

/// What is of one batch goes together, by an id by which it is told once however often it is sent.
pub const SCHEMA: &str = "
    CREATE TABLE IF NOT EXISTS happened (number INTEGER PRIMARY KEY AUTOINCREMENT, batch TEXT, data BLOB NOT NULL);";

/// What happens waits so long for what else happens.
pub const GATHERED_SECONDS: u32 = 1;

const RETRY_SECONDS: u32 = 10;

/// So much goes together.
const AT_A_TIME: u32 = 100;

/// What waits to be told.
pub struct Outbox {
    sql: SqlStorage,
}

impl Outbox {
    /// In an object's database.
    pub const fn of(sql: SqlStorage) -> Self {
        Self { sql }
    }

    /// Has it told; false where there is nothing.
    pub fn put(&self, news: &[Happened]) -> worker::Result<bool> {
        for happened in news {
            let data = SqlStorageValue::Blob(written(happened)?);
            sql::run(&self.sql, "INSERT INTO happened (data) VALUES (?)", vec![data])?;
        }
        Ok(!news.is_empty())
    }

    /// Tells a batch of it. When there is more to do; `None` where that was all.
    pub async fn tell(&self, env: &Env, account: &AccountId) -> worker::Result<Option<Timestamp>> {
        let Some((batch, news)) = self.batch()? else { return Ok(None) };
        if let Err(failure) = send(env, account, &batch, news).await {
            console_error!("verifications not told: {failure:?}");
            return Ok(Some(env::now().plus_seconds(RETRY_SECONDS)));
        }
        sql::run(&self.sql, "DELETE FROM happened WHERE batch = ?", vec![batch.into()])?;
        let left = sql::first(&self.sql, "SELECT 1 FROM happened LIMIT 1", Vec::new())?;
        Ok(left.map(|_| env::now()))
    }

    /// The batch that was sent and not heard of, or else a new one.
    fn batch(&self) -> worker::Result<Option<(String, Vec<Happened>)>> {
        let known =
            sql::first(&self.sql, "SELECT batch FROM happened WHERE batch IS NOT NULL LIMIT 1", Vec::new())?;
        let batch = known.map_or_else(|| self.new_batch(), |mut row| row.text())?;
        let select = "SELECT data FROM happened WHERE batch = ? ORDER BY number";
        let rows = sql::rows(&self.sql, select, vec![batch.as_str().into()])?;
        let news = rows.into_iter().map(|mut row| read(&row.bytes()?)).collect::<worker::Result<Vec<_>>>()?;
        Ok((!news.is_empty()).then_some((batch, news)))
    }

    fn new_batch(&self) -> worker::Result<String> {
        let batch = env::random_id()?;
        let update = "UPDATE happened SET batch = ? WHERE number IN (SELECT number FROM happened ORDER BY number LIMIT ?)";
        sql::run(&self.sql, update, vec![batch.as_str().into(), i64::from(AT_A_TIME).into()])?;
        Ok(batch)
    }
}

async fn send(env: &Env, account: &AccountId, batch: &str, news: Vec<Happened>) -> Result<(), Failure> {
    let event = |happened: &Happened| {
        let data = serde_json::to_string(&VerificationEventData::from(happened))?;
        Ok((VerificationEventData::kind(happened.kind), data))
    };
    let events = news.iter().map(event).collect::<Result<Vec<_>, Failure>>()?;
    WebhooksStub::of(env, account)?.tell(batch.to_owned(), events).await?;
    VerificationTrafficStub::of(env, account)?.count(batch.to_owned(), news).await
}
