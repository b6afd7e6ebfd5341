//! `links`

use shortwave::{
    answer::native::{ClicksData, LinkData},
    change::Change,
    domain::Domain,
    error::{ApiError, ErrorCode},
    link::{Draft, LinkChange, LinkId, Preview, counts},
    precondition::Changed,
    qr::{Drawing, Format, Logo, Size},
    ranged::{OutOfRange, Ranged},
    request::{
        FieldError, Problem,
        native::{Invalid, Reader},
        v1::{self, Judge, listings},
    },
    target_url::{Schemes, TargetUrl},
    written::Written,
};

use super::{Answer, Asked, answer::changed, period::judged};
use crate::{
    auth::password,
    durable::{LinkShardStub, LinkWithClicks, Share},
    env,
    failure::Failure,
    outbound::{self, Metadata},
    platform::{self, QrRefusal},
    short_links::{self, ShortLinks},
};

/// `GET links`. Every shard gives its share, and the page is what comes first of all of them.
pub async fn list(asked: &Asked<'_, '_>) -> Result<Answer, Failure> {
    let (query, parameters) = asked.list_query(&listings::LINKS)?;
    let (env, account_id) = (asked.call.env, account_id(asked)?);
    let shares = LinkShardStub::all(env, |shard| shard.list(account_id.clone(), parameters.clone())).await?;
    let total = shares.iter().map(|share| share.total).sum();
    let rows = query.merge(shares.into_iter().map(Share::into_rows).collect());
    let (page, short_links) = (query.page(rows, total), short_links(asked)?);
    let items = page.items.iter().map(|link| data(&short_links, link)).collect();
    Answer::many(asked, items, page.pagination)
}

/// `POST links`
pub async fn create(asked: &Asked<'_, '_>) -> Result<Answer, Failure> {
    let v1::CreateLink { target, settings, slug, domain, find_or_create } = read(asked, v1::create_link)?;
    let domain = own_domain(asked, domain)?;
    if find_or_create && let Some(id) = same(asked, domain.clone(), target.clone()).await? {
        return one(asked, 200, &found(asked, &id).await?);
    }
    let password = password::of_link(asked.call.config, settings.password.clone()).await?;
    let draft = Draft::to(target).on(domain).with(settings).protected(password);
    let id = short_links::make_one(asked.call.env, &asked.caller()?.account, draft, slug).await?;
    let answer = one(asked, 201, &found(asked, &id).await?)?;
    Ok(answer.with("Location", format!("/v1/links/{}", id.to_segment())))
}

/// The caller's link that leads to a place already, if there is one.
async fn same(
    asked: &Asked<'_, '_>,
    domain: Option<Domain>,
    target: TargetUrl,
) -> Result<Option<LinkId>, Failure> {
    let found = short_links::find(asked.call.env, &account_id(asked)?, vec![target.clone()]).await?;
    Ok(found.get(&(domain, target)).cloned())
}

/// `GET links/{id}`
pub async fn show(asked: &Asked<'_, '_>) -> Result<Answer, Failure> {
    one(asked, 200, &found(asked, &id(asked)?).await?)
}

/// `GET links/{id}/qr`
pub async fn qr(asked: &Asked<'_, '_>) -> Result<Answer, Failure> {
    let v1::LinkQr { format, options } = asked.read(v1::link_qr)?;
    let id = found(asked, &id(asked)?).await?.link.id;
    let drawing = Drawing { format, text: short_links(asked)?.url(&id), options };
    let image = platform::qr(drawing.to_bytes()).await?.map_err(refused)?;
    let name = drawing.text.rsplit('/').next().unwrap_or_default();
    let (kind, extension) = match format {
        Format::Svg => ("image/svg+xml", "svg"),
        Format::Png => ("image/png", "png"),
    };
    Ok(Answer::image(image, kind, &format!("{name}.{extension}")))
}

/// `PUT links/{id}`
pub async fn replace(asked: &Asked<'_, '_>) -> Result<Answer, Failure> {
    change(asked, read(asked, v1::replace_link)?).await
}

/// `PATCH links/{id}`
pub async fn update(asked: &Asked<'_, '_>) -> Result<Answer, Failure> {
    change(asked, read(asked, v1::update_link)?).await
}

/// `POST links/{id}/preview`
pub async fn read_preview(asked: &Asked<'_, '_>) -> Result<Answer, Failure> {
    asked.read(v1::nothing)?;
    let LinkWithClicks { link, .. } = found(asked, &id(asked)?).await?;
    let read = outbound::metadata(link.rules.target.as_str(), asked.call.config).await?;
    let Metadata { title, description, image } =
        read.map_err(|unread| ApiError::new(ErrorCode::Conflict, unread.words()))?;
    let image = short_links(asked)?.target(&image, Schemes::Web).ok();
    let preview = Change::To(Preview::of_page(&title, &description, image));
    change(asked, LinkChange { preview, ..LinkChange::default() }).await
}

