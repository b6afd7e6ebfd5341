//! `auth/login`, `auth/refresh`, `auth/logout`, `auth/password`

use shortwave::{
    account::{Actor, AuditEvent, Identity, Refusal},
    auth::{PasswordHash, RefreshToken, Stretching},
    email::Email,
    error::{ApiError, ErrorCode},
    ids::{SessionId, UserId},
    request::v1,
};

use super::{Answer, Asked, session};
use crate::{
    auth::{self, UNKNOWN},
    durable::{AccountStub, By, Finished, LoginOwner, LoginStub, SignIn},
    env,
    failure::Failure,
};

/// `POST auth/login`. Whether the address is anybody's can be told neither from the answer nor from the time it takes.
pub async fn login(asked: &Asked<'_, '_>) -> Result<Answer, Failure> {
    let v1::Login { email, password } = asked.read(v1::login)?;
    let (env, config) = (asked.call.env, asked.call.config);
    let address = auth::address(asked.call.request)?;
    let Finished { owner, right } = present(asked, &login_of(asked, &email)?, &email, &password).await?;
    match owner {
        Some(owner) if right => sign_in(asked, owner).await,
        owner => {
            if let Some(owner) = owner {
                note_failure(asked, &owner).await?;
            }
            auth::guessed(env, config, address).await?;
            Err(UNKNOWN)
        }
    }
}

async fn sign_in(asked: &Asked<'_, '_>, owner: LoginOwner) -> Result<Answer, Failure> {
    let session = SessionId::generate(&env::random::<64>()?).ok_or_else(env::no_randomness)?;
    let sign_in = SignIn {
        user: owner.user,
        session,
        second_factor: asked.header("CB-2FA-Token")?,
        address: auth::address(asked.call.request)?,
    };
    let signed_in = AccountStub::of(asked.call.env, &owner.account)?.sign_in(sign_in).await?;
    let signed_in = signed_in.map_err(Failure::Refused)?;
    session::tokens(asked, 200, &owner.account, &signed_in)
}

async fn note_failure(asked: &Asked<'_, '_>, owner: &LoginOwner) -> Result<(), Failure> {
    let by = By { actor: Actor::user(&owner.user), address: auth::address(asked.call.request)? };
    let account = AccountStub::of(asked.call.env, &owner.account)?;
    account.note(by, AuditEvent::SignInFailed, Some("wrong password".to_owned())).await
}

/// `POST auth/refresh`
pub async fn refresh(asked: &Asked<'_, '_>) -> Result<Answer, Failure> {
    let (env, config) = (asked.call.env, asked.call.config);
    let token = asked.read(v1::refresh)?;
    let address = auth::address(asked.call.request)?;
    let Ok(token) = RefreshToken::read(&token, &config.hash_key) else {
        auth::guessed(env, config, address).await?;
        return Err(UNKNOWN);
    };
    let account = AccountStub::of(env, &token.account)?;
    let signed_in = account.renew(token.session, token.generation, address).await?;
    session::tokens(asked, 200, &token.account, &signed_in.ok_or(UNKNOWN)?)
}

/// `POST auth/logout`
pub async fn logout(asked: &Asked<'_, '_>) -> Result<Answer, Failure> {
    let (_, session) = user(asked)?;
    asked.account()?.sign_out(session.clone(), asked.caller()?.by()).await?;
    Ok(Answer::none())
}

/// `POST auth/password`. It ends the user's other sessions.
pub async fn change_password(asked: &Asked<'_, '_>) -> Result<Answer, Failure> {
    let v1::ChangePassword { current, new } = asked.read(v1::change_password)?;
    let (config, (user, session)) = (asked.call.config, user(asked)?);
    let account = asked.account()?;
    let stored = account.user(user).await?.ok_or(Failure::NotFound)?;
    let login = login_of(asked, &stored.email)?;
    if !present(asked, &login, &stored.email, &current).await?.right {
        let text = "The current password is another.";
        return Err(ApiError::new(ErrorCode::Forbidden, text).into());
    }
    let owner = LoginOwner { account: asked.caller()?.account.id.clone(), user: user.clone() };
    let password: PasswordHash = auth::password::hashed(config, new.expose()).await?;
    login.set_password(owner, password).await?;
    account.end_other_sessions(user.clone(), session.clone()).await?;
    account.note(asked.caller()?.by(), AuditEvent::PasswordChanged, None).await?;
    Ok(Answer::none())
}

/// Presents a password to a login. It takes as long where the login is nobody's.
async fn present(
    asked: &Asked<'_, '_>,
    login: &LoginStub,
    email: &Email,
    password: &str,
) -> Result<Finished, Failure> {
    let (config, place) = (asked.call.config, session::place(asked)?);
    let stretching = login.begin(place).await?.map_err(Failure::TooManyGuesses)?;
    let nobody = || Stretching::of_nobody(&config.hash_key, &email.login_name());
    let presented = auth::password::presented(config, password, stretching.unwrap_or_else(nobody)).await?;
    login.finish(presented, place).await
}

/// The login of a user.
pub fn login_of(asked: &Asked<'_, '_>, email: &Email) -> Result<LoginStub, Failure> {
    LoginStub::of(asked.call.env, &asked.call.config.hash_key, email)
}

/// The user who calls, and in which session.
pub fn user<'a>(asked: &'a Asked<'_, '_>) -> Result<(&'a UserId, &'a SessionId), Failure> {
    match &asked.caller()?.identity {
        Identity::User { user, session } => Ok((user, session)),
        Identity::ApiPassword | Identity::Key { .. } | Identity::Page { .. } => {
            Err(Failure::Refused(Refusal::NotAUser))
        }
    }
}
