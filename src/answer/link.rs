//! Short links, as `/v1` answers with them.

use serde::Serialize;

use super::WholeSeconds;
use crate::{
    csv::Csv,
    domain::Domain,
    link::{
        Link, Preview,
        counts::{Told, Totals},
        rules,
    },
    period::Period,
    target_url::TargetUrl,
    time::Timestamp,
};
#[cfg(feature = "describe")]
use crate::{
    link::agent::{Device, System},
    written::As,
};

/// A short link.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "describe", derive(schemars::JsonSchema), schemars(rename = "Link"))]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_excessive_bools, reason = "as the API has them")]
pub struct LinkData<'a> {
    /// Which it is in paths of the API: the slug, with the domain and a colon before it where there is one.
    pub id: String,
    /// The domain that it is on; `null` is the deployment's own host.
    pub domain: Option<&'a str>,
    /// The part after the host.
    pub slug: &'a str,
    /// The whole short link.
    pub short_url: String,
    /// Where it leads everybody whom nothing else sends elsewhere.
    pub target: &'a str,
    /// What people call it.
    pub title: &'a str,
    /// What they sort it under.
    pub tags: &'a [String],
    /// What else there is to say of it.
    pub notes: &'a str,
    /// What another system knows it by.
    pub external_id: &'a str,
    /// How programs that show links show it, in the place of what the target says of itself; `null` where it has no preview of
    /// its own.
    pub preview: Option<PreviewData<'a>>,
    /// The status that it redirects with: 301, 302, 307 or 308.
    pub status: u16,
    /// It leads nowhere before.
    pub active_from: Option<WholeSeconds>,
    /// It leads nowhere from then on, or to `expiredTarget`.
    pub expires_at: Option<WholeSeconds>,
    /// Where it leads when it has expired, or its limit is used up.
    pub expired_target: Option<&'a str>,
    /// How often it may be followed.
    pub click_limit: Option<u32>,
    /// Whether it asks for a password.
    pub has_password: bool,
    /// Whether the query of the short link goes on to the target.
    pub pass_query: bool,
    /// What is added to the target's query.
    pub utm: UtmData<'a>,
    /// Who goes elsewhere. The first that fits decides.
    pub targeting: Vec<TargetingData<'a>>,
    /// Targets that visitors are divided between, by weight.
    pub variants: Vec<VariantData<'a>>,
    /// Where apps are opened.
    pub deep_links: DeepLinksData<'a>,
    /// Whether search engines are told to leave it alone.
    pub noindex: bool,
    /// Whether it was put away: it leads nowhere, until it is restored.
    pub archived: bool,
    /// What it is at the moment of the answer: `active`, `scheduled` before `activeFrom`, `expired` from `expiresAt` on, or
    /// `archived`. Whether it has clicks left does not count.
    pub state: rules::State,
    /// How often people followed it.
    pub clicks: u64,
    /// When it was made.
    pub created_at: WholeSeconds,
    /// When it was last changed.
    pub updated_at: WholeSeconds,
}

/// How a link is shown before anybody follows it.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "describe", derive(schemars::JsonSchema), schemars(rename = "LinkPreview"))]
pub struct PreviewData<'a> {
    /// `og:title`; may be empty.
    pub title: &'a str,
    /// `og:description`; may be empty.
    pub description: &'a str,
    /// `og:image`
    pub image: Option<&'a str>,
}

/// Parameters that web analytics read; empty where none is added.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "describe", derive(schemars::JsonSchema), schemars(rename = "LinkUtm"))]
pub struct UtmData<'a> {
    /// `utm_source`
    pub source: &'a str,
    /// `utm_medium`
    pub medium: &'a str,
    /// `utm_campaign`
    pub campaign: &'a str,
    /// `utm_term`
    pub term: &'a str,
    /// `utm_content`
    pub content: &'a str,
}

