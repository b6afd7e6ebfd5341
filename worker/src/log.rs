//! One structured line for each request. No secret, no code, no recipient: the route's pattern stands for its path.

use serde::Serialize;
use shortwave::time::Timestamp;
use worker::{Request, Response, console_error, console_log};

use crate::{env, failure::Failure, route::Route};

/// A request being answered, and what its log line will say.
pub struct Exchange {
    started: Timestamp,
    line: Line,
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
        Self { started: env::now(), line }
    }

    /// Says whose request it is.
    pub fn account(&mut self, id: &str) {
        self.line.account_id = Some(id.to_owned());
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
        response.headers().set("X-Transaction-Id", &self.line.transaction_id)?;
        Ok(response)
    }
}
