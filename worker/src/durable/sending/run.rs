//! One run of the alarm: what it may still ask, and what it knows of the providers.

use std::cell::{Cell, RefCell};

use shortwave::{
    message::Sending,
    provider::{Provider, Providers},
};

use super::messages::Due;
use crate::{env::Config, provider};

/// What the platform lets one run ask, other servers and other objects alike: the subrequests of the free plan.
const MOST_REQUESTS: u32 = 50;

/// Of those, what the account is told and asked: how far the sending is, who is on the blacklist, and whether and when it is the turn of a
/// sending that goes out by turns.
const OF_THE_ACCOUNT: u32 = 4;

/// And the hosts that are told what happened.
pub const MOST_HOSTS: u32 = 10;

/// A run that submits messages.
pub struct Run<'a> {
    pub sending: &'a Sending,
    pub config: &'a Config,
    providers: &'a Providers,
    /// What is left to submit messages with.
    requests: Cell<u32>,
    /// Of the providers that were asked, by their names, whether they can take messages now.
    known: RefCell<Vec<(&'a str, bool)>>,
}

/// A message, and whom it is given to.
pub struct Given<'a> {
    pub due: Due,
    pub provider: &'a Provider,
}

/// Whom a message is given to.
pub enum Choice<'a> {
    Provider(&'a Provider),
    /// Nobody can take it now.
    Nobody,
    /// The provider that may have it is in the settings no more.
    Gone,
}

impl<'a> Run<'a> {
    pub fn new(sending: &'a Sending, config: &'a Config, providers: &'a Providers) -> Self {
        // Each of them is asked once whether it is there.
        let asked = u32::try_from(providers.list().len()).unwrap_or(MOST_REQUESTS);
        let requests = MOST_REQUESTS.saturating_sub(OF_THE_ACCOUNT + MOST_HOSTS + asked);
        Self { sending, config, providers, requests: Cell::new(requests), known: RefCell::default() }
    }

    /// How many requests are left.
    pub const fn requests(&self) -> u32 {
        self.requests.get()
    }

    /// Takes some of them, if there are as many.
    pub fn take(&self, requests: u32) -> bool {
        let left = self.requests.get().checked_sub(requests);
        left.is_some_and(|left| {
            self.requests.set(left);
            true
        })
    }

    /// Gives back those that were not needed.
    pub fn give_back(&self, requests: u32) {
        self.requests.set(self.requests.get() + requests);
    }

    /// Whom a message is given to: the provider that may have it, and otherwise the first of its route that can take it.
    pub async fn choose(&self, due: &Due) -> worker::Result<Choice<'a>> {
        let candidates = self.candidates(due);
        if candidates.is_empty() && due.provider.is_some() {
            return Ok(Choice::Gone);
        }
        for provider in candidates {
            if self.can_take(provider).await? {
                return Ok(Choice::Provider(provider));
            }
        }
        Ok(Choice::Nobody)
    }

    fn candidates(&self, due: &Due) -> Vec<&'a Provider> {
        match &due.provider {
            Some(name) => self.providers.named(name).into_iter().collect(),
            None => {
                self.providers.of_route(&self.sending.username, &due.to, self.sending.is_certified).collect()
            }
        }
    }

    async fn can_take(&self, provider: &'a Provider) -> worker::Result<bool> {
        if let Some(known) = self.known(provider) {
            return Ok(known);
        }
        let is_there = provider::is_there(&provider.access).await?;
        self.note(provider, is_there);
        Ok(is_there)
    }

    fn known(&self, provider: &Provider) -> Option<bool> {
        let known = self.known.borrow();
        known.iter().find(|(name, _)| *name == provider.name.as_str()).map(|(_, can_take)| *can_take)
    }

    fn note(&self, provider: &'a Provider, can_take: bool) {
        let name = provider.name.as_str();
        let mut known = self.known.borrow_mut();
        known.retain(|(other, _)| *other != name);
        known.push((name, can_take));
    }

    /// A provider said that it can take nothing now: others are asked for the rest of the run, where there are any.
    pub fn pass_over(&self, provider: &'a Provider) {
        self.note(provider, false);
    }

    /// Whether a message is rather given to another provider than this, which can take nothing more.
    pub fn is_passed_over(&self, provider: &Provider, due: &Due) -> bool {
        let is_other = |other: &&Provider| other.name != provider.name && self.known(other) != Some(false);
        self.known(provider) == Some(false) && self.candidates(due).iter().any(is_other)
    }
}
