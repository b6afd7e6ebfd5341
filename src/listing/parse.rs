//! Reading the parameters of a listing, with all that is wrong with them.

use std::ops::RangeInclusive;

use super::{
    Kind, Listing, Query, Start, cursor,
    order::Order,
    sql::{Comparison, Filter},
};
use crate::request::{FieldError, Problem};

pub(super) const LIMITS: RangeInclusive<u32> = 1..=100;
pub(super) const DEFAULT_LIMIT: u32 = 20;
pub(super) const PAGES: RangeInclusive<u32> = 1..=1_000;
/// A page is reached by going over all before it, which costs.
const DEEPEST: u32 = 10_000;

impl Query {
    /// Reads query parameters, names and values as the URL gives them, percent-decoded.
    ///
    /// # Errors
    /// All that is wrong, each with the parameter's name as its path.
    pub fn parse(listing: &Listing, pairs: &[(String, String)]) -> Result<Self, Vec<FieldError>> {
        let mut parameters = Parameters::new(pairs);
        let limit = parameters
            .take("limit", "an integer from 1 to 100", |text| whole(text, LIMITS))
            .unwrap_or(DEFAULT_LIMIT);
        let order = parameters
            .take("sort", "at most 3 different columns, with - before one for descending", |text| {
                Order::read(listing, text)
            })
            .unwrap_or_else(|| Order::default_of(listing));
        let start = parameters.start(&order, limit);
        let filters = parameters.filters(listing);
        if parameters.errors.is_empty() {
            return Ok(Self { limit, order, start, filters });
        }
        Err(parameters.errors)
    }
}

/// The parameters that are not read yet, and what was wrong with the others.
struct Parameters<'a> {
    /// Names and values, by name.
    left: Vec<(&'a str, &'a str)>,
    errors: Vec<FieldError>,
}

impl<'a> Parameters<'a> {
    /// Of a name that comes more than once, the last value counts, beside the error.
    fn new(pairs: &'a [(String, String)]) -> Self {
        let mut parameters = Self { left: Vec::new(), errors: Vec::new() };
        let mut pairs: Vec<_> = pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        pairs.sort_by_key(|(name, _)| *name);
        for same in pairs.chunk_by(|(one, _), (other, _)| one == other) {
            parameters.left.extend(same.last());
            if let [(name, _), _, ..] = same {
                parameters.refuse(name, Problem::Repeated);
            }
        }
        parameters
    }

    fn refuse(&mut self, name: &str, problem: Problem) {
        self.errors.push(FieldError { path: name.to_owned(), problem });
    }

    fn place(&self, name: &str) -> Option<usize> {
        self.left.iter().position(|(left, _)| *left == name)
    }

    /// A parameter, if it is there and can be read.
    fn take<T>(
        &mut self,
        name: &str,
        expected: &'static str,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let place = self.place(name)?;
        let value = read(self.left.remove(place).1);
        if value.is_none() {
            self.refuse(name, Problem::Type { expected });
        }
        value
    }

    fn start(&mut self, order: &Order, limit: u32) -> Start {
        if self.place("page").is_some() && self.place("offset").is_some() {
            self.refuse("page", Problem::Excluded { other: "offset" });
        }
        let page = self.take("page", "an integer from 1 to 1000, and page x limit at most 10000", |text| {
            whole(text, PAGES).filter(|page| page * limit <= DEEPEST)
        });
        let after =
            self.take("offset", "what a page of the same sort had as next", |text| cursor::read(order, text));
        after.map_or(Start::Page(page.unwrap_or(1)), Start::After)
    }

    /// All that is left must be filters.
    fn filters(&mut self, listing: &Listing) -> Vec<Filter> {
        let mut filters = Vec::new();
        for (name, value) in std::mem::take(&mut self.left) {
            match Filter::read(listing, name, value) {
                Ok(filter) => filters.push(filter),
                Err(problem) => self.refuse(name, problem),
            }
        }
        filters
    }
}

fn whole(text: &str, range: RangeInclusive<u32>) -> Option<u32> {
    text.parse().ok().filter(|number| range.contains(number))
}

impl Filter {
    /// Reads `status=SENT`, `createdAt.from=…`.
    fn read(listing: &Listing, name: &str, text: &str) -> Result<Self, Problem> {
        let (column, suffix) = match name.split_once('.') {
            Some((column, suffix)) => (column, Some(suffix)),
            None => (name, None),
        };
        let column = listing.column(column).ok_or(Problem::Unknown)?;
        let comparison = Comparison::read(column.kind, suffix).ok_or(Problem::Unknown)?;
        let value = column.kind.read(text).ok_or(Problem::Type { expected: column.kind.expected() })?;
        Ok(Self { column, comparison, value })
    }
}

impl Comparison {
    /// What stands after the column's name and a dot.
    fn read(kind: Kind, suffix: Option<&str>) -> Option<Self> {
        match (suffix, kind) {
            (None, Kind::Words) => Some(Self::Has),
            (Some("from"), Kind::Moment | Kind::Number) => Some(Self::From),
            (Some("to"), Kind::Moment | Kind::Number) => Some(Self::To),
            (Some("contains"), Kind::Text) | (None, Kind::Search) => Some(Self::Contains),
            (None, _) => Some(Self::Equal),
            _ => None,
        }
    }
}
