//! Tables as text (RFC 4180).
//!
//! What is written can be opened in a spreadsheet: no cell passes for a formula. What is read is bounded, and may be
//! separated by semicolons or tabs, as spreadsheets of some countries do it.

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};

/// What spreadsheets take for the beginning of a formula.
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// A table that is being written.
#[derive(Debug, Default)]
pub struct Csv(String);

impl Csv {
    /// Writes a row.
    pub fn row(&mut self, cells: impl IntoIterator<Item = impl AsRef<str>>) {
        for (index, cell) in cells.into_iter().enumerate() {
            if index > 0 {
                self.0.push(',');
            }
            self.cell(cell.as_ref());
        }
        self.0.push_str("\r\n");
    }

    /// What was written.
    #[must_use]
    pub fn into_text(self) -> String {
        self.0
    }

    fn cell(&mut self, text: &str) {
        let guard = if needs_guard(text) { "'" } else { "" };
        if text.contains(['"', ',', '\r', '\n']) {
            self.0.extend(["\"", guard, &text.replace('"', "\"\""), "\""]);
        } else {
            self.0.extend([guard, text]);
        }
    }
}

/// Whether an apostrophe is put before a text: where a spreadsheet would take it for a formula, and where it looks as if an
/// apostrophe had been put there already, so that one can be taken away again ([`unguarded`]).
fn needs_guard(text: &str) -> bool {
    text.trim_start_matches('\'').starts_with(FORMULA)
}

/// A cell that [`Csv`] wrote, without the apostrophe that kept it from being a formula.
#[must_use]
pub fn unguarded(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|text| needs_guard(text)).unwrap_or(cell)
}

/// What stands between cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Separator {
    /// As RFC 4180 has it.
    Comma,
    /// Where commas are in numbers.
    Semicolon,
    /// As databases and clipboards write tables.
    Tab,
}

impl Separator {
    const ALL: [Self; 3] = [Self::Comma, Self::Semicolon, Self::Tab];

    /// The one that the first line has most of in which there is something; a comma where it has none.
    #[must_use]
    pub fn of(table: &str) -> Self {
        let line = table.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
        let count = |separator: &Self| line.bytes().filter(|byte| *byte == separator.byte()).count();
        // Of equals, the last is the greatest: so the comma has to come last.
        Self::ALL.into_iter().rev().max_by_key(count).unwrap_or(Self::Comma)
    }

    const fn byte(self) -> u8 {
        match self {
            Self::Comma => b',',
            Self::Semicolon => b';',
            Self::Tab => b'\t',
        }
    }
}

/// The most bytes of a row's cells together. The largest link has half of it.
pub const MAX_ROW_BYTES: usize = 256 * 1024;

/// The most cells of a row.
pub const MAX_CELLS: usize = 100;

/// A row that cannot be read. Those behind it can.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("row {row}: {fault}")]
pub struct CsvError {
    /// Which row. They count from 0; empty lines are none.
    pub row: usize,
    /// Why.
    pub fault: Fault,
}

/// Why a row cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// Over [`MAX_ROW_BYTES`].
    #[error("more than {MAX_ROW_BYTES} bytes")]
    TooLong,
    /// Over [`MAX_CELLS`].
    #[error("more than {MAX_CELLS} cells")]
    TooManyCells,
    /// A cell that begins with a quotation mark goes on to the end of the table.
    #[error("a quotation mark that is not closed")]
    Unclosed,
}

/// The rows of a table, one after the other. Each is a list of its cells.
///
/// Memory is taken for one row. How many there are is for the caller to bound.
pub struct Rows<'a> {
    reader: Reader,
    rest: &'a [u8],
    /// Whether a line feed was put behind the table already.
    is_ended: bool,
    row: usize,
    /// The line that is read next, and the one that the last row began in.
    lines: (usize, usize),
    bytes: Vec<u8>,
    ends: Vec<usize>,
}

