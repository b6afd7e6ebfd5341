//! Shortwave as a Cloudflare Worker: HTTP in, the core's decisions, HTTP out.
//!
//! A request's way: `route` names the endpoint, `auth` the caller, `dialect` reads the request and renders
//! the answer, `durable` keeps the state. Nothing here decides what the core can decide.
//!
//! Redirects do not come here: `worker/redirect.js` answers them, with a wasm module of their own.

mod auth;
mod blocklist;
mod cors;
mod crypto;
mod dialect;
mod durable;
mod env;
mod failure;
mod http;
mod json;
mod kv;
mod link_pages;
mod log;
mod mail;
mod outbound;
mod page_tokens;
mod pages;
mod phone;
mod platform;
mod prices;
mod provider;
mod receipts;
mod route;
mod sandbox;
mod seal;
mod short_links;
mod unsubscribe;
mod verifications;

use std::panic::AssertUnwindSafe;

use futures_util::FutureExt;
use shortwave::{
    auth::Scope,
    domain::Domain,
    endpoint::{Dialect, Endpoint},
    error::{ApiError, ErrorCode},
};
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use worker::{
    Env, Request, Response,
    js_sys::{Promise, futures::future_to_promise},
    web_sys,
};

use crate::{env::Config, failure::Failure, log::Exchange, route::Route};

/// The longest URL that is looked at.
const MAX_URL_BYTES: usize = 8_192;

/// Every request enters here; `domain` is that of an account, where its host was asked, and `redirected` is what redirects came
/// to, where that is to be shown in a page. A panic costs the request that it happened in and no other.
#[wasm_bindgen(js_name = serve)]
pub fn enter(
    request: web_sys::Request,
    env: Env,
    domain: Option<String>,
    redirected: Option<String>,
) -> Promise {
    let domain = domain.and_then(|name| name.parse().ok());
    let answered = AssertUnwindSafe(answer(Request::from(request), env, domain, redirected));
    future_to_promise(AssertUnwindSafe(async move {
        answered.await.map(|response| web_sys::Response::from(response).into()).map_err(JsValue::from)
    }))
}

async fn answer(
    mut request: Request,
    env: Env,
    domain: Option<Domain>,
    redirected: Option<String>,
) -> worker::Result<Response> {
    let route = Route::of(&request.inner().method(), &request.path(), domain);
    let route = redirected.and_then(|redirected| route.clone().redirected(&redirected)).unwrap_or(route);
    let mut exchange = Exchange::begin(&request, &route);
    let served = AssertUnwindSafe(serve(&mut request, &route, &env, &mut exchange)).catch_unwind().await;
    let response = match served.unwrap_or_else(|_| Err(Failure::Hidden("panic".to_owned()))) {
        Ok(response) => response,
        Err(failure) => {
            exchange.note(&failure);
            failure.into_response(&request, &route, &exchange)?
        }
    };
    if let Ok(config) = Config::load(&env)
        && Dialect::of(&request.path()) != Dialect::Platform
    {
        config.cors.open(&request, &response)?;
    }
    exchange.end(response)
}

async fn serve(
    request: &mut Request,
    route: &Route,
    env: &Env,
    exchange: &mut Exchange,
) -> Result<Response, Failure> {
    let config = Config::load(env)?;
    if request.inner().url().len() > MAX_URL_BYTES {
        return Err(ApiError::from(ErrorCode::UrlTooLong).into());
    }
    match route {
        Route::Api(endpoint, arguments) => {
            let call = Call { request, env, config: &config, endpoint: *endpoint, arguments, exchange };
            call.answer().await
        }
        Route::Link(id) if request.inner().method() == "POST" => {
            link_pages::unlock(request, id, env, &config).await
        }
        Route::Link(id) => link_pages::closed(request, id, env).await,
        Route::Preview(id) => link_pages::preview(request, id, env).await,
        Route::Card(id) => link_pages::card(request, id, env, &config).await,
        Route::OpenApp { app, fallback } => pages::open_app(app, fallback),
        Route::Blocked => link_pages::blocked(request),
        Route::KannelReceipt(token) => receipts::kannel(request, token, env, &config).await,
        Route::WebhookReceipt(token) => receipts::webhook(request, token, env, &config).await,
        Route::Unsubscribe(token) => unsubscribe::answer(request, token, env, &config).await,
        Route::Sandbox => sandbox::show(&config),
        Route::SandboxToken => sandbox::token(env, &config).await,
        Route::Page => pages::serve(request, env).await,
        Route::Fault(fault) => {
            auth::operator(request, env, &config).await?;
            dialect::admin::fault(request, env, &config, fault).await
        }
        Route::OtherMethods(methods) => match Route::methods_for_preflight(&request.path()) {
            Some(methods) if request.inner().method() == "OPTIONS" => {
                Ok(config.cors.preflight(request, &methods)?)
            }
            _ => Err(Failure::MethodNotAllowed(methods.clone())),
        },
        Route::NoLink | Route::Unknown => Err(Failure::NotFound),
    }
}

/// A call of an endpoint, and what is needed to answer it.
struct Call<'a> {
    request: &'a mut Request,
    env: &'a Env,
    config: &'a Config,
    endpoint: Endpoint,
    /// The arguments of the path.
    arguments: &'a [String],
    exchange: &'a mut Exchange,
}

impl Call<'_> {
    async fn answer(mut self) -> Result<Response, Failure> {
        // Whoever may make links may be asking for one to where the operator lets none lead.
        if self.endpoint.access().scope() == Some(Scope::LinksWrite) {
            blocklist::freshened(self.env).await?;
        }
        match self.endpoint.dialect() {
            Dialect::Platform => dialect::platform::answer(&self),
            Dialect::Rest => dialect::rest::answer(&mut self).await,
            Dialect::Admin => dialect::admin::answer(&mut self).await,
            Dialect::Native => dialect::native::answer(&mut self).await,
            Dialect::Engage => dialect::engage::answer(&mut self).await,
        }
    }

    /// The argument of a path that has one.
    fn argument(&self) -> &str {
        self.arguments.first().map_or("", String::as_str)
    }

    /// Lets the caller in, by what the endpoint asks for.
    async fn caller(&mut self) -> Result<auth::Caller, Failure> {
        auth::caller(self.request, self.env, self.config, self.endpoint.access(), self.exchange).await
    }
}
