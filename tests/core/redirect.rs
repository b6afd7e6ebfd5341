//! Where links lead whom.

use proptest::prelude::*;
use shortwave::{
    link::{
        Rules,
        agent::{Device, System},
        redirect::{Decision, OpenApp, Passed, Redirect, decide, variant_name},
        rules::{Closed, DeepLinks, State, Status, Targeting, Utm, Variant},
        visitor::Visitor,
    },
    target_url::{Schemes, TargetUrl, UrlParts},
    time::Timestamp,
};

const NOW: Timestamp = Timestamp::from_millis(1_000_000);
const PHONE: &str =
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) Version/18.5 Mobile/15E148 Safari/604.1";
const ANDROID: &str = "Mozilla/5.0 (Linux; Android 15; Pixel 9) Chrome/140.0 Mobile Safari/537.36";

fn url(href: &str) -> TargetUrl {
    let scheme = href.split(':').next().unwrap().to_owned();
    let parts =
        UrlParts { href: href.into(), scheme, credentials: String::new(), host: "example.com".into() };
    TargetUrl::new(href, Schemes::WebAndApps, &[], |_| Some(parts.clone())).unwrap()
}

fn rules() -> Rules {
    Rules::to(url("https://example.com/a"))
}

const fn at(millis: i64) -> Timestamp {
    Timestamp::from_millis(millis)
}

fn redirect(rules: &Rules, visitor: &Visitor<'_>) -> Redirect {
    match decide(rules, visitor, Passed::default(), NOW) {
        Decision::Redirect(redirect) => redirect,
        other => panic!("{other:?}"),
    }
}

fn location(rules: &Rules, visitor: &Visitor<'_>) -> String {
    redirect(rules, visitor).location
}

#[test]
fn a_plain_link_leads_everybody_to_one_place() {
    let found = redirect(&rules(), &Visitor { query: "x=1", country: "ES", ..Visitor::default() });
    assert_eq!(
        (found.status.code(), found.location.as_str(), found.field.as_str()),
        (302, "https://example.com/a", "target")
    );
    assert_eq!(found.same_until, Some(Timestamp::LAST));
    let ending = Rules { expires_at: Some(at(2_000_000)), ..rules() };
    assert_eq!(redirect(&ending, &Visitor::default()).same_until, Some(at(2_000_000)));
}

#[test]
fn a_link_is_active_from_one_moment_until_another() {
    let decided = |rules: &Rules| decide(rules, &Visitor::default(), Passed::default(), NOW);
    let until = |millis| Rules { expires_at: Some(at(millis)), ..rules() };
    let from = |millis| Rules { active_from: Some(at(millis)), ..rules() };
    assert_eq!(decided(&from(1_000_001)), Decision::Closed(Closed::NotYet));
    assert!(matches!(decided(&from(1_000_000)), Decision::Redirect(_)));
    assert_eq!(decided(&until(1_000_000)), Decision::Closed(Closed::Expired));
    assert!(matches!(decided(&until(1_000_001)), Decision::Redirect(_)));
    let elsewhere = Rules {
        expired_target: Some(url("https://example.com/over")),
        status: Status::MovedPermanently,
        ..until(0)
    };
    let Decision::Redirect(over) = decided(&elsewhere) else { panic!() };
    assert_eq!(
        (over.location.as_str(), over.status, over.same_until),
        ("https://example.com/over", Status::Found, None)
    );
    assert_eq!(decided(&Rules { archived: true, ..elsewhere }), Decision::Closed(Closed::Archived));
}

#[test]
fn a_limited_link_takes_a_click_first() {
    let limited = Rules { click_limit: Some(1), ..rules() };
    let passed = |click| Passed { click, ..Passed::default() };
    let decided = |rules: &Rules, click| decide(rules, &Visitor::default(), passed(click), NOW);
    assert_eq!(decided(&limited, None), Decision::TakeClick);
    assert!(matches!(decided(&limited, Some(true)), Decision::Redirect(Redirect { same_until: None, .. })));
    assert_eq!(decided(&limited, Some(false)), Decision::Closed(Closed::Expired));
    // Who may not go on anyway takes none.
    assert_eq!(
        decided(&Rules { expires_at: Some(at(0)), ..limited.clone() }, None),
        Decision::Closed(Closed::Expired)
    );
    assert_eq!(decided(&Rules { password_version: 1, ..limited }, None), Decision::Closed(Closed::Locked));
}

