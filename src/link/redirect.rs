//! Where a visitor goes: the decision of every redirect.

use super::{
    agent::{Agent, Kind, System},
    rules::{Closed, DeepLinks, Rules, Status, Targeting, Variant},
    visitor::{Visitor, fits, preferred_language},
};
use crate::{fnv, percent, target_url::TargetUrl, time::Timestamp};

/// What becomes of a request for a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// The visitor goes on.
    Redirect(Redirect),
    /// First a click of those that the link has is to be taken; its shard has them.
    TakeClick,
    /// Nowhere, and a page says why.
    Closed(Closed),
    /// A program that shows links is shown the link's own [preview](super::Preview).
    Preview,
    /// A page tries to open an app, and goes on where there is none.
    OpenApp(OpenApp),
}

/// An answer that sends a visitor on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redirect {
    /// The status.
    pub status: Status,
    /// Where to: the header `Location`.
    pub location: String,
    /// The path of the field that said so, by which clicks are counted: `variants.1.target`.
    pub field: String,
    /// What the visitor's browser is to remember, so that it is sent there again: [`variant_name`].
    pub variant: Option<String>,
    /// Whether search engines are to leave it alone.
    pub noindex: bool,
    /// Until when every visitor is sent there; `None` where it depends on the visitor.
    pub same_until: Option<Timestamp>,
}

/// An app to be opened. A redirect to one that is not there would end nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenApp {
    /// The app's URL.
    pub app: String,
    /// Where to go where there is no such app.
    pub fallback: String,
    /// The path of the field that said so.
    pub field: String,
}

/// What was already done for a visitor.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Passed {
    /// The password was given.
    pub password: bool,
    /// Whether one of the link's clicks could be taken; `None` when that was not tried.
    pub click: Option<bool>,
}

/// Where a visitor goes.
#[must_use]
pub fn decide(rules: &Rules, visitor: &Visitor<'_>, passed: Passed, now: Timestamp) -> Decision {
    match rules.closed(now) {
        Some(Closed::Expired) => return expired(rules),
        Some(closed) => return Decision::Closed(closed),
        None => {}
    }
    if rules.password_version > 0 && !passed.password {
        return Decision::Closed(Closed::Locked);
    }
    if rules.has_preview && Agent::of(visitor.user_agent).kind == Kind::Preview {
        return Decision::Preview;
    }
    match (rules.click_limit, passed.click) {
        (Some(_), None) => return Decision::TakeClick,
        (Some(_), Some(false)) => return expired(rules),
        _ => {}
    }
    let chosen = choose(rules, visitor);
    match app(rules, &chosen, visitor) {
        Some(app) => Decision::OpenApp(app),
        None => Decision::Redirect(redirect(rules, chosen, visitor)),
    }
}

/// The target of an expired link is nobody's to keep: the link may come to life again.
fn expired(rules: &Rules) -> Decision {
    let Some(target) = &rules.expired_target else { return Decision::Closed(Closed::Expired) };
    Decision::Redirect(Redirect {
        status: Status::Found,
        location: target.as_str().to_owned(),
        field: "expiredTarget".to_owned(),
        variant: None,
        noindex: rules.noindex,
        same_until: None,
    })
}

/// Of a deep link to an app that may not be there: one by the app's own scheme, which says no fallback itself.
fn app(rules: &Rules, chosen: &Chosen<'_>, visitor: &Visitor<'_>) -> Option<OpenApp> {
    let Chosen { target, field, .. } = chosen;
    if !field.starts_with(DEEP_LINKS) || target.is_web() || target.has_own_fallback() {
        return None;
    }
    let fallback = variant(&rules.variants, visitor).map_or(&rules.target, |(_, variant)| &variant.target);
    fallback.is_web().then(|| OpenApp {
        app: location(rules, target, visitor.query),
        fallback: location(rules, fallback, visitor.query),
        field: field.clone(),
    })
}

fn redirect(rules: &Rules, Chosen { target, field, variant }: Chosen<'_>, visitor: &Visitor<'_>) -> Redirect {
    Redirect {
        status: rules.status,
        location: location(rules, target, visitor.query),
        field,
        variant,
        noindex: rules.noindex,
        same_until: is_same_for_all(rules).then_some(rules.expires_at.unwrap_or(Timestamp::LAST)),
    }
}

const fn is_same_for_all(rules: &Rules) -> bool {
    rules.click_limit.is_none()
        && rules.password_version == 0
        && !rules.pass_query
        && rules.targeting.is_empty()
        && rules.variants.is_empty()
        && rules.deep_links.ios.is_none()
        && rules.deep_links.android.is_none()
        && !rules.has_preview
}

/// One of a link's targets.
struct Chosen<'a> {
    target: &'a TargetUrl,
    field: String,
    variant: Option<String>,
}

