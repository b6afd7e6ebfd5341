//! Why a request was not served, and the one place that turns that into an answer.

use shortwave::{
    account::{Refusal, SecondFactorError},
    answer::{engage, native},
    endpoint::Dialect,
    error::{ApiError, ErrorCode},
    otp::GenerateError,
    request::native::Invalid,
};
use worker::{Headers, Request, Response};

use crate::{auth::Challenge, env::NotConfigured, http, log::Exchange, pages, route::Route};

/// Seconds after which to come again, where nobody knows better.
const SOON: u32 = 1;

/// Why a request was not served.
#[derive(Debug)]
pub enum Failure {
    /// The caller did something wrong and is told what.
    Told(ApiError),
    /// Some of the arguments are wrong.
    Invalid(Invalid),
    /// The caller is not known or not let in.
    Unauthorized(ErrorCode, Challenge),
    /// The caller is known and lacks something.
    Refused(Refusal),
    /// Too many wrong guesses; the seconds to wait.
    TooManyGuesses(u32),
    /// The path exists but not with this method; those that it has.
    MethodNotAllowed(Vec<&'static str>),
    /// There is nothing here.
    NotFound,
    /// More is asked at this moment than can be served.
    Throttled,
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
            Self::Invalid(invalid) => ApiError::new(ErrorCode::InvalidArguments, invalid.to_string()),
            Self::Unauthorized(code, _) => (*code).into(),
            Self::Refused(refusal @ (Refusal::Credentials | Refusal::Address)) => {
                ErrorCode::from(*refusal).into()
            }
            Self::Refused(refusal) => ApiError::new((*refusal).into(), sentence(&refusal.to_string())),
            Self::TooManyGuesses(_) => ErrorCode::TooManyRequests.into(),
            Self::MethodNotAllowed(_) => ErrorCode::MethodNotAllowed.into(),
            Self::NotFound => ErrorCode::NotFound.into(),
            Self::Throttled => ApiError::new(ErrorCode::Unavailable, "Service busy"),
            Self::NotConfigured(_) => ApiError::new(ErrorCode::Unavailable, "Service not configured"),
            Self::Hidden(_) => ErrorCode::Internal.into(),
        }
    }

    /// The answer: a page for people who ask for one, and the dialect's envelope for everybody else.
    pub fn into_response(
        self,
        request: &Request,
        route: &Route,
        exchange: &Exchange,
    ) -> worker::Result<Response> {
        let error = self.api_error();
        if route.is_for_people()
            && !http::accepts_json(request)
            && let Some(page) = pages::of_error(error.code())
        {
            return page;
        }
        let response = match Dialect::of(&request.path()) {
            Dialect::Native => http::body_of(native_status(error.code()), &self.native(&error, exchange))?,
            Dialect::Engage => {
                let is_read = request.inner().method() == "GET";
                http::body_of(native_status(error.code()), &self.engage(&error, !is_read))?
            }
            _ => http::error(&error)?,
        };
        self.set_headers(response.headers())?;
        Ok(response)
    }

    fn native(&self, error: &ApiError, exchange: &Exchange) -> native::Failed {
        let details = match self {
            Self::Invalid(Invalid(errors)) => errors.iter().map(native::Detail::from).collect(),
            _ => Vec::new(),
        };
        native::Failed {
            meta: exchange.meta(),
            errors: native::Errors { reason: error.description().to_owned(), details },
        }
    }

    fn engage(&self, error: &ApiError, is_of_body: bool) -> engage::Failed {
        let (message, data) = match self {
            Self::Invalid(Invalid(errors)) => {
                let details = errors.iter().map(|error| engage::Detail::new(error, is_of_body));
                (engage::Failed::VALIDATION.to_owned(), details.collect())
            }
            _ => (error.description().to_owned(), Vec::new()),
        };
        engage::Failed { status: 0, message, data }
    }

    fn set_headers(&self, headers: &Headers) -> worker::Result<()> {
        match self {
            Self::Unauthorized(_, challenge) => headers.set("WWW-Authenticate", challenge.header()),
            Self::Refused(Refusal::Credentials | Refusal::Address) => {
                headers.set("WWW-Authenticate", Challenge::Account.header())
            }
            Self::MethodNotAllowed(methods) => headers.set("Allow", &methods.join(", ")),
            Self::TooManyGuesses(seconds)
            | Self::Refused(
                Refusal::Limited(seconds) | Refusal::SecondFactor(SecondFactorError::Wait(seconds)),
            ) => headers.set("Retry-After", &seconds.to_string()),
            Self::Throttled => headers.set("Retry-After", &SOON.to_string()),
            _ => Ok(()),
        }
    }
}

/// The native dialect has 400 for every argument that is wrong, and so has the Engage API.
const fn native_status(code: ErrorCode) -> u16 {
    match code.status() {
        422 => 400,
        status => status,
    }
}

/// As errors are written in answers: a capital, and no full stop.
pub fn sentence(text: &str) -> String {
    let mut characters = text.chars();
    let first = characters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(characters).collect()
}

impl From<ApiError> for Failure {
    fn from(error: ApiError) -> Self {
        Self::Told(error)
    }
}

impl From<GenerateError> for Failure {
    fn from(error: GenerateError) -> Self {
        match error {
            GenerateError::Pending => ApiError::new(ErrorCode::Conflict, error.to_string()).into(),
            GenerateError::Randomness => Self::Hidden(error.to_string()),
        }
    }
}

impl From<Invalid> for Failure {
    fn from(invalid: Invalid) -> Self {
        Self::Invalid(invalid)
    }
}

impl From<NotConfigured> for Failure {
    fn from(error: NotConfigured) -> Self {
        Self::NotConfigured(error)
    }
}

/// An object that more is asked of than it can do says so; the rest is ours.
impl From<worker::Error> for Failure {
    fn from(error: worker::Error) -> Self {
        let text = error.to_string();
        if text.contains("overloaded") { Self::Throttled } else { Self::Hidden(text) }
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
