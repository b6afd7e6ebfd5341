use proptest::prelude::*;
use shortwave::blocklist::{Blocklist, BlocklistError};
use url::Url;

/// As the platform's parser has it (worker/platform.js).
fn host(text: &str) -> Option<String> {
    let is_more =
        text.contains(|character: char| character.is_whitespace() || "/?#@:\\%*".contains(character));
    let is_address = text.starts_with('[') && text.ends_with(']');
    if is_more && !is_address {
        return None;
    }
    Url::parse(&format!("http://{text}/")).ok()?.host_str().map(str::to_owned)
}

fn list(text: &str) -> Blocklist {
    Blocklist::parse(text, host).unwrap()
}

fn wrong_lines(text: &str) -> Vec<usize> {
    match Blocklist::parse(text, host) {
        Err(BlocklistError::Lines(lines)) => lines,
        other => panic!("{text:?} {other:?}"),
    }
}

#[test]
fn an_entry_is_a_host_or_all_under_it() {
    for (entry, blocked, open) in [
        (
            "example.com",
            &[
                "https://example.com/",
                "http://example.com:8080/a?b#c",
                "https://example.com./",
                "https://example.com",
            ][..],
            &[
                "https://www.example.com/",
                "https://example.com.org/",
                "https://notexample.com/",
                "https://com/",
            ][..],
        ),
        (
            ".example.com",
            &[
                "https://example.com/",
                "https://a.example.com/",
                "https://a.b.c.example.com:1/",
                "https://.example.com/",
            ],
            &["https://notexample.com/", "https://example.org/", "https://com/", "https://example.com.org/"],
        ),
        ("*.Example.COM.", &["https://example.com/", "https://a.example.com./"], &["https://xample.com/"]),
        (
            ".zip",
            &["https://a.zip/", "https://a.b.zip/", "https://zip/"],
            &["https://zip.org/", "https://azip/"],
        ),
        ("bücher.example", &["https://xn--bcher-kva.example/"], &["https://bucher.example/"]),
        (".ＥＸＡＭＰＬＥ。com", &["https://a.example.com/"], &["https://example.org/"]),
        ("a_b.example", &["https://a_b.example/"], &["https://b.example/"]),
        (
            "192.0.2.1",
            &["https://192.0.2.1/", "https://192.0.2.1:8443/"],
            &["https://192.0.2.10/", "https://2.1/"],
        ),
        ("0xC0000201", &["https://192.0.2.1/"], &["https://192.0.2.2/"]),
        (
            "[2001:DB8:0::1]",
            &["https://[2001:db8::1]/", "https://[2001:db8::1]:8443/x"],
            &["https://[2001:db8::2]/"],
        ),
        (
            "example.com",
            &["intent://Example.com/x#Intent;end"],
            &[
                "mailto:a@example.com",
                "tel:1",
                "https://example.org/https://example.com/",
                "https://a.org?@example.com",
            ],
        ),
    ] {
        let list = list(entry);
        assert_eq!(list.len(), 1);
        for url in blocked {
            assert!(list.blocks(url), "{entry} {url}");
        }
        for url in open {
            assert!(!list.blocks(url), "{entry} {url}");
        }
    }
}

#[test]
fn comments_empty_lines_and_repetitions_are_no_entries() {
    let text =
        "\u{feff}# All of it\r\n\r\na.example # why\r\n  .b.example\t\r\nA.example.\n*.b.example\n#c.example";
    let list = list(text);
    assert_eq!(list.len(), 2);
    assert!(list.blocks("https://a.example/") && list.blocks("https://x.b.example/"));
    assert!(!list.blocks("https://c.example/"));
    for text in ["", "\n\n", "# nothing", "   "] {
        assert!(Blocklist::parse(text, host).unwrap().is_empty(), "{text:?}");
    }
}

#[test]
fn wrong_lines_are_told_all_at_once() {
    let text = "a.example\nhttps://b.example/\n\nc.example:80\nd.example e.example\n*\n.\n..f.example\n*.*.g.example\ng..example\n999.1.1.1\nuser@h.example\nxn--a.example";
    assert_eq!(wrong_lines(text), [2, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]);
    let error = |text: &str| Blocklist::parse(text, host).unwrap_err().to_string();
    assert_eq!(error("ok.example\n/"), "no host in line 2");
    assert_eq!(error("/\n/"), "no host in lines 1, 2");
    let numbers: Vec<String> = (1..=20).map(|number| number.to_string()).collect();
    assert_eq!(error(&"/\n".repeat(25)), format!("no host in lines {} and 5 more", numbers.join(", ")));
}

#[test]
fn there_are_at_most_100000_entries() {
    let text = |entries: usize| {
        (0..entries).map(|number| format!("h{number}.example\n")).collect::<Vec<_>>().concat()
    };
    let full = list(&text(100_000));
    assert_eq!(full.len(), 100_000);
    assert!(full.blocks("https://h99999.example/") && !full.blocks("https://h100000.example/"));
    assert_eq!(Blocklist::parse(&text(100_001), host), Err(BlocklistError::TooMany));
}

#[test]
fn bytes_are_a_list_again_and_others_are_none() {
    let list = list("a.example\n.b.example");
    assert_eq!(list.as_bytes().len(), 17);
    assert_eq!(Blocklist::from_bytes(list.as_bytes().to_vec()), Some(list.clone()));
    for bytes in [&[][..], &[2], &[0; 9], &list.as_bytes()[..16]] {
        assert_eq!(Blocklist::from_bytes(bytes.to_vec()), None);
    }
}

/// The same rule, without hashes.
fn is_listed(entries: &[(bool, String)], host: &str) -> bool {
    entries.iter().any(|(with_all_under_it, name)| {
        host == name || (*with_all_under_it && host.ends_with(&format!(".{name}")))
    })
}

proptest! {
    /// Of few labels, so that hosts and entries meet.
    #[test]
    fn blocks_what_is_listed_and_nothing_else(
        entries in prop::collection::vec((any::<bool>(), "[ab]{1,2}(\\.[ab]{1,2}){0,3}"), 0..20),
        hosts in prop::collection::vec("[ab]{1,2}(\\.[ab]{1,2}){0,4}", 1..40),
    ) {
        let lines = entries.iter().map(|(all, name)| format!("{}{name}\n", if *all { "*." } else { "" }));
        let list = list(&lines.collect::<Vec<_>>().concat());
        for host in hosts {
            prop_assert_eq!(list.blocks(&format!("https://{host}:81/x")), is_listed(&entries, &host), "{}", host);
        }
    }

    #[test]
    fn no_text_and_no_url_is_a_panic(text in "\\PC*", url in "\\PC*") {
        if let Ok(list) = Blocklist::parse(&text, host) {
            let _ = list.blocks(&url) || list.blocks(&format!("https://{text}"));
        }
        let _ = Blocklist::from_bytes(text.into_bytes());
    }
}
