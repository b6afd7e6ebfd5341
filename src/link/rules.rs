//! What decides where a link leads.

use serde::{Deserialize, Serialize};

use super::agent::{Device, System};
use crate::{target_url::TargetUrl, time::Timestamp};

/// Where a link leads, whom, when and how. All that a redirect depends on.
///
/// Kept and copied in bytes ([`Rules::to_bytes`]). A field that comes new is put last, and what says the least in it must be
/// zero in bytes: then bytes that were written without it can still be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "each is a rule of its own")]
pub struct Rules {
    /// Where it leads everybody whom nothing else sends elsewhere.
    pub target: TargetUrl,
    /// By which status.
    pub status: Status,
    /// It leads nowhere before.
    pub active_from: Option<Timestamp>,
    /// It leads nowhere from then on, or to the next.
    pub expires_at: Option<Timestamp>,
    /// Where it leads when it has expired, or its limit is used up.
    pub expired_target: Option<TargetUrl>,
    /// How often it may be followed.
    pub click_limit: Option<u32>,
    /// Counts the passwords that it was given, from 1; 0 where it has none.
    pub password_version: u32,
    /// Whether the query of the short link goes on to the target.
    pub pass_query: bool,
    /// What is added to the target's query.
    pub utm: Utm,
    /// Who goes elsewhere. The first that fits decides.
    pub targeting: Vec<Targeting>,
    /// Targets that the visitors are divided between, by weight. Those stand in for [`Self::target`].
    pub variants: Vec<Variant>,
    /// Where apps are opened.
    pub deep_links: DeepLinks,
    /// Whether search engines are told to leave it alone.
    pub noindex: bool,
    /// Whether it was put away: it leads nowhere, until it is restored.
    pub archived: bool,
    /// Whether it has a [preview](super::Preview) of its own to be shown.
    pub has_preview: bool,
}

/// What a link is at a moment, by what was said of it. Clicks that are used up do not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "describe", derive(schemars::JsonSchema), schemars(inline))]
#[serde(rename_all = "camelCase")]
pub enum State {
    /// It leads on.
    Active,
    /// Its time is to come.
    Scheduled,
    /// Its time is over.
    Expired,
    /// It was put away.
    Archived,
}

/// The status that a link redirects with (RFC 9110, clause 15.4).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Status {
    /// 302.
    #[default]
    Found,
    /// 301: browsers keep it, and may never ask again.
    MovedPermanently,
    /// 307: the method stays.
    TemporaryRedirect,
    /// 308: the same, and browsers keep it.
    PermanentRedirect,
}

impl Status {
    /// All of them.
    pub const ALL: [Self; 4] =
        [Self::MovedPermanently, Self::Found, Self::TemporaryRedirect, Self::PermanentRedirect];

    /// The number.
    #[must_use]
    pub const fn code(self) -> u16 {
        match self {
            Self::MovedPermanently => 301,
            Self::Found => 302,
            Self::TemporaryRedirect => 307,
            Self::PermanentRedirect => 308,
        }
    }

    /// That of a number.
    #[must_use]
    pub fn of(code: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|status| i64::from(status.code()) == code)
    }

    /// Whether browsers keep the answer, so that neither a change nor a click reaches them.
    #[must_use]
    pub const fn is_kept(self) -> bool {
        matches!(self, Self::MovedPermanently | Self::PermanentRedirect)
    }
}

/// The parameters that web analytics read from a target's query. Empty where nothing is added.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Utm {
    /// `utm_source`
    pub source: String,
    /// `utm_medium`
    pub medium: String,
    /// `utm_campaign`
    pub campaign: String,
    /// `utm_term`
    pub term: String,
    /// `utm_content`
    pub content: String,
}

impl Utm {
    /// The most characters of each.
    pub const MAX: usize = 100;

    /// Each parameter with its value.
    #[must_use]
    pub fn parameters(&self) -> [(&'static str, &str); 5] {
        [
            ("utm_source", &self.source),
            ("utm_medium", &self.medium),
            ("utm_campaign", &self.campaign),
            ("utm_term", &self.term),
            ("utm_content", &self.content),
        ]
    }
}

/// Sends some visitors elsewhere: those who fit every list that is not empty.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Targeting {
    /// ISO 3166-1 alpha-2, in capitals.
    pub countries: Vec<String>,
    /// Language tags in small letters (RFC 5646). `pt` fits `pt-br`, not the other way round.
    pub languages: Vec<String>,
    /// Kinds of device.
    pub devices: Vec<Device>,
    /// Operating systems.
    pub systems: Vec<System>,
    /// Where they go.
    pub target: TargetUrl,
}

