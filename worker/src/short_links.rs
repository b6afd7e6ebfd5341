//! Making short links, whichever dialect asks for them.

use std::collections::BTreeMap;

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
        let asked_at =
            platform_url(url).ok_or_else(|| Failure::Hidden("the request has no URL".to_owned()))?;
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
        let origin = domain.as_ref().map_or_else(|| self.origin.clone(), |domain| self.origin_of(domain));
        format!("{origin}/{}", slug.to_segment())
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
        let domains = self.domains.iter().map(Domain::as_str);
        let own_hosts: Vec<&str> = self.own_hosts.iter().map(String::as_str).chain(domains).collect();
        TargetUrl::new(written, schemes, &own_hosts, platform_url)?.unless(blocklist::is_blocked)
    }
}

/// Makes a link of each draft that there is, in order, with a slug that is drawn for it.
pub async fn make(
    env: &Env,
    account: &Account,
    drafts: Vec<Option<Draft>>,
    (alphabet, length): (Alphabet, Length),
) -> Result<Vec<Option<LinkId>>, Failure> {
    /// With a billion links made of 6 characters of base62, one draw in 57 is taken; 20 in a row never.
    const ROUNDS: usize = 20;
    let mut allocation = Allocation::new(account.id.to_string(), env::now(), drafts);
    for _ in 0..ROUNDS {
        let mut draw = allocation.draw(|| random_slug(alphabet, length))?;
        let asked = std::mem::take(&mut draw.by_shard);
        if asked.is_empty() {
            return Ok(allocation.into_ids());
        }
        let claimed = LinkShardStub::each(env, asked, |shard, links| shard.claim(links, false)).await?;
        allocation.settle(&draw, claimed.into_iter().flatten().collect());
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
    let claimed = LinkShardStub::of(env, link.id.shard())?.claim(vec![link], false).await?;
    let taken = || ApiError::new(ErrorCode::Conflict, "This slug is taken, or was: choose another").into();
    claimed.into_iter().next().ok_or_else(taken)
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
