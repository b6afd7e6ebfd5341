//! `links`

use futures_util::future::try_join_all;
use shortwave::{
    answer::{WholeSeconds, native::LinkData},
    link::LinkChange,
    request::{
        FieldError, Problem,
        native::Invalid,
        v1::{self, listings},
    },
    slug::Slug,
    target_url::{LongUrl, TargetUrl},
};

use super::{Answer, Asked, answer::changed};
use crate::{
    durable::{LinkShardStub, LinkWithClicks, Share},
    failure::Failure,
    short_links::ShortLinks,
};

/// `GET links`. Every shard gives its share, and the page is what comes first of all of them.
pub async fn list(asked: &Asked<'_, '_>) -> Result<Answer, Failure> {
    let (query, parameters) = asked.list_query(&listings::LINKS)?;
    let (env, account_id) = (asked.call.env, account_id(asked)?);
    let shares = (0..Slug::SHARDS).map(|shard| {
        let (account_id, parameters) = (account_id.clone(), parameters.clone());
        async move { LinkShardStub::of(env, shard)?.list(account_id, parameters).await }
    });
    let shares = try_join_all(shares).await?;
    let total = shares.iter().map(|share| share.total).sum();
    let rows = query.merge(shares.into_iter().map(Share::into_rows).collect());
    let (page, short_links) = (query.page(rows, total), short_links(asked)?);
    let items = page.items.into_iter().map(|link| data(&short_links, link)).collect();
    Answer::many(asked, items, page.pagination)
}

/// `POST links`
pub async fn create(asked: &Asked<'_, '_>) -> Result<Answer, Failure> {
    let v1::CreateLink { target, title } = asked.read(v1::create_link)?;
    let short_links = short_links(asked)?;
    let target = accepted(&short_links, &target)?;
    let links = ShortLinks::make(asked.call.env, &asked.caller()?.account, vec![Some(target)], title).await?;
    let slug = links.into_iter().next().flatten();
    let slug = slug.ok_or_else(|| Failure::Hidden("a link without a slug".to_owned()))?;
    let answer = one(asked, 201, found(asked, &slug).await?)?;
    Ok(answer.with("Location", format!("/v1/links/{slug}")))
}

/// `GET links/{slug}`
pub async fn show(asked: &Asked<'_, '_>) -> Result<Answer, Failure> {
    one(asked, 200, found(asked, &asked.id()?).await?)
}

/// `PUT links/{slug}`
pub async fn replace(asked: &Asked<'_, '_>) -> Result<Answer, Failure> {
    change(asked, asked.read(v1::replace_link)?).await
}

/// `PATCH links/{slug}`
pub async fn update(asked: &Asked<'_, '_>) -> Result<Answer, Failure> {
    change(asked, asked.read(v1::update_link)?).await
}

/// `DELETE links/{slug}`
pub async fn remove(asked: &Asked<'_, '_>) -> Result<Answer, Failure> {
    let slug: Slug = asked.id()?;
    let shard = LinkShardStub::of(asked.call.env, slug.shard())?;
    changed(shard.remove(slug, account_id(asked)?, asked.precondition()?).await?)?;
    Ok(Answer::none())
}

async fn change(asked: &Asked<'_, '_>, update: v1::UpdateLink) -> Result<Answer, Failure> {
    let (slug, short_links): (Slug, _) = (asked.id()?, short_links(asked)?);
    let target = update.target.map(|target| accepted(&short_links, &target)).transpose()?;
    let change = LinkChange { target, title: update.title };
    let shard = LinkShardStub::of(asked.call.env, slug.shard())?;
    let link = shard.change(slug, account_id(asked)?, change, asked.precondition()?).await?;
    one(asked, 200, changed(link)?)
}

/// A link of the caller's account.
async fn found(asked: &Asked<'_, '_>, slug: &Slug) -> Result<LinkWithClicks, Failure> {
    let account_id = account_id(asked)?;
    let found = LinkShardStub::of(asked.call.env, slug.shard())?.show(slug).await?;
    found.filter(|found| found.link.account_id == account_id).ok_or(Failure::NotFound)
}

fn account_id(asked: &Asked<'_, '_>) -> Result<String, Failure> {
    Ok(asked.caller()?.account.id.to_string())
}

fn short_links(asked: &Asked<'_, '_>) -> Result<ShortLinks, Failure> {
    ShortLinks::of(asked.call.request, asked.call.config)
}

fn accepted(short_links: &ShortLinks, target: &LongUrl) -> Result<TargetUrl, Failure> {
    let expected = "http or https URL that a short link may lead to";
    let error = FieldError { path: "target".to_owned(), problem: Problem::Form { expected } };
    short_links.target(target.as_str()).map_err(|_| Failure::Invalid(Invalid(vec![error])))
}

fn one(asked: &Asked<'_, '_>, status: u16, link: LinkWithClicks) -> Result<Answer, Failure> {
    let version = link.link.version;
    Ok(Answer::one(asked, status, data(&short_links(asked)?, link))?.of_version(version))
}

fn data(short_links: &ShortLinks, LinkWithClicks { link, clicks }: LinkWithClicks) -> LinkData {
    LinkData {
        short_url: short_links.url(&link.slug),
        slug: link.slug.to_string(),
        target: link.target.as_str().to_owned(),
        title: link.title,
        clicks,
        created_at: WholeSeconds(link.created_at),
        updated_at: WholeSeconds(link.updated_at),
    }
}
