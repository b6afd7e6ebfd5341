//! The setting that names providers, and which of them a message is given to.

use shortwave::provider::{Access, Provider, Providers};

const SECRET: &str = "whsec_BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=";

/// Three providers, one of each kind.
const LIST: &str = r#""providers": {
    "main": {"kind": "kannel", "url": "http://10.0.0.1/cgi-bin/sendsms", "username": "us", "password": "secret word"},
    "backup": {"kind": "webhook", "url": "https://sms.example/in?a=1", "secret": "whsec_BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc="},
    "test": {"kind": "sandbox"}}"#;

fn parse(json: &str) -> Result<Providers, String> {
    let is_url = |text: &str| text.starts_with("http://") || text.starts_with("https://");
    Providers::parse(json, &is_url).map_err(|error| error.to_string())
}

fn with_routes(routes: &str) -> Result<Providers, String> {
    parse(&format!(r#"{{{LIST}, "routes": {routes}}}"#))
}

fn route(providers: &Providers, account: &str, number: &str) -> Vec<String> {
    let (account, number) = (account.parse().unwrap(), number.parse().unwrap());
    names(providers.of_route(&account, &number, false))
}

fn certified(providers: &Providers, account: &str, number: &str) -> Vec<String> {
    let (account, number) = (account.parse().unwrap(), number.parse().unwrap());
    names(providers.of_route(&account, &number, true))
}

fn names<'a>(providers: impl Iterator<Item = &'a Provider>) -> Vec<String> {
    providers.map(|provider| provider.name.as_str().to_owned()).collect()
}

#[test]
fn the_first_route_counts_that_fits_account_and_country() {
    let providers = with_routes(
        r#"[{"account": "acme", "country": "ES", "providers": ["backup", "main"]}, {"account": "acme", "providers": ["test"]},
            {"country": "CA", "providers": ["main"]}, {"providers": ["main", "test", "backup"]}]"#,
    )
    .unwrap();
    for (account, number, names) in [
        ("acme", "34666555444", &["backup", "main"][..]),
        ("acme", "4915112345678", &["test"]),
        ("Acme", "34666555444", &["main", "test", "backup"]),
        ("other", "12045551234", &["main"]),
        ("other", "12015551234", &["main", "test", "backup"]),
        // A satellite has no country.
        ("other", "881612345678", &["main", "test", "backup"]),
    ] {
        assert_eq!(route(&providers, account, number), names, "{account} {number}");
    }
}

