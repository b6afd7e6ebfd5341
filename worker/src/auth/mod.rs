//! Who is calling, judged before anything of the body is read. Every way in leads to the same accounts.

mod busy;
mod directory;
pub mod password;
mod presented;

use std::net::IpAddr;

use shortwave::{
    account::{Account, Actor, Identity, Refusal},
    auth::{PageToken, Scopes, same_secret},
    endpoint::Access,
    error::ErrorCode,
};
use worker::{Env, Request};

use crate::{
    durable::{AccountStub, Admission, Admitted, By, GuardStub},
    env::Config,
    failure::Failure,
    log::Exchange,
};
use busy::Served;
use directory::Located;
pub use directory::demo_account;
use presented::{Presented, bearer};

/// How a caller may identify itself, as `WWW-Authenticate` says it (RFC 9110, clause 11.6.1).
#[derive(Clone, Copy, Debug)]
pub enum Challenge {
    /// With a username and API password, an API key or an access token.
    Account,
    /// With the operator's token.
    Operator,
}

impl Challenge {
    /// The `WWW-Authenticate` header.
    pub const fn header(self) -> &'static str {
        match self {
            Self::Account => "Basic realm=\"Shortwave\", charset=\"UTF-8\", Bearer realm=\"Shortwave\"",
            Self::Operator => "Bearer realm=\"Shortwave admin\"",
        }
    }
}

/// A caller that was let in.
pub struct Caller {
    /// The account that it acts on.
    pub account: Account,
    /// Who it is.
    pub identity: Identity,
    /// What it may do.
    pub scopes: Scopes,
    /// What it was given, if it is a page.
    pub page: Option<PageToken>,
    /// From where it calls.
    pub address: Option<IpAddr>,
    /// Counts the call among those that are being served.
    _served: Served,
}

impl Caller {
    /// As the audit log names it.
    pub fn by(&self) -> By {
        By { actor: Actor::from(&self.identity), address: self.address }
    }
}

/// The address that a request comes from, as the platform saw it.
pub fn address(request: &Request) -> Result<Option<IpAddr>, Failure> {
    let header = request.headers().get("CF-Connecting-IP")?;
    Ok(header.and_then(|address| address.parse().ok()).map(|address: IpAddr| address.to_canonical()))
}

/// Lets a caller of an account in.
pub async fn caller(
    request: &Request,
    env: &Env,
    config: &Config,
    access: Access,
    exchange: &mut Exchange,
) -> Result<Caller, Failure> {
    let address = address(request)?;
    let credentials = request.headers().get("Authorization")?.unwrap_or_default();
    if credentials.is_empty() {
        return Err(UNKNOWN);
    }
    busy::may_ask(&credentials, exchange)?;
    let served = Served::begin(&credentials)?;
    let Some(presented) = Presented::of(request, &credentials, config)? else {
        return Err(wrong(env, config, address).await);
    };
    let door = Door { env, config, access, address, second_factor: request.headers().get("CB-2FA-Token")? };
    let admitted = door.knock(&presented).await?;
    exchange.rates(admitted.rates.clone());
    match admitted.outcome {
        Ok((account, caller)) => {
            exchange.account(account.id.as_str());
            let (identity, scopes) = (caller.identity, caller.scopes);
            let page = presented.into_iter().find_map(Presented::into_page);
            Ok(Caller { account, identity, scopes, page, address, _served: served })
        }
        Err(Refusal::Credentials) => Err(wrong(env, config, address).await),
        Err(refusal) => {
            if let Refusal::Limited(seconds) = refusal {
                busy::put_off(credentials, seconds, admitted.rates);
            }
            Err(Failure::Refused(refusal))
        }
    }
}

/// Lets the operator in.
pub async fn operator(request: &Request, env: &Env, config: &Config) -> Result<(), Failure> {
    let header = request.headers().get("Authorization")?.unwrap_or_default();
    let token = bearer(&header);
    if token.is_some_and(|token| same_secret(&config.admin_token, token)) {
        return Ok(());
    }
    if token.is_some() {
        guessed(env, config, address(request)?).await?;
    }
    Err(Failure::Unauthorized(ErrorCode::UnknownCredentials, Challenge::Operator))
}

/// What is said where credentials are missing or wrong.
pub const UNKNOWN: Failure = Failure::Unauthorized(ErrorCode::UnknownCredentials, Challenge::Account);

/// What is said to wrong credentials; the same whatever is wrong with them.
async fn wrong(env: &Env, config: &Config, address: Option<IpAddr>) -> Failure {
    guessed(env, config, address).await.err().unwrap_or(UNKNOWN)
}

/// Counts a wrong guess from an address, and puts it off where there were too many. Right credentials are never put off
/// by this: nobody can lock out whom they share an address with.
pub async fn guessed(env: &Env, config: &Config, address: Option<IpAddr>) -> Result<(), Failure> {
    // The platform always knows the address of a stranger. Where it is missing, or the machine's own, somebody is
    // developing.
    let Some(address) = address.filter(|address| !address.is_loopback()) else { return Ok(()) };
    let guard = GuardStub::of(env, config.hash_key.hash(&[b"guard-object", &network(address)]))?;
    match guard.failed().await? {
        None => Ok(()),
        Some(seconds) => Err(Failure::TooManyGuesses(seconds)),
    }
}

/// What counts as one place: an IPv4 address, or the /64 that one subscriber is given of IPv6 (RFC 6177).
pub fn network(address: IpAddr) -> Vec<u8> {
    match address {
        IpAddr::V4(v4) => v4.octets().to_vec(),
        IpAddr::V6(v6) => v6.octets().into_iter().take(8).collect(),
    }
}

/// What a caller is judged by.
struct Door<'a> {
    env: &'a Env,
    config: &'a Config,
    access: Access,
    address: Option<IpAddr>,
    second_factor: Option<String>,
}

impl Door<'_> {
    /// Asks the account that the credentials name. Where that refuses them, and the account was named from memory, the name
    /// may mean another by now, which is then asked. Each way to a refusal asks as many objects as the others.
    async fn knock(&self, presented: &[Presented]) -> Result<Admitted, Failure> {
        let located = directory::locate(self.env, self.config, presented).await?;
        let admitted = self.ask(&located, presented).await?;
        if !matches!(admitted.outcome, Err(Refusal::Credentials)) {
            return Ok(admitted);
        }
        let is_demo = directory::ensure_demo(self.env, self.config, presented).await?;
        if !located.is_remembered && !is_demo {
            return Ok(admitted);
        }
        let relocated = directory::relocate(self.env, self.config, presented).await?;
        if relocated.account == located.account && !is_demo {
            return Ok(admitted);
        }
        self.ask(&relocated, presented).await
    }

    async fn ask(&self, located: &Located, presented: &[Presented]) -> Result<Admitted, Failure> {
        let admission = Admission {
            proofs: presented.iter().map(|presented| presented.proof(self.config)).collect(),
            address: self.address,
            access: self.access,
            second_factor: self.second_factor.clone(),
        };
        AccountStub::of(self.env, &located.account)?.admit(admission).await
    }
}
