//! What a slug comes to when nobody is redirected (`worker/redirect.js` does that, before anything here begins): a page that
//! says why, that asks for a password, or that shows where a link leads.

use shortwave::{
    error::{ApiError, ErrorCode},
    link::{Link, LinkId, pass, rules::Closed},
};
use worker::{Env, Request, Response, ResponseBuilder};

use crate::{
    auth::{self, password},
    blocklist,
    durable::LinkShardStub,
    env::{self, Config},
    failure::Failure,
    http, pages,
    short_links::ShortLinks,
};

/// Why a slug does not lead on.
pub async fn closed(request: &Request, id: &LinkId, env: &Env) -> Result<Response, Failure> {
    let link = found(id, env).await?;
    if link.password.is_some() && link.rules.closed(env::now()).is_none() && !http::accepts_json(request) {
        return Ok(pages::locked(pages::Ask::First)?);
    }
    Err(failure(&link))
}

/// `/{slug}+`: where a link leads, to be seen before going there.
pub async fn preview(request: &Request, id: &LinkId, env: &Env) -> Result<Response, Failure> {
    let link = found(id, env).await?;
    if link.password.is_some() || link.rules.closed(env::now()).is_some() {
        return Err(failure(&link));
    }
    blocklist::freshened(env).await?;
    let (target, mut elsewhere) = (link.rules.target.as_str(), link.rules.elsewhere());
    if blocklist::is_blocked(target) {
        return blocked(request);
    }
    elsewhere.retain(|place| !blocklist::is_blocked(place.as_str()));
    Ok(pages::preview(&link.words.title, target, &elsewhere)?)
}

/// What a program that shows links is told of one that has a preview.
pub async fn card(request: &Request, id: &LinkId, env: &Env, config: &Config) -> Result<Response, Failure> {
    let link = found(id, env).await?;
    let short_url = ShortLinks::of(request, config)?.url(id);
    Ok(pages::card(&short_url, &link.words.preview, link.rules.target.as_str())?)
}

/// That the operator lets nobody go where a link leads. It is refused, and not gone: a list may change.
pub fn blocked(request: &Request) -> Result<Response, Failure> {
    if http::accepts_json(request) {
        return Err(
            ApiError::new(ErrorCode::Forbidden, "This link was blocked by whoever runs the service").into()
        );
    }
    Ok(pages::blocked()?)
}

/// `POST /{slug}`: opens a link with the password that was typed.
pub async fn unlock(request: &Request, id: &LinkId, env: &Env, config: &Config) -> Result<Response, Failure> {
    let link = found(id, env).await?;
    let Some(hash) = link.password else { return Err(Failure::MethodNotAllowed(vec!["GET", "HEAD"])) };
    let network = auth::address(request)?.map_or_else(Vec::new, auth::network);
    let (address, shard) =
        (config.hash_key.hash(&[b"link-guess", &network]), LinkShardStub::of(env, id.shard())?);
    let body = http::body(request).await?;
    let typed = form_urlencoded::parse(&body).find(|(name, _)| name == "password");
    let typed = typed.map(|(_, password)| password.into_owned()).unwrap_or_default();
    if let Some(seconds) = shard.guess(id.clone(), address).await? {
        return Ok(pages::locked(pages::Ask::Later(seconds))?);
    }
    if !hash.is(password::presented(config, &typed, hash.stretching).await?) {
        return Ok(pages::locked(pages::Ask::Again)?);
    }
    shard.guessed(id.clone(), address).await?;
    let given = pass::issue(&config.hash_key, id, link.rules.password_version, env::now());
    let path = id.slug.to_segment();
    let cookie = format!(
        "{}={given}; Path=/{path}; Max-Age={}; HttpOnly; Secure; SameSite=Lax",
        pass::COOKIE,
        pass::SECONDS
    );
    Ok(ResponseBuilder::new()
        .with_status(303)
        .with_header("Location", &format!("/{path}"))?
        .with_header("Set-Cookie", &cookie)?
        .with_header("Cache-Control", "no-store")?
        .empty())
}

async fn found(id: &LinkId, env: &Env) -> Result<Link, Failure> {
    let found = LinkShardStub::of(env, id.shard())?.show(id).await?;
    Ok(found.ok_or(Failure::NotFound)?.link)
}

/// A link that is open and does not lead on asks for its password, or has no clicks left, or could not be read just now.
fn failure(link: &Link) -> Failure {
    match link.rules.closed(env::now()) {
        Some(Closed::NotYet) => Failure::NotFound,
        None | Some(Closed::Locked) if link.password.is_some() => {
            ApiError::new(ErrorCode::Forbidden, "This link asks for a password").into()
        }
        None if link.rules.click_limit.is_none() => Failure::Throttled,
        _ => ApiError::from(ErrorCode::Gone).into(),
    }
}
