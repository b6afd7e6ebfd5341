//! Why a request was not served, and the one place that turns that into an answer.

use shortwave::error::{ApiError, ErrorCode};
use worker::{Request, Response};

use crate::{auth::Challenge, env::NotConfigured, http, pages, route::Route};

/// Why a request was not served.
#[derive(Debug)]
pub enum Failure {
    /// The caller did something wrong and is told what.
    Told(ApiError),
    /// The caller is not known or not let in.
    Unauthorized(ErrorCode, Challenge),
    /// The path exists but not with this method; those that it has.
    MethodNotAllowed(&'static [&'static str]),
    /// There is nothing here.
    NotFound,
    /// The deployment lacks settings. The log names them.
    NotConfigured(NotConfigured),
    /// Something went wrong inside. The log has it; the caller gets the transaction id to ask with.
    Hidden(String),
}

impl Failure {
    /// What the log says of it, beyond the status.
    pub fn detail(&self) -> Option<String> {
        match self {
            Self::NotConfigured(NotConfigured(names)) => {
                Some(format!("refusing to serve: missing or unfit: {}; see docs/DEPLOY.md", names.join(", ")))
            }
            Self::Hidden(detail) => Some(detail.clone()),
            _ => None,
        }
    }

    fn api_error(&self) -> ApiError {
        match self {
            Self::Told(error) => error.clone(),
            Self::Unauthorized(code, _) => (*code).into(),
            Self::MethodNotAllowed(_) => ErrorCode::MethodNotAllowed.into(),
            Self::NotFound => ErrorCode::NotFound.into(),
            Self::NotConfigured(_) => ErrorCode::NotConfigured.into(),
            Self::Hidden(_) => ErrorCode::Internal.into(),
        }
    }

    /// The answer: a page for people who ask for one, the REST envelope for everybody else.
    pub fn into_response(self, request: &Request, route: &Route) -> worker::Result<Response> {
        if matches!(self, Self::NotFound) && route.is_for_people() && !http::accepts_json(request) {
            return pages::not_found();
        }
        let response = http::error(&self.api_error())?;
        match self {
            Self::Unauthorized(_, challenge) => {
                response.headers().set("WWW-Authenticate", challenge.header())?;
            }
            Self::MethodNotAllowed(methods) => response.headers().set("Allow", &methods.join(", "))?,
            _ => {}
        }
        Ok(response)
    }
}

impl From<ApiError> for Failure {
    fn from(error: ApiError) -> Self {
        Self::Told(error)
    }
}

impl From<NotConfigured> for Failure {
    fn from(error: NotConfigured) -> Self {
        Self::NotConfigured(error)
    }
}

impl From<worker::Error> for Failure {
    fn from(error: worker::Error) -> Self {
        Self::Hidden(error.to_string())
    }
}

impl From<serde_json::Error> for Failure {
    fn from(error: serde_json::Error) -> Self {
        Self::Hidden(error.to_string())
    }
}

/// What an object's failure becomes on its way to the caller.
impl From<Failure> for worker::Error {
    fn from(failure: Failure) -> Self {
        Self::RustError(failure.detail().unwrap_or_else(|| failure.api_error().to_string()))
    }
}
