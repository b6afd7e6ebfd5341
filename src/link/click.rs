//! Clicks on their way to the shard that counts them.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{
    LinkId,
    agent::{Agent, Kind},
    visitor::preferred_language,
};
use crate::{keyed_hash::HashKey, time::Timestamp};

/// Requests that were redirected and are alike in all that is counted of them. There is no network address in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clicks {
    /// Which link.
    pub link: LinkId,
    /// When: in the quarter of an hour that begins then.
    pub at: Timestamp,
    /// How they are counted.
    pub counted_as: CountedAs,
    /// How many.
    pub times: u32,
    /// Keyed hashes of who it was, which change with the day (UTC); each once. Only of people's clicks.
    pub visitors: Vec<u64>,
    /// What was followed with.
    pub agent: Agent,
    /// ISO 3166-1 alpha-2; empty where it is not known.
    pub country: String,
    /// The city's name; empty where it is not known.
    pub city: String,
    /// The preferred language, its first part: `pt`; empty where there is none.
    pub language: String,
    /// The host of the page that the link stood on; empty where the browser does not say.
    pub referrer: String,
    /// The path of the field that said where to go.
    pub target: String,
}

/// As what a request is counted. Only people's clicks are clicks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum CountedAs {
    /// A click.
    Click,
    /// A bot's.
    Bot,
    /// One for a preview.
    Preview,
    /// A HEAD.
    Head,
}

/// Clicks that were sent together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Batch {
    /// Tells it from every other, so that it is counted once however often it is sent.
    pub id: [u8; 16],
    /// The clicks in bytes, which nobody reads on the way.
    #[serde(with = "serde_bytes")]
    pub clicks: Vec<u8>,
}

impl Batch {
    /// Of these clicks.
    #[must_use]
    pub fn new(id: [u8; 16], clicks: &[Clicks]) -> Self {
        // To a vector, everything that this type can be is written.
        Self { id, clicks: postcard::to_allocvec(clicks).unwrap_or_default() }
    }
}

impl Clicks {
    /// Those of a batch, from bytes; none where these are not what was written.
    #[must_use]
    pub fn list_of(bytes: &[u8]) -> Vec<Self> {
        postcard::from_bytes(bytes).unwrap_or_default()
    }
}

/// What a request tells of a click, as it was received.
#[derive(Clone, Copy, Debug)]
pub struct Received<'a> {
    /// The link that was asked for, by its id.
    pub link: &'a str,
    /// When.
    pub at: Timestamp,
    /// Whether the method was HEAD.
    pub is_head: bool,
    /// The path of the field that said where to go.
    pub target: &'a str,
    /// The header `User-Agent`.
    pub user_agent: &'a str,
    /// The header `Accept-Language`.
    pub languages: &'a str,
    /// The header `Referer`.
    pub referrer: &'a str,
    /// The network address.
    pub address: &'a str,
    /// Where the platform places that.
    pub country: &'a str,
    /// The same.
    pub city: &'a str,
}

/// All that clicks are told apart by, as it was received.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Alike<'a> {
    link: &'a str,
    quarter: i64,
    counted_as: CountedAs,
    agent: Agent,
    country: &'a str,
    city: &'a str,
    languages: &'a str,
    referrer: &'a str,
    target: &'a str,
}

/// The most characters that are kept of a city's name or a host.
const MAX_NAME: usize = 64;

/// Puts clicks together for the shards of their links, those that are alike into one.
#[must_use]
pub fn by_shard<'a>(
    received: impl IntoIterator<Item = Received<'a>>,
    key: &HashKey,
) -> BTreeMap<u32, Vec<Clicks>> {
    // Many clicks, few kinds of browser.
    let mut agents: BTreeMap<&str, Agent> = BTreeMap::new();
    let mut alike: BTreeMap<Alike<'_>, (u32, BTreeSet<u64>)> = BTreeMap::new();
    for click in received {
        let agent = *agents.entry(click.user_agent).or_insert_with(|| Agent::of(click.user_agent));
        let is = Alike::of(&click, agent);
        let (times, visitors) = alike.entry(is).or_default();
        *times += 1;
        if is.counted_as == CountedAs::Click {
            visitors.insert(visitor(&click, key));
        }
    }
    let mut shards: BTreeMap<u32, Vec<Clicks>> = BTreeMap::new();
    for (alike, (times, visitors)) in alike {
        if let Ok(link) = alike.link.parse::<LinkId>() {
            let visitors = visitors.into_iter().collect();
            shards.entry(link.shard()).or_default().push(alike.into_clicks(link, times, visitors));
        }
    }
    shards
}

impl<'a> Alike<'a> {
    fn of(click: &Received<'a>, agent: Agent) -> Self {
        let counted_as = match agent.kind {
            _ if click.is_head => CountedAs::Head,
            Kind::Visitor => CountedAs::Click,
            Kind::Bot => CountedAs::Bot,
            Kind::Preview => CountedAs::Preview,
        };
        Self {
            link: click.link,
            quarter: click.at.quarter(),
            counted_as,
            agent,
            country: click.country,
            city: click.city,
            languages: click.languages,
            referrer: host(click.referrer),
            target: click.target,
        }
    }

