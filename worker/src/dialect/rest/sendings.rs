//! `campaigns` and `sendings`: what was sent, and how far it is.

use futures_util::stream;
use shortwave::{
    account::Account,
    answer::{
        Data,
        rest::{Campaign, EventsReport, Listed, Sending},
    },
    message::{EventFilter, SendingId},
    request::{self, SendingFilter},
};
use worker::{Env, Request, Response, ResponseBuilder};

use crate::{
    Call,
    dialect::composing::origin,
    durable::{AccountStub, SendingStub},
    failure::Failure,
    http,
};

/// `GET campaigns`
pub async fn campaigns(request: &Request, env: &Env, caller: &Account) -> Result<Response, Failure> {
    let filter = request::read_query(http::query(request), request::campaigns)?;
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
    let filter = request::read_query(http::query(request), request::sendings)?;
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

/// `GET sendings/{id}/reports/events`: some at a time, so that nobody needs to have them all.
pub async fn events(call: &Call<'_>, caller: &Account) -> Result<Response, Failure> {
    let filter = request::read_query(http::query(call.request), request::events)?;
    let id: SendingId = call.argument().parse().map_err(|_| Failure::NotFound)?;
    let row = AccountStub::of(call.env, &caller.id)?.sending(id).await?.ok_or(Failure::NotFound)?;
    let report = EventsReport::of(&row, filter.shows_custom_fields);
    let pieces = Pieces { sending: SendingStub::of(call.env, &caller.id, id)?, report, filter, after: None };
    let stream = stream::unfold(Some(pieces), |pieces| async { Pieces::next(pieces?).await });
    Ok(ResponseBuilder::new()
        .with_header("Content-Type", "text/csv; charset=utf-8")?
        .with_header("Content-Disposition", &format!("attachment; filename=\"events-{}.csv\"", id.0))?
        .with_header("Cache-Control", "no-store")?
        .with_header("X-Transaction-Id", &call.exchange.meta().transaction_id)?
        .from_stream(stream)?)
}

/// A report that is being written.
struct Pieces {
    sending: SendingStub,
    report: EventsReport,
    filter: EventFilter,
    /// The event after which it goes on; nothing at the beginning.
    after: Option<u64>,
}

impl Pieces {
    /// So many events at a time.
    const EVENTS: u32 = 1_000;

    /// The next piece, and what comes after. A table that breaks off for a failure is seen to be broken off.
    async fn next(mut self) -> Option<(Result<Vec<u8>, Failure>, Option<Self>)> {
        let Some(after) = self.after else {
            self.after = Some(0);
            return Some((Ok(self.report.begin().into_bytes()), Some(self)));
        };
        match self.sending.events(self.filter, after, Self::EVENTS).await {
            Ok(events) => {
                self.after = Some(events.last()?.id);
                Some((Ok(self.report.rows(&events).into_bytes()), Some(self)))
            }
            Err(failure) => Some((Err(failure), None)),
        }
    }
}

/// The URL that was asked, without its page.
pub fn without_page(request: &Request) -> String {
    let url = request.inner().url();
    let Some((path, query)) = url.split_once('?') else { return url };
    let others: Vec<_> = query.split('&').filter(|pair| !pair.starts_with("page=")).collect();
    if others.is_empty() { path.to_owned() } else { format!("{path}?{}", others.join("&")) }
}
