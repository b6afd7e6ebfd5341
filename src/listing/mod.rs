//! Listings: how every collection is filtered, sorted, and given out page by page.
//!
//! A [`Listing`] says which columns a collection has. [`Query::parse`] reads the query parameters against it,
//! [`Query::select`] and [`Query::count`] put them as SQL, and [`Query::page`] makes the answer of the rows. A
//! collection that is spread over several objects asks each for [`Query::select_share`] and puts the shares
//! together with [`Query::merge`]. A query travels to an object as the parameters it was read from.
//!
//! | Parameter | Meaning |
//! |---|---|
//! | `limit` | Items on a page: 1 to 100, by default 20 |
//! | `sort` | At most 3 columns with commas between, `-` before one for descending: `-createdAt,name` |
//! | `offset` | Where to go on: the `next` of the page before. It belongs to one sort |
//! | `page` | Or which page, from 1, no deeper than 10,000 items |
//! | `name` | The column has this value |
//! | `name.from`, `name.to` | The moment or number is this or more, is less than this |
//! | `name.contains` | The text has this in it, whatever the case of ASCII letters |
//!
//! A moment is RFC 3339 or milliseconds since the Unix epoch. Unlike pages, offsets neither repeat nor skip an
//! item when others come and go meanwhile.

mod cursor;
#[cfg(feature = "describe")]
mod describe;
mod order;
mod page;
mod parse;
mod sql;

pub use page::{Page, Pagination, Row, SortKey};
pub use sql::{SqlValue, Statement};

use crate::time::Timestamp;
use order::Order;
use sql::Filter;

/// What can be asked of a collection. With all of its filters and a cursor a query must bind at most 100 values, the
/// platform's limit: so at most 25 columns.
#[derive(Clone, Copy, Debug)]
pub struct Listing {
    /// The column that no two items share. It ends every order, so that every order is total.
    pub key: Column,
    /// The other columns.
    pub columns: &'static [Column],
    /// The order when none is asked for.
    pub default_sort: Term,
}

/// A column that callers may filter and sort by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name in the API, camelCase. `limit`, `sort`, `offset` and `page` are taken.
    pub name: &'static str,
    /// The same in SQL: a column with the default collation, or an expression, which goes into statements as it
    /// stands. It is never NULL: `IFNULL(used_at, 0)`.
    pub sql: &'static str,
    /// What it holds.
    pub kind: Kind,
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// TEXT, ordered by code points. It should be short: it becomes part of the cursors of its sort.
    Text,
    /// INTEGER, milliseconds since the Unix epoch.
    Moment,
    /// INTEGER.
    Number,
    /// INTEGER, 0 or 1.
    Flag,
    /// TEXT that is only looked through: what is asked for is somewhere in it.
    Search,
    /// TEXT of words, each between commas: what is asked for is one of them. Not to be sorted by.
    Words,
}

/// A column to sort by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Term {
    /// The column.
    pub column: Column,
    /// Whether the largest comes first.
    pub descending: bool,
}

/// What a caller asks of a collection. Made by [`Query::parse`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    limit: u32,
    order: Order,
    start: Start,
    filters: Vec<Filter>,
}

/// Where a page starts.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Start {
    /// After the item with this sort key.
    After(SortKey),
    /// So many pages from the beginning, the first being 1.
    Page(u32),
}

impl Listing {
    fn column(&self, name: &str) -> Option<Column> {
        std::iter::once(&self.key).chain(self.columns).find(|column| column.name == name).copied()
    }
}

impl Kind {
    /// The largest number. The platform keeps integers as doubles, which are exact up to 2^53.
    const LARGEST: i64 = (1 << 53) - 1;

    /// The value as SQL has it; `None` for a text that is no such value.
    fn read(self, text: &str) -> Option<SqlValue> {
        let value = match self {
            Self::Text | Self::Search => Some(SqlValue::Text(text.to_owned())),
            Self::Words => Some(SqlValue::Text(format!(",{text},"))),
            Self::Moment => text.parse().ok().or_else(|| rfc3339(text)).map(SqlValue::Integer),
            Self::Number => text.parse().ok().map(SqlValue::Integer),
            Self::Flag => text.parse().ok().map(|flag: bool| SqlValue::Integer(flag.into())),
        };
        value.filter(|value| self.holds(value))
    }

    /// Whether a column of this kind can hold the value.
    const fn holds(self, value: &SqlValue) -> bool {
        match value {
            SqlValue::Text(_) => self.is_text(),
            SqlValue::Integer(number) => {
                !self.is_text() && number.unsigned_abs() <= Self::LARGEST.unsigned_abs()
            }
        }
    }

    const fn is_text(self) -> bool {
        matches!(self, Self::Text | Self::Search | Self::Words)
    }

    /// Whether items can be sorted by it.
    const fn is_sortable(self) -> bool {
        !matches!(self, Self::Search | Self::Words)
    }

    /// What to tell a caller whose value is no such one.
    const fn expected(self) -> &'static str {
        match self {
            Self::Text | Self::Search | Self::Words => "a string",
            Self::Moment => "a time, RFC 3339 or milliseconds since 1970",
            Self::Number => "an integer",
            Self::Flag => "true or false",
        }
    }
}

fn rfc3339(text: &str) -> Option<i64> {
    text.parse().ok().map(Timestamp::millis)
}
