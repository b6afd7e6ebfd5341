//! Headers, of requests and of answers.

use serde_json::{Map, Value, json};

/// Which header of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Header {
    TransactionId,
    Authenticate,
    RetryAfter,
    RateLimit,
    RateLimitPolicy,
    ETag,
    Location,
    Replayed,
    Authorization,
    CacheControl,
    ContentDisposition,
}

impl Header {
    const ALL: [Self; 11] = [
        Self::TransactionId,
        Self::Authenticate,
        Self::RetryAfter,
        Self::RateLimit,
        Self::RateLimitPolicy,
        Self::ETag,
        Self::Location,
        Self::Replayed,
        Self::Authorization,
        Self::CacheControl,
        Self::ContentDisposition,
    ];

    const fn name(self) -> &'static str {
        match self {
            Self::TransactionId => "X-Transaction-Id",
            Self::Authenticate => "WWW-Authenticate",
            Self::RetryAfter => "Retry-After",
            Self::RateLimit => "RateLimit",
            Self::RateLimitPolicy => "RateLimit-Policy",
            Self::ETag => "ETag",
            Self::Location => "Location",
            Self::Replayed => "Idempotency-Replayed",
            Self::Authorization => "Authorization",
            Self::CacheControl => "Cache-Control",
            Self::ContentDisposition => "Content-Disposition",
        }
    }

    /// Where it stands among the components. It must be a word.
    fn component(self) -> String {
        self.name().replace('-', "")
    }

    fn description(self) -> &'static str {
        match self {
            Self::TransactionId => "Of this call alone: what to ask support with. The log has it too.",
            Self::Authenticate => "How to identify oneself.",
            Self::RetryAfter => "The seconds to wait.",
            Self::RateLimit => "What is left of each limit (draft-ietf-httpapi-ratelimit-headers).",
            Self::RateLimitPolicy => "The limits, in the same form.",
            Self::ETag => "The version, for `If-Match`.",
            Self::Location => "Where it is.",
            Self::Replayed => "`true` where a call with the same `Idempotency-Key` was answered so before.",
            Self::Authorization => "`Bearer` and the access token.",
            Self::CacheControl => "For how long the answer may be kept.",
            Self::ContentDisposition => "A name for a file of it.",
        }
    }

    fn schema(self) -> Value {
        match self {
            Self::TransactionId => json!({ "type": "string", "format": "uuid" }),
            Self::RetryAfter => json!({ "type": "integer", "minimum": 0 }),
            Self::Replayed => json!({ "type": "string", "enum": ["true"] }),
            Self::ETag => json!({ "type": "string", "pattern": "^\"v[0-9]+\"$" }),
            _ => json!({ "type": "string" }),
        }
    }

    /// Whether it is on each of the answers that it is named with.
    const fn is_always_there(self) -> bool {
        !matches!(self, Self::RateLimit | Self::RateLimitPolicy | Self::Replayed | Self::RetryAfter)
    }
}

/// All headers of answers, as components.
pub fn components() -> Value {
    let component = |header: Header| {
        let value = json!({
            "description": header.description(),
            "required": header.is_always_there(),
            "schema": header.schema(),
        });
        (header.component(), value)
    };
    Value::Object(Header::ALL.map(component).into_iter().collect())
}

/// The headers of an answer, by reference. Every answer has its transaction id.
pub fn of_answer(headers: &[Header]) -> Value {
    let reference = |header: &Header| {
        let target = format!("#/components/headers/{}", header.component());
        (header.name().to_owned(), json!({ "$ref": target }))
    };
    let headers: Map<_, _> = [Header::TransactionId].iter().chain(headers).map(reference).collect();
    Value::Object(headers)
}

/// The headers that requests may have, as parameters.
pub fn parameters() -> Value {
    let header = |name: &str, description: &str, schema: Value| json!({ "name": name, "in": "header", "description": description, "schema": schema });
    json!({
        "IdempotencyKey": header(
            "Idempotency-Key",
            "A name for this call, such as a UUID. A call that is repeated with the same name and body is done once and \
             answered as it was, for 24 hours; one with another body is 409.",
            json!({ "type": "string", "minLength": 1, "maxLength": 255 }),
        ),
        "IfMatch": header(
            "If-Match",
            "The `ETag` of the version that is meant. When there is another by now, nothing is changed, and the answer \
             is 412.",
            json!({ "type": "string" }),
        ),
        "SecondFactor": header(
            "CB-2FA-Token",
            "A code of the second factor, or a recovery code. Needed where the answer without it is 402; each is good \
             once.",
            json!({ "type": "string" }),
        ),
    })
}

/// One of those.
pub fn parameter(name: &str) -> Value {
    json!({ "$ref": format!("#/components/parameters/{name}") })
}
