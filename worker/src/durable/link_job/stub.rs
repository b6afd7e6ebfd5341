//! A job, seen from outside.

use shortwave::{
    ids::{AccountId, LinkJobId},
    link::job::{LinkJob, LinkJobRow},
};
use worker::Env;

use super::{
    super::{
        Asking, Object,
        listing::{Parameters, Share},
    },
    Command, StoredJob,
};
use crate::{env, failure::Failure};

/// The object of one job.
pub struct LinkJobStub(Object);

impl LinkJobStub {
    /// The object of an account's job.
    pub fn of(env: &Env, account: &AccountId, id: &LinkJobId) -> Result<Self, Failure> {
        Ok(Self(Object::named(&env::link_jobs(env)?, &format!("{account}:{id}"))?))
    }

    /// Begins the job.
    pub fn begin(&self, job: StoredJob, rows: Vec<LinkJobRow>) -> Asking<LinkJob> {
        self.0.ask(&Command::Begin { job, rows })
    }

    /// How far it is; `None` where there is none.
    pub fn show(&self) -> Asking<Option<LinkJob>> {
        self.0.ask(&Command::Show)
    }

    /// Some of its rows.
    pub fn rows(&self, parameters: Parameters) -> Asking<Option<Share<LinkJobRow>>> {
        self.0.ask(&Command::Rows(parameters))
    }
}