#[test]
fn the_first_rule_that_a_visitor_fits_decides() {
    let rule =
        |countries: &[&str], languages: &[&str], devices: &[Device], systems: &[System], path: &str| {
            Targeting {
                countries: countries.iter().map(ToString::to_string).collect(),
                languages: languages.iter().map(ToString::to_string).collect(),
                devices: devices.to_vec(),
                systems: systems.to_vec(),
                target: url(&format!("https://example.com/{path}")),
            }
        };
    let rules = Rules {
        targeting: vec![
            rule(&["ES", "MX"], &["es"], &[], &[], "spanish"),
            rule(&["ES"], &[], &[], &[], "spain"),
            rule(&[], &[], &[Device::Mobile], &[System::Ios], "iphone"),
            rule(&[], &["pt-br"], &[], &[], "brazilian"),
        ],
        ..rules()
    };
    let to = |country, languages, user_agent| {
        let found = redirect(&rules, &Visitor { country, languages, user_agent, ..Visitor::default() });
        (found.location.replace("https://example.com/", ""), found.field)
    };
    let is = |path: &str, field: &str| (path.to_owned(), field.to_owned());
    assert_eq!(to("MX", "es-MX,es;q=0.9", PHONE), is("spanish", "targeting.0.target"));
    assert_eq!(to("ES", "ca,es;q=0.9", PHONE), is("spain", "targeting.1.target"));
    assert_eq!(to("FR", "fr", PHONE), is("iphone", "targeting.2.target"));
    assert_eq!(to("FR", "fr", ANDROID), is("a", "target"));
    assert_eq!(to("", "pt-BR", ""), is("brazilian", "targeting.3.target"));
    assert_eq!(to("", "pt", ""), is("a", "target"));
    assert_eq!(redirect(&rules, &Visitor::default()).same_until, None);
}

#[test]
fn apps_are_opened_where_they_are() {
    let links =
        DeepLinks { ios: Some(url("https://example.com/app")), android: Some(url("intent://x#Intent;end")) };
    let rules = Rules { deep_links: links, ..rules() };
    let to = |user_agent| location(&rules, &Visitor { user_agent, ..Visitor::default() });
    assert_eq!(
        [to(PHONE), to(ANDROID), to("curl/8")],
        ["https://example.com/app", "intent://x#Intent;end", "https://example.com/a"]
    );
}

#[test]
fn an_app_that_may_not_be_there_has_a_fallback_on_the_web() {
    let links = DeepLinks { ios: Some(url("market://details?id=x")), android: None };
    let utm = Utm { source: "sms".into(), ..Utm::default() };
    let opened = |rules: &Rules| {
        decide(rules, &Visitor { user_agent: PHONE, ..Visitor::default() }, Passed::default(), NOW)
    };
    let app = |fallback: &str| {
        Decision::OpenApp(OpenApp {
            app: "market://details?id=x&utm_source=sms".into(),
            fallback: format!("{fallback}?utm_source=sms"),
            field: "deepLinks.ios".into(),
        })
    };
    let rules = Rules { deep_links: links, utm, ..rules() };
    assert_eq!(opened(&rules), app("https://example.com/a"));
    let divided = Rules { variants: variants(&[1]).variants, ..rules.clone() };
    assert_eq!(opened(&divided), app("https://example.com/0"));
    let nowhere = Rules { target: url("tel:1"), ..rules };
    assert!(
        matches!(opened(&nowhere), Decision::Redirect(Redirect { field, .. }) if field == "deepLinks.ios")
    );
}

#[test]
fn a_preview_is_shown_to_what_shows_links_while_the_link_is_open() {
    let rules = Rules { has_preview: true, click_limit: Some(1), ..rules() };
    let decided = |rules: &Rules, user_agent| {
        decide(rules, &Visitor { user_agent, ..Visitor::default() }, Passed::default(), NOW)
    };
    assert_eq!(decided(&rules, "WhatsApp/2.24"), Decision::Preview);
    assert_eq!(decided(&rules, PHONE), Decision::TakeClick);
    assert_eq!(decided(&Rules { has_preview: false, ..rules.clone() }, "WhatsApp/2.24"), Decision::TakeClick);
    let locked = Rules { password_version: 1, ..rules.clone() };
    assert_eq!(decided(&locked, "WhatsApp/2.24"), Decision::Closed(Closed::Locked));
    let plain = Rules { click_limit: None, ..rules };
    assert_eq!(redirect(&plain, &Visitor::default()).same_until, None, "it is not the same for everybody");
}

#[test]
fn the_query_is_added_to_before_the_fragment_and_never_written_over() {
    let utm = Utm { source: "a b&c".into(), campaign: "é".into(), ..Utm::default() };
    for (target, query, expected) in [
        ("https://example.com/a", "", "https://example.com/a?utm_source=a%20b%26c&utm_campaign=%C3%A9"),
        (
            "https://example.com/a?#f",
            "x=1&y",
            "https://example.com/a?x=1&y&utm_source=a%20b%26c&utm_campaign=%C3%A9#f",
        ),
        (
            "https://example.com/a?x=2&utm_campaign=own",
            "x=1&&y=3",
            "https://example.com/a?x=2&utm_campaign=own&y=3&utm_source=a%20b%26c",
        ),
        (
            "https://example.com/a?x",
            "x=1&utm_source=theirs",
            "https://example.com/a?x&utm_source=theirs&utm_campaign=%C3%A9",
        ),
    ] {
        let rules = Rules { utm: utm.clone(), pass_query: true, ..Rules::to(url(target)) };
        assert_eq!(location(&rules, &Visitor { query, ..Visitor::default() }), expected);
    }
    assert_eq!(location(&rules(), &Visitor { query: "x=1", ..Visitor::default() }), "https://example.com/a");
}

