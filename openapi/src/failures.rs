//! What may go wrong, by the dialect and by who may call.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};
use shortwave::{
    answer::{engage, native, rest},
    endpoint::{Access, Dialect, Endpoint},
};

use crate::{
    headers::{self, Header},
    operation::Operation,
    schemas::Schemas,
};

/// A failure of one status.
pub struct Failure {
    dialect: Dialect,
    status: u16,
    /// What it means of the endpoint alone.
    own: Vec<&'static str>,
    /// Whether it means what it means of others too.
    is_general: bool,
}

/// The failures of an endpoint. `own` are those that the endpoint says itself.
pub fn of(endpoint: Endpoint, operation: &Operation, own: &[(u16, &'static str)]) -> Vec<Failure> {
    let dialect = endpoint.dialect();
    let mut statuses: BTreeSet<u16> = [414, 500, 503].into();
    statuses.extend(of_callers(endpoint.access()));
    statuses.extend(match dialect {
        Dialect::Native => of_native(endpoint, operation),
        Dialect::Engage => of_engage(operation),
        Dialect::Rest | Dialect::Admin | Dialect::Platform => of_rest(operation),
    });
    let mut failures: BTreeMap<u16, Vec<&str>> =
        statuses.into_iter().map(|status| (status, Vec::new())).collect();
    for (status, meaning) in own {
        failures.entry(*status).or_default().push(meaning);
    }
    // What is wrong with a text is for its endpoint alone to say: there is no JSON to be broken.
    let is_general = |status| status != 400 || !operation.has_text();
    let failure = |(status, own)| Failure { dialect, status, own, is_general: is_general(status) };
    failures.into_iter().map(failure).collect()
}

fn of_callers(access: Access) -> Vec<u16> {
    let statuses = |known: &[u16]| {
        // Also where no code is asked for, an account may require that its users have a second factor.
        let second_factor = (access.is_guarded() || access.scope().is_some()).then_some(402);
        known.iter().copied().chain(second_factor).collect()
    };
    match access {
        Access::Public => Vec::new(),
        Access::Operator => statuses(&[401, 429]),
        Access::Scope(_) | Access::Guarded(_) | Access::Page(_) | Access::User | Access::GuardedUser => {
            statuses(&[401, 403, 429])
        }
    }
}

fn of_rest(operation: &Operation) -> Vec<u16> {
    let body: &[u16] = if operation.has_body() { &[400, 413, 422] } else { &[] };
    let text: &[u16] = if operation.has_text() { &[413] } else { &[] };
    let argument: &[u16] = if operation.has_argument() { &[404] } else { &[] };
    let query: &[u16] = if operation.has_query() { &[422] } else { &[] };
    [argument, body, text, query].concat()
}

fn of_engage(operation: &Operation) -> Vec<u16> {
    if operation.has_body() { vec![400, 413] } else { vec![400] }
}

fn of_native(endpoint: Endpoint, operation: &Operation) -> Vec<u16> {
    let is_change = endpoint.method() != "GET";
    let is_post = endpoint.method() == "POST";
    let found = [
        (operation.has_argument(), 404),
        (operation.has_query() || operation.has_body() || is_post, 400),
        (operation.has_body(), 415),
        (is_post, 409),
        (is_change, 413),
        (is_change && operation.is_versioned(), 412),
    ];
    found.into_iter().filter_map(|(is, status)| is.then_some(status)).collect()
}

impl Failure {
    pub const fn new(dialect: Dialect, status: u16) -> Self {
        Self { dialect, status, own: Vec::new(), is_general: true }
    }

    pub const fn status(&self) -> u16 {
        self.status
    }

    /// In the description: what it is of every endpoint stands among `shared`, by its name.
    pub fn render(&self, shared: &mut Map<String, Value>, schemas: &mut Schemas) -> Value {
        let general = self.general().filter(|_| self.is_general);
        let meaning: Vec<&str> = general.iter().chain(&self.own).copied().collect();
        let response = response(self.dialect, self.status, &meaning.join("\n\n"), schemas);
        if !self.own.is_empty() || general.is_none() {
            return response;
        }
        let name = format!("{:?}{}", self.dialect, self.status);
        let reference = json!({ "$ref": format!("#/components/responses/{name}") });
        shared.insert(name, response);
        reference
    }

    /// What the status means of every endpoint of the dialect.
    const fn general(&self) -> Option<&'static str> {
        Some(match (self.status, self.dialect) {
            (400, Dialect::Native) => {
                "An argument breaks a rule, or does not exist: `details` names each. Or the `Idempotency-Key` is empty or \
                 has more than 255 characters."
            }
            (400, Dialect::Engage) => {
                "Fields break rules: `data` names each. Or the body is no JSON object, or nobody can be sent to."
            }
            (400, _) => "The body is no JSON object (code 125).",
            (401, Dialect::Admin) => "The operator's token is missing or wrong.",
            (401, _) => {
                "The credentials are missing or wrong, or the account does not allow the network address."
            }
            (402, _) => {
                "A code of the second factor is needed: repeat the call with `CB-2FA-Token`. Or the account requires a \
                 second factor, and the user who calls has to set one up first."
            }
            (403, _) => "The caller lacks the scope, or is no signed-in user where only a user will do.",
            (404, _) => "There is no such thing.",
            (409, Dialect::Native) => {
                "The `Idempotency-Key` was used for another call, or the same call is being answered."
            }
            (412, _) => "There is another version by now than `If-Match` says.",
            (413, _) => "The body is larger than 1 MiB.",
            (414, _) => "The URL is longer than 8,192 bytes.",
            (415, _) => "The body is neither JSON nor a form.",
            (422, _) => "A field breaks a rule. The description names its path.",
            (429, _) => "More than may be asked, or too many wrong guesses.",
            (500, _) => "Something went wrong inside. The log has it under the transaction id.",
            (503, _) => "More is asked at this moment than can be served, or the deployment lacks settings.",
            _ => return None,
        })
    }
}

fn response(dialect: Dialect, status: u16, meaning: &str, schemas: &mut Schemas) -> Value {
    let headers: &[Header] = match status {
        401 => &[Header::Authenticate],
        429 => &[Header::RetryAfter, Header::RateLimit, Header::RateLimitPolicy],
        503 => &[Header::RetryAfter],
        _ => &[],
    };
    let schema = match dialect {
        Dialect::Native => schemas.of::<native::Failed>(),
        Dialect::Engage => schemas.of::<engage::Failed>(),
        Dialect::Rest | Dialect::Admin | Dialect::Platform => schemas.of::<rest::Error<'static>>(),
    };
    json!({
        "description": meaning,
        "headers": headers::of_answer(headers),
        "content": { "application/json": { "schema": schema } },
    })
}
