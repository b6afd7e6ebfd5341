//! The objects that own slugs, seen from outside.

use futures_util::future::try_join_all;
use serde::de::DeserializeOwned;
use shortwave::{
    domain::Domain,
    ids::AccountId,
    keyed_hash::KeyedHash,
    link::{
        Link, LinkId,
        counts::{Asked, Told},
        shard::ShardCommand,
    },
    message::MessageId,
    precondition::{Changed, Precondition},
    target_url::TargetUrl,
};
use worker::Env;

use super::{
    super::{
        Asking, Object,
        listing::{Parameters, Share},
    },
    LinkWithClicks, Managing,
};
use crate::{env, failure::Failure};

/// One of the objects that own slugs, seen from outside.
pub struct LinkShardStub(Object);

impl LinkShardStub {
    /// The object of a shard.
    pub fn of(env: &Env, shard: u32) -> Result<Self, Failure> {
        Ok(Self(Object::named(&env::link_shards(env)?, &format!("shard-{shard}"))?))
    }

    /// Asks all shards the same, at once.
    pub async fn all<R: DeserializeOwned>(
        env: &Env,
        ask: impl Fn(&Self) -> Asking<R>,
    ) -> Result<Vec<R>, Failure> {
        Self::each(env, (0..LinkId::SHARDS).map(|shard| (shard, ())), |shard, ()| ask(shard)).await
    }

    /// Asks some shards at once, each of its own.
    pub async fn each<T, R: DeserializeOwned>(
        env: &Env,
        of_shards: impl IntoIterator<Item = (u32, T)>,
        ask: impl Fn(&Self, T) -> Asking<R>,
    ) -> Result<Vec<R>, Failure> {
        let asked = of_shards.into_iter().map(|(shard, of_it)| Ok(ask(&Self::of(env, shard)?, of_it)));
        try_join_all(asked.collect::<Result<Vec<_>, Failure>>()?).await
    }

    /// Takes the slugs that are free, and says which were not.
    ///
    /// Where it may have been asked before, those that were taken then are not among them.
    pub fn claim(&self, links: &[Link], again: bool) -> Asking<Vec<LinkId>> {
        self.manage(Managing::Claim { links: links.into(), again })
    }

    /// What of an account's links is here.
    pub fn list(&self, account_id: String, parameters: Parameters) -> Asking<Share<LinkWithClicks>> {
        self.manage(Managing::List { account_id, parameters })
    }

    /// Puts a link in the place of its version before.
    pub fn replace(&self, link: Link) -> Asking<Changed<LinkWithClicks>> {
        self.manage(Managing::Replace(Box::new(link)))
    }

    /// The same of many; says which were replaced.
    pub fn replace_many(&self, links: Vec<Link>) -> Asking<Vec<LinkId>> {
        self.manage(Managing::ReplaceMany(links))
    }

    /// Those of these links that there are.
    pub fn show_many(&self, ids: Vec<LinkId>) -> Asking<Vec<LinkWithClicks>> {
        self.manage(Managing::ShowMany(ids))
    }

    /// Links of an account that lead to one of these targets.
    pub fn find(&self, account_id: String, targets: Vec<TargetUrl>) -> Asking<Vec<(TargetUrl, LinkId)>> {
        self.manage(Managing::Find { account_id, targets })
    }

    /// So many of an account's links here, by their ids, after one of them.
    pub fn page(&self, account_id: String, after: String, limit: i64) -> Asking<Vec<LinkWithClicks>> {
        self.manage(Managing::Page { account_id, after, limit })
    }

    /// Removes an account's link.
    pub fn remove(&self, id: LinkId, account_id: String, precondition: Precondition) -> Asking<Changed<()>> {
        self.manage(Managing::Remove { id, account_id, precondition })
    }

    /// A link with its clicks.
    pub fn show(&self, id: &LinkId) -> Asking<Option<LinkWithClicks>> {
        self.manage(Managing::Show(id.clone()))
    }

    /// Erases the links that others than its owner had on a domain.
    pub fn evict(&self, domain: Domain, owner: String) -> Asking<()> {
        self.manage(Managing::Evict { domain, owner })
    }

    /// What became of the clicks of an account's link.
    pub fn clicks(&self, id: LinkId, account_id: String, asked: Asked) -> Asking<Option<Told>> {
        self.manage(Managing::Clicks { id, account_id, asked })
    }

    /// Notes a guess at a link's password from an address, given as a hash. `Some` is the seconds to wait before it.
    pub fn guess(&self, id: LinkId, address: KeyedHash) -> Asking<Option<u32>> {
        self.manage(Managing::Guess { id, address })
    }

    /// Has an account told of clicks on its links here, or no longer.
    pub fn watch(&self, account: &AccountId, is_watched: bool) -> Asking<()> {
        self.manage(Managing::Watch { account_id: account.to_string(), is_watched })
    }

    /// Notes which messages links of an account are in, whose first clicks are then told to their sendings.
    pub fn attach(&self, account: AccountId, links: Vec<(LinkId, MessageId)>) -> Asking<()> {
        self.manage(Managing::Attach { account, links })
    }

    /// The guess was right: the wrong ones before it are forgiven.
    pub fn guessed(&self, id: LinkId, address: KeyedHash) -> Asking<()> {
        self.manage(Managing::Guessed { id, address })
    }

    fn manage<R: DeserializeOwned>(&self, command: Managing) -> Asking<R> {
        self.0.ask(&ShardCommand::Managing(command))
    }
}
