//! What the dialects that send messages have in common.

use shortwave::{
    account::Account,
    error::{ApiError, ErrorCode},
    link::{Draft, LinkId},
    message::MessageId,
    provider::Providers,
    target_url::Schemes,
    time::Timestamp,
};
use worker::{Env, Request};

use crate::{
    durable::LinkShardStub,
    env::{self, Config},
    failure::Failure,
    platform,
    short_links::{self, ShortLinks},
};

/// Who carries messages. Refuses where nobody does.
pub fn needs_provider(config: &Config) -> Result<&Providers, Failure> {
    match &config.providers {
        Some(providers) => Ok(providers),
        None => Err(ApiError::new(ErrorCode::Unavailable, "No gateway for messages is configured").into()),
    }
}

/// Whole seconds, rounded up.
pub fn wait(until: Timestamp) -> Failure {
    let seconds = until.millis_since(env::now()).div_ceil(1_000).max(1);
    Failure::TooManyGuesses(u32::try_from(seconds).unwrap_or(u32::MAX))
}

/// Scheme and host that were asked.
pub fn origin(request: &Request) -> String {
    platform::url(&request.inner().url())
        .map_or_else(String::new, |parts| format!("{}://{}", parts.scheme, parts.host))
}

/// URLs, each by whom its link is for: a recipient's place in the call. In that order, and each once.
pub fn distinct(mut urls: Vec<(usize, &str)>) -> Vec<(usize, &str)> {
    urls.sort_unstable();
    urls.dedup();
    urls
}

/// New short links, by whom they are for and where they lead.
pub struct Shortened<'a> {
    short_links: ShortLinks,
    links: Vec<((usize, &'a str), LinkId)>,
}

impl<'a> Shortened<'a> {
    /// A link for each of some URLs, which are [`distinct`]; none where no link may lead there.
    pub async fn of(
        urls: Vec<(usize, &'a str)>,
        request: &Request,
        env: &Env,
        config: &Config,
        caller: &Account,
    ) -> Result<Self, Failure> {
        let short_links = ShortLinks::of(request, config)?.of_account(&caller.domains);
        if urls.is_empty() {
            return Ok(Self { short_links, links: Vec::new() });
        }
        let targets: Vec<&str> = urls.iter().map(|(_, url)| *url).collect();
        let draft = |target| Draft::to(target).on(caller.domains.default.clone());
        let targets = short_links.targets(&targets, Schemes::Web).into_iter();
        let drafts = targets.map(|target| target.ok().map(draft)).collect();
        let ids = short_links::make(env, caller, drafts, Default::default()).await?;
        let links = urls.into_iter().zip(ids).filter_map(|(url, id)| Some((url, id?))).collect();
        Ok(Self { short_links, links })
    }

    /// The short link for a URL.
    pub fn url(&self, place: usize, url: &str) -> Option<String> {
        let found = self.links.binary_search_by_key(&(place, url), |(of, _)| *of).ok()?;
        self.links.get(found).map(|(_, id)| self.short_links.url(id))
    }

    /// The links, each with the place of whom it is for.
    pub fn links(&self) -> impl Iterator<Item = (usize, &LinkId)> {
        self.links.iter().map(|((place, _), id)| (*place, id))
    }
}

/// Notes in which messages links are, so that these are told of clicks.
pub async fn attach(env: &Env, caller: &Account, mut links: Vec<(LinkId, MessageId)>) -> Result<(), Failure> {
    links.sort_unstable_by_key(|(link, _)| link.shard());
    let by_shard = links.chunk_by(|(one, _), (other, _)| one.shard() == other.shard());
    let asked = by_shard.filter_map(|links| Some((links.first()?.0.shard(), links)));
    LinkShardStub::each(env, asked, |shard, links| shard.attach(caller.id.clone(), links.to_vec())).await?;
    Ok(())
}
