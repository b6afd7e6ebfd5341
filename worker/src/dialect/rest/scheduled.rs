//! `scheduled`: sendings that are still to come.

use futures_util::future::try_join_all;
use shortwave::{
    account::Account,
    answer::rest::{Rescheduled, Scheduled, ScheduledList, ScheduledResult, Unscheduled},
    message::{SendingId, SendingRow, SendingStatus, Summary},
    request::{self, PageLimit, PageWish, SendingFilter},
    time::Timestamp,
};
use worker::{Env, Request, Response};

use crate::{
    durable::{AccountStub, SendingStub},
    env,
    failure::Failure,
    http,
};

/// The recipients that are shown of one.
const SHOWN: u32 = 100;

/// `GET scheduled`
pub async fn list(request: &Request, env: &Env, caller: &Account) -> Result<Response, Failure> {
    let wanted = request::read_query(http::query(request), request::scheduled)?;
    let rows = pending(env, caller, &wanted).await?;
    let total = rows.len();
    let result = match (wanted.guids.as_slice(), rows.as_slice()) {
        ([_], [row]) => ScheduledResult::One(Box::new(whole(env, caller, row).await?)),
        _ => ScheduledResult::Many(rows.iter().map(Scheduled::new).collect()),
    };
    http::json(200, &ScheduledList { result, total })
}

async fn whole(env: &Env, caller: &Account, row: &SendingRow) -> Result<Scheduled, Failure> {
    let numbers = (0..SHOWN.min(row.messages)).collect();
    let found = SendingStub::of(env, &caller.id, row.id)?.show(numbers).await?;
    let (sending, messages) = found.ok_or(Failure::NotFound)?;
    Ok(Scheduled::whole(row, &sending, &messages))
}

/// `PUT scheduled`
pub async fn change(request: &mut Request, env: &Env, caller: &Account) -> Result<Response, Failure> {
    let body = http::body(request).await?;
    let (wanted, at) = request::read(&body, |fields| request::reschedule(fields, env::now()))?;
    let updated = each(env, caller, &wanted, Some(at)).await?;
    http::json(200, &Rescheduled { result: true, updated })
}

/// `DELETE scheduled`. A body is read where there is one: without any, all are meant.
pub async fn remove(request: &mut Request, env: &Env, caller: &Account) -> Result<Response, Failure> {
    let body = http::body(request).await?;
    let body = if body.is_empty() { b"{}".as_slice() } else { &body };
    let wanted = request::read(body, request::scheduled)?;
    let deleted = each(env, caller, &wanted, None).await?;
    http::json(200, &Unscheduled { result: true, deleted })
}

/// The scheduled sendings that are meant.
async fn pending(
    env: &Env,
    caller: &Account,
    wanted: &request::Scheduled,
) -> Result<Vec<SendingRow>, Failure> {
    if !wanted.is_sms {
        return Ok(Vec::new());
    }
    let page = PageWish { limit: PageLimit::try_from(1_000).unwrap_or_default(), ..PageWish::default() };
    let filter = SendingFilter { status: Some(SendingStatus::Pending), page, ..SendingFilter::default() };
    let rows = AccountStub::of(env, &caller.id)?.list_sendings(filter).await?.items;
    let is_meant = |row: &SendingRow| wanted.guids.is_empty() || wanted.guids.contains(&row.id);
    Ok(rows.into_iter().filter(is_meant).collect())
}

/// Puts each off to a moment, or calls it off; tells for how many it was not too late.
async fn each(
    env: &Env,
    caller: &Account,
    wanted: &request::Scheduled,
    at: Option<Timestamp>,
) -> Result<usize, Failure> {
    let account = AccountStub::of(env, &caller.id)?;
    let mut changed = 0;
    for rows in pending(env, caller, wanted).await?.chunks(20) {
        let asked = rows.iter().map(|row| one(env, caller, &account, row.id, at));
        changed += try_join_all(asked).await?.into_iter().filter(|is_changed| *is_changed).count();
    }
    Ok(changed)
}

async fn one(
    env: &Env,
    caller: &Account,
    account: &AccountStub,
    id: SendingId,
    at: Option<Timestamp>,
) -> Result<bool, Failure> {
    let changed: Option<Summary> = SendingStub::of(env, &caller.id, id)?.reschedule(at).await?;
    let Some(summary) = changed else { return Ok(false) };
    account.report_sending(id, summary).await?;
    Ok(true)
}
