//! `shortener/…`

use futures_util::future::try_join_all;
use serde::Serialize;
use shortwave::{
    account::Account,
    link::Allocation,
    request,
    slug::Slug,
    target_url::{TargetUrl, UrlParts},
};
use worker::{Env, Request, Response};

use crate::{
    dialect::Data,
    durable::LinkShardStub,
    env::{self, Config},
    failure::Failure,
    http,
};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ShortenedUrl {
    long_url: String,
    short_url: Option<String>,
    error: bool,
}

/// `POST shortener/shorten`
pub async fn shorten(
    request: &mut Request,
    env: &Env,
    config: &Config,
    caller: &Account,
) -> Result<Response, Failure> {
    let urls = request::read(&http::body(request).await?, request::shorten)?;
    let asked_at = platform_url(&request.inner().url())
        .ok_or_else(|| Failure::Hidden("the request has no URL".to_owned()))?;
    let origin = match &config.short_host {
        Some(host) => format!("https://{host}"),
        None => format!("{}://{}", asked_at.scheme, asked_at.host),
    };
    let own_hosts: Vec<&str> =
        config.short_host.iter().map(String::as_str).chain([asked_at.host.as_str()]).collect();
    let targets: Vec<_> = urls.iter().map(|url| TargetUrl::new(url, &own_hosts, platform_url).ok()).collect();
    let slugs = claim_slugs(env, caller, targets).await?;
    let shortened = |(long_url, slug): (String, Option<Slug>)| ShortenedUrl {
        long_url,
        error: slug.is_none(),
        short_url: slug.map(|slug| format!("{origin}/{slug}")),
    };
    let data: Vec<_> = urls.into_iter().zip(slugs).map(shortened).collect();
    http::json(200, &Data { data })
}

/// A URL as the platform's WHATWG parser takes it apart.
fn platform_url(text: &str) -> Option<UrlParts> {
    let url = web_sys::Url::new(text).ok()?;
    Some(UrlParts {
        href: url.href(),
        scheme: url.protocol().trim_end_matches(':').to_owned(),
        credentials: url.username() + &url.password(),
        host: url.host(),
    })
}

/// A slug of its own for each target that there is, in order.
async fn claim_slugs(
    env: &Env,
    caller: &Account,
    targets: Vec<Option<TargetUrl>>,
) -> Result<Vec<Option<Slug>>, Failure> {
    /// With a billion links made, one draw in 57 is taken; 20 in a row never.
    const ROUNDS: usize = 20;
    let mut allocation = Allocation::new(caller.id.clone(), env::now(), targets);
    for _ in 0..ROUNDS {
        let mut draw = allocation.draw(random_slug)?;
        let asked = std::mem::take(&mut draw.by_shard);
        if asked.is_empty() {
            return Ok(allocation.into_slugs());
        }
        let claims = asked
            .into_iter()
            .map(|(shard, links)| async move { LinkShardStub::of(env, shard)?.claim(links).await });
        let claimed = try_join_all(claims).await?;
        allocation.settle(&draw, claimed.into_iter().flatten().collect());
    }
    Err(Failure::Hidden("no free slug found".to_owned()))
}

fn random_slug() -> Result<Slug, Failure> {
    /// A draw fails when it spells a reserved word or its bytes run out, both once in many millions.
    const DRAWS: usize = 4;
    for _ in 0..DRAWS {
        if let Some(slug) = Slug::generate(&env::random::<16>()?) {
            return Ok(slug);
        }
    }
    Err(Failure::Hidden("no slug drawn".to_owned()))
}
