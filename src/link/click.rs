//! Clicks on their way to the shard that counts them.

use serde::{Deserialize, Serialize};

use super::{
    agent::{Agent, Kind},
    visitor::preferred_language,
};
use crate::{keyed_hash::HashKey, slug::Slug, time::Timestamp};

/// A request that was redirected, as it is counted. It holds no network address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Click {
    /// The link.
    pub slug: Slug,
    /// When.
    pub at: Timestamp,
    /// How it is counted.
    pub counted_as: CountedAs,
    /// A keyed hash of who it was, which changes with the day (UTC).
    pub visitor: u64,
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
    /// The clicks.
    pub clicks: Vec<Click>,
}

/// What a request tells of a click, as it was received.
#[derive(Clone, Copy, Debug)]
pub struct Received<'a> {
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

impl Click {
    /// The most characters that are kept of a city's name or a host.
    const MAX_NAME: usize = 64;

    /// What is counted of a request for a link.
    #[must_use]
    pub fn of(slug: Slug, received: &Received<'_>, key: &HashKey) -> Self {
        let agent = Agent::of(received.user_agent);
        let counted_as = match agent.kind {
            _ if received.is_head => CountedAs::Head,
            Kind::Visitor => CountedAs::Click,
            Kind::Bot => CountedAs::Bot,
            Kind::Preview => CountedAs::Preview,
        };
        let language = preferred_language(received.languages);
        Self {
            visitor: visitor(&slug, received, key),
            slug,
            at: received.at,
            counted_as,
            agent,
            country: received.country.to_owned(),
            city: cut(received.city),
            language: language.split('-').next().unwrap_or_default().to_owned(),
            referrer: cut(host(received.referrer)),
            target: received.target.to_owned(),
        }
    }
}

/// Who it was, for one link and one day: nobody who lacks the key can tell whether two are one.
fn visitor(slug: &Slug, received: &Received<'_>, key: &HashKey) -> u64 {
    let day = received.at.day().to_be_bytes();
    let parts: [&[u8]; 5] = [
        b"visitor",
        &day,
        slug.as_str().as_bytes(),
        received.address.as_bytes(),
        received.user_agent.as_bytes(),
    ];
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
    text.chars().take(Click::MAX_NAME).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PHONE: &str =
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) Version/18.5 Mobile/15E148 Safari/604.1";

    fn received(at: i64) -> Received<'static> {
        Received {
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

    fn click(received: &Received<'_>) -> Click {
        let key = HashKey::new(&"k".repeat(32)).unwrap();
        Click::of("abcdef".parse().unwrap(), received, &key)
    }

    #[test]
    fn what_is_counted_has_no_address_and_no_path() {
        let click = click(&received(0));
        assert_eq!(
            (click.country.as_str(), click.city.as_str(), click.language.as_str()),
            ("BR", "São Paulo", "pt")
        );
        assert_eq!(click.referrer, "example.com");
        assert!(!format!("{click:?}").contains("192.0.2.7"));
    }

    #[test]
    fn a_visitor_is_known_again_on_the_same_day_only() {
        let day = 86_400_000;
        assert_eq!(click(&received(0)).visitor, click(&received(day - 1)).visitor);
        assert_ne!(click(&received(0)).visitor, click(&received(day)).visitor);
        let other = Received { address: "192.0.2.8", ..received(0) };
        assert_ne!(click(&received(0)).visitor, click(&other).visitor);
    }

    #[test]
    fn bots_previews_and_heads_are_no_clicks() {
        let as_agent = |user_agent| click(&Received { user_agent, ..received(0) }).counted_as;
        assert_eq!(as_agent("Googlebot/2.1"), CountedAs::Bot);
        assert_eq!(as_agent("WhatsApp/2.23"), CountedAs::Preview);
        assert_eq!(as_agent("curl/8"), CountedAs::Click);
        assert_eq!(click(&Received { is_head: true, ..received(0) }).counted_as, CountedAs::Head);
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
