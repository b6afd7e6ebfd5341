//! Statements to an object's database, and the rows that they give.

use serde::de::DeserializeOwned;
use shortwave::listing::SqlValue;
use worker::{SqlStorage, SqlStorageValue};

use crate::json;

/// A row, whose columns are read one after the other.
pub struct Row(std::vec::IntoIter<SqlStorageValue>);

impl Row {
    /// The next column, which is TEXT.
    pub fn text(&mut self) -> worker::Result<String> {
        match self.0.next() {
            Some(SqlStorageValue::String(text)) => Ok(text),
            _ => Err("a column is no text".into()),
        }
    }

    /// The next column, which is TEXT, in its type.
    pub fn read<T: DeserializeOwned>(&mut self) -> worker::Result<T> {
        Ok(json::read_text(&self.text()?)?)
    }

    /// Leaves out so many columns.
    pub fn skip(&mut self, columns: usize) {
        self.0.by_ref().take(columns).for_each(drop);
    }

    /// The next column, which is a BLOB.
    pub fn bytes(&mut self) -> worker::Result<Vec<u8>> {
        match self.0.next() {
            Some(SqlStorageValue::Blob(bytes)) => Ok(bytes),
            _ => Err("a column has no bytes".into()),
        }
    }

    /// The next column, which is INTEGER, in its type.
    pub fn number<T: TryFrom<i64>>(&mut self) -> worker::Result<T> {
        match self.0.next() {
            Some(SqlStorageValue::Integer(number)) => {
                number.try_into().map_err(|_| "a number is out of range".into())
            }
            _ => Err("a column is no whole number".into()),
        }
    }
}

/// The rows of a statement.
pub fn rows(sql: &SqlStorage, statement: &str, values: Vec<SqlStorageValue>) -> worker::Result<Vec<Row>> {
    each(sql, statement, values)?.collect()
}

/// The same, one after the other: so many that they are not to be in memory together.
pub fn each(
    sql: &SqlStorage,
    statement: &str,
    values: Vec<SqlStorageValue>,
) -> worker::Result<impl Iterator<Item = worker::Result<Row>> + use<>> {
    Ok(sql.exec(statement, values)?.raw().map(|row| Ok(Row(row?.into_iter()))))
}

/// The first row of a statement, if there is one.
pub fn first(sql: &SqlStorage, statement: &str, values: Vec<SqlStorageValue>) -> worker::Result<Option<Row>> {
    Ok(rows(sql, statement, values)?.into_iter().next())
}

/// The number that a statement selects.
pub fn number(sql: &SqlStorage, statement: &str, values: Vec<SqlStorageValue>) -> worker::Result<u64> {
    first(sql, statement, values)?.map_or(Ok(0), |mut row| row.number())
}

/// Does what a statement says.
pub fn run(sql: &SqlStorage, statement: &str, values: Vec<SqlStorageValue>) -> worker::Result<()> {
    sql.exec(statement, values).map(drop)
}

/// The values of a statement, as they are bound.
pub fn bound(values: Vec<SqlValue>) -> worker::Result<Vec<SqlStorageValue>> {
    let bound = |value| match value {
        SqlValue::Integer(number) => SqlStorageValue::try_from_i64(number),
        SqlValue::Text(text) => Ok(text.into()),
    };
    values.into_iter().map(bound).collect()
}
