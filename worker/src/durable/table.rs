//! Tables of JSON documents in an object's database, each found by its id.

use std::marker::PhantomData;

use serde::{Serialize, de::DeserializeOwned};
use worker::{SqlStorage, SqlStorageValue, State};

use super::sql;
use crate::json;

/// Something that is kept in a table.
pub trait Row: Serialize + DeserializeOwned {
    /// The table's name.
    const TABLE: &'static str;

    /// The id, which is unique in the table and also orders it.
    fn id(&self) -> String;
}

/// The table of one kind of row.
pub struct Table<T> {
    documents: Documents,
    kind: PhantomData<T>,
}

impl<T: Row> Table<T> {
    /// The table in an object's database.
    pub fn of(state: &State) -> Self {
        Self { documents: Documents { sql: state.storage().sql(), table: T::TABLE }, kind: PhantomData }
    }

    /// The database.
    pub const fn sql(&self) -> &SqlStorage {
        &self.documents.sql
    }

    /// Makes the table, where it is not there yet.
    pub fn create(&self) -> worker::Result<()> {
        self.documents.create()
    }

    /// The row of an id.
    pub fn get(&self, id: &str) -> worker::Result<Option<T>> {
        self.first("WHERE id = ?", vec![id.into()])
    }

    /// The row of the highest id.
    pub fn last(&self) -> worker::Result<Option<T>> {
        self.first("ORDER BY id DESC LIMIT 1", Vec::new())
    }

    /// Writes a row, new or not.
    pub fn put(&self, row: &T) -> worker::Result<()> {
        self.documents.put(row.id(), serde_json::to_string(row)?)
    }

    /// The same of many at once.
    pub fn put_all<'a>(&self, rows: impl IntoIterator<Item = &'a T>) -> worker::Result<()>
    where
        T: 'a,
    {
        let row = |row: &T| Ok((row.id(), serde_json::to_string(row)?));
        self.documents.put_all(rows.into_iter().map(row).collect::<worker::Result<_>>()?)
    }

    /// Removes a row.
    pub fn remove(&self, id: &str) -> worker::Result<()> {
        self.remove_where("id = ?", vec![id.into()])
    }

    /// Removes the rows that a condition holds for.
    pub fn remove_where(&self, condition: &str, values: Vec<SqlStorageValue>) -> worker::Result<()> {
        self.documents.remove_where(condition, values)
    }

    /// All rows.
    pub fn all(&self) -> worker::Result<Vec<T>> {
        self.some("", Vec::new())
    }

    /// Rows, by what stands after the table in a statement.
    pub fn some(&self, rest: &str, values: Vec<SqlStorageValue>) -> worker::Result<Vec<T>> {
        let documents = self.documents.select(rest, values)?;
        documents.iter().map(|document| Ok(json::read(document)?)).collect()
    }

    /// How many rows there are.
    pub fn count(&self) -> worker::Result<u64> {
        self.documents.count()
    }

    fn first(&self, rest: &str, values: Vec<SqlStorageValue>) -> worker::Result<Option<T>> {
        let documents = self.documents.select(rest, values)?;
        Ok(documents.first().map(|document| json::read(document)).transpose()?)
    }
}

/// The part of a table that knows no types.
struct Documents {
    sql: SqlStorage,
    table: &'static str,
}

impl Documents {
    fn create(&self) -> worker::Result<()> {
        let table = self.table;
        let statement = format!(
            "CREATE TABLE IF NOT EXISTS {table} (id TEXT PRIMARY KEY, data TEXT NOT NULL) WITHOUT ROWID"
        );
        sql::run(&self.sql, &statement, Vec::new())
    }

    fn put(&self, id: String, data: String) -> worker::Result<()> {
        let statement = format!("INSERT OR REPLACE INTO {} (id, data) VALUES (?, ?)", self.table);
        sql::run(&self.sql, &statement, vec![id.into(), data.into()])
    }

    fn put_all(&self, mut rows: Vec<(String, String)>) -> worker::Result<()> {
        /// A statement takes values of at most 2 MB, and a row of ours has at most a quarter of one.
        const BYTES_AT_A_TIME: usize = 1 << 20;
        while !rows.is_empty() {
            let mut bytes = 0;
            let fitting = rows.iter().position(|(_, data)| {
                bytes += data.len();
                bytes > BYTES_AT_A_TIME
            });
            let rest = rows.split_off(fitting.map_or(rows.len(), |fitting| fitting.max(1)));
            let statement = format!(
                "INSERT OR REPLACE INTO {} (id, data) SELECT value->>0, value->>1 FROM json_each(?)",
                self.table
            );
            sql::run(&self.sql, &statement, vec![serde_json::to_string(&rows)?.into()])?;
            rows = rest;
        }
        Ok(())
    }

    fn remove_where(&self, condition: &str, values: Vec<SqlStorageValue>) -> worker::Result<()> {
        sql::run(&self.sql, &format!("DELETE FROM {} WHERE {condition}", self.table), values)
    }

    fn select(&self, rest: &str, values: Vec<SqlStorageValue>) -> worker::Result<Vec<String>> {
        let rows = sql::rows(&self.sql, &format!("SELECT data FROM {} {rest}", self.table), values)?;
        rows.into_iter().map(|mut row| row.text()).collect()
    }

    fn count(&self) -> worker::Result<u64> {
        sql::number(&self.sql, &format!("SELECT count(*) FROM {}", self.table), Vec::new())
    }
}
