//! `users`

use shortwave::{
    account::{StoredUser, User},
    answer::native::UserData,
    error::{ApiError, ErrorCode},
    ids::UserId,
    request::v1::{self, listings},
};

use super::{Answer, Asked, answer::changed, auth::login_of, keys::may_give};
use crate::{durable::LoginOwner, env, failure::Failure};

/// `GET users`
pub async fn list(asked: &Asked<'_, '_>) -> Result<Answer, Failure> {
    let (query, parameters) = asked.list_query(&listings::USERS)?;
    let page = asked.account()?.list_users(parameters).await?.page(&query);
    Answer::many(asked, page.items.iter().map(UserData::from).collect(), page.pagination)
}

/// `POST users`. The address is taken first: of two accounts that want it at once, one has it.
pub async fn create(asked: &Asked<'_, '_>) -> Result<Answer, Failure> {
    let v1::CreateUser { email, password, name, role } = asked.read(v1::create_user)?;
    let caller = asked.caller()?;
    may_give(caller.scopes, role.scopes())?;
    let id = UserId::generate(&env::random::<64>()?).ok_or_else(env::no_randomness)?;
    let password = crate::auth::password::hashed(asked.call.config, password.expose()).await?;
    let (login, owner) = (login_of(asked, &email)?, owner(asked, &id)?);
    if !login.claim(owner.clone(), password).await? {
        return Err(ApiError::new(ErrorCode::Conflict, "This e-mail address is a user's already.").into());
    }
    let user = StoredUser::new(id, email, name, role, env::now());
    if !asked.account()?.add_user(user.clone(), caller.by()).await? {
        login.release(owner).await?;
        return Err(
            ApiError::new(ErrorCode::Conflict, "The account has as many users as it may have.").into()
        );
    }
    let user = user.user;
    let answer = Answer::one(asked, 201, UserData::from(&user))?;
    Ok(answer.with("Location", format!("/v1/users/{}", user.id)).of_version(user.version))
}

/// `GET users/{id}`
pub async fn show(asked: &Asked<'_, '_>) -> Result<Answer, Failure> {
    one(asked, &stored(asked).await?)
}

/// `PATCH users/{id}`
pub async fn update(asked: &Asked<'_, '_>) -> Result<Answer, Failure> {
    let change = asked.read(v1::update_user)?;
    let caller = asked.caller()?;
    may_touch(asked, &stored(asked).await?)?;
    may_give(caller.scopes, change.role.map(shortwave::auth::Role::scopes).unwrap_or_default())?;
    let (id, precondition) = (asked.id()?, asked.precondition()?);
    one(asked, &changed(asked.account()?.change_user(id, change, precondition, caller.by()).await?)?)
}

/// `DELETE users/{id}`. The user goes first: from then on its sessions are over, and its login leads nowhere.
pub async fn remove(asked: &Asked<'_, '_>) -> Result<Answer, Failure> {
    may_touch(asked, &stored(asked).await?)?;
    let (id, precondition) = (asked.id()?, asked.precondition()?);
    let removed = asked.account()?.remove_user(id, precondition, asked.caller()?.by()).await?;
    let user = changed(removed)?;
    login_of(asked, &user.email)?.release(owner(asked, &user.id)?).await?;
    Ok(Answer::none())
}

async fn stored(asked: &Asked<'_, '_>) -> Result<User, Failure> {
    asked.account()?.user(&asked.id()?).await?.ok_or(Failure::NotFound)
}

/// Nobody changes those who may do more.
fn may_touch(asked: &Asked<'_, '_>, user: &User) -> Result<(), Failure> {
    may_give(asked.caller()?.scopes, user.role.scopes())
}

fn owner(asked: &Asked<'_, '_>, user: &UserId) -> Result<LoginOwner, Failure> {
    Ok(LoginOwner { account: asked.caller()?.account.id.clone(), user: user.clone() })
}

fn one(asked: &Asked<'_, '_>, user: &User) -> Result<Answer, Failure> {
    Ok(Answer::one(asked, 200, UserData::from(user))?.of_version(user.version))
}
