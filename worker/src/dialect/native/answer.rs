//! Answers before they are sent, so that they can be kept for a call that is repeated.

use serde::{Deserialize, Serialize};
use shortwave::{
    answer::native::{Many, Meta, One, PageMeta},
    error::ErrorCode,
    listing::Pagination,
    precondition::{Changed, entity_tag},
};
use worker::{Response, ResponseBuilder};

use super::Asked;
use crate::failure::Failure;

/// An answer.
#[derive(Serialize, Deserialize)]
pub struct Answer {
    status: u16,
    headers: Vec<(String, String)>,
    body: Option<String>,
}

impl Answer {
    /// With one resource.
    pub fn one(asked: &Asked<'_, '_>, status: u16, data: impl Serialize) -> Result<Self, Failure> {
        Self::new(status, &One { meta: asked.call.exchange.meta(), data })
    }

    /// The same with a sentence for people.
    pub fn explained(
        asked: &Asked<'_, '_>,
        status: u16,
        data: impl Serialize,
        sentence: &str,
    ) -> Result<Self, Failure> {
        let meta = Meta { explain: Some(sentence.to_owned()), ..asked.call.exchange.meta() };
        Self::new(status, &One { meta, data })
    }

    /// With some of a collection.
    pub fn many<T: Serialize>(
        asked: &Asked<'_, '_>,
        items: Vec<T>,
        pagination: Pagination,
    ) -> Result<Self, Failure> {
        let meta = PageMeta { meta: asked.call.exchange.meta(), pagination };
        Self::new(200, &Many { meta, items })
    }

    /// Done, and nothing to say.
    pub const fn none() -> Self {
        Self { status: 204, headers: Vec::new(), body: None }
    }

    fn new(status: u16, body: &impl Serialize) -> Result<Self, Failure> {
        Ok(Self { status, headers: Vec::new(), body: Some(serde_json::to_string(body)?) })
    }

    /// With another header.
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    /// With the entity tag of a version.
    pub fn of_version(self, version: u32) -> Self {
        self.with("ETag", entity_tag(version))
    }

    /// To be sent.
    pub fn into_response(self) -> Result<Response, Failure> {
        let mut response =
            ResponseBuilder::new().with_status(self.status).with_header("Cache-Control", "no-store")?;
        for (name, value) in &self.headers {
            response = response.with_header(name, value)?;
        }
        Ok(match self.body {
            Some(body) => response
                .with_header("Content-Type", "application/json")?
                .body(worker::ResponseBody::Body(body.into_bytes())),
            None => response.empty(),
        })
    }
}

/// What a change came to, or why there was none.
pub fn changed<T>(changed: Changed<T>) -> Result<T, Failure> {
    match changed {
        Changed::Done(value) => Ok(value),
        Changed::Missing => Err(Failure::NotFound),
        Changed::Stale => Err(Failure::from(shortwave::error::ApiError::from(ErrorCode::PreconditionFailed))),
    }
}