fn choose<'a>(rules: &'a Rules, visitor: &Visitor<'_>) -> Chosen<'a> {
    if let Some((field, target)) = by_visitor(rules, visitor) {
        return Chosen { target, field, variant: None };
    }
    if let Some((index, variant)) = variant(&rules.variants, visitor) {
        let name = variant_name(&variant.target);
        let field = format!("variants.{index}.target");
        return Chosen { target: &variant.target, field, variant: Some(name) };
    }
    Chosen { target: &rules.target, field: "target".to_owned(), variant: None }
}

/// Where such a visitor goes, and the field that says so. What is asked for by no rule is not looked at.
fn by_visitor<'a>(rules: &'a Rules, visitor: &Visitor<'_>) -> Option<(String, &'a TargetUrl)> {
    let Rules { targeting, deep_links, .. } = rules;
    if targeting.is_empty() && *deep_links == DeepLinks::default() {
        return None;
    }
    let agent = Agent::of(visitor.user_agent);
    let language = preferred_language(visitor.languages);
    let fits = |rule: &Targeting| is_for(rule, visitor.country, &language, agent);
    if let Some((index, rule)) = targeting.iter().enumerate().find(|(_, rule)| fits(rule)) {
        return Some((format!("targeting.{index}.target"), &rule.target));
    }
    let (name, target) = deep_link(deep_links, agent.system)?;
    Some((name.to_owned(), target))
}

fn is_for(rule: &Targeting, country: &str, language: &str, agent: Agent) -> bool {
    let has =
        |list: &[String], is: &dyn Fn(&str) -> bool| list.is_empty() || list.iter().any(|word| is(word));
    has(&rule.countries, &|one| one == country)
        && has(&rule.languages, &|range| fits(language, range))
        && (rule.devices.is_empty() || rule.devices.contains(&agent.device))
        && (rule.systems.is_empty() || rule.systems.contains(&agent.system))
}

/// What the fields of deep links begin with.
const DEEP_LINKS: &str = "deepLinks.";

fn deep_link(links: &DeepLinks, system: System) -> Option<(&'static str, &TargetUrl)> {
    match system {
        System::Ios => Some(("deepLinks.ios", links.ios.as_ref()?)),
        System::Android => Some(("deepLinks.android", links.android.as_ref()?)),
        _ => None,
    }
}

/// The variant that the visitor was sent to before, as long as there is one with its target; else one at random, by weight.
fn variant<'a>(variants: &'a [Variant], visitor: &Visitor<'_>) -> Option<(usize, &'a Variant)> {
    let remembered = variants.iter().enumerate().find(|(_, variant)| {
        !visitor.variant.is_empty() && variant.weight > 0 && variant_name(&variant.target) == visitor.variant
    });
    if remembered.is_some() {
        return remembered;
    }
    let total: u64 = variants.iter().map(|variant| u64::from(variant.weight)).sum();
    // Of 2^32 numbers, each variant has its share but for one number.
    let mut drawn = (u64::from(visitor.random) * total) >> 32;
    variants.iter().enumerate().find(|(_, variant)| {
        let weight = u64::from(variant.weight);
        let is_drawn = drawn < weight;
        drawn = drawn.saturating_sub(weight);
        is_drawn
    })
}

/// What a browser remembers a variant by: its target, in 8 hexadecimal digits. Where variants are
/// added or taken away, the others keep their visitors.
#[must_use]
pub fn variant_name(target: &TargetUrl) -> String {
    format!("{:08x}", fnv::hash(target.as_str()))
}

/// The target with what is added to its query: before a fragment, and nothing that it already has.
fn location(rules: &Rules, target: &TargetUrl, query: &str) -> String {
    let (url, fragment) = match target.as_str().split_once('#') {
        Some((url, fragment)) => (url, Some(fragment)),
        None => (target.as_str(), None),
    };
    let mut location = url.to_owned();
    if rules.pass_query {
        pairs(query).for_each(|pair| add(&mut location, pair));
    }
    for (name, value) in rules.utm.parameters() {
        if !value.is_empty() {
            add(&mut location, &format!("{name}={}", percent::encoded(value)));
        }
    }
    if let Some(fragment) = fragment {
        location.push('#');
        location.push_str(fragment);
    }
    location
}

fn pairs(query: &str) -> impl Iterator<Item = &str> {
    query.split('&').filter(|pair| !pair.is_empty())
}

/// Adds a pair to a URL's query, unless one of its name is there.
fn add(url: &mut String, pair: &str) {
    let name = |pair: &str| pair.split_once('=').map_or(pair, |(name, _)| name).to_owned();
    let query = url.split_once('?').map(|(_, query)| query);
    if query.is_some_and(|query| pairs(query).any(|own| name(own) == name(pair))) {
        return;
    }
    match query {
        None => url.push('?'),
        Some(query) if !query.is_empty() && !query.ends_with('&') => url.push('&'),
        Some(_) => {}
    }
    url.push_str(pair);
}
