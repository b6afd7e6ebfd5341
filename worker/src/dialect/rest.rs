//! The REST dialect: `/api/rest/…`.

use futures_util::future::try_join_all;
use serde::Serialize;
use shortwave::{
    account::Account,
    error::{ApiError, ErrorCode},
    link::Allocation,
    otp::{Checked, GenerateError, Otp, Verdict},
    request::{self, OtpIdentity},
    slug::Slug,
    target_url::{TargetUrl, UrlParts},
};
use worker::{Env, Request, Response};

use super::Data;
use crate::{
    durable::{LinkShardStub, OtpStub},
    env::{self, Config},
    failure::Failure,
    http,
    route::RestRoute,
};

/// Answers one of the calls.
pub async fn serve(
    request: &mut Request,
    route: RestRoute,
    env: &Env,
    config: &Config,
    caller: &Account,
) -> Result<Response, Failure> {
    match route {
        RestRoute::Account => account(caller),
        RestRoute::GenerateOtp => generate_otp(request, env, config, caller).await,
        RestRoute::CheckOtp => check_otp(request, env, config, caller).await,
        RestRoute::Shorten => shorten(request, env, config, caller).await,
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct AccountData<'a> {
    username: &'a str,
    email: Option<&'a str>,
    time_zone: &'a str,
    language: &'a str,
    balance: f64,
    created_at: String,
    country: Option<&'a str>,
    currency: &'a str,
}

/// `GET account`
fn account(caller: &Account) -> Result<Response, Failure> {
    let profile = &caller.profile;
    let data = AccountData {
        username: profile.username.as_str(),
        email: profile.email.as_deref(),
        time_zone: &profile.time_zone,
        language: &profile.language,
        balance: super::currency_units(caller.balance_millionths),
        created_at: caller.created_at.to_rfc3339(),
        country: profile.country.as_deref(),
        currency: &profile.currency,
    };
    http::json(200, &Data { data })
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct OtpData<'a> {
    recipient: &'a str,
    code: &'a str,
    attempts: u32,
    max_attempts: u8,
    max_seconds_validity: u16,
    app_id: &'a str,
    created_at: String,
    updated_at: String,
    expires_at: String,
}

impl<'a> OtpData<'a> {
    fn new(identity: &'a OtpIdentity, otp: &Otp, code: &'a str) -> Self {
        Self {
            recipient: identity.recipient.as_str(),
            code,
            attempts: otp.attempts,
            max_attempts: otp.policy.max_attempts.get(),
            max_seconds_validity: otp.policy.validity.seconds(),
            app_id: &identity.app_id,
            created_at: otp.created_at.to_rfc3339(),
            updated_at: otp.updated_at.to_rfc3339(),
            expires_at: otp.expires_at.to_rfc3339(),
        }
    }
}

/// `POST otp/generate`
async fn generate_otp(
    request: &mut Request,
    env: &Env,
    config: &Config,
    caller: &Account,
) -> Result<Response, Failure> {
    let asked = request::generate_otp(&http::body(request).await?)?;
    let otp = OtpStub::of(env, &config.hash_key, caller, &asked.identity)?;
    match otp.generate(asked.generate).await? {
        Ok((otp, code)) => {
            http::json(200, &Data { data: OtpData::new(&asked.identity, &otp, code.expose()) })
        }
        Err(pending @ GenerateError::Pending) => {
            Err(ApiError::new(ErrorCode::Conflict, pending.to_string()).into())
        }
        Err(error @ GenerateError::Randomness) => Err(Failure::Hidden(error.to_string())),
    }
}

#[derive(Serialize)]
struct CheckData<'a> {
    valid: bool,
    reason: String,
    otp: Option<Data<OtpData<'a>>>,
}

/// `POST otp/check`
async fn check_otp(
    request: &mut Request,
    env: &Env,
    config: &Config,
    caller: &Account,
) -> Result<Response, Failure> {
    let asked = request::check_otp(&http::body(request).await?)?;
    let otp = OtpStub::of(env, &config.hash_key, caller, &asked.identity)?;
    let Checked { verdict, otp } = otp.check(asked.presented).await?;
    let data = CheckData {
        valid: verdict == Verdict::Valid,
        reason: verdict.to_string(),
        otp: otp.map(|otp| Data { data: OtpData::new(&asked.identity, &otp, &asked.code) }),
    };
    http::json(200, &Data { data })
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ShortenedUrl {
    long_url: String,
    short_url: Option<String>,
    error: bool,
}

/// `POST shortener/shorten`
async fn shorten(
    request: &mut Request,
    env: &Env,
    config: &Config,
    caller: &Account,
) -> Result<Response, Failure> {
    let urls = request::shorten(&http::body(request).await?)?;
    let asked_at = platform_url(&request.inner().url())
        .ok_or_else(|| Failure::Hidden("the request has no URL".to_owned()))?;
    let origin = match &config.short_host {
        Some(host) => format!("https://{host}"),
        None => format!("{}://{}", asked_at.scheme, asked_at.host),
    };
    let own_hosts: Vec<&str> =
        config.short_host.iter().map(String::as_str).chain([asked_at.host.as_str()]).collect();
    let targets: Vec<_> = urls.iter().map(|url| TargetUrl::new(url, &own_hosts, platform_url).ok()).collect();
    let slugs = claim_slugs(env, caller, targets).await?;
    let shortened = |(long_url, slug): (String, Option<Slug>)| ShortenedUrl {
        long_url,
        error: slug.is_none(),
        short_url: slug.map(|slug| format!("{origin}/{slug}")),
    };
    let data: Vec<_> = urls.into_iter().zip(slugs).map(shortened).collect();
    http::json(200, &Data { data })
}

/// A URL as the platform's WHATWG parser takes it apart.
fn platform_url(text: &str) -> Option<UrlParts> {
    let url = web_sys::Url::new(text).ok()?;
    Some(UrlParts {
        href: url.href(),
        scheme: url.protocol().trim_end_matches(':').to_owned(),
        credentials: url.username() + &url.password(),
        host: url.host(),
    })
}

/// A slug of its own for each target that there is, in order.
async fn claim_slugs(
    env: &Env,
    caller: &Account,
    targets: Vec<Option<TargetUrl>>,
) -> Result<Vec<Option<Slug>>, Failure> {
    /// With a billion links made, one draw in 57 is taken; 20 in a row never.
    const ROUNDS: usize = 20;
    let mut allocation = Allocation::new(caller.id.clone(), env::now(), targets);
    for _ in 0..ROUNDS {
        let mut draw = allocation.draw(random_slug)?;
        let asked = std::mem::take(&mut draw.by_shard);
        if asked.is_empty() {
            return Ok(allocation.into_slugs());
        }
        let claims = asked
            .into_iter()
            .map(|(shard, links)| async move { LinkShardStub::of(env, shard)?.claim(links).await });
        let claimed = try_join_all(claims).await?;
        allocation.settle(&draw, claimed.into_iter().flatten().collect());
    }
    Err(Failure::Hidden("no free slug found".to_owned()))
}

fn random_slug() -> Result<Slug, Failure> {
    /// A draw fails when it spells a reserved word or its bytes run out, both once in many millions.
    const DRAWS: usize = 4;
    for _ in 0..DRAWS {
        if let Some(slug) = Slug::generate(&env::random::<16>()?) {
            return Ok(slug);
        }
    }
    Err(Failure::Hidden("no slug drawn".to_owned()))
}
