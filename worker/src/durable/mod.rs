//! Durable Objects: one file for each class. Each loads its state, asks the core what to do, persists, replies.
//!
//! An object is asked with a command in bytes and replies in bytes (postcard's format). The stub beside each class is the only one that
//! writes its commands, so that command and reply types are paired in one file.

mod account;
mod class;
mod directory;
mod factor;
mod guard;
mod idempotency;
mod link_job;
mod link_shard;
mod listing;
mod login;
mod notifier;
mod otp;
mod sending;
mod sql;
mod table;
mod verification_traffic;
mod webhooks;

pub use account::{
    AccountStub, Added, Admission, Admitted, BegunSending, By, NewSending, RateState, SignIn, SignedIn,
    Standing, WrittenContact,
};
pub use directory::DirectoryStub;
pub use factor::FactorStub;
pub use guard::GuardStub;
pub use idempotency::{Begun, IdempotencyStub};
pub use link_job::{LinkJobStub, StoredJob};
pub use link_shard::{LinkShardStub, LinkWithClicks};
pub use listing::{Parameters, Share};
pub use login::{Finished, LoginOwner, LoginStub};
pub use notifier::{Notice, NotifierStub, secret_of};
pub use otp::OtpStub;
pub use sending::SendingStub;
pub use verification_traffic::{Begin, BeginMessages, VerificationTrafficStub, address_of};
pub use webhooks::WebhooksStub;

use std::{
    marker::PhantomData,
    pin::Pin,
    task::{self, Poll, ready},
};

use futures_util::future::LocalBoxFuture;
use serde::{Serialize, de::DeserializeOwned};
use wasm_bindgen::JsValue;
use worker::{ObjectNamespace, State, js_sys::futures::JsFuture};

use crate::{failure::Failure, json, platform};
use class::{Class, Reply};

/// An object, seen from outside.
struct Object(JsValue);

impl Object {
    /// The object of a name.
    fn named(namespace: &ObjectNamespace, name: &str) -> Result<Self, Failure> {
        Ok(Self(namespace.get_by_name(name)?.into_rpc()))
    }

    /// Sends a command.
    fn ask<R: DeserializeOwned>(&self, command: &impl Serialize) -> Asking<R> {
        let (stub, command) = (self.0.clone(), written(command));
        let reply = async move { Ok(platform::ask(&stub, command?).await?) };
        Asking { reply: Box::pin(reply), kind: PhantomData }
    }
}

/// A reply on its way.
///
/// One type for each kind of reply, and one future for all of them: as `async` functions, the calls would be compiled
/// into each place that awaits one, which made the Worker twice as large.
pub struct Asking<R> {
    reply: Pin<Box<dyn Future<Output = Result<Vec<u8>, Failure>>>>,
    kind: PhantomData<fn() -> R>,
}

impl<R: DeserializeOwned> Future for Asking<R> {
    type Output = Result<R, Failure>;

    fn poll(mut self: Pin<&mut Self>, context: &mut task::Context<'_>) -> Poll<Self::Output> {
        let reply = ready!(self.reply.as_mut().poll(context));
        Poll::Ready(reply.and_then(|reply| Ok(read(&reply)?)))
    }
}

fn reply(value: &impl Serialize) -> worker::Result<Reply> {
    written(value)
}

fn written(value: &impl Serialize) -> worker::Result<Vec<u8>> {
    postcard::to_allocvec(value).map_err(|error| unfit(&error))
}

fn read<T: DeserializeOwned>(bytes: &[u8]) -> worker::Result<T> {
    postcard::from_bytes(bytes).map_err(|error| unfit(&error))
}

/// Apart from its callers, or each place where a value may end too early would make the error's text.
#[cold]
#[inline(never)]
fn unfit(error: &postcard::Error) -> worker::Error {
    worker::Error::RustError(error.to_string())
}

/// An object's whole state as one JSON value. An object that was never written, or was erased, takes no storage.
struct Document<'a>(&'a State);

impl<'a> Document<'a> {
    const KEY: &'static str = "state";

    const fn of(state: &'a State) -> Self {
        Self(state)
    }

    async fn load<T: DeserializeOwned>(&self) -> worker::Result<Option<T>> {
        Ok(self.text().await?.map(|text| json::read(&text)).transpose()?)
    }

    /// In a box, as are the others that wait for the storage: otherwise they would be compiled into each place that awaits
    /// one.
    fn text(&self) -> LocalBoxFuture<'a, worker::Result<Option<String>>> {
        let state = self.0;
        Box::pin(async move {
            let stored = JsFuture::from(state.as_raw().storage()?.get(Self::KEY)?).await?;
            Ok(stored.as_string())
        })
    }

    async fn store(&self, value: &impl Serialize) -> worker::Result<()> {
        self.put(serde_json::to_string(value)?).await
    }

    fn put(&self, text: String) -> LocalBoxFuture<'a, worker::Result<()>> {
        let storage = self.0.storage();
        Box::pin(async move { storage.put_raw(Self::KEY, text).await })
    }

    /// Removes the state, and nothing else.
    fn forget(&self) -> LocalBoxFuture<'a, worker::Result<()>> {
        let storage = self.0.storage();
        Box::pin(async move { storage.delete(Self::KEY).await.map(drop) })
    }

    /// Removes the state and the alarm.
    fn erase(&self) -> LocalBoxFuture<'a, worker::Result<()>> {
        let storage = self.0.storage();
        Box::pin(async move {
            storage.delete_alarm().await?;
            storage.delete_all().await
        })
    }
}
