//! `shortener/…`

use shortwave::{
    account::Account,
    answer::{Data, rest::ShortUrl},
    link::{Draft, LinkId},
    request,
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
    let short_links = ShortLinks::of(request, config)?.of_account(&caller.domains);
    let written: Vec<_> = urls.iter().map(String::as_str).collect();
    let draft = |target| Draft::to(target).on(caller.domains.default.clone());
    let targets = short_links.targets(&written, Schemes::Web).into_iter();
    let drafts = targets.map(|target| target.ok().map(draft)).collect();
    let ids = short_links::make(env, caller, drafts, Default::default()).await?;
    let short_url =
        |(long_url, id): (String, Option<LinkId>)| ShortUrl::new(long_url, id.map(|id| short_links.url(&id)));
    let data: Vec<_> = urls.into_iter().zip(ids).map(short_url).collect();
    http::json(200, &Data { data })
}