    fn into_clicks(self, link: LinkId, times: u32, visitors: Vec<u64>) -> Clicks {
        let language = preferred_language(self.languages);
        Clicks {
            link,
            at: Timestamp::of_quarter(self.quarter),
            counted_as: self.counted_as,
            times,
            visitors,
            agent: self.agent,
            country: self.country.to_owned(),
            city: cut(self.city),
            language: language.split('-').next().unwrap_or_default().to_owned(),
            referrer: cut(self.referrer),
            target: self.target.to_owned(),
        }
    }
}

/// Who it was, for one link and one day: nobody who lacks the key can tell whether two are one.
fn visitor(click: &Received<'_>, key: &HashKey) -> u64 {
    let day = click.at.day().to_be_bytes();
    let parts: [&[u8]; 5] =
        [b"visitor", &day, click.link.as_bytes(), click.address.as_bytes(), click.user_agent.as_bytes()];
    key.hash(&parts).first()
}

/// The host of a URL, without its port and a leading `www.`.
fn host(url: &str) -> &str {
    let rest = url.split_once("://").map_or("", |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    let host = host.split_once(':').map_or(host, |(host, _)| host);
    host.strip_prefix("www.").unwrap_or(host)
}

fn cut(text: &str) -> String {
    text.chars().take(MAX_NAME).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PHONE: &str =
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) Version/18.5 Mobile/15E148 Safari/604.1";

    fn received(at: i64) -> Received<'static> {
        Received {
            link: "abcdef",
            at: Timestamp::from_millis(at),
            is_head: false,
            target: "target",
            user_agent: PHONE,
            languages: "pt-BR,pt;q=0.9",
            referrer: "https://www.example.com:8443/path?q",
            address: "192.0.2.7",
            country: "BR",
            city: "São Paulo",
        }
    }

    fn clicks(received: &[Received<'_>]) -> Vec<Clicks> {
        let key = HashKey::new(&"k".repeat(32)).unwrap();
        by_shard(received.iter().copied(), &key).into_values().flatten().collect()
    }

    #[test]
    fn what_is_counted_has_no_address_and_no_path() {
        let [click] = &clicks(&[received(0)])[..] else { panic!() };
        assert_eq!(
            (click.country.as_str(), click.city.as_str(), click.language.as_str()),
            ("BR", "São Paulo", "pt")
        );
        assert_eq!((click.referrer.as_str(), click.times), ("example.com", 1));
        assert!(!format!("{click:?}").contains("192.0.2.7"));
    }

    #[test]
    fn clicks_that_are_alike_become_one_and_their_visitors_are_kept_apart() {
        let other = Received { address: "192.0.2.8", ..received(899_999) };
        let [alike] = &clicks(&[received(0), other, received(5)])[..] else { panic!() };
        assert_eq!((alike.times, alike.visitors.len(), alike.at.millis()), (3, 2, 0));
        let differing = [
            Received { at: Timestamp::from_millis(900_000), ..received(0) },
            Received { link: "other", ..received(0) },
            Received { is_head: true, ..received(0) },
            Received { country: "PT", ..received(0) },
            Received { referrer: "", ..received(0) },
            Received { languages: "en", ..received(0) },
            Received { target: "variants.0.target", ..received(0) },
        ];
        assert_eq!(clicks(&[&[received(0)], &differing[..]].concat()).len(), 1 + differing.len());
    }

    #[test]
    fn a_visitor_is_known_again_on_the_same_day_only() {
        let of = |received: Received<'_>| clicks(&[received])[0].visitors.clone();
        let day = 86_400_000;
        assert_eq!(of(received(0)), of(received(day - 1)));
        assert_ne!(of(received(0)), of(received(day)));
        assert_ne!(of(received(0)), of(Received { link: "other", ..received(0) }));
    }

    #[test]
    fn bots_previews_and_heads_are_no_clicks_and_have_no_visitors() {
        let of = |user_agent, is_head| {
            let [click] = &clicks(&[Received { is_head, user_agent, ..received(0) }])[..] else { panic!() };
            (click.counted_as, click.visitors.len())
        };
        assert_eq!(of("Googlebot/2.1", false), (CountedAs::Bot, 0));
        assert_eq!(of("WhatsApp/2.23", false), (CountedAs::Preview, 0));
        assert_eq!(of("curl/8", false), (CountedAs::Click, 1));
        assert_eq!(of(PHONE, true), (CountedAs::Head, 0));
    }

    #[test]
    fn the_host_of_a_referrer_is_found() {
        for (url, expected) in [
            ("", ""),
            ("about:blank", ""),
            ("https://user@example.com:1/", "example.com"),
            ("android-app://com.example.mail/", "com.example.mail"),
            ("https://example.com", "example.com"),
        ] {
            assert_eq!(host(url), expected, "{url}");
        }
    }
}
