//! One object for each network address that failed to authenticate: how often it may go on.
//!
//! It keeps nothing on disk. Forgotten by the platform when nothing came for a while, it has nothing to remember.

use std::cell::Cell;

use serde::{Deserialize, Serialize};
use shortwave::{
    keyed_hash::KeyedHash,
    rate_limit::{Bucket, Rate},
};
use worker::{Env, State};

use super::{Asking, Class, Object, Reply, reply};
use crate::{env, failure::Failure};

/// Failures of one address: 100 at once, and one a second after that.
const FAILURES: Option<Rate> = Rate::new(1, 100);

#[derive(Serialize, Deserialize)]
pub enum Command {
    Failed,
}

/// The failures of one address.
pub struct GuardObject {
    bucket: Cell<Bucket>,
}

impl Class for GuardObject {
    type Command = Command;

    fn new(_state: State, _env: Env) -> Self {
        Self { bucket: Cell::new(Bucket::full()) }
    }

    async fn answer(&self, Command::Failed: Command) -> worker::Result<Reply> {
        let mut bucket = self.bucket.get();
        let decision = FAILURES.map(|rate| bucket.take(rate, env::now()));
        self.bucket.set(bucket);
        let wait = decision.filter(|decision| !decision.allowed).map(|decision| decision.retry_after_seconds);
        reply(&wait)
    }
}

/// The failures of one address, seen from outside.
pub struct GuardStub(Object);

impl GuardStub {
    /// The guard of an address, given as a hash.
    pub fn of(env: &Env, address: KeyedHash) -> Result<Self, Failure> {
        Ok(Self(Object::named(&env::guards(env)?, &address.to_hex())?))
    }

    /// Counts a failure. `Some` is the seconds to wait, where there were too many.
    pub fn failed(&self) -> Asking<Option<u32>> {
        self.0.ask(&Command::Failed)
    }
}
