//! `auth/keys`

use shortwave::{
    account::{Key, KeyChange, StoredKey},
    answer::native::{KeyData, NewKeyData},
    auth::{ApiKey, Scopes},
    error::{ApiError, ErrorCode},
    ids::KeyId,
    request::v1::{self, listings},
};

use super::{Answer, Asked, answer::changed};
use crate::{env, failure::Failure};

/// `GET auth/keys`
pub async fn list(asked: &Asked<'_, '_>) -> Result<Answer, Failure> {
    let (query, parameters) = asked.list_query(&listings::KEYS)?;
    let page = asked.account()?.list_keys(parameters).await?.page(&query);
    Answer::many(asked, page.items.iter().map(KeyData::from).collect(), page.pagination)
}

/// `POST auth/keys`
pub async fn create(asked: &Asked<'_, '_>) -> Result<Answer, Failure> {
    let now = env::now();
    let v1::CreateKey { name, scopes, lifetime } = asked.read(v1::create_key)?;
    let caller = asked.caller()?;
    may_give(caller.scopes, scopes)?;
    let generated = ApiKey::generate(caller.account.id.clone(), &env::random::<128>()?);
    let generated = generated.ok_or_else(env::no_randomness)?;
    let key = Key {
        id: generated.id.clone(),
        name,
        scopes,
        hint: generated.hint(),
        created_at: now,
        updated_at: now,
        expires_at: lifetime.map(|lifetime| now.plus_seconds(lifetime.seconds())),
        last_used_at: None,
        version: 1,
    };
    let stored = StoredKey { key: key.clone(), hash: generated.hash(&asked.call.config.hash_key) };
    if !asked.account()?.create_key(stored, caller.by()).await? {
        return Err(ApiError::new(ErrorCode::Conflict, "The account has as many keys as it may have.").into());
    }
    let data = NewKeyData { seen: KeyData::from(&key), key: generated.expose() };
    let answer = Answer::explained(asked, 201, data, "Keep the key: it is not shown again.")?;
    let answer = answer.with("Location", format!("/v1/auth/keys/{}", key.id));
    Ok(answer.of_version(key.version))
}

/// `GET auth/keys/{id}`
pub async fn show(asked: &Asked<'_, '_>) -> Result<Answer, Failure> {
    let key = asked.account()?.key(asked.id::<KeyId>()?).await?.ok_or(Failure::NotFound)?;
    one(asked, &key)
}

/// `PATCH auth/keys/{id}`
pub async fn update(asked: &Asked<'_, '_>) -> Result<Answer, Failure> {
    let v1::UpdateKey { name, scopes, lifetime } = asked.read(v1::update_key)?;
    let expires_at = lifetime.map(|lifetime| env::now().plus_seconds(lifetime.seconds()));
    let change = KeyChange { name, scopes, expires_at };
    let caller = asked.caller()?;
    let (id, precondition): (KeyId, _) = (asked.id()?, asked.precondition()?);
    let key = asked.account()?.key(id.clone()).await?.ok_or(Failure::NotFound)?;
    may_give(caller.scopes, key.scopes)?;
    may_give(caller.scopes, change.scopes.unwrap_or_default())?;
    one(asked, &changed(asked.account()?.change_key(id, change, precondition, caller.by()).await?)?)
}

/// `DELETE auth/keys/{id}`. The key is refused from the moment of the answer on.
pub async fn revoke(asked: &Asked<'_, '_>) -> Result<Answer, Failure> {
    let (id, precondition) = (asked.id()?, asked.precondition()?);
    changed(asked.account()?.revoke_key(id, precondition, asked.caller()?.by()).await?)?;
    Ok(Answer::none())
}

fn one(asked: &Asked<'_, '_>, key: &Key) -> Result<Answer, Failure> {
    Ok(Answer::one(asked, 200, KeyData::from(key))?.of_version(key.version))
}

/// Nobody gives away more than it has.
pub fn may_give(own: Scopes, given: Scopes) -> Result<(), Failure> {
    if given.are_within(own) {
        return Ok(());
    }
    let beyond: Scopes = given.iter().filter(|scope| !own.has(*scope)).collect();
    let text = format!("You cannot give away what you may not do yourself: {beyond}.");
    Err(ApiError::new(ErrorCode::Forbidden, text).into())
}
