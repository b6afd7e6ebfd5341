//! Queries as SQL. Only names from the program go into its text; all that a caller gave is bound.

use serde::{Deserialize, Serialize};

use super::{Column, Query, Start, Term};

/// A value in the database. Ordered as the database does: integers before text, text by its bytes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(untagged)]
pub enum SqlValue {
    /// INTEGER
    Integer(i64),
    /// TEXT
    Text(String),
}

/// A statement and the values of its `?`, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Statement {
    /// The text.
    pub sql: String,
    /// The values.
    pub values: Vec<SqlValue>,
}

/// A condition on one column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Filter {
    pub(super) column: Column,
    pub(super) comparison: Comparison,
    pub(super) value: SqlValue,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Comparison {
    Equal,
    From,
    To,
    Contains,
    Has,
}

impl Query {
    /// Selects the rows of the page from a table, and one more, which tells that there is a next page. Besides the
    /// table's columns each row has `sort_key`: deserialise it as a [`super::Row`].
    #[must_use]
    pub fn select(&self, table: &'static str) -> Statement {
        self.select_rows(table, self.skipped(), self.limit + 1)
    }

    /// The same from one of several tables that hold the collection together, for [`Query::merge`]: since the
    /// pages before may lie in any of them, it starts at the beginning.
    #[must_use]
    pub fn select_share(&self, table: &'static str) -> Statement {
        self.select_rows(table, 0, self.skipped() + self.limit + 1)
    }

    /// Counts what the filters let through, on all pages, as `total`.
    #[must_use]
    pub fn count(&self, table: &'static str) -> Statement {
        let mut statement = Statement::default();
        statement.push(&format!("SELECT COUNT(*) AS total FROM {table} WHERE TRUE"));
        self.filters.iter().for_each(|filter| statement.push_filter(filter));
        statement
    }

    /// How many rows lie on the pages before.
    pub(super) const fn skipped(&self) -> u32 {
        match self.start {
            Start::Page(page) => (page - 1) * self.limit,
            Start::After(_) => 0,
        }
    }

    fn select_rows(&self, table: &'static str, skipped: u32, rows: u32) -> Statement {
        let columns: Vec<_> = self.order.columns().map(|column| column.sql).collect();
        let order: Vec<_> = self.order.terms().iter().map(Term::sql).collect();
        let mut statement = Statement::default();
        statement.push(&format!(
            "SELECT *, json_array({}) AS sort_key FROM {table} WHERE TRUE",
            columns.join(", ")
        ));
        self.filters.iter().for_each(|filter| statement.push_filter(filter));
        if let Start::After(item) = &self.start {
            statement.push(" AND ");
            statement.push_after(self.order.terms(), item.values());
        }
        statement.push(&format!(" ORDER BY {} LIMIT ? OFFSET ?", order.join(", ")));
        statement.values.extend([rows, skipped].map(|number| SqlValue::Integer(number.into())));
        statement
    }
}

impl Term {
    fn sql(&self) -> String {
        format!("{}{}", self.column.sql, if self.descending { " DESC" } else { "" })
    }
}

impl Statement {
    fn push(&mut self, sql: &str) {
        self.sql.push_str(sql);
    }

    fn push_filter(&mut self, filter: &Filter) {
        let column = filter.column.sql;
        self.push(&match filter.comparison {
            Comparison::Equal => format!(" AND {column} = ?"),
            Comparison::From => format!(" AND {column} >= ?"),
            Comparison::To => format!(" AND {column} < ?"),
            Comparison::Has => format!(" AND instr({column}, ?) > 0"),
            // Not LIKE, whose patterns the platform limits to 50 bytes.
            Comparison::Contains => format!(" AND instr(lower({column}), lower(?)) > 0"),
        });
        self.values.push(filter.value.clone());
    }

    /// That a row comes after an item, by the first term in which they differ. What the first term alone says
    /// stands outside of the OR, so that an index can start there.
    fn push_after(&mut self, terms: &[Term], item: &[SqlValue]) {
        let ([term, terms @ ..], [value, values @ ..]) = (terms, item) else { return };
        let (column, after) = (term.column.sql, if term.descending { '<' } else { '>' });
        if terms.is_empty() {
            self.push(&format!("{column} {after} ?"));
            self.values.push(value.clone());
            return;
        }
        self.push(&format!("{column} {after}= ? AND ({column} {after} ? OR "));
        self.values.extend([value.clone(), value.clone()]);
        self.push_after(terms, values);
        self.push(")");
    }
}
