//! What the dialects that send messages have in common.

use std::collections::BTreeMap;

use shortwave::{
    account::Account,
    error::{ApiError, ErrorCode},
    link::Draft,
    phone::Msisdn,
    price::PriceList,
    target_url::Schemes,
};
use worker::{Env, Request};

use crate::{
    env::Config,
    failure::Failure,
    platform,
    short_links::{self, ShortLinks},
};

/// Refuses where nobody carries messages.
pub fn needs_provider(config: &Config) -> Result<(), Failure> {
    match config.provider() {
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
    platform::url(text).is_some_and(|parts| {
        matches!(parts.scheme.as_str(), "http" | "https")
            && parts.credentials.is_empty()
            && !parts.host.is_empty()
    })
}

/// What so many parts to a number cost, in millionths of the currency's unit.
pub fn cost(to: &Msisdn, parts: u8, prices: &PriceList) -> Result<u64, ErrorCode> {
    let price = prices.price(to).ok_or(ErrorCode::NoValidRecipients)?;
    let cost = price.cost.checked_mul(parts.into()).ok_or(ErrorCode::NotEnoughCredits)?;
    Ok(u64::try_from(cost.millionths()).unwrap_or_default())
}

/// A short link for each of some URLs; none where no link may lead there.
pub async fn shortened(
    mut urls: Vec<&str>,
    env: &Env,
    caller: &Account,
    short_links: &ShortLinks,
) -> Result<BTreeMap<String, String>, Failure> {
    urls.sort_unstable();
    urls.dedup();
    if urls.is_empty() {
        return Ok(BTreeMap::new());
    }
    let draft = |target| Draft::to(target).on(caller.domains.default.clone());
    let drafts =
        short_links.targets(&urls, Schemes::Web).into_iter().map(|target| target.ok().map(draft)).collect();
    let ids = short_links::make(env, caller, drafts, Default::default()).await?;
    let link = |(url, id): (&str, Option<_>)| Some((url.to_owned(), short_links.url(&id?)));
    Ok(urls.into_iter().zip(ids).filter_map(link).collect())
}
