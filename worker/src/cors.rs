//! Cross-origin calls (Fetch Standard, clause 3.2): which origins' pages may call the API.

use std::str::FromStr;

use worker::{Request, Response, ResponseBuilder};

/// What a page may send besides the headers that any may.
const ALLOWED_HEADERS: &str =
    "Authorization, X-Authorization, Content-Type, CB-2FA-Token, Idempotency-Key, If-Match";
/// What a page may read besides the headers that any may.
const EXPOSED_HEADERS: &str = "Authorization, ETag, Location, RateLimit, RateLimit-Policy, Retry-After, \
                               WWW-Authenticate, X-Transaction-Id, Idempotency-Replayed";
/// For how long a browser need not ask again, in seconds: the most that one of them remembers.
const MAX_AGE: &str = "7200";

/// The origins that may call: none unless set, some, or all (`*`). Cookies are never used, so none is ever let along.
pub enum Cors {
    /// All.
    Any,
    /// These.
    These(Vec<String>),
}

/// A text in the list is no origin.
pub struct NotAnOrigin;

impl FromStr for Cors {
    type Err = NotAnOrigin;

    /// Reads `*`, or origins such as `https://example.com` with commas or spaces between them.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.trim() == "*" {
            return Ok(Self::Any);
        }
        let names = text.split([',', ' ']).filter(|name| !name.is_empty());
        let origin = |name: &str| {
            let name = name.to_ascii_lowercase();
            if is_origin(&name) { Ok(name) } else { Err(NotAnOrigin) }
        };
        names.map(origin).collect::<Result<_, _>>().map(Self::These)
    }
}

/// Whether a browser could send it: a host is ASCII, with no path, no placeholder, and no port that goes without saying.
fn is_origin(name: &str) -> bool {
    let Some((scheme, host)) = name.split_once("://") else { return false };
    let default_port = match scheme {
        "http" => ":80",
        "https" => ":443",
        _ => return false,
    };
    let is_host = |byte: u8| byte.is_ascii_alphanumeric() || b".-:[]_".contains(&byte);
    !host.is_empty() && host.bytes().all(is_host) && !host.ends_with(default_port)
}

impl Cors {
    /// The value of `Access-Control-Allow-Origin` for a request, if its page may call.
    fn allowed(&self, request: &Request) -> Option<String> {
        let origin = request.headers().get("Origin").ok().flatten()?;
        match self {
            Self::Any => Some("*".to_owned()),
            Self::These(origins) => origins.contains(&origin.to_ascii_lowercase()).then_some(origin),
        }
    }

    /// Lets the page that asked read the answer.
    pub fn open(&self, request: &Request, response: &Response) -> worker::Result<()> {
        let headers = response.headers();
        if let Self::These(origins) = self
            && !origins.is_empty()
        {
            headers.append("Vary", "Origin")?;
        }
        if let Some(origin) = self.allowed(request) {
            headers.set("Access-Control-Allow-Origin", &origin)?;
            headers.set("Access-Control-Expose-Headers", EXPOSED_HEADERS)?;
        }
        Ok(())
    }

    /// The answer to a preflight, which never carries credentials. An origin that is not allowed is not told so: its
    /// browser sees it by what is missing.
    pub fn preflight(&self, request: &Request, methods: &[&str]) -> worker::Result<Response> {
        let mut response = ResponseBuilder::new().with_status(204);
        if self.allowed(request).is_some() {
            response = response
                .with_header("Access-Control-Allow-Methods", &methods.join(", "))?
                .with_header("Access-Control-Allow-Headers", ALLOWED_HEADERS)?
                .with_header("Access-Control-Max-Age", MAX_AGE)?;
        }
        Ok(response.empty())
    }
}
