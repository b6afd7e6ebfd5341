//! One structured line for each request. No secret, no code, no recipient: the route's pattern stands for its path.

use serde::Serialize;
use shortwave::{answer::native::Meta, rate_limit, time::Timestamp};
use worker::{Headers, Request, Response, console_error, console_log};

use crate::{durable::RateState, env, failure::Failure, route::Route};

/// A request being answered, and what its log line will say.
pub struct Exchange {
    started: Timestamp,
    line: Line,
    rates: Vec<RateState>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Line {
    transaction_id: String,
    method: String,
    route: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    account_id: Option<String>,
    status: u16,
    milliseconds: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
}

impl Exchange {
    /// Gives the request its transaction id.
    pub fn begin(request: &Request, route: &Route) -> Self {
        let line = Line {
            transaction_id: env::random_id().unwrap_or_default(),
            method: request.inner().method(),
            route: route.name(),
            account_id: None,
            status: 0,
            milliseconds: 0,
            error: None,
        };
        Self { started: env::now(), line, rates: Vec::new() }
    }

    /// Says whose request it is.
    pub fn account(&mut self, id: &str) {
        self.line.account_id = Some(id.to_owned());
    }

    /// Says where the caller's rate limits stand.
    pub fn rates(&mut self, rates: Vec<RateState>) {
        self.rates = rates;
    }

    /// What an answer of the native dialect says about the call.
    pub fn meta(&self) -> Meta {
        let transaction_id = self.line.transaction_id.clone();
        Meta { timestamp: env::now().millis(), transaction_id, explain: None }
    }

    /// Says why it failed, where the status does not.
    pub fn note(&mut self, failure: &Failure) {
        self.line.error = failure.detail();
    }

    /// Says what went wrong without failing the request.
    pub fn warn(&mut self, detail: &str) {
        self.line.error = Some(detail.to_owned());
    }

    /// Writes the line and puts the transaction id on the answer.
    pub fn end(mut self, response: Response) -> worker::Result<Response> {
        self.line.status = response.status_code();
        self.line.milliseconds = env::now().millis() - self.started.millis();
        let line = serde_json::to_string(&self.line)?;
        if self.line.status >= 500 {
            console_error!("{line}");
        } else {
            console_log!("{line}");
        }
        let headers = response.headers();
        headers.set("X-Transaction-Id", &self.line.transaction_id)?;
        self.set_rates(headers)?;
        Ok(response)
    }

    fn set_rates(&self, headers: &Headers) -> worker::Result<()> {
        if self.rates.is_empty() {
            return Ok(());
        }
        let name = |state: &RateState| if state.is_of_account { "account" } else { "credential" };
        let policies: Vec<_> = self.rates.iter().map(|state| (name(state), state.rate)).collect();
        let decisions: Vec<_> = self.rates.iter().map(|state| (name(state), state.decision)).collect();
        headers.set("RateLimit-Policy", &rate_limit::policy_field(&policies))?;
        headers.set("RateLimit", &rate_limit::limit_field(&decisions))
    }
}
