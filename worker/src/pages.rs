//! Pages for people: the static ones of `www/`, and the one for what is not there.

use worker::{Env, Request, Response, ResponseBuilder};

use crate::{env, failure::Failure, http};

const NOT_FOUND: &str = include_str!("../pages/not-found.html");

/// Nothing but the page's own files; the counter's wasm may be compiled.
const PAGE_POLICY: &str = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; frame-ancestors 'none'";
/// The not-found page carries its one style with it.
const NOT_FOUND_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";

/// A static page, or the failure that there is none.
pub async fn serve(request: &Request, env: &Env) -> Result<Response, Failure> {
    let response = env::assets(env)?.fetch_request(request.clone()?).await?;
    if response.status_code() == 404 {
        return Err(Failure::NotFound);
    }
    let headers = [("Content-Security-Policy", PAGE_POLICY), ("X-Content-Type-Options", "nosniff")];
    Ok(http::with_headers(response, &headers)?)
}

/// The page for a link or page that does not exist.
pub fn not_found() -> worker::Result<Response> {
    ResponseBuilder::new()
        .with_status(404)
        .with_header("Cache-Control", "no-store")?
        .with_header("Content-Security-Policy", NOT_FOUND_POLICY)?
        .from_html(NOT_FOUND)
}
