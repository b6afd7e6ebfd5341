//! Making short links, whichever dialect asks for them.

use std::{collections::BTreeMap, slice};

use shortwave::{
    account::{Account, Domains},
    domain::Domain,
    error::{ApiError, ErrorCode},
    link::{Allocation, Draft, LinkId},
    request::v1::{Judge, SlugWish},
    slug::{Alphabet, Length, Slug},
    target_url::{Schemes, TargetUrl, TargetUrlError, UrlParts},
};
use worker::{Env, Request};

use crate::{
    blocklist,
    durable::LinkShardStub,
    env::{self, Config},
    failure::Failure,
    platform,
};

/// Where short links are, as seen by one request.
pub struct ShortLinks {
    asked_at: UrlParts,
    origin: String,
    /// The deployment's hosts, to which none may lead.
    own_hosts: Vec<String>,
    /// Those of the account, to which none of it may lead either.
    domains: Vec<Domain>,
}

impl ShortLinks {
    /// On the short host, or else on the host that was asked.
    pub fn of(request: &Request, config: &Config) -> Result<Self, Failure> {
        Self::at(&request.inner().url(), config)
    }

    /// The same, by the URL that was asked.
    pub fn at(url: &str, config: &Config) -> Result<Self, Failure> {
        let asked_at = platform::url(url);
        let asked_at = asked_at.ok_or_else(|| Failure::Hidden("the request has no URL".to_owned()))?;
        let origin = match &config.short_host {
            Some(host) => format!("https://{host}"),
            None => format!("{}://{}", asked_at.scheme, asked_at.host),
        };
        let own_hosts = config.short_host.iter().cloned().chain([asked_at.host.clone()]).collect();
        Ok(Self { asked_at, origin, own_hosts, domains: Vec::new() })
    }

    /// The same for links of an account, which may not lead to its own domains either.
    pub fn of_account(self, domains: &Domains) -> Self {
        Self { domains: domains.verified.clone(), ..self }
    }

    /// Whether the deployment itself answers on a host.
    pub fn is_own_host(&self, host: &str) -> bool {
        self.own_hosts.iter().any(|own| own.split(':').next() == Some(host))
    }

    /// The short link itself.
    pub fn url(&self, LinkId { domain, slug }: &LinkId) -> String {
        let segment = slug.to_segment();
        match domain {
            None => [&self.origin, "/", &segment].concat(),
            Some(domain) => [&self.origin_of(domain), "/", &segment].concat(),
        }
    }

    /// Where a domain is served; one of this machine, where this machine is asked.
    fn origin_of(&self, domain: &Domain) -> String {
        if !domain.is_of_this_machine() {
            return format!("https://{domain}");
        }
        let UrlParts { scheme, host, .. } = &self.asked_at;
        let port = host.rsplit_once(':').map_or("", |(_, port)| port);
        if port.is_empty() { format!("{scheme}://{domain}") } else { format!("{scheme}://{domain}:{port}") }
    }

