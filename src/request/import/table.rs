//! Links from a table.

use std::collections::BTreeSet;

use serde_json::Map;

use super::{Format, ImportError, MAX_ROWS, Object, format::fold};
use crate::{
    csv::{CsvError, Fault, MAX_CELLS, MAX_ROW_BYTES, Rows, Separator},
    link::table::Column,
    request::{FieldError, Problem},
};

/// The links as they stand there: ours with the values that their cells hold, others' with texts under folded names.
pub(super) fn objects(text: &str, format: Option<Format>) -> Result<(Format, Vec<Object>), ImportError> {
    let mut rows = Rows::new(text, Separator::of(text));
    let header = rows.next().ok_or(ImportError::UnknownFormat)?;
    let header = header.map_err(|CsvError { fault, .. }| ImportError::Header(fault))?;
    let names = names(&header)?;
    let format =
        format.or_else(|| Format::detect(|name| names.iter().any(|known| known == name), Format::Csv));
    let format = format.ok_or(ImportError::UnknownFormat)?;
    let columns = columns(format, &header, names)?;
    let rows = rows.filter(|row| !row.as_ref().is_ok_and(|cells| is_blank(cells)));
    let objects: Vec<_> = rows.take(MAX_ROWS + 1).map(|row| object(&columns, row)).collect();
    if objects.len() > MAX_ROWS { Err(ImportError::TooManyRows) } else { Ok((format, objects)) }
}

/// The folded names of the columns.
fn names(header: &[String]) -> Result<Vec<String>, ImportError> {
    let mut seen = BTreeSet::new();
    let name = |written: &String| {
        let name = fold(written);
        let is_new = name.is_empty() || seen.insert(name.clone());
        if is_new { Ok(name) } else { Err(ImportError::RepeatedColumn { name: shown(written) }) }
    };
    header.iter().map(name).collect()
}

/// A name as it is shown to who wrote it. It may be anything, and of any length.
fn shown(written: &str) -> String {
    written.trim().chars().take(100).collect()
}

/// What becomes of the cells of a column.
enum Cells {
    /// Those of a field of ours.
    Ours(&'static Column),
    /// Those of another service's.
    Others(String),
    /// Nothing: the column has no name.
    Nothing,
}

fn columns(format: Format, header: &[String], names: Vec<String>) -> Result<Vec<Cells>, ImportError> {
    let targets = format.targets();
    if !names.iter().any(|name| targets.contains(&name.as_str())) {
        return Err(ImportError::NoTarget);
    }
    let column = |(written, name): (&String, String)| match name {
        name if name.is_empty() => Ok(Cells::Nothing),
        name if !format.is_ours() => Ok(Cells::Others(name)),
        _ => Column::named(written)
            .map(Cells::Ours)
            .ok_or_else(|| ImportError::UnknownColumn { name: shown(written) }),
    };
    header.iter().zip(names).map(column).collect()
}

fn is_blank(cells: &[String]) -> bool {
    cells.iter().all(|cell| cell.trim().is_empty())
}

/// A row may end early, since spreadsheets leave out empty cells at its end. One that goes on behind the last column had a
/// separator in one of its cells, and nobody knows in which.
fn object(columns: &[Cells], row: Result<Vec<String>, CsvError>) -> Object {
    let cells = row.map_err(|error| wrong(of_fault(error.fault)))?;
    if cells.len() > columns.len() {
        return Err(wrong(Problem::Items { min: 1, max: columns.len() }));
    }
    let mut object = Map::new();
    for (column, cell) in columns.iter().zip(cells) {
        match column {
            Cells::Ours(column) => column.read(&cell, &mut object),
            Cells::Others(name) => drop(object.insert(name.clone(), cell.into())),
            Cells::Nothing => {}
        }
    }
    Ok(object)
}

fn wrong(problem: Problem) -> FieldError {
    FieldError { path: String::new(), problem }
}

const fn of_fault(fault: Fault) -> Problem {
    match fault {
        Fault::TooLong => Problem::TooLong { max: MAX_ROW_BYTES },
        Fault::TooManyCells => Problem::Items { min: 1, max: MAX_CELLS },
        Fault::Unclosed => Problem::Form { expected: "row whose quotation marks are closed" },
    }
}