impl<'a> Rows<'a> {
    /// Of a table. A byte order mark before it is none of it.
    #[must_use]
    pub fn new(table: &'a str, separator: Separator) -> Self {
        Self {
            reader: ReaderBuilder::new().delimiter(separator.byte()).build(),
            rest: table.strip_prefix('\u{feff}').unwrap_or(table).as_bytes(),
            is_ended: false,
            row: 0,
            lines: (1, 1),
            bytes: vec![0; MAX_ROW_BYTES],
            ends: vec![0; MAX_CELLS],
        }
    }

    /// The line that the last row began in, counted from 1 as an editor does: empty lines are lines too.
    #[must_use]
    pub const fn line(&self) -> usize {
        self.lines.1
    }

    /// The reader would go over the ends of lines before a row as well, but not tell where the row begins.
    fn begin(&mut self) {
        let is_end = |byte: &u8| matches!(byte, b'\r' | b'\n');
        let begin = self.rest.iter().position(|byte| !is_end(byte)).unwrap_or(self.rest.len());
        self.go_over(begin);
        self.lines.1 = self.lines.0;
    }

    fn go_over(&mut self, bytes: usize) {
        let (read, rest) = self.rest.split_at_checked(bytes).unwrap_or((self.rest, &[]));
        self.lines.0 += read.iter().map(|byte| usize::from(*byte == b'\n')).sum::<usize>();
        self.rest = rest;
    }

    /// The next row. One that is too large is read to its end all the same, so that the next begins where it should.
    // Once for all who read tables: it is large.
    #[inline(never)]
    fn read(&mut self) -> Option<Result<Vec<String>, Fault>> {
        self.begin();
        let (mut length, mut count, mut fault) = (0, 0, None);
        loop {
            let bytes = self.bytes.get_mut(length..).unwrap_or_default();
            let ends = self.ends.get_mut(count..).unwrap_or_default();
            let (result, read, written, ended) = self.reader.read_record(self.rest, bytes, ends);
            self.go_over(read);
            (length, count) = (length + written, count + ended);
            match result {
                ReadRecordResult::Record => return Some(fault.map_or_else(|| Ok(self.cells(count)), Err)),
                ReadRecordResult::End => return None,
                ReadRecordResult::OutputFull => (length, fault) = (0, fault.or(Some(Fault::TooLong))),
                ReadRecordResult::OutputEndsFull => (count, fault) = (0, fault.or(Some(Fault::TooManyCells))),
                // Only in quotation marks, a line feed is part of a cell.
                ReadRecordResult::InputEmpty if self.is_ended && written > 0 => {
                    self.reader.reset();
                    return Some(Err(Fault::Unclosed));
                }
                ReadRecordResult::InputEmpty if !self.is_ended => (self.rest, self.is_ended) = (b"\n", true),
                ReadRecordResult::InputEmpty => {}
            }
        }
    }

    /// What was read last. The cells of a text are texts: it was divided at characters of ASCII.
    fn cells(&self, count: usize) -> Vec<String> {
        let mut from = 0;
        let cell = |to: &usize| {
            let bytes = self.bytes.get(from..*to).unwrap_or_default();
            from = *to;
            String::from_utf8_lossy(bytes).into_owned()
        };
        self.ends.iter().take(count).map(cell).collect()
    }
}

impl std::fmt::Debug for Rows<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Rows").field("row", &self.row).finish_non_exhaustive()
    }
}

impl Iterator for Rows<'_> {
    type Item = Result<Vec<String>, CsvError>;

    fn next(&mut self) -> Option<Self::Item> {
        let row = self.row;
        let cells = self.read()?;
        self.row += 1;
        Some(cells.map_err(|fault| CsvError { row, fault }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_and_no_formulas() {
        let mut csv = Csv::default();
        csv.row(["a", "b,c", "d\"e", "=1+1", "-x,y", "", "é"]);
        assert_eq!(csv.0, "a,\"b,c\",\"d\"\"e\",'=1+1,\"'-x,y\",,é\r\n");
    }
}
