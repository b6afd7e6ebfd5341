//! Guesses at the passwords of links, by who makes them.

use shortwave::{
    auth::{Backoff, RetryAfter},
    keyed_hash::KeyedHash,
    link::LinkId,
};
use worker::{SqlStorage, SqlStorageValue};

use super::super::{read, sql, written};
use crate::env;

pub const SCHEMA: &str = "
    CREATE TABLE IF NOT EXISTS guess (who TEXT PRIMARY KEY, backoff BLOB NOT NULL, at INTEGER NOT NULL) WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS old_guess ON guess (at);
";

const REMEMBERED_MS: i64 = 24 * 60 * 60 * 1_000;

/// The guesses at the links of a shard.
pub struct Guesses {
    sql: SqlStorage,
}

impl Guesses {
    /// In a shard's database.
    pub const fn of(sql: SqlStorage) -> Self {
        Self { sql }
    }

    /// Notes a guess at a link's password from an address: `Some` is the seconds to wait before it.
    pub fn guess(&self, id: &LinkId, address: KeyedHash) -> worker::Result<Option<u32>> {
        let (now, mut backoff) = (env::now(), self.backoff(id, address)?);
        if let Err(RetryAfter(seconds)) = backoff.attempt(now) {
            return Ok(Some(seconds));
        }
        let forgotten = now.millis() - REMEMBERED_MS;
        sql::run(&self.sql, "DELETE FROM guess WHERE at < ?", vec![forgotten.into()])?;
        let insert = "INSERT OR REPLACE INTO guess (who, backoff, at) VALUES (?, ?, ?)";
        let (who, backoff) = (who(id, address), SqlStorageValue::Blob(written(&backoff)?));
        sql::run(&self.sql, insert, vec![who, backoff, now.millis().into()])?;
        Ok(None)
    }

    fn backoff(&self, id: &LinkId, address: KeyedHash) -> worker::Result<Backoff> {
        let select = "SELECT backoff FROM guess WHERE who = ?";
        match sql::first(&self.sql, select, vec![who(id, address)])? {
            Some(mut row) => read(&row.bytes()?),
            None => Ok(Backoff::new()),
        }
    }

    /// The guess was right.
    pub fn guessed(&self, id: &LinkId, address: KeyedHash) -> worker::Result<()> {
        sql::run(&self.sql, "DELETE FROM guess WHERE who = ?", vec![who(id, address)])
    }
}

/// Who guesses at a link's password, as it is stored.
fn who(id: &LinkId, address: KeyedHash) -> SqlStorageValue {
    format!("{id} {}", address.to_hex()).into()
}
