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

/// The headers of an answer without a body.
const OF_NOTHING: &[(&str, &str)] = &[("Cache-Control", "no-store")];

/// Of one that is JSON.
const OF_JSON: &[(&str, &str)] = &[("Cache-Control", "no-store"), ("Content-Type", "application/json")];

/// Of those that are images. Where an SVG is opened as a page, nothing is loaded but the logo in it, and nothing runs.
const OF_IMAGES: &[(&str, &str)] = &[
    ("Cache-Control", "private, max-age=300"),
    ("Content-Security-Policy", "default-src 'none'; img-src data:; sandbox; frame-ancestors 'none'"),
    ("X-Content-Type-Options", "nosniff"),
];

/// An answer.
#[derive(Serialize, Deserialize)]
pub struct Answer {
    status: u16,
    headers: Vec<(String, String)>,
    body: Option<String>,
    /// In the place of the body. It answers a `GET`, and those are not kept.
    #[serde(skip)]
    image: Option<Vec<u8>>,
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

    /// With an image of a kind, and the name of a file for it, percent-encoded. One that is not ASCII is said in UTF-8 too
    /// (RFC 6266, clause 4.3).
    pub fn image(image: Vec<u8>, kind: &str, name: &str) -> Self {
        let mut disposition = format!("inline; filename=\"{name}\"");
        if name.contains('%') {
            disposition = format!("{disposition}; filename*=UTF-8''{name}");
        }
        let answer = Self { status: 200, headers: Vec::new(), body: None, image: Some(image) };
        answer.with("Content-Type", kind).with("Content-Disposition", disposition.as_str())
    }

    /// With a table, and the name of a file for it.
    pub fn csv(table: String, name: &str) -> Self {
        let answer = Self { status: 200, headers: Vec::new(), body: Some(table), image: None };
        answer
            .with("Content-Type", "text/csv; charset=utf-8")
            .with("Content-Disposition", format!("attachment; filename=\"{name}\""))
    }

    /// Done, and nothing to say.
    pub const fn none() -> Self {
        Self { status: 204, headers: Vec::new(), body: None, image: None }
    }

    fn new(status: u16, body: &impl Serialize) -> Result<Self, Failure> {
        Ok(Self { status, headers: Vec::new(), body: Some(serde_json::to_string(body)?), image: None })
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
        let (common, body): (&[_], _) = match (self.body, self.image) {
            (Some(body), _) => (OF_JSON, Some(body.into_bytes())),
            (None, Some(image)) => (OF_IMAGES, Some(image)),
            (None, None) => (OF_NOTHING, None),
        };
        let own = self.headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let mut response = ResponseBuilder::new().with_status(self.status);
        for (name, value) in common.iter().copied().chain(own) {
            response = response.with_header(name, value)?;
        }
        Ok(match body {
            Some(body) => response.body(worker::ResponseBody::Body(body)),
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
