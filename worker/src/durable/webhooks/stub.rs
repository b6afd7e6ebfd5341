//! The webhooks of an account, seen from outside.

use shortwave::{
    ids::{AccountId, WebhookId},
    webhook::{Delivery, Webhook},
};
use worker::Env;

use super::{
    super::{
        Asking, Object,
        listing::{Parameters, Share},
    },
    Command, Told, sealed,
};
use crate::{
    env::{self, Config},
    failure::Failure,
};

/// The object of an account's webhooks.
pub struct WebhooksStub(Object);

impl WebhooksStub {
    /// That of an account.
    pub fn of(env: &Env, account: &AccountId) -> Result<Self, Failure> {
        Self::named(env, account.as_str())
    }

    /// The same by the account's id as shards know it.
    pub fn named(env: &Env, account: &str) -> Result<Self, Failure> {
        Ok(Self(Object::named(&env::webhooks(env)?, account)?))
    }

    /// Adds a webhook with its secret; false where there are too many.
    pub async fn add(&self, webhook: Webhook, secret: &[u8], config: &Config) -> Result<bool, Failure> {
        let secret = sealed(secret, &webhook.id, config).await?;
        self.0.ask(&Command::Add { webhook, secret }).await
    }

    /// A webhook.
    pub fn show(&self, id: WebhookId) -> Asking<Option<Webhook>> {
        self.0.ask(&Command::Show(id))
    }

    /// Some of them.
    pub fn list(&self, parameters: Parameters) -> Asking<Share<Webhook>> {
        self.0.ask(&Command::List(parameters))
    }

    /// What is on its way to one, or never arrived; `None` where there is no such webhook.
    pub fn deliveries(&self, id: WebhookId, parameters: Parameters) -> Asking<Option<Share<Delivery>>> {
        self.0.ask(&Command::Deliveries { id, parameters })
    }

    /// Removes one, and tells how many are left; `None` where there is none of this id.
    pub fn remove(&self, id: WebhookId) -> Asking<Option<u64>> {
        self.0.ask(&Command::Remove(id))
    }

    /// Removes all of them, and tells whether there were some.
    pub fn erase(&self) -> Asking<bool> {
        self.0.ask(&Command::Erase)
    }

    /// Tells of events. They are told once, however often this is said by the same id.
    pub fn tell(&self, id: String, events: Vec<Told>) -> Asking<()> {
        self.0.ask(&Command::Tell { id, events })
    }
}