/// Sends those elsewhere who fit every list that is not empty.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "describe", derive(schemars::JsonSchema), schemars(rename = "LinkTargeting"))]
pub struct TargetingData<'a> {
    /// ISO 3166-1 alpha-2.
    pub countries: &'a [String],
    /// Language tags.
    pub languages: &'a [String],
    /// Kinds of device.
    #[cfg_attr(feature = "describe", schemars(with = "Vec<As<Device>>"))]
    pub devices: Vec<&'static str>,
    /// Operating systems.
    #[cfg_attr(feature = "describe", schemars(with = "Vec<As<System>>"))]
    pub systems: Vec<&'static str>,
    /// Where they go.
    pub target: &'a str,
}

/// One of several targets.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "describe", derive(schemars::JsonSchema), schemars(rename = "LinkVariant"))]
pub struct VariantData<'a> {
    /// Where it leads.
    pub target: &'a str,
    /// Its share, in proportion to the others' weights.
    pub weight: u16,
}

/// Where apps are opened.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "describe", derive(schemars::JsonSchema), schemars(rename = "LinkDeepLinks"))]
pub struct DeepLinksData<'a> {
    /// On iOS.
    pub ios: Option<&'a str>,
    /// On Android.
    pub android: Option<&'a str>,
}

impl<'a> LinkData<'a> {
    /// Of a link, with the whole of it and its clicks, at a moment.
    #[must_use]
    pub fn new(link: &'a Link, short_url: String, clicks: u64, now: Timestamp) -> Self {
        let (rules, words) = (&link.rules, &link.words);
        Self {
            id: link.id.to_string(),
            domain: link.id.domain.as_ref().map(Domain::as_str),
            slug: link.id.slug.as_str(),
            short_url,
            target: rules.target.as_str(),
            title: &words.title,
            tags: &words.tags,
            notes: &words.notes,
            external_id: &words.external_id,
            preview: (!words.preview.is_empty()).then(|| PreviewData::from(&words.preview)),
            status: rules.status.code(),
            active_from: rules.active_from.map(WholeSeconds),
            expires_at: rules.expires_at.map(WholeSeconds),
            expired_target: rules.expired_target.as_ref().map(TargetUrl::as_str),
            click_limit: rules.click_limit,
            has_password: link.password.is_some(),
            pass_query: rules.pass_query,
            utm: UtmData::from(&rules.utm),
            targeting: rules.targeting.iter().map(TargetingData::from).collect(),
            variants: rules.variants.iter().map(VariantData::from).collect(),
            deep_links: DeepLinksData {
                ios: rules.deep_links.ios.as_ref().map(TargetUrl::as_str),
                android: rules.deep_links.android.as_ref().map(TargetUrl::as_str),
            },
            noindex: rules.noindex,
            archived: rules.archived,
            state: rules.state(now),
            clicks,
            created_at: WholeSeconds(link.created_at),
            updated_at: WholeSeconds(link.updated_at),
        }
    }
}

impl<'a> From<&'a Preview> for PreviewData<'a> {
    fn from(Preview { title, description, image }: &'a Preview) -> Self {
        Self { title, description, image: image.as_ref().map(TargetUrl::as_str) }
    }
}

impl<'a> From<&'a rules::Utm> for UtmData<'a> {
    fn from(rules::Utm { source, medium, campaign, term, content }: &'a rules::Utm) -> Self {
        Self { source, medium, campaign, term, content }
    }
}

impl<'a> From<&'a rules::Targeting> for TargetingData<'a> {
    fn from(rule: &'a rules::Targeting) -> Self {
        Self {
            countries: &rule.countries,
            languages: &rule.languages,
            devices: rule.devices.iter().map(|device| device.as_str()).collect(),
            systems: rule.systems.iter().map(|system| system.as_str()).collect(),
            target: rule.target.as_str(),
        }
    }
}

impl<'a> From<&'a rules::Variant> for VariantData<'a> {
    fn from(variant: &'a rules::Variant) -> Self {
        Self { target: variant.target.as_str(), weight: variant.weight }
    }
}

/// What became of a link's clicks.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "describe", derive(schemars::JsonSchema), schemars(rename = "LinkClicks"))]
#[serde(rename_all = "camelCase")]
pub struct ClicksData<'a> {
    /// From then on.
    pub from: String,
    /// Until then.
    pub to: String,
    /// In all.
    pub total: TotalsData,
    /// Each interval, also where nothing happened; empty where none was asked for.
    pub series: Vec<PartData>,
    /// Each value of what was grouped by, the most frequent first. Their clicks make up the total.
    pub groups: Vec<GroupData<'a>>,
}

