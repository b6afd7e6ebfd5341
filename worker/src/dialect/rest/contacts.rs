//! `contacts` and `groups`: whom the account knows.

use std::str::FromStr;

use shortwave::{
    account::Account,
    answer::{
        Data,
        rest::{Contact, Group, Listed},
    },
    endpoint::Endpoint,
    error::{ApiError, ErrorCode},
    message::Batch,
    request::{self, ContactFilter, PageWish},
};
use worker::{Env, Response};

use super::sendings::without_page;
use crate::{
    Call,
    dialect::composing::origin,
    durable::{AccountStub, WrittenContact},
    failure::Failure,
    http,
};

/// Answers one of the calls.
pub async fn answer(call: &Call<'_>, caller: &Account) -> Result<Response, Failure> {
    let account = AccountStub::of(call.env, &caller.id)?;
    match call.endpoint {
        Endpoint::RestListContacts => list(call, &account).await,
        Endpoint::RestShowContact => show(call, &account).await,
        Endpoint::RestCreateContact | Endpoint::RestReplaceContact => write(call, &account).await,
        Endpoint::RestRemoveContact => removed(account.remove_contact(id(call)?).await?),
        Endpoint::RestListGroups => list_groups(call, &account).await,
        Endpoint::RestShowGroup => show_group(call, &account).await,
        Endpoint::RestCreateGroup | Endpoint::RestRenameGroup => write_group(call, &account).await,
        Endpoint::RestRemoveGroup => removed(account.remove_group(id(call)?).await?),
        _ => Err(Failure::NotFound),
    }
}

/// `GET contacts`
async fn list(call: &Call<'_>, account: &AccountStub) -> Result<Response, Failure> {
    let (filter, include) = request::read_query(http::query(call.request), request::contacts)?;
    let wish = filter.page;
    let found = account.list_contacts(filter).await?;
    let contacts = found.items.iter().map(|contact| Ok(Contact::new(contact.read()?, include)));
    let contacts = contacts.collect::<Result<_, Failure>>()?;
    http::json(200, &Listed::new(contacts, found.total, wish, &without_page(call.request)))
}

/// `GET contacts/{id}`
async fn show(call: &Call<'_>, account: &AccountStub) -> Result<Response, Failure> {
    let include = request::read_query(http::query(call.request), request::include)?;
    let filter = ContactFilter { id: Some(id(call)?), ..ContactFilter::default() };
    let contact = account.list_contacts(filter).await?.items.pop().ok_or(Failure::NotFound)?;
    http::json(200, &Data { data: Contact::new(contact.read()?, include) })
}

/// `POST contacts`, and `PUT contacts/{id}`
async fn write(call: &Call<'_>, account: &AccountStub) -> Result<Response, Failure> {
    let id = written_id(call)?;
    let contact = request::read(&http::body(call.request).await?, request::contact)?;
    let written = account.write_contact(id, WrittenContact::of(&contact)?).await?;
    let mut written = written.map_err(|place| ApiError::from(request::unknown_group(place)))?;
    let contact = written.items.pop().ok_or(Failure::NotFound)?.read()?;
    let data = Contact::written(contact, &origin(call.request));
    http::json(status(id.is_none()), &Data { data })
}

/// `GET groups`
async fn list_groups(call: &Call<'_>, account: &AccountStub) -> Result<Response, Failure> {
    let wish = request::read_query(http::query(call.request), request::groups_page)?;
    let found = account.list_groups(None, wish).await?;
    let groups = found.items.into_iter().map(Group::from).collect();
    http::json(200, &Listed::new(groups, found.total, wish, &without_page(call.request)))
}

/// `GET groups/{id}`
async fn show_group(call: &Call<'_>, account: &AccountStub) -> Result<Response, Failure> {
    let mut found = account.list_groups(Some(id(call)?), PageWish::default()).await?;
    let group = found.items.pop().ok_or(Failure::NotFound)?;
    http::json(200, &Data { data: Group::from(group) })
}

/// `POST groups`, and `PUT groups/{id}`
async fn write_group(call: &Call<'_>, account: &AccountStub) -> Result<Response, Failure> {
    let id = written_id(call)?;
    let name = request::read(&http::body(call.request).await?, request::group)?;
    let written = account.write_group(id, name).await?;
    let mut written = written.map_err(|_| ApiError::from(request::taken_name()))?;
    let group = written.items.pop().ok_or(Failure::NotFound)?;
    http::json(status(id.is_none()), &Data { data: Group::from(group) })
}

/// Gives the recipients of a call the values of variables that it leaves open, by what the account knows of them.
pub async fn fill(batch: &mut Batch, env: &Env, caller: &Account) -> Result<(), Failure> {
    let open = batch.open();
    if open.names.is_empty() {
        return Ok(());
    }
    let known = AccountStub::of(env, &caller.id)?.values_of_contacts(open).await?;
    let too_much =
        || ApiError::new(ErrorCode::BodyTooLarge, "The values of the contacts are too long for one call");
    batch.fill(&known.ok_or_else(too_much)?);
    Ok(())
}

/// The number in the path.
fn id<T: FromStr>(call: &Call<'_>) -> Result<T, Failure> {
    call.argument().parse().map_err(|_| Failure::NotFound)
}

/// The same, where something is to be changed; what is to be made has none.
fn written_id<T: FromStr>(call: &Call<'_>) -> Result<Option<T>, Failure> {
    if call.arguments.is_empty() { Ok(None) } else { id(call).map(Some) }
}

/// That of what was made or changed.
const fn status(is_new: bool) -> u16 {
    if is_new { 201 } else { 200 }
}

fn removed(was_there: bool) -> Result<Response, Failure> {
    if was_there { Ok(Response::empty()?.with_status(204)) } else { Err(Failure::NotFound) }
}
