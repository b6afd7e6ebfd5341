//! Who is calling. Judged before anything of the body is read.

use shortwave::{
    account::{Account, Profile, Refusal},
    auth::{ApiPassword, BasicCredentials, same_secret},
    error::ErrorCode,
    username::Username,
};
use worker::{Env, Request};

use crate::{durable::AccountStub, env::Config, failure::Failure};

/// How a caller may identify itself.
#[derive(Clone, Copy, Debug)]
pub enum Challenge {
    /// A username and API password.
    Basic,
    /// The operator's token.
    Bearer,
}

impl Challenge {
    /// The `WWW-Authenticate` header.
    pub const fn header(self) -> &'static str {
        match self {
            Self::Basic => "Basic realm=\"Shortwave\", charset=\"UTF-8\"",
            Self::Bearer => "Bearer realm=\"Shortwave admin\"",
        }
    }
}

/// The account that the request's Basic credentials belong to.
pub async fn basic(request: &Request, env: &Env, config: &Config) -> Result<Account, Failure> {
    let refuse = |refusal: Refusal| Failure::Unauthorized(refusal.into(), Challenge::Basic);
    let header = request.headers().get("Authorization")?.unwrap_or_default();
    let credentials: BasicCredentials = header.parse().map_err(|_| refuse(Refusal::Credentials))?;
    let username: Username = credentials.username.parse().map_err(|_| refuse(Refusal::Credentials))?;
    let presented = credentials.password.hash(&config.hash_key);
    let address = request.headers().get("CF-Connecting-IP")?.and_then(|address| address.parse().ok());

    let demo = config.demo.as_ref().filter(|(name, _)| *name == username);
    let Some((_, password)) = demo else {
        let account = AccountStub::of(env, &username)?;
        return account.authenticate(presented, address).await?.map_err(refuse);
    };
    let account = AccountStub::of_demo(env, &username)?;
    if let Ok(known) = account.authenticate(presented, address).await? {
        return Ok(known);
    }
    ensure_demo(&account, &username, password, config).await?;
    account.authenticate(presented, address).await?.map_err(refuse)
}

/// Makes the demo account what the configuration says it is.
async fn ensure_demo(
    account: &AccountStub,
    username: &Username,
    password: &ApiPassword,
    config: &Config,
) -> Result<(), Failure> {
    let hash = password.hash(&config.hash_key);
    if !account.set_password(hash).await? {
        account.create(Profile::named(username.clone()), hash).await?;
    }
    Ok(())
}

/// Lets the operator in.
pub fn admin(request: &Request, config: &Config) -> Result<(), Failure> {
    let header = request.headers().get("Authorization")?.unwrap_or_default();
    let token = header.split_once(' ').filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
    match token {
        Some((_, token)) if same_secret(&config.admin_token, token.trim()) => Ok(()),
        _ => Err(Failure::Unauthorized(ErrorCode::UnknownCredentials, Challenge::Bearer)),
    }
}
