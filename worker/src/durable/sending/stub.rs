//! A sending, seen from outside.

use shortwave::{
    ids::AccountId,
    message::{Click, Event, EventFilter, EventRow, Message, NewMessage, Sending, SendingId, Summary},
    time::Timestamp,
};
use worker::Env;

use super::{
    super::{Asking, Object},
    Command,
};
use crate::{env, failure::Failure};

/// The object of one sending.
pub struct SendingStub(Object);

impl SendingStub {
    /// The object of an account's sending.
    pub fn of(env: &Env, account: &AccountId, id: SendingId) -> Result<Self, Failure> {
        Ok(Self(Object::named(&env::sendings(env)?, &format!("{account}:{}", id.0))?))
    }

    /// Takes it over, with its messages by their numbers. They are durable when this is answered.
    pub fn accept(&self, sending: Sending, messages: Vec<(u32, NewMessage)>) -> Asking<()> {
        self.0.ask(&Command::Accept { sending: Box::new(sending), messages })
    }

    /// It, and some of its messages; `None` where there is no such sending.
    pub fn show(&self, numbers: Vec<u32>) -> Asking<Option<(Sending, Vec<Message>)>> {
        self.0.ask(&Command::Show(numbers))
    }

    /// How far it is; `None` where it was not accepted, and from then on never will be.
    pub fn summary(&self) -> Asking<Option<Summary>> {
        self.0.ask(&Command::Summary)
    }

    /// Some of what happened, in order, after one of them.
    pub fn events(&self, filter: EventFilter, after: u64, most: u32) -> Asking<Vec<EventRow>> {
        self.0.ask(&Command::Events { filter, after, most })
    }

    /// Puts it off to a moment, or calls it off; `None` where it is too late.
    pub fn reschedule(&self, at: Option<Timestamp>) -> Asking<Option<Summary>> {
        self.0.ask(&Command::Reschedule(at))
    }

    /// Notes that the recipient of a message wants no more: the sending, and who that is; `None` where there is no such message.
    pub fn unsubscribe(&self, number: u32) -> Asking<Option<(Sending, String)>> {
        self.0.ask(&Command::Unsubscribe(number))
    }

    /// Tells that a link in a message was followed.
    pub fn click(&self, number: u32, click: Click) -> Asking<()> {
        self.0.ask(&Command::Click { number, click })
    }

    /// Erases it, whatever became of it.
    pub fn erase(&self) -> Asking<()> {
        self.0.ask(&Command::Erase)
    }

    /// Tells what became of a part of a message by its number from 1, or of the whole, as a provider says; false where there is no such
    /// message or part, or another provider has it.
    pub fn note(&self, number: u32, part: Option<u8>, event: Event, provider: String) -> Asking<bool> {
        self.0.ask(&Command::Note { number, part, event, provider })
    }
}
