//! Shortwave as a Cloudflare Worker: HTTP in, the core's decisions, HTTP out.
//!
//! A request's way: `route` names the endpoint, `auth` the caller, `dialect` reads the request and renders
//! the answer, `durable` keeps the state. Nothing here decides what the core can decide.

mod auth;
mod dialect;
mod durable;
mod env;
mod failure;
mod http;
mod kv;
mod log;
mod pages;
mod redirect;
mod route;

use std::panic::AssertUnwindSafe;

use futures_util::FutureExt;
use worker::{Context, Env, Request, Response, event};

use crate::{env::Config, failure::Failure, log::Exchange, route::Route};

/// Every request enters here. A panic costs the request that it happened in and no other.
#[event(fetch)]
async fn fetch(mut request: Request, env: Env, ctx: Context) -> worker::Result<Response> {
    let route = Route::of(&request.path());
    let mut exchange = Exchange::begin(&request, &route);
    let served =
        AssertUnwindSafe(serve(&mut request, &route, &env, &ctx, &mut exchange)).catch_unwind().await;
    let failure = match served {
        Ok(Ok(response)) => return exchange.end(response),
        Ok(Err(failure)) => failure,
        Err(_) => Failure::Hidden("panic".to_owned()),
    };
    exchange.note(&failure);
    let response = failure.into_response(&request, &route)?;
    exchange.end(response)
}

async fn serve(
    request: &mut Request,
    route: &Route,
    env: &Env,
    ctx: &Context,
    exchange: &mut Exchange,
) -> Result<Response, Failure> {
    let config = Config::load(env)?;
    if !route.allows(&request.inner().method()) {
        return Err(Failure::MethodNotAllowed(route.methods()));
    }
    match route {
        Route::Health => http::json(200, &dialect::Health::current()),
        Route::Rest(rest) => {
            let caller = auth::basic(request, env, &config).await?;
            exchange.account(&caller.id);
            dialect::rest::serve(request, *rest, env, &config, &caller).await
        }
        Route::Admin(admin) => {
            auth::admin(request, &config)?;
            dialect::admin::serve(request, admin, env, &config).await
        }
        Route::Slug(slug) => redirect::follow(request, slug, env, ctx, exchange).await,
        Route::Page => pages::serve(request, env).await,
        Route::Unknown => Err(Failure::NotFound),
    }
}
