//! One object for each sending: its messages, what becomes of them, and an alarm that submits those that are due.
//!
//! A message is noted down as being submitted before a provider is asked. What an interruption leaves so is submitted again only to
//! a provider that takes no message twice, and to the same; of the others nobody knows whether they have it, until a receipt tells.

mod bulk;
mod click;
mod dispatch;
mod messages;
mod notices;
mod report;
mod run;
mod stub;
mod unsubscribe;

pub use stub::SendingStub;

use std::{cell::Cell, time::Duration};

use serde::{Deserialize, Serialize};
use shortwave::{
    message::{Click, Event, EventFilter, EventKind, Message, NewMessage, Sending, State, Summary},
    time::Timestamp,
};
use worker::{Env, console_error};

use super::{Class, Document, Reply, reply};
use crate::env;

/// After a failure that may pass.
const RETRY_SECONDS: u32 = 10;

#[derive(Serialize, Deserialize)]
pub enum Command {
    Accept { sending: Box<Sending>, messages: Vec<(u32, NewMessage)> },
    Show(Vec<u32>),
    Note { number: u32, part: Option<u8>, event: Event, provider: String },
    Summary,
    Reschedule(Option<Timestamp>),
    Events { filter: EventFilter, after: u64, most: u32 },
    Unsubscribe(u32),
    Click { number: u32, click: Click },
    Erase,
}

/// Whether anything is left of a sending.
#[derive(PartialEq, Eq)]
enum Kept {
    Yes,
    No,
}

/// A sending.
pub struct SendingObject {
    state: worker::State,
    env: Env,
    /// When the account was last told how far it is, as far as this instance knows.
    reported_at: Cell<Timestamp>,
}

impl Class for SendingObject {
    type Command = Command;

    fn new(state: worker::State, env: Env) -> Self {
        Self { state, env, reported_at: Cell::new(Timestamp::from_millis(0)) }
    }

    async fn answer(&self, command: Command) -> worker::Result<Reply> {
        match command {
            Command::Accept { sending, messages } => reply(&self.accept(&sending, &messages).await?),
            Command::Show(numbers) => reply(&self.show(&numbers).await?),
            Command::Note { number, part, event, provider } => {
                reply(&self.note(number, part, event, &provider).await?)
            }
            Command::Summary => reply(&self.summary_or_never().await?),
            Command::Events { filter, after, most } => {
                let rows = match self.sending().await? {
                    Some(sending) => self.events(&sending, &filter, after, most)?,
                    None => Vec::new(),
                };
                reply(&rows)
            }
            Command::Reschedule(at) => reply(&self.reschedule(at).await?),
            Command::Click { number, click } => reply(&self.click(number, &click).await?),
            Command::Unsubscribe(number) => reply(&self.unsubscribe(number).await?),
            Command::Erase => reply(&self.erase().await?),
        }
    }

    async fn alarm(&self) -> worker::Result<()> {
        let Some(sending) = self.sending().await? else { return Ok(()) };
        match self.dispatch(&sending).await {
            Ok(Kept::No) => return Ok(()),
            Ok(Kept::Yes) => {}
            // The platform gives an alarm up that fails again and again.
            Err(failure) => {
                console_error!("sending: {failure:?}");
                self.wake_at(env::now().plus_seconds(RETRY_SECONDS)).await?;
            }
        }
        self.tell(&sending).await
    }
}

impl SendingObject {
    async fn sending(&self) -> worker::Result<Option<Sending>> {
        Document::of(&self.state).load().await
    }

    /// Takes a sending over. The same one a second time is known.
    async fn accept(&self, sending: &Sending, messages: &[(u32, NewMessage)]) -> worker::Result<()> {
        if self.sending().await?.is_some() {
            return Ok(());
        }
        self.create_tables()?;
        if self.is_void()? {
            return Err("the account has given this sending up".into());
        }
        let due = sending.first_due();
        self.insert(messages, due)?;
        self.mark_unreported()?;
        Document::of(&self.state).store(sending).await?;
        self.wake_at(due.min(report::due())).await
    }

    /// How far it is. Who asks before it was accepted gives it up: it never will be.
    async fn summary_or_never(&self) -> worker::Result<Option<Summary>> {
        self.create_tables()?;
        if let Some(sending) = self.sending().await? {
            return self.summary(&sending).map(Some);
        }
        self.run("INSERT OR IGNORE INTO void (one) VALUES (1)", Vec::new())?;
        Ok(None)
    }

    async fn show(&self, numbers: &[u32]) -> worker::Result<Option<(Sending, Vec<Message>)>> {
        let Some(sending) = self.sending().await? else { return Ok(None) };
        let messages = self.messages(numbers, &sending)?;
        Ok(Some((sending, messages)))
    }

    /// Puts it off to a moment, or calls it off; `None` where it is too late.
    async fn reschedule(&self, at: Option<Timestamp>) -> worker::Result<Option<Summary>> {
        let Some(mut sending) = self.sending().await?.filter(|sending| sending.schedule_at.is_some()) else {
            return Ok(None);
        };
        if self.has_begun()? {
            return Ok(None);
        }
        match at {
            None => self.cancel()?,
            Some(at) => {
                sending.schedule_at = Some(at);
                self.put_due(sending.first_due())?;
                Document::of(&self.state).store(&sending).await?;
            }
        }
        self.mark_unreported()?;
        self.wake_at(report::due()).await?;
        self.summary(&sending).map(Some)
    }

    /// A provider told what became of a part, or of all; false where there is no such part, or it is not the one that has it.
    async fn note(
        &self,
        number: u32,
        part: Option<u8>,
        event: Event,
        provider: &str,
    ) -> worker::Result<bool> {
        if self.sending().await?.is_none() {
            return Ok(false);
        }
        let Some((state, mut parts)) = self.standing(number)? else { return Ok(false) };
        if part.is_some_and(|part| !parts.has(part)) || self.is_with_another(number, provider)? {
            return Ok(false);
        }
        let happened = parts.note(part, event.kind);
        self.put_parts(number, parts)?;
        if let Some(kind) = happened {
            self.advance(number, state, Event { kind, ..event })?;
            self.wake_within(report::GATHERED).await?;
        }
        Ok(true)
    }

    /// Brings a message on. What was delivered was sent, though its receipt may outrun what the provider answers.
    fn advance(&self, number: u32, mut state: State, event: Event) -> worker::Result<()> {
        if event.kind == EventKind::Delivered
            && let Some(sent) = state.after(EventKind::Sent)
        {
            self.change(number, sent, Event { kind: EventKind::Sent, ..event })?;
            state = sent;
        }
        let Some(next) = state.after(event.kind) else { return Ok(()) };
        if state != State::Sent && event.kind.is_end() {
            self.waive_cost(number)?;
        }
        self.change(number, next, event)
    }

    async fn erase(&self) -> worker::Result<()> {
        Document::of(&self.state).erase().await
    }

    async fn wake_at(&self, at: Timestamp) -> worker::Result<()> {
        /// What is further away is looked at again before.
        const MOST: Duration = Duration::from_hours(7 * 24);
        let wait = Duration::from_millis(at.millis_since(env::now()));
        self.state.storage().set_alarm(wait.min(MOST)).await
    }
}
