//! A notifier, seen from outside.

use serde::{Deserialize, Serialize};
use shortwave::{ids::AccountId, message::SendingId};
use worker::Env;

use super::{
    super::{Asking, Object},
    Command,
};
use crate::{env, failure::Failure};

/// What is to be told at a URL.
#[derive(Serialize, Deserialize)]
pub struct Notice {
    /// The number of what happened, which rises within a sending.
    pub event: u64,
    /// By what the receiver knows it again.
    pub id: String,
    /// Where, as a WHATWG parser writes it.
    pub url: String,
    /// What is posted, a form or an object of JSON; the URL is asked by GET where there is none.
    pub body: Option<String>,
}

/// The object that tells a host.
pub struct NotifierStub(Object);

impl NotifierStub {
    /// That of an account and a host.
    pub fn of(env: &Env, account: &AccountId, host: &str) -> Result<Self, Failure> {
        Ok(Self(Object::named(&env::notifiers(env)?, &format!("{account}:{host}"))?))
    }

    /// Hands over what the host is to be told of a sending, in the order in which it happened. What was handed over before is known.
    pub fn take(&self, account: AccountId, sending: SendingId, notices: Vec<Notice>) -> Asking<()> {
        self.0.ask(&Command { account, sending, notices })
    }
}
