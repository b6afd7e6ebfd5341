use proptest::prelude::*;
use serde::Deserialize;
use shortwave::target_url::{Schemes, TargetUrl, TargetUrlError, UrlParts};
use url::Url;

#[derive(Deserialize)]
struct Case {
    url: String,
    target: Option<String>,
    error: Option<String>,
}

/// Another implementation of the parser that the Worker takes from the platform.
pub fn parse(text: &str) -> Option<UrlParts> {
    let url = Url::parse(text).ok()?;
    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
    Some(UrlParts {
        href: url.to_string(),
        scheme: url.scheme().into(),
        credentials: format!("{}{}", url.username(), url.password().unwrap_or_default()),
        host: format!("{}{port}", url.host_str().unwrap_or_default()),
    })
}

fn judge(url: &str) -> Result<TargetUrl, TargetUrlError> {
    TargetUrl::new(url, Schemes::Web, &["sho.rt", "localhost:8787", "[::1]:8787"], parse)
}

/// What a whole URL says of its parts is what the parser says.
fn assert_parts(text: &str) {
    let Some(parts) = parse(text) else { return };
    let UrlParts { scheme, credentials, host, .. } = UrlParts::of(parts.href.clone());
    assert_eq!(
        (scheme, credentials.is_empty()),
        (parts.scheme, parts.credentials.is_empty()),
        "{}",
        parts.href
    );
    assert_eq!(host, parts.host, "{}", parts.href);
}

proptest! {
    #[test]
    fn a_whole_url_says_what_its_parts_are(
        text in "(https?|ftp|tg|mailto|intent|HTTP|file):[/\\\\]{0,3}([a-z%@:.é]{0,6}@)?[a-zA-Z0-9.:@%é\\[\\]]{0,12}[/?#:@\\\\]{0,2}[a-z@:/?#%. ]{0,10}"
    ) {
        assert_parts(&text);
    }
}

#[test]
fn the_parts_of_a_url_are_found_whatever_else_is_in_it() {
    for text in [
        "https://user:pa@ss@example.com:8443/a@b:c?d@e#f@g",
        "https://:@example.com",
        "https://@example.com",
        "http://example.com:80?x=http://other.example/",
        "http://example.com\\@other.example/",
        "http://[::1]:8787/x",
        "tg://user@resolve?domain=x",
        "mailto:somebody@example.com",
        "sms:+15550100",
        "intent://scan/#Intent;scheme=zxing;end",
        "geo:/.//x@y",
    ] {
        assert!(parse(text).is_some(), "{text}");
        assert_parts(text);
    }
}

#[test]
fn good_targets_are_normalised_and_bad_ones_say_why() {
    for Case { url, target, error } in
        crate::fixture::<Vec<Case>>(include_str!("../fixtures/target_urls.json"))
    {
        let judged = judge(&url).map_err(|error| error.to_string());
        let expected = target.ok_or_else(|| error.expect("a case has a target or an error"));
        assert_eq!(judged.map(|target| target.as_str().to_owned()), expected, "{url:?}");
    }
}

#[test]
fn a_target_is_at_most_2048_bytes() {
    let url = |length: usize| format!("https://example.com/{}", "x".repeat(length - 20));
    assert!(judge(&url(2_048)).is_ok());
    assert_eq!(judge(&url(2_049)), Err(TargetUrlError::TooLong));
    assert_eq!(judge(&format!("https://example.com/{}", "é".repeat(1_015))), Err(TargetUrlError::TooLong));
}

#[test]
fn a_blocked_host_is_judged_by_the_normalised_url() {
    let blocked = |url: &str| judge(url).and_then(|url| url.unless(|url| url == "https://evil.example/"));
    assert_eq!(blocked("HTTPS://Evil.Example"), Err(TargetUrlError::Blocked));
    assert_eq!(blocked("https://good.example/").unwrap().as_str(), "https://good.example/");
}

#[test]
fn a_port_tells_hosts_apart() {
    assert_eq!(judge("http://localhost:8787/x"), Err(TargetUrlError::OwnHost));
    assert_eq!(judge("http://[::1]:8787/x"), Err(TargetUrlError::OwnHost));
    assert!(judge("http://localhost:3000/x").is_ok());
    assert!(judge("http://[::1]:3000/x").is_ok());
}
