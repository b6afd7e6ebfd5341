//! What a slug comes to when nobody is redirected (`worker/redirect.js` does that, before anything here begins): a page that
//! says why, or that shows where a link leads.

use shortwave::{
    error::{ApiError, ErrorCode},
    link::{Link, rules::Closed},
    slug::Slug,
};
use worker::{Env, Response};

use crate::{durable::LinkShardStub, env, failure::Failure, pages};

/// Why a slug does not lead on.
pub async fn closed(slug: &Slug, env: &Env) -> Result<Response, Failure> {
    Err(failure(&found(slug, env).await?))
}

/// `/{slug}+`: where a link leads, to be seen before going there.
pub async fn preview(slug: &Slug, env: &Env) -> Result<Response, Failure> {
    let link = found(slug, env).await?;
    if link.rules.password_version > 0 || link.rules.closed(env::now()).is_some() {
        return Err(failure(&link));
    }
    Ok(pages::preview(&link.words.title, link.rules.target.as_str())?)
}

async fn found(slug: &Slug, env: &Env) -> Result<Link, Failure> {
    let found = LinkShardStub::of(env, slug.shard())?.show(slug).await?;
    Ok(found.ok_or(Failure::NotFound)?.link)
}

/// A link that is open and does not lead on has no clicks left.
fn failure(link: &Link) -> Failure {
    match link.rules.closed(env::now()) {
        Some(Closed::NotYet | Closed::Locked) => Failure::NotFound,
        Some(Closed::Expired | Closed::Archived) | None => ApiError::from(ErrorCode::Gone).into(),
    }
}
