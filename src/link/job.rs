//! Making or changing many links: a job that goes on after the call that began it.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::LinkId;
use crate::{ids::LinkJobId, time::Timestamp, written::answered_words};

answered_words! {
    /// What a job does with each of its rows.
    #[derive(Default, Serialize, Deserialize)]
    pub Operation, "operation: create or update", at most 10;
    /// Makes a link.
    #[default]
    Create = "create",
    /// Changes some of the link that the row names.
    Update = "update",
}

/// A job, and how far it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkJob {
    /// Which it is, within its account.
    pub id: LinkJobId,
    /// What it does.
    pub operation: Operation,
    /// Whether a link that leads to the same place is taken in the place of a new one.
    pub find_or_create: bool,
    /// How many rows it has.
    pub total: usize,
    /// How many of them are done.
    pub done: usize,
    /// How many of them failed.
    pub failed: usize,
    /// When it was begun.
    pub created_at: Timestamp,
    /// When the last row was done or failed.
    pub ended_at: Option<Timestamp>,
}

impl LinkJob {
    /// The most bytes of a body that begins one.
    pub const MAX_BYTES: usize = 8 << 20;
}

answered_words! {
    /// How far a row is.
    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "lowercase")]
    pub RowState, "state: waiting, done or failed", at most 10;
    /// It is not done yet.
    Waiting = "waiting",
    /// It is done.
    Done = "done",
    /// It cannot be done; the others go on.
    Failed = "failed",
}

/// One link of a job.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkJobRow {
    /// Which row, from 0.
    pub row: usize,
    /// How far it is.
    pub state: RowState,
    /// The fields that were given, in JSON, while they are needed.
    pub fields: String,
    /// The link. Of one that waits to be made, the one that was asked for: if it is there then, it was made, and the job was
    /// stopped before it could note that.
    pub link: Option<LinkId>,
    /// How often a slug was drawn that was not free.
    pub draws: u8,
    /// What is wrong with the row.
    pub problems: Vec<RowProblem>,
}

/// Something that is wrong with a row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowProblem {
    /// The field's path: `rows.17.target`.
    pub path: String,
    /// What is wrong, for programs.
    pub code: String,
    /// The same for people.
    pub message: String,
}

impl LinkJobRow {
    /// One that waits.
    #[must_use]
    pub fn waiting(row: usize, fields: &Map<String, Value>) -> Self {
        // What was read as JSON can be written.
        let fields = serde_json::to_string(fields).unwrap_or_default();
        Self { row, state: RowState::Waiting, fields, link: None, draws: 0, problems: Vec::new() }
    }

    /// The link, once it is as it was to be.
    #[must_use]
    pub fn made(&self) -> Option<&LinkId> {
        self.link.as_ref().filter(|_| self.state == RowState::Done)
    }

    /// The link is as it was to be.
    pub fn end(&mut self, link: LinkId) {
        (self.state, self.link) = (RowState::Done, Some(link));
        self.fields.clear();
    }

    /// It cannot be done, for what is wrong with it.
    pub fn fail(&mut self, problems: Vec<RowProblem>) {
        (self.state, self.link, self.problems) = (RowState::Failed, None, problems);
        self.fields.clear();
    }
}
