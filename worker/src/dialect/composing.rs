//! What the dialects that send messages have in common.

use shortwave::{
    account::Account,
    error::{ApiError, ErrorCode},
    link::{Draft, LinkId},
    message::MessageId,
    phone::Msisdn,
    price::PriceList,
    target_url::Schemes,
};
use worker::{Env, Request};

use crate::{
    durable::LinkShardStub,
    env::Config,
    failure::Failure,
    platform,
    short_links::{self, ShortLinks},
};

/// Refuses where nobody carries messages.
pub fn needs_provider(config: &Config) -> Result<(), Failure> {
    match config.providers {
        Some(_) => Ok(()),
        None => Err(ApiError::new(ErrorCode::Unavailable, "No gateway for messages is configured").into()),
    }
}

/// Scheme and host that were asked.
pub fn origin(request: &Request) -> String {
    platform::url(&request.inner().url())
        .map_or_else(String::new, |parts| format!("{}://{}", parts.scheme, parts.host))
}

/// Whether a text is a URL that may be told of receipts.
pub fn is_url(text: &str) -> bool {
    platform::url(text).is_some_and(|parts| parts.is_plain_web())
}

/// What so many parts to a number cost, in millionths of the currency's unit.
pub fn cost(to: &Msisdn, parts: u8, prices: &PriceList) -> Result<u64, ErrorCode> {
    let price = prices.price(to).ok_or(ErrorCode::NoValidRecipients)?;
    let cost = price.cost.checked_mul(parts.into()).ok_or(ErrorCode::NotEnoughCredits)?;
    Ok(u64::try_from(cost.millionths()).unwrap_or_default())
}

/// A short link for each of some URLs, in their order; none where no link may lead there.
pub async fn shortened(
    urls: &[&str],
    env: &Env,
    caller: &Account,
    short_links: &ShortLinks,
) -> Result<Vec<Option<LinkId>>, Failure> {
    if urls.is_empty() {
        return Ok(Vec::new());
    }
    let draft = |target| Draft::to(target).on(caller.domains.default.clone());
    let drafts =
        short_links.targets(urls, Schemes::Web).into_iter().map(|target| target.ok().map(draft)).collect();
    short_links::make(env, caller, drafts, Default::default()).await
}

/// Notes in which messages links are, so that these are told of clicks.
pub async fn attach(env: &Env, caller: &Account, mut links: Vec<(LinkId, MessageId)>) -> Result<(), Failure> {
    links.sort_unstable_by_key(|(link, _)| link.shard());
    let by_shard = links.chunk_by(|(one, _), (other, _)| one.shard() == other.shard());
    let asked = by_shard.filter_map(|links| Some((links.first()?.0.shard(), links)));
    LinkShardStub::each(env, asked, |shard, links| shard.attach(caller.id.clone(), links.to_vec())).await?;
    Ok(())
}
