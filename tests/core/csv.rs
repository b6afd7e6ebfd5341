use proptest::prelude::*;
use shortwave::csv::{Csv, CsvError, Fault, MAX_CELLS, MAX_ROW_BYTES, Rows, Separator, unguarded};

fn read(table: &str) -> Vec<Result<Vec<String>, CsvError>> {
    Rows::new(table, Separator::of(table)).collect()
}

/// The rows of a table in which nothing is wrong.
fn rows(table: &str) -> Vec<Vec<String>> {
    read(table).into_iter().map(Result::unwrap).collect()
}

#[test]
fn tables_are_read_as_rfc_4180_and_spreadsheets_write_them() {
    for (table, expected) in [
        ("", vec![]),
        ("\n\r\n\n", vec![]),
        ("a,b\r\n1,2\r\n", vec![vec!["a", "b"], vec!["1", "2"]]),
        ("a,b\n1,2", vec![vec!["a", "b"], vec!["1", "2"]]),
        ("a,b\r1,2\r", vec![vec!["a", "b"], vec!["1", "2"]]),
        ("\u{feff}a;b\n1,5;2\n", vec![vec!["a", "b"], vec!["1,5", "2"]]),
        ("a\tb\n1,5;\t\n", vec![vec!["a", "b"], vec!["1,5;", ""]]),
        ("a\n\n \n\"\"\n", vec![vec!["a"], vec![" "], vec![""]]),
        ("\"a,\"\"b\"\"\r\nc\",d\"e\n", vec![vec!["a,\"b\"\r\nc", "d\"e"]]),
        ("a,b\n1\n1,2,3\n", vec![vec!["a", "b"], vec!["1"], vec!["1", "2", "3"]]),
    ] {
        assert_eq!(rows(table), expected, "{table:?}");
    }
}

#[test]
fn a_row_that_cannot_be_read_costs_no_other() {
    let long = format!("a\n{}\n\"{}\"\nb", "x".repeat(MAX_ROW_BYTES + 1), "y\n".repeat(MAX_ROW_BYTES));
    let too_long = |row| Err(CsvError { row, fault: Fault::TooLong });
    assert_eq!(read(&long), [Ok(vec!["a".into()]), too_long(1), too_long(2), Ok(vec!["b".into()])]);

    let wide = format!("a{}\na{}\nb", ",".repeat(MAX_CELLS), ",".repeat(MAX_CELLS - 1));
    let read_wide = read(&wide);
    assert_eq!(read_wide[0], Err(CsvError { row: 0, fault: Fault::TooManyCells }));
    assert_eq!(read_wide[1].as_ref().map(Vec::len), Ok(MAX_CELLS));
    assert_eq!(read_wide[2], Ok(vec!["b".into()]));
    assert_eq!(read_wide.len(), 3);

    for open in ["a\n\"b,c\nd\n", "a\n\"", "a\nb,\"", "a\n\"b\"\"\n"] {
        assert_eq!(
            read(open),
            [Ok(vec!["a".into()]), Err(CsvError { row: 1, fault: Fault::Unclosed })],
            "{open:?}"
        );
    }
    let open = format!("a\n\"{}", "x".repeat(MAX_ROW_BYTES));
    assert_eq!(read(&open)[1], Err(CsvError { row: 1, fault: Fault::Unclosed }));
    let error = CsvError { row: 1, fault: Fault::Unclosed };
    assert_eq!(error.to_string(), "row 1: a quotation mark that is not closed");
}

proptest! {
    /// What is written is read again, apostrophes and all.
    #[test]
    fn what_is_written_is_read_again(
        table in prop::collection::vec(prop::collection::vec("['=+@a\"\r\n\t,; é-]{0,6}", 2..5), 0..6),
    ) {
        let mut csv = Csv::default();
        for row in &table {
            csv.row(row);
        }
        let written = csv.into_text();
        let read: Vec<Vec<String>> = Rows::new(&written, Separator::Comma)
            .map(|row| row.unwrap().iter().map(|cell| unguarded(cell).to_owned()).collect())
            .collect();
        prop_assert_eq!(read, table);
    }

    /// No cell that is written begins as a formula does.
    #[test]
    fn nothing_written_is_a_formula(text in "['=+@\t\r-]{1,4}") {
        let mut csv = Csv::default();
        csv.row([&text]);
        let cell = rows(&csv.into_text()).concat().concat();
        prop_assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{cell:?}");
    }

    /// Any text is a table, and reading it comes to an end.
    #[test]
    fn anything_can_be_read(table in "[a\",;\t\r\n\u{feff}é ]{0,60}") {
        let count = read(&table).len();
        prop_assert!(count <= table.len());
    }
}
