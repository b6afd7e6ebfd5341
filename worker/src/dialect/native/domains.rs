//! `domains`

use shortwave::{
    account::{AccountDomain, DomainProof},
    answer::native::DomainData,
    domain::Domain,
    error::{ApiError, ErrorCode},
    request::v1::{self, listings},
};

use super::{Answer, Asked, answer::changed, links};
use crate::{
    durable::{Added, DirectoryStub, LinkShardStub},
    env,
    failure::Failure,
    kv::LinkCache,
    outbound,
};

/// `GET domains`
pub async fn list(asked: &Asked<'_, '_>) -> Result<Answer, Failure> {
    let (query, parameters) = asked.list_query(&listings::DOMAINS)?;
    let page = asked.account()?.list_domains(parameters).await?.page(&query);
    let items = page.items.iter().map(|domain| data(asked, domain, is_default(asked, &domain.domain)?));
    let items = items.collect::<Result<_, _>>()?;
    Answer::many(asked, items, page.pagination)
}

/// `POST domains`
pub async fn create(asked: &Asked<'_, '_>) -> Result<Answer, Failure> {
    let v1::CreateDomain { domain, settings } = links::read(asked, v1::create_domain)?;
    let added = AccountDomain::new(domain, settings, env::now());
    match asked.account()?.add_domain(added.clone(), asked.caller()?.by()).await? {
        Added::Done => {}
        Added::Already => return Err(conflict("The account has this domain already")),
        Added::TooMany => return Err(conflict("The account has as many domains as it may have")),
    }
    Ok(one(asked, 201, &added, false)?.with("Location", format!("/v1/domains/{}", added.domain)))
}

/// `GET domains/{domain}`
pub async fn show(asked: &Asked<'_, '_>) -> Result<Answer, Failure> {
    let found = found(asked).await?;
    one(asked, 200, &found, is_default(asked, &found.domain)?)
}

/// `PATCH domains/{domain}`
pub async fn update(asked: &Asked<'_, '_>) -> Result<Answer, Failure> {
    let change = links::read(asked, v1::update_domain)?;
    let AccountDomain { domain, verified_at, .. } = found(asked).await?;
    if change.is_default == Some(true) && verified_at.is_none() {
        return Err(conflict("Only a verified domain can be the default"));
    }
    let is_default = change.is_default.unwrap_or(is_default(asked, &domain)?);
    let (precondition, by) = (asked.precondition()?, asked.caller()?.by());
    let domain = changed(asked.account()?.change_domain(domain, change, precondition, by).await?)?;
    if domain.verified_at.is_some() {
        LinkCache::open(asked.call.env)?.put_domain(&domain).await?;
    }
    one(asked, 200, &domain, is_default)
}

/// `POST domains/{domain}/verify`. What is done may be done again, so whoever calls again after a failure ends well.
pub async fn verify(asked: &Asked<'_, '_>) -> Result<Answer, Failure> {
    asked.read(v1::nothing)?;
    let AccountDomain { domain, .. } = found(asked).await?;
    if !is_proven(asked, &domain).await? {
        return Err(conflict(
            "Neither the TXT record nor the file was found: records take a while to be seen",
        ));
    }
    let (env, account) = (asked.call.env, &asked.caller()?.account.id);
    let owner = DirectoryStub::of_domain(env, &asked.call.config.hash_key, &domain)?.claim(account).await?;
    if owner.is_some_and(|owner| owner != *account) {
        return Err(conflict("Another account has this domain: it has to remove it first"));
    }
    LinkShardStub::all(env, |shard| shard.evict(domain.clone(), account.to_string())).await?;
    let verified = asked.account()?.verify_domain(domain, asked.caller()?.by()).await?;
    let verified = verified.ok_or(Failure::NotFound)?;
    LinkCache::open(env)?.put_domain(&verified).await?;
    one(asked, 200, &verified, is_default(asked, &verified.domain)?)
}

/// `DELETE domains/{domain}`
pub async fn remove(asked: &Asked<'_, '_>) -> Result<Answer, Failure> {
    let AccountDomain { domain, verified_at, version, .. } = found(asked).await?;
    let precondition = asked.precondition()?;
    if !precondition.holds(version) {
        return Err(ApiError::from(ErrorCode::PreconditionFailed).into());
    }
    if verified_at.is_some() {
        LinkCache::open(asked.call.env)?.remove_domain(&domain).await?;
    }
    changed(asked.account()?.remove_domain(domain.clone(), precondition, asked.caller()?.by()).await?)?;
    let key = &asked.call.config.hash_key;
    DirectoryStub::of_domain(asked.call.env, key, &domain)?.release(&asked.caller()?.account.id).await?;
    Ok(Answer::none())
}

/// Whether the domain's owner put the proof where only owners can. What is of this machine only needs none there.
async fn is_proven(asked: &Asked<'_, '_>, domain: &Domain) -> Result<bool, Failure> {
    let config = asked.call.config;
    if domain.is_of_this_machine() {
        return Ok(config.is_local);
    }
    let proof = proof(asked, domain)?;
    let records = outbound::txt(&config.resolver, &format!("{}.{domain}", DomainProof::LABEL)).await?;
    if proof.is_among(&records) {
        return Ok(true);
    }
    let file = outbound::page(&format!("http://{domain}{}", DomainProof::PATH)).await?;
    Ok(proof.is_among(file.as_slice()))
}

fn proof(asked: &Asked<'_, '_>, domain: &Domain) -> Result<DomainProof, Failure> {
    Ok(DomainProof::of(&asked.call.config.hash_key, &asked.caller()?.account.id, domain))
}

async fn found(asked: &Asked<'_, '_>) -> Result<AccountDomain, Failure> {
    asked.account()?.domain(asked.id()?).await?.ok_or(Failure::NotFound)
}

fn is_default(asked: &Asked<'_, '_>, domain: &Domain) -> Result<bool, Failure> {
    Ok(asked.caller()?.account.domains.default.as_ref() == Some(domain))
}

fn conflict(words: &'static str) -> Failure {
    ApiError::new(ErrorCode::Conflict, words).into()
}

fn one(
    asked: &Asked<'_, '_>,
    status: u16,
    domain: &AccountDomain,
    is_default: bool,
) -> Result<Answer, Failure> {
    Ok(Answer::one(asked, status, data(asked, domain, is_default)?)?.of_version(domain.version))
}

fn data<'a>(
    asked: &Asked<'_, '_>,
    domain: &'a AccountDomain,
    is_default: bool,
) -> Result<DomainData<'a>, Failure> {
    Ok(DomainData::new(domain, &proof(asked, &domain.domain)?, is_default))
}