fn variants(weights: &[u16]) -> Rules {
    let variant = |(index, weight): (usize, &u16)| Variant {
        weight: *weight,
        target: url(&format!("https://example.com/{index}")),
    };
    Rules { variants: weights.iter().enumerate().map(variant).collect(), ..rules() }
}

proptest! {
    /// Each variant has its share of the random numbers, to the number.
    #[test]
    fn visitors_are_divided_by_weight(weights in prop::collection::vec(0_u16..=1000, 1..=10)) {
        let total: u64 = weights.iter().map(|weight| u64::from(*weight)).sum();
        prop_assume!(total > 0);
        let rules = variants(&weights);
        let mut before = 0_u64;
        for (index, weight) in weights.iter().enumerate().filter(|(_, weight)| **weight > 0) {
            let first = (before << 32).div_ceil(total);
            before += u64::from(*weight);
            let last = (before << 32).div_ceil(total) - 1;
            for random in [first, last] {
                let random = u32::try_from(random).unwrap();
                let found = redirect(&rules, &Visitor { random, ..Visitor::default() });
                prop_assert_eq!(found.field, format!("variants.{}.target", index));
            }
        }
    }

    /// Who was sent to a variant is sent there again, whatever is drawn, until it is taken away.
    #[test]
    fn a_variant_stays_with_its_visitor(drawn in any::<u32>(), later in any::<u32>()) {
        let rules = variants(&[1, 2, 3]);
        let first = redirect(&rules, &Visitor { random: drawn, ..Visitor::default() });
        let name = first.variant.unwrap();
        let again = |rules: &Rules| redirect(rules, &Visitor { random: later, variant: &name, ..Visitor::default() });
        prop_assert_eq!(again(&rules).location, first.location.as_str());
        let fewer: Vec<_> =
            rules.variants.iter().filter(|variant| variant_name(&variant.target) != name).cloned().collect();
        let gone = again(&Rules { variants: fewer, ..rules.clone() });
        prop_assert!(gone.location != first.location && gone.variant.is_some());
    }

    /// What was stored reads back, also when it was written before the last fields came.
    #[test]
    fn rules_in_bytes_read_back(limit in any::<Option<u32>>(), from in any::<Option<i64>>(), query in any::<bool>()) {
        let rules = Rules { click_limit: limit, active_from: from.map(Timestamp::from_millis), pass_query: query, ..variants(&[7]) };
        let bytes = rules.to_bytes();
        prop_assert_eq!(Rules::from_bytes(&bytes), Some(rules.clone()));
        // The last fields say nothing here, and are bytes of zero that an older version would not have written.
        let short = bytes.strip_suffix(&[0, 0, 0]).unwrap();
        prop_assert_eq!(Rules::from_bytes(short), Some(rules));
    }

    /// By which `worker/redirect.js` knows a plain link, without reading more.
    #[test]
    fn rules_of_a_plain_link_are_a_target_and_zeros(path in "[a-z]{0,300}", limit in 1_u32..) {
        let target = format!("https://example.com/{path}");
        let length = u16::try_from(target.len()).unwrap();
        let [low, high] = [u8::try_from(length & 0x7f).unwrap(), u8::try_from(length >> 7).unwrap()];
        let length = if high == 0 { vec![low] } else { vec![low | 0x80, high] };
        let begin = [&[1], &length[..], target.as_bytes()].concat();
        let rest = |rules: &Rules| rules.to_bytes().strip_prefix(&begin[..]).unwrap().to_vec();
        let plain = Rules::to(url(&target));
        prop_assert!(rest(&plain).iter().all(|byte| *byte == 0));
        let previewed = Rules { has_preview: true, ..plain.clone() };
        let limited = Rules { click_limit: Some(limit), ..plain };
        for rules in [previewed, limited] {
            prop_assert!(rest(&rules).iter().any(|byte| *byte != 0));
        }
    }

    #[test]
    fn bytes_of_anything_else_are_no_rules_or_some_but_never_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..80)) {
        let read = Rules::from_bytes(&bytes);
        prop_assert!(read.is_none() || bytes.first() == Some(&1));
        prop_assert_eq!(Rules::from_bytes(b""), None);
        prop_assert_eq!(Rules::from_bytes(&[1]), None);
    }
}

#[test]
fn a_links_state_is_what_keeps_it_from_leading_on() {
    let state = |archived, active_from: Option<i64>, expires_at: Option<i64>| {
        let (active_from, expires_at) = (active_from.map(at), expires_at.map(at));
        Rules { archived, active_from, expires_at, ..rules() }.state(NOW)
    };
    assert_eq!(state(false, None, None), State::Active);
    assert_eq!(state(false, Some(1_000_000), Some(1_000_001)), State::Active);
    assert_eq!(state(false, Some(1_000_001), None), State::Scheduled);
    assert_eq!(state(false, Some(1_000_001), Some(1)), State::Scheduled);
    assert_eq!(state(false, None, Some(1_000_000)), State::Expired);
    assert_eq!(state(true, Some(1_000_001), Some(1)), State::Archived);
    let locked = Rules { password_version: 1, click_limit: Some(1), ..rules() };
    assert_eq!(locked.state(NOW), State::Active);
}
