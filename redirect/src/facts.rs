//! What JavaScript tells of a request.

use shortwave::{
    keyed_hash::HashKey,
    link::{LinkId, click::Received, pass, visitor::Visitor},
    time::Timestamp,
};

/// When, in milliseconds since the Unix epoch; the method's first letter; `User-Agent`, `Accept-Language`, `Referer`; the
/// network address, the country and city that the platform places it in.
const OF_CLICK: usize = 8;

/// For a decision also: the link's id, the query, the header `Cookie`, a random number, and whether a click could be taken (`1`,
/// `0`, or nothing).
const OF_DECISION: usize = OF_CLICK + 5;

/// The lines, in their order.
pub struct Facts<'a>([&'a str; OF_DECISION]);

impl<'a> Facts<'a> {
    /// Of a request that is to be decided.
    pub fn of(text: &'a str) -> Option<Self> {
        let mut lines = text.split('\n');
        let mut facts = [""; OF_DECISION];
        for fact in &mut facts {
            *fact = lines.next()?;
        }
        Some(Self(facts))
    }

    /// Of one that was counted: takes its lines.
    pub fn take(lines: &mut impl Iterator<Item = &'a str>) -> Option<Self> {
        let mut facts = [""; OF_DECISION];
        for fact in facts.iter_mut().take(OF_CLICK) {
            *fact = lines.next()?;
        }
        Some(Self(facts))
    }

    pub fn at(&self) -> Timestamp {
        Timestamp::from_millis(self.0[0].parse().unwrap_or_default())
    }

    pub fn click_taken(&self) -> Option<bool> {
        let [.., taken] = self.0;
        (!taken.is_empty()).then_some(taken == "1")
    }

    /// Whether the browser holds a pass to the link.
    pub fn has_pass(&self, password_version: u32, key: &HashKey) -> bool {
        let [.., link, _, cookie, _, _] = self.0;
        let pass = cookie_value(cookie, pass::COOKIE);
        !pass.is_empty()
            && link
                .parse()
                .is_ok_and(|link: LinkId| pass::opens(pass, key, &link, password_version, self.at()))
    }

    pub fn visitor(&self) -> Visitor<'a> {
        let [_, _, user_agent, languages, _, _, country, _, _, query, cookie, random, _] = self.0;
        let variant = cookie_value(cookie, "variant");
        Visitor { country, languages, user_agent, query, variant, random: random.parse().unwrap_or_default() }
    }

    pub fn received(&self, link: &'a str, target: &'a str) -> Received<'a> {
        let [_, method, user_agent, languages, referrer, address, country, city, ..] = self.0;
        let is_head = method == "H";
        Received {
            link,
            at: self.at(),
            is_head,
            target,
            user_agent,
            languages,
            referrer,
            address,
            country,
            city,
        }
    }
}

/// One of the values of a header `Cookie` (RFC 6265, clause 4.2).
fn cookie_value<'a>(header: &'a str, name: &str) -> &'a str {
    let named = |pair: &'a str| pair.trim().strip_prefix(name)?.strip_prefix('=');
    header.split(';').find_map(named).unwrap_or_default()
}
