//! Ways out: who carries messages to phones.

mod kannel;
mod sandbox;

use std::time::Duration;

pub use kannel::Kannel;
use shortwave::{
    message::{EventKind, Form, Sender},
    phone::Msisdn,
};

/// Who carries a message.
#[derive(Clone, Copy)]
pub enum Provider<'a> {
    /// Nobody: it plays what a carrier would do, for a developer's machine.
    Sandbox,
    /// The operator's gateway.
    Kannel(&'a Kannel),
}

/// A message to be carried.
pub struct Submission<'a> {
    /// Whom it is from.
    pub from: &'a Sender,
    /// Whom it is for.
    pub to: &'a Msisdn,
    /// The text, without marks.
    pub text: &'a str,
    /// How it is sent.
    pub form: Form,
    /// What its parts share.
    pub reference_number: u16,
    /// The parts that a provider has already, a bit for each.
    pub taken: u32,
    /// The URL at which its receipts are taken.
    pub receipts_to: &'a str,
}

/// What a provider answered.
#[derive(Clone, Copy, Debug)]
pub enum Submitted {
    /// It has the message. A provider that plays a carrier says when it will tell what.
    Accepted(Option<(Duration, EventKind)>),
    /// It will not have it.
    Refused,
    /// It cannot have it now, or only these parts of it, a bit for each.
    Later(u32),
    /// Nobody knows whether it has it.
    Doubtful,
}

impl Provider<'_> {
    /// Whether a message that it is given twice goes out once.
    pub const fn takes_none_twice(self) -> bool {
        match self {
            Self::Sandbox => true,
            Self::Kannel(_) => false,
        }
    }

    /// How many parts it is given at once: a request for each, within what the platform allows of an alarm.
    pub const fn parts_at_a_time(self) -> u32 {
        match self {
            Self::Sandbox => 500,
            Self::Kannel(_) => 20,
        }
    }

    /// Whether there is somebody. Who is not there is given nothing: of a message that is then not answered for nobody knows
    /// where it is.
    pub async fn is_there(self) -> worker::Result<bool> {
        match self {
            Self::Sandbox => Ok(true),
            Self::Kannel(kannel) => kannel.is_there().await,
        }
    }

    /// Gives it a message.
    pub async fn submit(self, submission: &Submission<'_>) -> worker::Result<Submitted> {
        match self {
            Self::Sandbox => Ok(sandbox::submit(submission)),
            Self::Kannel(kannel) => kannel.submit(submission).await,
        }
    }
}