/// `DELETE links/{id}`
pub async fn remove(asked: &Asked<'_, '_>) -> Result<Answer, Failure> {
    let id = id(asked)?;
    let shard = LinkShardStub::of(asked.call.env, id.shard())?;
    changed(shard.remove(id, account_id(asked)?, asked.precondition()?).await?)?;
    Ok(Answer::none())
}

/// `GET links/{id}/clicks`
pub async fn clicks(asked: &Asked<'_, '_>) -> Result<Answer, Failure> {
    let v1::AskClicks { period, group } = asked.read(v1::ask_clicks)?;
    let question = counts::Asked { period: judged(period)?, group };
    let id = id(asked)?;
    let shard = LinkShardStub::of(asked.call.env, id.shard())?;
    let told = shard.clicks(id, account_id(asked)?, question.clone()).await?.ok_or(Failure::NotFound)?;
    let data = ClicksData::new(&told, &question.period);
    if asked.header("Accept")?.is_some_and(|accept| accept.starts_with("text/csv")) {
        return Ok(Answer::csv(data.to_csv(), "clicks.csv"));
    }
    Answer::one(asked, 200, data)
}

/// Changes a link. Who comes in between is not written over: the change is then made to what they left.
async fn change(asked: &Asked<'_, '_>, change: LinkChange) -> Result<Answer, Failure> {
    /// A version that is changed so often at a time is one of more writers than a link has.
    const TRIES: usize = 8;
    let (id, precondition) = (id(asked)?, asked.precondition()?);
    let password = password::of_link(asked.call.config, change.password.clone()).await?;
    let shard = LinkShardStub::of(asked.call.env, id.shard())?;
    for _ in 0..TRIES {
        let LinkWithClicks { mut link, .. } = found(asked, &id).await?;
        if !precondition.holds(link.version) {
            return Err(ApiError::from(ErrorCode::PreconditionFailed).into());
        }
        link.change(change.clone(), password, env::now());
        match shard.replace(link).await? {
            Changed::Stale => {}
            replaced => return one(asked, 200, &changed(replaced)?),
        }
    }
    Err(Failure::Throttled)
}

/// A link of the caller's account.
async fn found(asked: &Asked<'_, '_>, id: &LinkId) -> Result<LinkWithClicks, Failure> {
    let account_id = account_id(asked)?;
    let found = LinkShardStub::of(asked.call.env, id.shard())?.show(id).await?;
    found.filter(|found| found.link.account_id == account_id).ok_or(Failure::NotFound)
}

fn id(asked: &Asked<'_, '_>) -> Result<LinkId, Failure> {
    platform::normalised(asked.call.argument()).parse().map_err(|_| Failure::NotFound)
}

/// Where a new link is to be: on one of the caller's domains, or on none.
fn own_domain(asked: &Asked<'_, '_>, wish: Change<Domain>) -> Result<Option<Domain>, Failure> {
    let place = asked.caller()?.account.domains.place(wish);
    place.ok_or_else(|| wrong("domain", Problem::Form { expected: "verified domain of the account" }))
}

fn refused(refusal: QrRefusal) -> Failure {
    let (name, problem) = match refusal {
        QrRefusal::Logo => ("logo", Problem::Form { expected: Logo::EXPECTED }),
        QrRefusal::Size(min) => ("size", OutOfRange { min, max: Size::MAX }.into()),
    };
    Failure::Invalid(FieldError { path: name.to_owned(), problem }.into())
}

fn account_id(asked: &Asked<'_, '_>) -> Result<String, Failure> {
    Ok(asked.caller()?.account.id.to_string())
}

pub(super) fn short_links(asked: &Asked<'_, '_>) -> Result<ShortLinks, Failure> {
    Ok(ShortLinks::of(asked.call.request, asked.call.config)?.of_account(&asked.caller()?.account.domains))
}

pub(super) fn read<T>(
    asked: &Asked<'_, '_>,
    read: fn(&mut Reader, Judge<'_>) -> Option<T>,
) -> Result<T, Failure> {
    short_links(asked)?.judging(|judge| asked.read(|reader| read(reader, judge)))
}

pub(super) fn wrong(path: &str, problem: Problem) -> Failure {
    Failure::Invalid(Invalid(vec![FieldError { path: path.to_owned(), problem }]))
}

fn one(asked: &Asked<'_, '_>, status: u16, link: &LinkWithClicks) -> Result<Answer, Failure> {
    /// What is said of a link whose redirects browsers keep.
    const KEPT: &str = "Browsers keep this redirect for a day: who followed it before sees a change later, and is not counted again.";
    let short_links = short_links(asked)?;
    let rules = &link.link.rules;
    let data = data(&short_links, link);
    let answer = if rules.status.is_kept() {
        Answer::explained(asked, status, data, KEPT)
    } else {
        Answer::one(asked, status, data)
    };
    Ok(answer?.of_version(link.link.version))
}

fn data<'a>(short_links: &ShortLinks, LinkWithClicks { link, clicks }: &'a LinkWithClicks) -> LinkData<'a> {
    LinkData::new(link, short_links.url(&link.id), *clicks, env::now())
}
