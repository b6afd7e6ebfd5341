//! Signing in, and the tokens of a session.

use shortwave::{
    account::Session,
    answer::native::TokensData,
    auth::{Claims, RefreshToken},
    ids::AccountId,
    keyed_hash::KeyedHash,
};

use super::{Answer, Asked};
use crate::{
    auth,
    durable::SignedIn,
    env::{self, Config},
    failure::Failure,
};

/// For how many seconds an access token is good: a session that is ended elsewhere is ended for it at once, so this only
/// bounds what a copy of the keys in use could do.
const ACCESS_SECONDS: u32 = 900;

/// The answer that gives a session its tokens.
pub fn tokens(
    asked: &Asked<'_, '_>,
    status: u16,
    account: &AccountId,
    signed_in: &SignedIn,
) -> Result<Answer, Failure> {
    let (config, SignedIn { user, session }) = (asked.call.config, signed_in);
    let access_token = access_token(config, account, signed_in)?;
    let data = TokensData {
        token_type: "Bearer".to_owned(),
        expires_in: ACCESS_SECONDS,
        refresh_token: refresh_token(config, account, session),
        user: user.into(),
        access_token: access_token.clone(),
    };
    Ok(Answer::one(asked, status, data)?.with("Authorization", format!("Bearer {access_token}")))
}

fn access_token(
    config: &Config,
    account: &AccountId,
    SignedIn { user, session }: &SignedIn,
) -> Result<String, Failure> {
    let now = env::now();
    Ok(config.tokens.issue(&Claims {
        account: account.to_string(),
        user: user.id.to_string(),
        session: session.id.to_string(),
        scope: user.role.scopes().to_string(),
        issued_at: now,
        not_before: now,
        expires_at: now.plus_seconds(ACCESS_SECONDS),
        id: env::random_id()?,
    }))
}

fn refresh_token(config: &Config, account: &AccountId, session: &Session) -> String {
    RefreshToken::issue(account, &session.id, session.generation, &config.hash_key)
}

/// From where somebody signs in, as the login remembers it.
pub fn place(asked: &Asked<'_, '_>) -> Result<KeyedHash, Failure> {
    let network = auth::address(asked.call.request)?.map_or_else(Vec::new, auth::network);
    Ok(asked.call.config.hash_key.hash(&[b"login-place", &network]))
}