#[test]
fn who_certifies_carries_what_is_certified_alone() {
    let notary = r#""notary": {"kind": "kannel", "url": "https://x", "username": "u", "password": "p", "certifies": true}"#;
    let with = |routes: &str| {
        let list = LIST.replace(r#""test""#, &format!(r#"{notary}, "test""#));
        parse(&format!(r#"{{{list}, "routes": {routes}}}"#))
    };
    let providers = with(
        r#"[{"country": "ES", "providers": ["main", "notary", "backup"]}, {"country": "FR", "providers": ["test", "notary"]},
            {"providers": ["main"]}]"#,
    )
    .unwrap();
    for (number, plain, sealed) in [
        ("34666555444", &["main", "backup"][..], &["notary"][..]),
        ("33612345678", &["test"], &["test", "notary"]),
        ("4915112345678", &["main"], &[]),
    ] {
        assert_eq!(route(&providers, "acme", number), plain, "{number}");
        assert_eq!(certified(&providers, "acme", number), sealed, "{number}");
    }
    assert_eq!(certified(&Providers::sandbox(), "acme", "34666555444"), ["sandbox"]);
    let webhook = format!(
        r#"{{"providers": {{"only": {{"kind": "webhook", "url": "https://x", "secret": "{SECRET}"}}}}}}"#
    );
    assert!(providers.certify() && !parse(&webhook).unwrap().certify());
    let plain = "providers: one that carries messages which are not certified is needed";
    assert_eq!(with(r#"[{"providers": ["notary"]}]"#).unwrap_err(), format!("routes.0.{plain}"));
    let alone = parse(&format!(r#"{{"providers": {{{notary}}}}}"#)).unwrap_err();
    assert_eq!(alone, "routes: needed but for a single provider, which carries what is not certified");
    let word = parse(&format!(r#"{{"providers": {{{}}}}}"#, notary.replace("true", "1"))).unwrap_err();
    assert_eq!(word, "providers.notary.certifies: true or false is needed");
}

#[test]
fn one_provider_needs_no_routes() {
    for providers in [parse(r#"{"providers": {"only": {"kind": "sandbox"}}}"#).unwrap(), Providers::sandbox()]
    {
        let name = providers.list()[0].name.as_str();
        assert_eq!(route(&providers, "acme", "34666555444"), [name]);
        assert!(providers.named(name).is_some() && providers.named("other").is_none());
    }
}

#[test]
fn only_kannel_takes_a_message_twice() {
    let providers = with_routes(r#"[{"providers": ["main"]}]"#).unwrap();
    let takes_none_twice = |name| providers.named(name).map(|provider| provider.access.takes_none_twice());
    assert_eq!(["main", "backup", "test"].map(takes_none_twice), [Some(false), Some(true), Some(true)]);
    assert!(matches!(providers.named("main").map(|provider| &provider.access), Some(Access::Kannel(_))));
}

#[test]
fn what_is_wrong_is_told_with_its_place() {
    let only = |provider: &str| parse(&format!(r#"{{"providers": {{"main": {provider}}}}}"#));
    let kannel = |url: &str| {
        only(&format!(r#"{{"kind": "kannel", "url": "{url}", "username": "u", "password": "p"}}"#))
    };
    let webhook =
        |secret: &str| only(&format!(r#"{{"kind": "webhook", "url": "https://x", "secret": "{secret}"}}"#));
    let many: Vec<_> = (0..9).map(|number| format!(r#""p{number}": {{"kind": "sandbox"}}"#)).collect();
    let text = "a text is needed";
    let url = "providers.main.url: no URL of http or https without credentials";
    let twice = "no JSON object, or one that names a member twice";
    for (wrong, said) in [
        (parse(""), twice),
        (parse("[]"), twice),
        (parse(r#"{"providers": {"a": {"kind": "sandbox"}, "a": {"kind": "sandbox"}}}"#), twice),
        (parse("{}"), "providers: an object of 1 to 8 is needed"),
        (parse(r#"{"providers": {}}"#), "providers: an object of 1 to 8 is needed"),
        (
            parse(&format!(r#"{{"providers": {{{}}}}}"#, many.join(","))),
            "providers: an object of 1 to 8 is needed",
        ),
        (parse(r#"{"provider": {}}"#), "provider: nothing of this name is known here"),
        (
            parse(r#"{"providers": {"a.b": {"kind": "sandbox"}}}"#),
            "providers.a.b: a name has 1 to 32 letters, digits, - and _",
        ),
        (only("1"), "providers.main.kind: sandbox, kannel or webhook is needed"),
        (only(r#"{"kind": "smpp"}"#), "providers.main.kind: sandbox, kannel or webhook is needed"),
        (
            only(r#"{"kind": "sandbox", "url": "x"}"#),
            "providers.main.url: nothing of this name is known here",
        ),
        (only(r#"{"kind": "kannel", "username": "u"}"#), &format!("providers.main.password: {text}")),
        (
            only(r#"{"kind": "kannel", "username": "", "password": "p"}"#),
            &format!("providers.main.username: {text}"),
        ),
        (kannel("ftp://x/"), url),
        (kannel("http://x/?a"), "providers.main.url: a URL without ? and # is needed"),
        (webhook("secret"), "providers.main.secret: whsec_ and 32 bytes in base64 are needed"),
        (
            parse(&format!("{{{LIST}}}")),
            "routes: needed but for a single provider, which carries what is not certified",
        ),
        (with_routes("[]"), "routes: a list that is not empty is needed"),
        (with_routes("[1]"), "routes.0: an object is needed"),
        (with_routes(r#"[{"providers": []}]"#), "routes.0.providers: a list that is not empty is needed"),
        (
            with_routes(r#"[{"providers": ["main", "x"]}]"#),
            "routes.0.providers.1: no provider of this name, or there twice",
        ),
        (
            with_routes(r#"[{"providers": [1]}]"#),
            "routes.0.providers.0: no provider of this name, or there twice",
        ),
        (
            with_routes(r#"[{"providers": ["main", "main"]}]"#),
            "routes.0.providers.1: no provider of this name, or there twice",
        ),
        (
            with_routes(r#"[{"account": "a b", "providers": ["main"]}]"#),
            "routes.0.account: no name of an account",
        ),
        (
            with_routes(r#"[{"country": "es", "providers": ["main"]}]"#),
            "routes.0.country: no code of two capitals, such as ES",
        ),
        (with_routes(r#"[{"country": 34, "providers": ["main"]}]"#), &format!("routes.0.country: {text}")),
        (
            with_routes(r#"[{"country": "ES", "providers": ["main"]}]"#),
            "routes.0: the last route, and no other, has neither account nor country",
        ),
        (
            with_routes(r#"[{"providers": ["main"]}, {"providers": ["test"]}]"#),
            "routes.0: the last route, and no other, has neither account nor country",
        ),
        (
            with_routes(r#"[{"providers": ["main"], "acount": "x"}]"#),
            "routes.0.acount: nothing of this name is known here",
        ),
    ] {
        assert_eq!(wrong.unwrap_err(), said);
    }
    assert!(webhook(SECRET).is_ok() && kannel("http://x/").is_ok());
}

#[test]
fn no_secret_is_shown() {
    let providers = with_routes(r#"[{"providers": ["main", "backup"]}]"#).unwrap();
    let shown = format!("{providers:?}");
    for secret in ["secret word", "10.0.0.1", "sms.example", "BwcH", "us"] {
        assert!(!shown.contains(&format!("\"{secret}")), "{shown}");
    }
    assert!(shown.contains("Gateway(..)") && shown.contains("Receiver(..)"), "{shown}");
}
