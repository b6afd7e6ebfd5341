//! Giving out collections. A query travels to an object as the parameters that it was read from.

use serde::{Deserialize, Serialize};
use shortwave::{
    listing::{Listing, Page, Query, Row as Listed, SortKey, SqlValue, Statement},
    request::native::Invalid,
};
use worker::SqlStorage;

use super::{
    sql::{self, Row},
    table::{Row as TableRow, Table},
};
use crate::json;

/// The parameters of a query.
pub type Parameters = Vec<(String, String)>;

/// What an object has of a collection: the rows of the page, or of what may become part of it, and how many there are.
#[derive(Serialize, Deserialize)]
pub struct Share<T> {
    /// The rows, in order.
    pub rows: Vec<(SortKey, T)>,
    /// How many rows there are on all pages.
    pub total: u64,
}

impl<T> Share<T> {
    /// As another type.
    pub fn map<U>(self, to: impl Fn(T) -> U) -> Share<U> {
        let row = |(sort_key, item)| (sort_key, to(item));
        Share { rows: self.rows.into_iter().map(row).collect(), total: self.total }
    }

    /// The rows, as a query takes them.
    pub fn into_rows(self) -> Vec<Listed<T>> {
        self.rows.into_iter().map(|(sort_key, item)| Listed { sort_key, item }).collect()
    }

    /// The page, of a collection that is all here.
    pub fn page(self, query: &Query) -> Page<T> {
        let total = self.total;
        query.page(self.into_rows(), total)
    }
}

/// The query of parameters that were read before.
pub fn query(listing: &'static Listing, parameters: &Parameters) -> worker::Result<Query> {
    Query::parse(listing, parameters).map_err(|errors| Invalid(errors).to_string().into())
}

impl<T: TableRow> Table<T> {
    /// The rows of a page.
    pub fn list(&self, query: &Query) -> worker::Result<Share<T>> {
        share(documents(self.sql(), query, T::TABLE, None)?)
    }

    /// The rows of a page of those that a selection gives, whose first value is given.
    pub fn list_from(&self, selection: &'static str, value: &str, query: &Query) -> worker::Result<Share<T>> {
        share(documents(self.sql(), query, selection, Some(value))?)
    }
}

/// Documents with their sort keys, and how many there are on all pages.
type Documents = (Vec<(SortKey, String)>, u64);

fn share<T: TableRow>((documents, total): Documents) -> worker::Result<Share<T>> {
    let row = |(sort_key, document): (_, String)| Ok((sort_key, json::read(&document)?));
    Ok(Share { rows: documents.into_iter().map(row).collect::<worker::Result<_>>()?, total })
}

/// The part of listing a table that knows no types.
fn documents(
    sql: &SqlStorage,
    query: &Query,
    from: &'static str,
    value: Option<&str>,
) -> worker::Result<Documents> {
    let document = |mut row: Row| {
        let (_id, data) = (row.text()?, row.text()?);
        Ok((row.read()?, data))
    };
    let valued = |mut statement: Statement| {
        statement.values.splice(..0, value.map(|value| SqlValue::Text(value.to_owned())));
        statement
    };
    let rows = rows(sql, valued(query.select(from)))?;
    let documents = rows.into_iter().map(document).collect::<worker::Result<_>>()?;
    Ok((documents, total(sql, valued(query.count(from)))?))
}

/// The rows of a statement.
pub fn rows(sql: &SqlStorage, Statement { sql: text, values }: Statement) -> worker::Result<Vec<Row>> {
    sql::rows(sql, &text, sql::bound(values)?)
}

/// What a counting statement counts.
pub fn total(sql: &SqlStorage, Statement { sql: text, values }: Statement) -> worker::Result<u64> {
    sql::number(sql, &text, sql::bound(values)?)
}
