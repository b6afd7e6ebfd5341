//! `shortener/…`

use shortwave::{
    account::Account,
    answer::{Data, rest::ShortUrl},
    link::Draft,
    request,
    slug::Slug,
    target_url::Schemes,
};
use worker::{Env, Request, Response};

use crate::{
    env::Config,
    failure::Failure,
    http,
    short_links::{self, ShortLinks},
};

/// `POST shortener/shorten`
pub async fn shorten(
    request: &mut Request,
    env: &Env,
    config: &Config,
    caller: &Account,
) -> Result<Response, Failure> {
    let urls = request::read(&http::body(request).await?, request::shorten)?;
    let short_links = ShortLinks::of(request, config)?;
    let draft = |url: &String| Some(Draft::to(short_links.target(url, Schemes::Web).ok()?));
    let slugs = short_links::make(env, caller, urls.iter().map(draft).collect(), Default::default()).await?;
    let short_url = |(long_url, slug): (String, Option<Slug>)| {
        ShortUrl::new(long_url, slug.map(|slug| short_links.url(&slug)))
    };
    let data: Vec<_> = urls.into_iter().zip(slugs).map(short_url).collect();
    http::json(200, &Data { data })
}
