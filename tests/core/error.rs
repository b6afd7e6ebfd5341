use std::collections::HashSet;

use serde::Deserialize;
use shortwave::error::ErrorCode;

#[derive(Debug, Deserialize, PartialEq)]
struct Row {
    code: u16,
    status: u16,
    description: String,
}

impl From<&ErrorCode> for Row {
    fn from(error: &ErrorCode) -> Self {
        Self { code: error.code(), status: error.status(), description: error.description().into() }
    }
}

#[test]
fn the_catalogue_is_the_documents_table() {
    let documented: Vec<Row> = crate::fixture(include_str!("../fixtures/errors.json"));
    assert_eq!(documented.len(), 80);
    assert_eq!(ErrorCode::DOCUMENTED.iter().map(Row::from).collect::<Vec<_>>(), documented);
}

#[test]
fn no_code_means_two_things() {
    let all = ErrorCode::DOCUMENTED.iter().chain(ErrorCode::HTTP);
    let codes: HashSet<u16> = all.clone().map(|error| error.code()).collect();
    assert_eq!(codes.len(), all.count());
}
