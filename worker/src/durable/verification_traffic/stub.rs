//! What becomes of an account's verifications, seen from outside.

use shortwave::{
    ids::AccountId,
    otp::{
        Happened,
        traffic::{AskedStatistics, NoCode, Statistics, Stop},
    },
    phone::CallingPrefix,
    time::Timestamp,
};
use worker::Env;

use super::{
    super::{Asking, Object},
    Asked, Begin, BeginMessages, Command,
};
use crate::{env, failure::Failure};

/// The object of an account.
pub struct VerificationTrafficStub {
    account: AccountId,
    object: Object,
}

impl VerificationTrafficStub {
    /// That of an account.
    pub fn of(env: &Env, account: &AccountId) -> Result<Self, Failure> {
        let object = Object::named(&env::verification_traffic(env)?, account.as_str())?;
        Ok(Self { account: account.clone(), object })
    }

    /// Whether another verification may begin. It is counted where it may.
    pub fn begin(&self, begin: Begin) -> Asking<Result<(), NoCode>> {
        self.ask(Command::Begin(begin))
    }

    /// Which of several messages with codes may go: an answer for each. They count where they may.
    pub fn begin_messages(&self, begin: BeginMessages) -> Asking<Vec<Result<(), NoCode>>> {
        self.ask(Command::BeginMessages(begin))
    }

    /// A code that a message brought came back.
    pub fn approve(&self, prefix: CallingPrefix, begun_at: Timestamp) -> Asking<()> {
        self.ask(Command::Approve { prefix, begun_at })
    }

    /// Counts what happened, once, however often it is said by the same name of a batch.
    pub fn count(&self, batch: String, news: Vec<Happened>) -> Asking<()> {
        self.ask(Command::Count { batch, news })
    }

    /// What became of them in a time, and the prefixes that are stopped now, the last one first.
    pub fn statistics(&self, asked: AskedStatistics) -> Asking<(Statistics, Vec<(CallingPrefix, Stop)>)> {
        self.ask(Command::Statistics(asked))
    }

    /// Opens one; false where it is not stopped.
    pub fn open(&self, prefix: CallingPrefix) -> Asking<bool> {
        self.ask(Command::Open(prefix))
    }

    /// Erases all of it.
    pub fn erase(&self) -> Asking<()> {
        self.ask(Command::Erase)
    }

    fn ask<R: serde::de::DeserializeOwned>(&self, command: Command) -> Asking<R> {
        self.object.ask(&Asked { account: self.account.clone(), command })
    }
}
