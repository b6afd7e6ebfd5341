//! The order of a listing.

use std::cmp::Ordering;

use super::{Column, Listing, SortKey, Term};

/// The most columns that a caller may sort by.
pub(super) const MOST_TERMS: usize = 3;

/// Columns to sort by, the key among them, so that no two items are equal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Order(Vec<Term>);

impl Order {
    /// The order when none is asked for.
    pub(super) fn default_of(listing: &Listing) -> Self {
        Self::total(listing, vec![listing.default_sort])
    }

    /// Reads `-createdAt,name`; `None` when a column is unknown or named twice, or there are too many.
    pub(super) fn read(listing: &Listing, text: &str) -> Option<Self> {
        let terms: Vec<_> = text.split(',').map(|name| Term::read(listing, name)).collect::<Option<_>>()?;
        let different = terms
            .iter()
            .enumerate()
            .all(|(index, term)| terms.iter().take(index).all(|earlier| earlier.column != term.column));
        (different && terms.len() <= MOST_TERMS).then(|| Self::total(listing, terms))
    }

    /// Ends with the key, in the direction of the term before it: so one index serves both ways.
    fn total(listing: &Listing, mut terms: Vec<Term>) -> Self {
        if terms.iter().all(|term| term.column != listing.key) {
            let descending = terms.last().is_some_and(|term| term.descending);
            terms.push(Term { column: listing.key, descending });
        }
        Self(terms)
    }

    pub(super) fn terms(&self) -> &[Term] {
        &self.0
    }

    pub(super) fn columns(&self) -> impl Iterator<Item = Column> {
        self.0.iter().map(|term| term.column)
    }

    /// As [`Self::read`] reads it.
    pub(super) fn spec(&self) -> String {
        let spec = |term: &Term| format!("{}{}", if term.descending { "-" } else { "" }, term.column.name);
        self.0.iter().map(spec).collect::<Vec<_>>().join(",")
    }

    /// Compares two items of this order as the database does.
    pub(super) fn compare(&self, left: &SortKey, right: &SortKey) -> Ordering {
        let values = left.values().iter().zip(right.values());
        let by_term = self.0.iter().zip(values).map(|(term, (left, right))| {
            let ordering = left.cmp(right);
            if term.descending { ordering.reverse() } else { ordering }
        });
        by_term.fold(Ordering::Equal, Ordering::then)
    }
}

impl Term {
    /// Reads `createdAt` or `-createdAt`.
    fn read(listing: &Listing, text: &str) -> Option<Self> {
        let reversed = text.strip_prefix('-');
        let column = listing.column(reversed.unwrap_or(text)).filter(|column| column.kind.is_sortable())?;
        Some(Self { column, descending: reversed.is_some() })
    }
}
