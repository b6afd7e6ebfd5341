//! Pages: what a listing answers with.

use serde::{Deserialize, Serialize};

use super::{Query, SqlValue, Start, cursor};

/// A row of [`Query::select`]: the item, and where it stands in the order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row<T> {
    /// The column `sort_key`.
    pub sort_key: SortKey,
    /// The other columns.
    #[serde(flatten)]
    pub item: T,
}

/// An item's values in the columns that it is sorted by. SQL gives it as the text of a JSON array.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct SortKey(Vec<SqlValue>);

/// A page of items.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<T> {
    /// The items, in order.
    pub items: Vec<T>,
    /// Where the page stands.
    pub pagination: Pagination,
}

/// Where a page stands: the `pagination` of the base response ("Digital Engagement APIs").
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "describe", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Pagination {
    /// The offset that was asked for.
    pub offset: Option<String>,
    /// The most items that a page has.
    pub limit: u32,
    /// The offset of the next page, if there is one.
    pub next: Option<String>,
    /// Which page this is, from 1; unknown when an offset was asked for.
    pub page: Option<u32>,
    /// How many pages of this limit there are.
    pub pages: u64,
    /// How many items there are on all pages.
    pub total: u64,
}

impl SortKey {
    pub(super) const fn new(values: Vec<SqlValue>) -> Self {
        Self(values)
    }

    pub(super) fn values(&self) -> &[SqlValue] {
        &self.0
    }
}

impl TryFrom<String> for SortKey {
    type Error = serde_json::Error;

    fn try_from(json: String) -> Result<Self, Self::Error> {
        serde_json::from_str(&json).map(Self)
    }
}

impl From<SortKey> for String {
    fn from(key: SortKey) -> Self {
        // Numbers and texts can be written.
        serde_json::to_string(&key.0).unwrap_or_default()
    }
}

impl Query {
    /// Puts the rows of [`Query::select_share`] of several tables together, to what [`Query::select`] would give if they
    /// were one.
    #[must_use]
    pub fn merge<T>(&self, shares: Vec<Vec<Row<T>>>) -> Vec<Row<T>> {
        let mut rows: Vec<_> = shares.into_iter().flatten().collect();
        // A stable sort goes through runs that are in order already in linear time: it is a merge.
        rows.sort_by(|left, right| self.order.compare(&left.sort_key, &right.sort_key));
        rows.into_iter().skip(self.skipped() as usize).take(self.limit as usize + 1).collect()
    }

    /// The answer, from the rows of [`Query::select`] or [`Query::merge`] and the sum of [`Query::count`].
    #[must_use]
    pub fn page<T>(&self, mut rows: Vec<Row<T>>, total: u64) -> Page<T> {
        let limit = self.limit as usize;
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next = rows.last().filter(|_| more).map(|row| cursor::write(&self.order, &row.sort_key));
        let (offset, page) = match &self.start {
            Start::After(item) => (Some(cursor::write(&self.order, item)), None),
            Start::Page(page) => (None, Some(*page)),
        };
        let pages = total.div_ceil(self.limit.into());
        Page {
            items: rows.into_iter().map(|row| row.item).collect(),
            pagination: Pagination { offset, limit: self.limit, next, page, pages, total },
        }
    }
}