/// How often.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "describe", derive(schemars::JsonSchema), schemars(rename = "LinkClicksTotals"))]
pub struct TotalsData {
    /// By people.
    pub clicks: u64,
    /// Different people of each day (UTC), added up; `null` where the days of UTC do not make up the interval. Above a
    /// thousand a day, an estimate.
    pub visitors: Option<u64>,
    /// By bots.
    pub bots: u64,
    /// To show a preview.
    pub previews: u64,
    /// With HEAD.
    pub heads: u64,
}

/// An interval.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "describe", derive(schemars::JsonSchema), schemars(rename = "LinkClicksInterval"))]
pub struct PartData {
    /// Its beginning.
    pub at: String,
    /// What happened in it.
    #[serde(flatten)]
    pub totals: TotalsData,
}

/// One value of what was grouped by.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "describe", derive(schemars::JsonSchema), schemars(rename = "LinkClicksGroup"))]
pub struct GroupData<'a> {
    /// The value; empty where it is not known, `(other)` for all that came after the 200th of a quarter of an hour.
    pub value: &'a str,
    /// By people.
    pub clicks: u64,
    /// The same in each interval.
    pub series: &'a [u64],
}

impl TotalsData {
    const fn new(totals: Totals, visitors: Option<u64>) -> Self {
        let Totals { clicks, bots, previews, heads } = totals;
        Self { clicks, visitors, bots, previews, heads }
    }
}

impl<'a> ClicksData<'a> {
    /// Of what was told of a period.
    #[must_use]
    pub fn new(told: &'a Told, Period { from, to, zone, .. }: &Period) -> Self {
        let part = |part: &crate::link::counts::Part| PartData {
            at: zone.written(part.at),
            totals: TotalsData::new(part.totals, part.visitors),
        };
        let group = |group: &'a crate::link::counts::Group| GroupData {
            value: &group.value,
            clicks: group.clicks,
            series: &group.series,
        };
        Self {
            from: zone.written(*from),
            to: zone.written(*to),
            total: TotalsData::new(told.total, Some(told.visitors)),
            series: told.series.iter().map(part).collect(),
            groups: told.groups.iter().map(group).collect(),
        }
    }
}

impl ClicksData<'_> {
    /// As a table (RFC 4180): of the groups, of the intervals, or of both, by what was asked for; else of the total.
    #[must_use]
    pub fn to_csv(&self) -> String {
        let mut csv = Csv::default();
        match (self.groups.is_empty(), self.series.is_empty()) {
            (true, true) => {
                csv.row(["from", "to", "clicks", "visitors", "bots", "previews", "heads"]);
                csv.row([self.from.clone(), self.to.clone()].into_iter().chain(self.total.cells()));
            }
            (true, false) => {
                csv.row(["at", "clicks", "visitors", "bots", "previews", "heads"]);
                for part in &self.series {
                    csv.row([part.at.clone()].into_iter().chain(part.totals.cells()));
                }
            }
            (false, true) => {
                csv.row(["value", "clicks"]);
                for group in &self.groups {
                    csv.row([group.value, &group.clicks.to_string()]);
                }
            }
            (false, false) => {
                csv.row(["at", "value", "clicks"]);
                for (group, part, clicks) in self.groups.iter().flat_map(|group| self.cells(group)) {
                    csv.row([&part.at, group.value, &clicks.to_string()]);
                }
            }
        }
        csv.into_text()
    }

    fn cells<'b>(
        &'b self,
        group: &'b GroupData<'b>,
    ) -> impl Iterator<Item = (&'b GroupData<'b>, &'b PartData, u64)> {
        self.series.iter().zip(group.series).map(move |(part, clicks)| (group, part, *clicks))
    }
}

impl TotalsData {
    fn cells(&self) -> [String; 5] {
        let visitors = self.visitors.map_or_else(String::new, |visitors| visitors.to_string());
        [
            self.clicks.to_string(),
            visitors,
            self.bots.to_string(),
            self.previews.to_string(),
            self.heads.to_string(),
        ]
    }
}