    /// Reads what is said of links, as the platform understands URLs, hosts and texts.
    pub fn judging<T>(&self, read: impl FnOnce(Judge<'_>) -> T) -> T {
        let url = |written: &str| self.target(written, Schemes::WebAndApps);
        let host = |text: &str| platform::host(text).filter(|host| !self.is_own_host(host));
        read(Judge { url: &url, normalised: &platform::normalised, host: &host })
    }

    /// Judges where a link is to lead.
    pub fn target(&self, written: &str, schemes: Schemes) -> Result<TargetUrl, TargetUrlError> {
        self.targets(&[written], schemes).pop().unwrap_or(Err(TargetUrlError::Host))
    }

    /// The same of many.
    pub fn targets(&self, written: &[&str], schemes: Schemes) -> Vec<Result<TargetUrl, TargetUrlError>> {
        let (hosts, is_blocked) = (self.hosts(), blocklist::judging());
        let judge = |(written, parts): (&&str, _)| {
            // What was read with the others is asked for first; the fallback of an app's URL, if there is one, after it.
            let mut parts = Some(parts);
            let parse = |text: &str| parts.take().unwrap_or_else(|| platform::url(text));
            TargetUrl::new(written, schemes, &hosts, parse)?.unless(is_blocked)
        };
        written.iter().zip(platform::urls(written)).map(judge).collect()
    }

    /// Those to which none may lead.
    fn hosts(&self) -> Vec<&str> {
        let domains = self.domains.iter().map(Domain::as_str);
        self.own_hosts.iter().map(String::as_str).chain(domains).collect()
    }
}

/// Makes a link of each draft that there is, in order, with a slug that is drawn for it.
pub async fn make(
    env: &Env,
    account: &Account,
    drafts: Vec<Option<Draft>>,
    form: (Alphabet, Length),
) -> Result<Vec<Option<LinkId>>, Failure> {
    /// With a billion links made of 6 characters of base62, one draw in 57 is taken; 20 in a row never.
    const ROUNDS: usize = 20;
    let mut allocation = Allocation::new(account.id.to_string(), env::now(), form, drafts);
    for _ in 0..ROUNDS {
        let Some(draw) = allocation.draw(&env::random_bytes(allocation.random_bytes())?) else {
            return Ok(allocation.into_ids());
        };
        let asked = draw.iter().map(|asked| (asked.shard, &*asked.links));
        let refused = LinkShardStub::each(env, asked, |shard, links| shard.claim(links, false)).await?;
        allocation.settle(draw, &refused.into_iter().flatten().collect());
    }
    Err(ApiError::new(
        ErrorCode::Conflict,
        "No slug of this length and alphabet is free: ask for a longer one",
    )
    .into())
}

/// Makes one link, with the slug that is wished.
pub async fn make_one(env: &Env, account: &Account, draft: Draft, slug: SlugWish) -> Result<LinkId, Failure> {
    let slug = match slug {
        SlugWish::Own(slug) => slug,
        SlugWish::Drawn(alphabet, length) => {
            let made = make(env, account, vec![Some(draft)], (alphabet, length)).await?;
            let made = made.into_iter().next().flatten();
            return made.ok_or_else(|| Failure::Hidden("a link without a slug".to_owned()));
        }
    };
    let link = draft.into_link(slug, account.id.to_string(), env::now());
    let refused = LinkShardStub::of(env, link.id.shard())?.claim(slice::from_ref(&link), false).await?;
    if refused.is_empty() {
        return Ok(link.id);
    }
    Err(ApiError::new(ErrorCode::Conflict, "This slug is taken, or was: choose another").into())
}

/// Of an account's links that lead to one of these targets, the first on each domain.
pub async fn find(
    env: &Env,
    account_id: &str,
    targets: Vec<TargetUrl>,
) -> Result<BTreeMap<(Option<Domain>, TargetUrl), LinkId>, Failure> {
    let asked = LinkShardStub::all(env, |shard| shard.find(account_id.to_owned(), targets.clone())).await?;
    let mut found = BTreeMap::new();
    for (target, id) in asked.into_iter().flatten() {
        let place = found.entry((id.domain.clone(), target)).or_insert_with(|| id.clone());
        if id < *place {
            *place = id;
        }
    }
    Ok(found)
}

/// A slug, drawn.
pub fn random_slug(alphabet: Alphabet, length: Length) -> Result<Slug, Failure> {
    /// A draw fails when it spells a reserved word or its bytes run out, both once in many millions.
    const DRAWS: usize = 4;
    for _ in 0..DRAWS {
        if let Some(slug) = Slug::generate(alphabet, length, &env::random::<{ Slug::RANDOM_BYTES }>()?) {
            return Ok(slug);
        }
    }
    Err(Failure::Hidden("no slug drawn".to_owned()))
}