/// One of several targets that visitors are divided between.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Variant {
    /// Its share, in proportion to the others' weights.
    pub weight: u16,
    /// Where it leads.
    pub target: TargetUrl,
}

/// Where the links of apps lead.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeepLinks {
    /// On iOS.
    pub ios: Option<TargetUrl>,
    /// On Android.
    pub android: Option<TargetUrl>,
}

/// Why a link leads nowhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Closed {
    /// It is not active yet.
    NotYet,
    /// It has expired.
    Expired,
    /// It was put away.
    Archived,
    /// Its password is asked for.
    Locked,
}

impl Rules {
    /// Where it leads some visitors while it is open, besides [`Self::target`]: each place once.
    #[must_use]
    pub fn elsewhere(&self) -> Vec<&TargetUrl> {
        let targeting = self.targeting.iter().map(|rule| &rule.target);
        let apps = [&self.deep_links.ios, &self.deep_links.android].into_iter().flatten();
        let variants = self.variants.iter().map(|variant| &variant.target);
        let mut places: Vec<&TargetUrl> = Vec::new();
        for place in targeting.chain(apps).chain(variants) {
            if *place != self.target && !places.contains(&place) {
                places.push(place);
            }
        }
        places
    }

    /// The most rules of [`Self::targeting`].
    pub const MAX_TARGETING: usize = 20;

    /// The most words in each list of one of them.
    pub const MAX_WORDS: usize = 50;

    /// The most [`Self::variants`].
    pub const MAX_VARIANTS: usize = 10;

    /// The largest weight of a variant.
    pub const MAX_WEIGHT: i64 = 1_000;

    /// The most clicks that a limit can allow.
    pub const MAX_CLICK_LIMIT: i64 = 1_000_000_000;

    /// Those of a link that leads to one place, always.
    #[must_use]
    pub fn to(target: TargetUrl) -> Self {
        Self {
            target,
            status: Status::Found,
            active_from: None,
            expires_at: None,
            expired_target: None,
            click_limit: None,
            password_version: 0,
            pass_query: false,
            utm: Utm::default(),
            targeting: Vec::new(),
            variants: Vec::new(),
            deep_links: DeepLinks::default(),
            noindex: false,
            archived: false,
            has_preview: false,
        }
    }

    /// Why it leads nowhere at a moment, whoever asks; `None` where it leads somewhere.
    #[must_use]
    pub fn closed(&self, now: Timestamp) -> Option<Closed> {
        if self.archived {
            Some(Closed::Archived)
        } else if self.active_from.is_some_and(|from| now < from) {
            Some(Closed::NotYet)
        } else if self.expires_at.is_some_and(|at| now >= at) {
            Some(Closed::Expired)
        } else {
            None
        }
    }

    /// What a link is at a moment, whoever asks.
    #[must_use]
    pub fn state(&self, now: Timestamp) -> State {
        match self.closed(now) {
            Some(Closed::Archived) => State::Archived,
            Some(Closed::NotYet) => State::Scheduled,
            Some(Closed::Expired) => State::Expired,
            // A password closes a link to some, which is not to be seen from here.
            Some(Closed::Locked) | None => State::Active,
        }
    }

    /// What the bytes begin with.
    const FORMAT: u8 = 1;

    /// So many bytes may come to be missing at the end, one or more for each field that comes new.
    const ROOM: usize = 64;

    /// In bytes, as a link is kept and as redirects read it.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        // To a vector, everything that this type can be is written.
        let body = postcard::to_allocvec(self).unwrap_or_default();
        std::iter::once(Self::FORMAT).chain(body).collect()
    }

    /// From bytes; `None` where they are none of a link.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let body = bytes.strip_prefix(&[Self::FORMAT])?;
        let padded = [body, &[0; Self::ROOM]].concat();
        let (rules, rest) = postcard::take_from_bytes::<Self>(&padded).ok()?;
        (rest.len() <= Self::ROOM && !body.is_empty()).then_some(rules)
    }
}

/// Rules as bytes wherever they are written.
pub(super) mod bytes {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    use super::Rules;

    pub fn serialize<S: Serializer>(rules: &Rules, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(&rules.to_bytes())
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Rules, D::Error> {
        let bytes = <&serde_bytes::Bytes>::deserialize(deserializer)?;
        Rules::from_bytes(bytes).ok_or_else(|| D::Error::custom("no rules"))
    }
}
