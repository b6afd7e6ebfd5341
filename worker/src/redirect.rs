//! `GET /{slug}`: the hot path.

use shortwave::{slug::Slug, target_url::TargetUrl};
use worker::{Context, Env, Request, Response, ResponseBuilder, console_error};

use crate::{durable::LinkShardStub, failure::Failure, kv::LinkCache, log::Exchange};

/// Sends the visitor on, and counts the click once the answer is gone.
pub async fn follow(
    request: &Request,
    slug: &Slug,
    env: &Env,
    ctx: &Context,
    exchange: &mut Exchange,
) -> Result<Response, Failure> {
    let target = resolve(slug, env, exchange).await?.ok_or(Failure::NotFound)?;
    if request.inner().method() == "GET" {
        count_click(slug, env, ctx)?;
    }
    let response = ResponseBuilder::new()
        .with_status(302)
        .with_header("Location", target.as_str())?
        .with_header("Cache-Control", "no-store")?;
    Ok(response.empty())
}

/// Where a slug leads: what the copy says, else what its owner says. A copy that cannot be read is a miss.
async fn resolve(slug: &Slug, env: &Env, exchange: &mut Exchange) -> Result<Option<TargetUrl>, Failure> {
    match LinkCache::open(env)?.get(slug).await {
        Ok(Some(target)) => return Ok(Some(target)),
        Ok(None) => {}
        Err(failure) => exchange.warn(&format!("link cache: {failure:?}")),
    }
    LinkShardStub::of(env, slug.shard())?.resolve(slug).await
}

fn count_click(slug: &Slug, env: &Env, ctx: &Context) -> Result<(), Failure> {
    let (shard, slug) = (LinkShardStub::of(env, slug.shard())?, slug.clone());
    ctx.wait_until(async move {
        if let Err(failure) = shard.count_click(&slug).await {
            console_error!("click not counted: {failure:?}");
        }
    });
    Ok(())
}
