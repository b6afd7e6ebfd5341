//! Durable Objects: one file for each class. Each loads its state, asks the core what to do, persists, replies.
//!
//! An object is asked with a command in JSON and replies in JSON. The stub beside each class is the only one that
//! writes its commands, so that command and reply types are paired in one file.

mod account;
mod link_shard;
mod otp;

pub use account::AccountStub;
pub use link_shard::{LinkShardStub, LinkWithClicks};
pub use otp::OtpStub;

use serde::{Serialize, de::DeserializeOwned};
use worker::{Method, Request, RequestInit, Response, State, Storage, Stub};

use crate::failure::Failure;

/// Sends a command to an object and waits for its reply.
async fn ask<R: DeserializeOwned>(stub: &Stub, command: &impl Serialize) -> Result<R, Failure> {
    let reply = exchange(stub, serde_json::to_string(command)?).await?;
    Ok(serde_json::from_str(&reply)?)
}

/// The part of [`ask`] that knows no types, so that it is compiled once.
async fn exchange(stub: &Stub, command: String) -> Result<String, Failure> {
    let mut init = RequestInit::new();
    init.with_method(Method::Post).with_body(Some(command.into()));
    let mut response = stub.fetch_with_request(Request::new_with_init("https://object/", &init)?).await?;
    let text = response.text().await?;
    match response.status_code() {
        200 => Ok(text),
        status => Err(Failure::Hidden(format!("object answered {status}: {text}"))),
    }
}

/// The command that an object was sent.
async fn command<C: DeserializeOwned>(request: &mut Request) -> worker::Result<C> {
    Ok(serde_json::from_str(&request.text().await?)?)
}

fn reply(value: &impl Serialize) -> worker::Result<Response> {
    Response::from_json(value)
}

/// An object's whole state as one JSON value. An object that was never written, or was erased, takes no storage.
struct Document(Storage);

impl Document {
    const KEY: &str = "state";

    fn of(state: &State) -> Self {
        Self(state.storage())
    }

    async fn load<T: DeserializeOwned>(&self) -> worker::Result<Option<T>> {
        let text: Option<String> = self.0.get(Self::KEY).await?;
        Ok(text.map(|text| serde_json::from_str(&text)).transpose()?)
    }

    async fn store(&self, value: &impl Serialize) -> worker::Result<()> {
        self.0.put_raw(Self::KEY, serde_json::to_string(value)?).await
    }

    /// Removes the state and the alarm.
    async fn erase(&self) -> worker::Result<()> {
        self.0.delete_alarm().await?;
        self.0.delete_all().await
    }
}
