//! `/admin/…`: the operator's own calls. Same envelopes as the REST dialect.

use serde::Serialize;
use shortwave::{
    account::Account,
    auth::ApiPassword,
    error::{ApiError, ErrorCode},
    request,
    slug::Slug,
    username::Username,
};
use worker::{Env, Request, Response};

use super::Data;
use crate::{
    durable::{AccountStub, LinkShardStub, LinkWithClicks, OtpStub},
    env::{self, Config},
    failure::Failure,
    http,
    route::AdminRoute,
};

/// Answers one of the calls.
pub async fn serve(
    request: &mut Request,
    route: &AdminRoute,
    env: &Env,
    config: &Config,
) -> Result<Response, Failure> {
    match route {
        AdminRoute::Accounts => create_account(request, env, config).await,
        AdminRoute::Account(username) if request.inner().method() == "DELETE" => {
            remove_account(env, username).await
        }
        AdminRoute::Account(username) => show_account(env, username).await,
        AdminRoute::AccountPassword(username) => rotate_password(env, config, username).await,
        AdminRoute::Link(slug) => show_link(env, slug).await,
        AdminRoute::Panic | AdminRoute::Trap | AdminRoute::PanicOtp(_) if !config.test_faults => {
            Err(Failure::NotFound)
        }
        AdminRoute::Panic => deliberate_panic(),
        AdminRoute::Trap => std::process::abort(),
        AdminRoute::PanicOtp(username) => panic_otp(request, env, config, username).await,
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct AccountData<'a> {
    id: &'a str,
    username: &'a str,
    email: Option<&'a str>,
    time_zone: &'a str,
    language: &'a str,
    country: Option<&'a str>,
    currency: &'a str,
    balance: f64,
    allowed_ips: Vec<String>,
    created_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    api_password: Option<&'a str>,
}

impl<'a> AccountData<'a> {
    fn new(account: &'a Account, api_password: Option<&'a ApiPassword>) -> Self {
        let profile = &account.profile;
        Self {
            id: &account.id,
            username: profile.username.as_str(),
            email: profile.email.as_deref(),
            time_zone: &profile.time_zone,
            language: &profile.language,
            country: profile.country.as_deref(),
            currency: &profile.currency,
            balance: super::currency_units(account.balance_millionths),
            allowed_ips: profile.allowed_ips.iter().map(ToString::to_string).collect(),
            created_at: account.created_at.to_rfc3339(),
            api_password: api_password.map(ApiPassword::expose),
        }
    }
}

async fn create_account(request: &mut Request, env: &Env, config: &Config) -> Result<Response, Failure> {
    let profile = request::read(&http::body(request).await?, request::create_account)?;
    let password = new_password()?;
    let stub = AccountStub::of(env, &profile.username)?;
    let created = stub.create(profile, password.hash(&config.hash_key)).await?;
    let account = created.ok_or_else(|| ApiError::new(ErrorCode::Conflict, "This username is taken."))?;
    http::json(201, &Data { data: AccountData::new(&account, Some(&password)) })
}

async fn show_account(env: &Env, username: &str) -> Result<Response, Failure> {
    let account = stub(env, username)?.show().await?.ok_or(Failure::NotFound)?;
    http::json(200, &Data { data: AccountData::new(&account, None) })
}

async fn remove_account(env: &Env, username: &str) -> Result<Response, Failure> {
    if !stub(env, username)?.remove().await? {
        return Err(Failure::NotFound);
    }
    Ok(worker::ResponseBuilder::new().with_status(204).empty())
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct NewPassword<'a> {
    username: &'a str,
    api_password: &'a str,
}

async fn rotate_password(env: &Env, config: &Config, username: &str) -> Result<Response, Failure> {
    let password = new_password()?;
    if !stub(env, username)?.set_password(password.hash(&config.hash_key)).await? {
        return Err(Failure::NotFound);
    }
    http::json(200, &Data { data: NewPassword { username, api_password: password.expose() } })
}

fn stub(env: &Env, username: &str) -> Result<AccountStub, Failure> {
    let username: Username = username.parse().map_err(|_| Failure::NotFound)?;
    AccountStub::of(env, &username)
}

fn new_password() -> Result<ApiPassword, Failure> {
    let password = ApiPassword::generate(&env::random::<128>()?);
    password.ok_or_else(|| Failure::Hidden("not enough random bytes".to_owned()))
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct LinkData<'a> {
    slug: &'a str,
    target: &'a str,
    account_id: &'a str,
    created_at: String,
    clicks: u64,
}

async fn show_link(env: &Env, slug: &str) -> Result<Response, Failure> {
    let slug: Slug = slug.parse().map_err(|_| Failure::NotFound)?;
    let found = LinkShardStub::of(env, slug.shard())?.show(&slug).await?;
    let LinkWithClicks { link, clicks } = found.ok_or(Failure::NotFound)?;
    let data = LinkData {
        slug: link.slug.as_str(),
        target: link.target.as_str(),
        account_id: &link.account_id,
        created_at: link.created_at.to_rfc3339(),
        clicks,
    };
    http::json(200, &Data { data })
}

/// The body names the code, as `otp/check` does.
async fn panic_otp(
    request: &mut Request,
    env: &Env,
    config: &Config,
    username: &str,
) -> Result<Response, Failure> {
    let asked = request::read(&http::body(request).await?, request::check_otp)?;
    let account = stub(env, username)?.show().await?.ok_or(Failure::NotFound)?;
    OtpStub::of(env, &config.hash_key, &account, &asked.identity)?.panic().await?;
    http::json(200, &())
}

#[expect(clippy::panic, reason = "only where TEST_FAULTS allows it, to show that a panic costs one request")]
fn deliberate_panic() -> Result<Response, Failure> {
    panic!("asked for by /admin/test/panic")
}
