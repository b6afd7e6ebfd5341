//! `v2/blacklist/{type}`: whom the account sends nothing.

use shortwave::{
    account::Account,
    answer::{
        Data,
        rest::{BlacklistEntry, Listed, NewBlacklistEntry},
    },
    message::{Batch, BlacklistKind},
    request,
};
use worker::{Env, Request, Response};

use super::sendings::without_page;
use crate::{durable::AccountStub, failure::Failure, http};

/// `GET v2/blacklist/{type}`
pub async fn list(request: &Request, env: &Env, caller: &Account, kind: &str) -> Result<Response, Failure> {
    let kind = read_kind(kind)?;
    let filter = request::read_query(http::query(request), request::blacklist)?;
    let wish = filter.page;
    let found = AccountStub::of(env, &caller.id)?.list_blacklist(kind, filter).await?;
    let entries = found.items.into_iter().map(|entry| BlacklistEntry::new(kind, entry)).collect();
    http::json(200, &Listed::new(entries, found.total, wish, &without_page(request)))
}

/// `PUT v2/blacklist/{type}`
pub async fn add(request: &Request, env: &Env, caller: &Account, kind: &str) -> Result<Response, Failure> {
    let kind = read_kind(kind)?;
    let recipient = read_recipient(request, kind).await?;
    let added = AccountStub::of(env, &caller.id)?.add_to_blacklist(kind, recipient, None).await?;
    http::json(200, &Data { data: NewBlacklistEntry::new(kind, added) })
}

/// `DELETE v2/blacklist/{type}`: that somebody is not on the list, whether or not they were.
pub async fn remove(request: &Request, env: &Env, caller: &Account, kind: &str) -> Result<Response, Failure> {
    let kind = read_kind(kind)?;
    let recipient = read_recipient(request, kind).await?;
    AccountStub::of(env, &caller.id)?.remove_from_blacklist(kind, recipient).await?;
    Ok(Response::empty()?.with_status(204))
}

/// Leaves out of a call whom the account sends nothing.
pub async fn honour(batch: &mut Batch, env: &Env, caller: &Account) -> Result<(), Failure> {
    let numbers = batch.recipients.iter().filter_map(|recipient| recipient.number.as_ref());
    let numbers = numbers.map(|number| number.as_str().to_owned()).collect();
    let listed = AccountStub::of(env, &caller.id)?.blacklisted_among(BlacklistKind::Sms, numbers).await?;
    batch.leave_out(&listed);
    Ok(())
}

fn read_kind(written: &str) -> Result<BlacklistKind, Failure> {
    written.parse().map_err(|_| Failure::NotFound)
}

async fn read_recipient(request: &Request, kind: BlacklistKind) -> Result<String, Failure> {
    let read = request::read(&http::body(request).await?, |fields| request::blacklisted(fields, kind))?;
    Ok(read.as_str().to_owned())
}
