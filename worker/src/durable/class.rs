//! The classes of objects, as the platform runs them.
//!
//! Towards JavaScript they are all one class, so that the glue which calls it, waits for it and catches its panics is
//! compiled once: with a class each, every one of them cost several times what it does itself.

use std::{panic::AssertUnwindSafe, rc::Rc};

use futures_util::future::LocalBoxFuture;
use serde::de::DeserializeOwned;
use wasm_bindgen::{JsError, JsValue, prelude::wasm_bindgen};
use worker::{
    Env, State,
    js_sys::{Promise, Uint8Array, futures::future_to_promise},
    worker_sys::DurableObjectState,
};

use super::{
    account::AccountObject, directory::DirectoryObject, guard::GuardObject, idempotency::IdempotencyObject,
    link_job::LinkJobObject, link_shard::LinkShard, login::LoginObject, notifier::NotifierObject,
    otp::OtpObject, read, sending::SendingObject, verification_traffic::VerificationTraffic,
    webhooks::WebhooksObject,
};

/// A reply, as it is sent.
pub type Reply = Vec<u8>;

/// One class of objects.
pub trait Class: 'static {
    /// What its objects are asked.
    type Command: DeserializeOwned;

    /// An object, as it awakes.
    fn new(state: State, env: Env) -> Self;

    /// Does what it is asked.
    async fn answer(&self, command: Self::Command) -> worker::Result<Reply>;

    /// Does what it set itself an alarm for.
    async fn alarm(&self) -> worker::Result<()> {
        Ok(())
    }
}

/// An object of any class.
trait Run {
    fn answer(self: Rc<Self>, command: Vec<u8>) -> LocalBoxFuture<'static, worker::Result<JsValue>>;
    fn alarm(self: Rc<Self>) -> LocalBoxFuture<'static, worker::Result<JsValue>>;
}

impl<T: Class> Run for T {
    fn answer(self: Rc<Self>, command: Vec<u8>) -> LocalBoxFuture<'static, worker::Result<JsValue>> {
        Box::pin(async move {
            let reply = Class::answer(&*self, read(&command)?).await?;
            Ok(Uint8Array::from(reply.as_slice()).into())
        })
    }

    fn alarm(self: Rc<Self>) -> LocalBoxFuture<'static, worker::Result<JsValue>> {
        Box::pin(async move { Class::alarm(&*self).await.map(|()| JsValue::UNDEFINED) })
    }
}

/// An object of any class, as `worker/entry.js` builds it.
#[wasm_bindgen]
pub struct AnyObject(AssertUnwindSafe<Rc<dyn Run>>);

#[wasm_bindgen]
impl AnyObject {
    /// An object of the class with this name.
    ///
    /// # Errors
    /// When there is no such class.
    #[wasm_bindgen(constructor)]
    pub fn new(class: &str, state: DurableObjectState, env: Env) -> Result<Self, JsError> {
        let state = State::from(state);
        let object: Rc<dyn Run> = match class {
            "AccountObject" => Rc::new(AccountObject::new(state, env)),
            "DirectoryObject" => Rc::new(DirectoryObject::new(state, env)),
            "GuardObject" => Rc::new(GuardObject::new(state, env)),
            "IdempotencyObject" => Rc::new(IdempotencyObject::new(state, env)),
            "LinkJobObject" => Rc::new(LinkJobObject::new(state, env)),
            "LinkShard" => Rc::new(LinkShard::new(state, env)),
            "LoginObject" => Rc::new(LoginObject::new(state, env)),
            "NotifierObject" => Rc::new(NotifierObject::new(state, env)),
            "OtpObject" => Rc::new(OtpObject::new(state, env)),
            "SendingObject" => Rc::new(SendingObject::new(state, env)),
            "VerificationTraffic" => Rc::new(VerificationTraffic::new(state, env)),
            "WebhooksObject" => Rc::new(WebhooksObject::new(state, env)),
            _ => return Err(JsError::new("no such class of objects")),
        };
        Ok(Self(AssertUnwindSafe(object)))
    }

    /// The reply to a command.
    pub fn ask(&self, command: Vec<u8>) -> Promise {
        promise(self.0.clone().answer(command))
    }

    /// Settled when what was due is done.
    pub fn alarm(&self) -> Promise {
        promise(self.0.clone().alarm())
    }
}

/// A panic rejects the promise, and leaves the object as whole as its class says.
fn promise(done: LocalBoxFuture<'static, worker::Result<JsValue>>) -> Promise {
    let done = AssertUnwindSafe(done);
    future_to_promise(AssertUnwindSafe(async move { done.await.map_err(JsValue::from) }))
}
