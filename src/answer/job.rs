//! Jobs that make or change many links, as `/v1` answers with them.

use serde::Serialize;

use super::{WholeSeconds, native::Detail};
use crate::link::job::{LinkJob, LinkJobRow, RowProblem};
#[cfg(feature = "describe")]
use crate::{
    link::job::{Operation, RowState},
    written::As,
};

/// A job.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "describe", derive(schemars::JsonSchema), schemars(rename = "LinkJob"))]
#[serde(rename_all = "camelCase")]
pub struct LinkJobData<'a> {
    /// Its id.
    pub id: &'a str,
    /// What it does with each row.
    #[cfg_attr(feature = "describe", schemars(with = "As<Operation>"))]
    pub operation: &'static str,
    /// Whether a link that leads to the same place is taken in the place of a new one.
    pub find_or_create: bool,
    /// How many rows it has.
    pub total: usize,
    /// How many of them are done.
    pub done: usize,
    /// How many of them failed.
    pub failed: usize,
    /// When it was begun.
    pub created_at: WholeSeconds,
    /// When its last row was done or failed; `null` while it goes on. It is kept for seven days after.
    pub ended_at: Option<WholeSeconds>,
}

impl<'a> From<&'a LinkJob> for LinkJobData<'a> {
    fn from(job: &'a LinkJob) -> Self {
        Self {
            id: job.id.as_str(),
            operation: job.operation.as_str(),
            find_or_create: job.find_or_create,
            total: job.total,
            done: job.done,
            failed: job.failed,
            created_at: WholeSeconds(job.created_at),
            ended_at: job.ended_at.map(WholeSeconds),
        }
    }
}

/// A row of a job.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "describe", derive(schemars::JsonSchema), schemars(rename = "LinkJobRow"))]
#[serde(rename_all = "camelCase")]
pub struct LinkJobRowData {
    /// Which row, from 0.
    pub row: usize,
    /// How far it is.
    #[cfg_attr(feature = "describe", schemars(with = "As<RowState>"))]
    pub state: &'static str,
    /// The link's id, once it is done.
    pub id: Option<String>,
    /// The whole short link, once it is done.
    pub short_url: Option<String>,
    /// What is wrong with it.
    pub details: Vec<Detail>,
}

impl LinkJobRowData {
    /// Of a row, with its short link where it is done.
    #[must_use]
    pub fn new(of: &LinkJobRow, short_url: Option<String>) -> Self {
        let detail = |RowProblem { path, code, message }: &RowProblem| Detail {
            path: path.clone(),
            code: code.clone(),
            message: message.clone(),
        };
        Self {
            row: of.row,
            state: of.state.as_str(),
            id: short_url.is_some().then(|| of.link.as_ref().map(ToString::to_string)).flatten(),
            short_url,
            details: of.problems.iter().map(detail).collect(),
        }
    }
}
