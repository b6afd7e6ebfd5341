use proptest::{
    prelude::*,
    string::{RegexGeneratorStrategy, string_regex},
};
use regex::Regex;
use shortwave::{
    auth::{AddressRule, Password, Role, Scope},
    contact::FieldType,
    email::Email,
    ids::{AccountId, KeyId, PageTokenId, SessionId, UserId},
    locale::{CountryCode, CurrencyCode, LanguageCode, LanguageTag, TimeZone},
    otp::{AppText, FactorId},
    phone::{CallingPrefix, Msisdn},
    qr::{Background, Colour},
    recipient::Recipient,
    request::v1::Tag,
    segment::Language,
    slug::{Slug, SlugError},
    username::Username,
    written::{Form, Written},
};

fn pattern<T: Written>() -> String {
    match T::form() {
        Form::Pattern(pattern) => pattern.into_owned(),
        Form::Words(words) => words.join("|"),
        form => panic!("{form:?}"),
    }
}

fn strings<T: Written>() -> RegexGeneratorStrategy<String> {
    string_regex(&pattern::<T>()).unwrap()
}

/// A text that may be one: another one's, one with a slip, or anything.
fn texts<T: Written>() -> impl Strategy<Value = String> {
    let slip = (strings::<T>(), any::<prop::sample::Index>(), "\\PC?|[0-9A-Za-z:./+-]?", any::<bool>())
        .prop_map(|(text, at, inserted, removes)| {
            let mut characters: Vec<char> = text.chars().collect();
            let at = at.index(characters.len() + 1);
            if removes && at < characters.len() {
                characters.remove(at);
            }
            let (before, after) = characters.split_at(at.min(characters.len()));
            before.iter().copied().chain(inserted.chars()).chain(after.iter().copied()).collect::<String>()
        });
    prop_oneof![4 => slip, 2 => "[0-9A-Fa-f:./]{0,24}", 1 => "\\PC{0,20}", 1 => "(?s).{0,20}"]
}

/// That a type reads what its form says, and nothing else; `exception` names what the form leaves out.
fn agrees<T: Written>(exception: fn(&str) -> bool) {
    let whole = Regex::new(&format!(r"\A(?:{})\z", pattern::<T>())).unwrap();
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    runner
        .run(&strings::<T>(), |text| {
            prop_assert!(exception(&text) || text.parse::<T>().is_ok(), "{text:?} has the form");
            prop_assert!(text.chars().count() <= T::MAX, "{text:?} is refused for its length");
            Ok(())
        })
        .unwrap();
    runner
        .run(&texts::<T>(), |text| {
            let parses = exception(&text) || text.parse::<T>().is_ok();
            prop_assert_eq!(parses, whole.is_match(&text), "{:?}", text);
            Ok(())
        })
        .unwrap();
}

const NONE: fn(&str) -> bool = |_| false;

#[test]
fn what_is_read_has_its_form() {
    agrees::<AccountId>(NONE);
    agrees::<AddressRule>(NONE);
    agrees::<AppText>(NONE);
    agrees::<Background>(NONE);
    agrees::<Colour>(NONE);
    agrees::<CallingPrefix>(NONE);
    agrees::<CountryCode>(NONE);
    agrees::<CurrencyCode>(NONE);
    agrees::<FactorId>(NONE);
    agrees::<FieldType>(NONE);
    agrees::<KeyId>(NONE);
    agrees::<PageTokenId>(NONE);
    agrees::<Language>(NONE);
    agrees::<LanguageCode>(NONE);
    agrees::<LanguageTag>(NONE);
    agrees::<Tag>(NONE);
    agrees::<Msisdn>(NONE);
    agrees::<Password>(NONE);
    agrees::<Role>(NONE);
    agrees::<Scope>(NONE);
    agrees::<SessionId>(NONE);
    agrees::<TimeZone>(NONE);
    agrees::<UserId>(NONE);
    agrees::<Username>(NONE);
}

#[test]
fn a_reserved_word_alone_has_the_form_of_a_slug_and_is_none() {
    agrees::<Slug>(|text| text.parse::<Slug>() == Err(SlugError::Reserved) || !text.is_ascii());
}

#[test]
fn addresses_have_their_form_in_all_their_spellings() {
    let whole = Regex::new(&format!("^(?:{})$", pattern::<AddressRule>())).unwrap();
    for text in [
        "::",
        "::/0",
        "1::",
        "::1",
        "1:2:3:4:5:6:7::",
        "::2:3:4:5:6:7:8",
        "1:2:3:4:5:6:7:8/128",
        "::192.0.2.1",
        "1:2:3:4:5:6:192.0.2.1",
        "1::192.0.2.1",
        "::2:3:4:5:6:192.0.2.1",
        "1:2:3:4:5::192.0.2.1",
        "1:2:3:4:5:6::8",
        "0.0.0.0/0",
        "255.255.255.255/32",
        "1:2:3:4:5:6:7::8",
        ":::",
        "1::2::3",
        "12345::",
        "1:2:3:4:5:6:7:192.0.2.1",
        "1:2:3:4:5:6::192.0.2.1",
        "192.0.2.01",
        "192.0.2.256",
        "192.0.2.0/024",
        "192.0.2.0/+4",
        "::/129",
        "1:2:3:4:5:6:7",
        ":1",
        "1:",
        "fe80::1%1",
    ] {
        assert_eq!(text.parse::<AddressRule>().is_ok(), whole.is_match(text), "{text}");
    }
}

/// An e-mail address has no pattern that tools could bear; what a plain one would let through is one.
#[test]
fn plain_addresses_are_read_up_to_their_longest() {
    assert_eq!(Email::form(), Form::Format { name: "idn-email", max: 254 });
    assert_eq!(Recipient::form(), Form::Either(vec![Msisdn::form(), Email::form()]));
    let address = |local: usize, label: usize| {
        let domain = format!("{}.", "d".repeat(label)).repeat(3);
        format!("{}@{domain}{}", "l".repeat(local), "e".repeat(254 - local - 1 - domain.len()))
    };
    for (text, is_address) in
        [(address(64, 60), true), (address(65, 60), false), (format!("{}e", address(64, 60)), false)]
    {
        assert_eq!(text.parse::<Email>().is_ok(), is_address, "{text}");
        assert_eq!(text.parse::<Recipient>().is_ok(), is_address, "{text}");
    }
}

proptest! {
    #[test]
    fn plain_addresses_are_read(text in "[0-9A-Za-z!#$%&'*+/=?^_`{|}~-]{1,20}([.][0-9A-Za-z]{1,9}){0,2}@([0-9a-z]([0-9a-z-]{0,9}[0-9a-z])?[.]){1,4}[a-z]{2,9}") {
        prop_assert!(text.parse::<Email>().is_ok() && text.parse::<Recipient>().is_ok());
    }
}

#[test]
fn what_vanishes_from_a_path_is_no_username() {
    let whole = Regex::new(&format!("^(?:{})$", pattern::<Username>())).unwrap();
    for (text, is_name) in
        [(".", false), ("..", false), ("...", true), (".a", true), ("..a", true), ("a.", true), ("-", true)]
    {
        assert_eq!((text.parse::<Username>().is_ok(), whole.is_match(text)), (is_name, is_name), "{text}");
    }
}
