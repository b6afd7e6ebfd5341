//! One object for each idempotency key of a caller: what was answered, for 24 hours.
//!
//! The answer is sealed under the key that only the caller has, since it may hold what is shown once.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use shortwave::{keyed_hash::KeyedHash, time::Timestamp};
use worker::{Env, State};

use super::{Asking, Class, Document, Object, Reply, reply};
use crate::{env, failure::Failure, seal::Sealed};

const KEPT: Duration = Duration::from_hours(24);
/// After so long, a call that never ended is taken to have died, in milliseconds.
const ABANDONED_AFTER: u64 = 60_000;

#[derive(Serialize, Deserialize)]
struct Entry {
    fingerprint: KeyedHash,
    begun_at: Timestamp,
    answer: Option<Sealed>,
}

#[derive(Serialize, Deserialize)]
pub enum Command {
    Begin { fingerprint: KeyedHash },
    Finish { answer: Option<Sealed> },
}

/// What a key means for a call.
#[derive(Serialize, Deserialize)]
pub enum Begun {
    /// It is new: go on, and say how it ended.
    Fresh,
    /// The same call is being answered at this moment.
    Running,
    /// It was used for another call.
    Other,
    /// This was answered.
    Answered(Sealed),
}

/// The answer to one key.
pub struct IdempotencyObject {
    state: State,
}

impl Class for IdempotencyObject {
    type Command = Command;

    fn new(state: State, _env: Env) -> Self {
        Self { state }
    }

    async fn answer(&self, command: Command) -> worker::Result<Reply> {
        let document = Document::of(&self.state);
        let entry: Option<Entry> = document.load().await?;
        match command {
            Command::Begin { fingerprint } => reply(&self.begin(&document, entry, fingerprint).await?),
            Command::Finish { answer: None } => {
                document.erase().await?;
                reply(&())
            }
            Command::Finish { answer } => {
                if let Some(entry) = entry {
                    document.store(&Entry { answer, ..entry }).await?;
                }
                reply(&())
            }
        }
    }

    async fn alarm(&self) -> worker::Result<()> {
        Document::of(&self.state).erase().await
    }
}

impl IdempotencyObject {
    async fn begin(
        &self,
        document: &Document<'_>,
        entry: Option<Entry>,
        fingerprint: KeyedHash,
    ) -> worker::Result<Begun> {
        let now = env::now();
        match entry {
            Some(entry) if entry.fingerprint != fingerprint => Ok(Begun::Other),
            Some(Entry { answer: Some(answer), .. }) => Ok(Begun::Answered(answer)),
            Some(entry) if now.millis_since(entry.begun_at) < ABANDONED_AFTER => Ok(Begun::Running),
            _ => {
                document.store(&Entry { fingerprint, begun_at: now, answer: None }).await?;
                self.state.storage().set_alarm(KEPT).await?;
                Ok(Begun::Fresh)
            }
        }
    }
}

/// The answer to one key, seen from outside.
pub struct IdempotencyStub(Object);

impl IdempotencyStub {
    /// The object of a key, by a hash of it and of whose it is.
    pub fn of(env: &Env, name: KeyedHash) -> Result<Self, Failure> {
        Ok(Self(Object::named(&env::idempotency(env)?, &name.to_hex())?))
    }

    /// Begins a call.
    pub fn begin(&self, fingerprint: KeyedHash) -> Asking<Begun> {
        self.0.ask(&Command::Begin { fingerprint })
    }

    /// Ends it: with the answer that is to be given again, or with none, where the key may be used anew.
    pub fn finish(&self, answer: Option<Sealed>) -> Asking<()> {
        self.0.ask(&Command::Finish { answer })
    }
}
