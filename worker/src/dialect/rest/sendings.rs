//! `campaigns` and `sendings`: what was sent, and how far it is.

use shortwave::{
    account::Account,
    answer::{
        Data,
        rest::{Campaign, Listed, Sending},
    },
    request::{self, SendingFilter},
};
use worker::{Env, Request, Response};

use super::messages::origin;
use crate::{durable::AccountStub, failure::Failure, http};

/// `GET campaigns`
pub async fn campaigns(request: &Request, env: &Env, caller: &Account) -> Result<Response, Failure> {
    let filter = request::read_query(pairs(request), request::campaigns)?;
    let wish = filter.page;
    let found = AccountStub::of(env, &caller.id)?.list_campaigns(filter).await?;
    let (origin, currency) = (origin(request), &caller.profile.currency);
    let campaigns = found.items.into_iter().map(|campaign| Campaign::new(campaign, currency, &origin));
    http::json(200, &Listed::new(campaigns.collect(), found.total, wish, &without_page(request)))
}

/// `GET campaigns/{id}`
pub async fn campaign(request: &Request, env: &Env, caller: &Account, id: &str) -> Result<Response, Failure> {
    let id = id.parse().map_err(|_| Failure::NotFound)?;
    let campaign = AccountStub::of(env, &caller.id)?.campaign(id).await?.ok_or(Failure::NotFound)?;
    http::json(200, &Data { data: Campaign::new(campaign, &caller.profile.currency, &origin(request)) })
}

/// `GET sendings`, and `GET campaigns/{id}/sendings`
pub async fn list(
    request: &Request,
    env: &Env,
    caller: &Account,
    campaign: Option<&str>,
) -> Result<Response, Failure> {
    let account = AccountStub::of(env, &caller.id)?;
    let campaign = campaign.map(str::parse).transpose().map_err(|_| Failure::NotFound)?;
    if let Some(id) = campaign
        && account.campaign(id).await?.is_none()
    {
        return Err(Failure::NotFound);
    }
    let filter = request::read_query(pairs(request), request::sendings)?;
    let wish = filter.page;
    let found = account.list_sendings(SendingFilter { campaign, ..filter }).await?;
    let (origin, currency) = (origin(request), &caller.profile.currency);
    let sendings = found.items.iter().map(|row| Sending::new(row, currency, &origin)).collect();
    http::json(200, &Listed::new(sendings, found.total, wish, &without_page(request)))
}

/// `GET sendings/{id}`
pub async fn show(request: &Request, env: &Env, caller: &Account, id: &str) -> Result<Response, Failure> {
    let id = id.parse().map_err(|_| Failure::NotFound)?;
    let sending = AccountStub::of(env, &caller.id)?.sending(id).await?.ok_or(Failure::NotFound)?;
    http::json(200, &Data { data: Sending::new(&sending, &caller.profile.currency, &origin(request)) })
}

/// The query that was asked.
pub fn pairs(request: &Request) -> Vec<(String, String)> {
    let url = request.inner().url();
    let query = url.split_once('?').map_or("", |(_, query)| query);
    form_urlencoded::parse(query.as_bytes()).into_owned().collect()
}

/// The URL that was asked, without its page.
fn without_page(request: &Request) -> String {
    let url = request.inner().url();
    let Some((path, query)) = url.split_once('?') else { return url };
    let others: Vec<_> = query.split('&').filter(|pair| !pair.starts_with("page=")).collect();
    if others.is_empty() { path.to_owned() } else { format!("{path}?{}", others.join("&")) }
}
