//! What may be wrong with a list of prices.

use std::fmt;

use super::PriceList;
use crate::{country::CountryIsoError, csv::Fault, money::MoneyError};

/// Why a table is no list of prices.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PriceListError {
    /// Something that is not UTF-8, in this line.
    #[error("line {0}: not UTF-8")]
    NotUtf8(usize),
    /// The first line cannot be read.
    #[error("the names of the columns: {0}")]
    Header(Fault),
    /// There is no column of this name.
    #[error("there is no column {0}")]
    NoColumn(&'static str),
    /// There are two columns of this name.
    #[error("there are two columns {0}")]
    RepeatedColumn(&'static str),
    /// There is no row.
    #[error("there are no prices")]
    Empty,
    /// Over [`PriceList::MAX_ROWS`].
    #[error("more than {} rows", PriceList::MAX_ROWS)]
    TooManyRows,
    /// These rows are wrong, in their order.
    #[error("{}", Told(.0))]
    Rows(Vec<WrongRow>),
}

/// A row that is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WrongRow {
    /// The line that it begins in, counted from 1.
    pub line: usize,
    /// The column; none where it is the row as a whole.
    pub column: Option<&'static str>,
    /// What is wrong there.
    pub problem: Problem,
}

/// What is wrong with a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// It cannot be read.
    #[error(transparent)]
    Row(#[from] Fault),
    /// There are more cells than columns.
    #[error("more cells than columns")]
    TooManyCells,
    /// No country.
    #[error(transparent)]
    Country(#[from] CountryIsoError),
    /// Nothing, or more than [`Problem::MAX_NAME`] characters.
    #[error("no name of at most {} characters", Self::MAX_NAME)]
    Name,
    /// Another name than the country has in a line.
    #[error("not the country's name as in line {0}")]
    OtherName(usize),
    /// No mobile country code.
    #[error("no mobile country code of 3 digits")]
    Mcc,
    /// No mobile network code. Spreadsheets take the zeros off.
    #[error("no mobile network code of 2 or 3 digits, zeros included")]
    Mnc,
    /// A mobile network code in a country's own row.
    #[error("a code where no network is named")]
    MncOfCountry,
    /// No amount.
    #[error(transparent)]
    Cost(#[from] MoneyError),
    /// Less than nothing.
    #[error("less than 0")]
    Negative,
    /// No currency.
    #[error("no ISO 4217 code of three capitals, such as EUR")]
    Currency,
    /// Another currency than the first row has.
    #[error("another currency than in the first row")]
    OtherCurrency,
    /// The same network, or the country's own row, stands in a line before.
    #[error("the same as in line {0}")]
    Repeated(usize),
}

impl Problem {
    /// The most characters of a name.
    pub const MAX_NAME: usize = 100;
}

impl fmt::Display for WrongRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.column {
            Some(column) => write!(f, "line {}, {column}: {}", self.line, self.problem),
            None => write!(f, "line {}: {}", self.line, self.problem),
        }
    }
}

/// Rows for people: as many as they will look at.
struct Told<'a>(&'a [WrongRow]);

impl fmt::Display for Told<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const MOST: usize = 20;
        for (index, row) in self.0.iter().take(MOST).enumerate() {
            write!(f, "{}{row}", if index == 0 { "" } else { "; " })?;
        }
        match self.0.len().saturating_sub(MOST) {
            0 => Ok(()),
            more => write!(f, "; and {more} more"),
        }
    }
}
