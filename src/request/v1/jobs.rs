//! `link-jobs`

use super::links::{Judge, update_link};
use crate::{
    answer::export::ExportFormat,
    link::{
        LinkChange, LinkId,
        job::{Operation, RowProblem},
    },
    request::{FieldError, FieldValue, Problem, import::Format, native::Reader, value::Given},
    written::Written,
};

/// `POST link-jobs`, as its query says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AskLinkJob {
    /// What to do with each row.
    pub operation: Operation,
    /// How the rows are written; found out where it is not said.
    pub format: Option<Format>,
    /// Whether a link that leads to the same place is taken in the place of a new one.
    pub find_or_create: bool,
}

/// Reads `POST link-jobs`.
pub fn link_job(reader: &mut Reader) -> Option<AskLinkJob> {
    let operation = reader.take(|fields| fields.parsed("operation"));
    let format = reader.take(|fields| fields.parsed("format"));
    let find_or_create = reader.take(|fields| fields.flag("findOrCreate"));
    Some(AskLinkJob {
        operation: operation?.unwrap_or_default(),
        format: format?,
        find_or_create: find_or_create?,
    })
}

impl From<&FieldError> for RowProblem {
    fn from(error: &FieldError) -> Self {
        Self { path: error.path.clone(), code: error.problem.code().to_owned(), message: error.to_string() }
    }
}

/// Reads `GET link-export`: how the links are to be written.
pub fn export_links(reader: &mut Reader) -> Option<Option<ExportFormat>> {
    reader.take(|fields| fields.parsed("format"))
}

/// Reads a row of a job that changes links: which link, and the fields of `PATCH links/{id}`.
pub fn change_link(reader: &mut Reader, judge: Judge<'_>) -> Option<(LinkId, LinkChange)> {
    let id = reader.take(|fields| fields.required_by("id", LinkId::schema, |given| link_id(given, judge)));
    let change = update_link(reader, judge);
    Some((id?, change?))
}

fn link_id(given: Given, judge: Judge<'_>) -> Result<LinkId, Problem> {
    let text = given.string()?;
    if text.len() > LinkId::MAX {
        return Err(Problem::TooLong { max: LinkId::MAX });
    }
    (judge.normalised)(&text).parse().map_err(|_| Problem::Form { expected: LinkId::EXPECTED })
}
