use proptest::prelude::*;
use shortwave::{
    auth::{ApiKey, ApiKeyError},
    ids::{AccountId, KeyId},
    keyed_hash::HashKey,
};

fn key(random: &[u8]) -> ApiKey {
    let account = AccountId::generate(random).unwrap();
    let random: Vec<u8> = random.iter().rev().copied().collect();
    ApiKey::generate(account, &random).unwrap()
}

fn hash_key() -> HashKey {
    HashKey::new(&"k".repeat(32)).unwrap()
}

proptest! {
    #[test]
    fn is_read_as_it_is_written(random in prop::collection::vec(any::<u8>(), 64)) {
        let key = key(&random);
        let text = key.expose();
        prop_assert_eq!(text.len(), 76);
        prop_assert!(text.starts_with(ApiKey::PREFIX));
        let read: ApiKey = text.parse().unwrap();
        prop_assert_eq!((&read.account, &read.id), (&key.account, &key.id));
        prop_assert_eq!(read.hash(&hash_key()), key.hash(&hash_key()));
        prop_assert_eq!(read.expose(), text);
    }

    /// CRC-32 finds every change within 32 bits that stand together.
    #[test]
    fn one_other_character_is_noticed(
        random in prop::collection::vec(any::<u8>(), 64),
        place in 0_usize..76,
        other in "[0-9A-Za-z_é-]",
    ) {
        let text = key(&random).expose();
        prop_assume!(text[place..=place] != other);
        let altered = format!("{}{other}{}", &text[..place], &text[place + 1..]);
        prop_assert!(altered.parse::<ApiKey>().is_err(), "{altered}");
    }

    #[test]
    fn any_text_is_read_or_refused(text in "(sw_live_)?(\\PC{0,80}|[0-9A-Za-z]{68})") {
        prop_assert!(text.parse::<ApiKey>().is_err());
    }

    #[test]
    fn nothing_shows_the_secret(random in prop::collection::vec(any::<u8>(), 64)) {
        let key = key(&random);
        let text = key.expose();
        let secret = &text[38..70];
        for shown in [key.hint(), format!("{key:?}")] {
            prop_assert!(shown.contains(key.id.as_str()));
            for part in secret.as_bytes().windows(9) {
                prop_assert!(!shown.contains(std::str::from_utf8(part).unwrap()));
            }
        }
    }
}

/// Computed apart from this code, with zlib and Python: a scanner must be able to do the same.
#[test]
fn the_checksum_is_that_of_others() {
    let text = "sw_live_0123456789ABCDEFGHIJKLmnopqrstQRSTUVWXYZabcdefghijklmnopqrstuv2E5hzR";
    let key: ApiKey = text.parse().unwrap();
    assert_eq!((key.account.as_str(), key.id.as_str()), ("0123456789ABCDEFGHIJKL", "mnopqrst"));
    assert_eq!(key.expose(), text);
}

#[test]
fn says_what_is_wrong() {
    let text = key(&(0..64).collect::<Vec<u8>>()).expose();
    let last = if text.ends_with('0') { "1" } else { "0" };
    for (text, error) in [
        (String::new(), ApiKeyError::Form),
        (text.replace("live", "test"), ApiKeyError::Form),
        (text[..75].to_owned(), ApiKeyError::Form),
        (format!("{text}0"), ApiKeyError::Form),
        (format!(" {text}"), ApiKeyError::Form),
        (text.replace("sw_live_0", "sw_live_-"), ApiKeyError::Form),
        (format!("{}{last}", &text[..75]), ApiKeyError::Checksum),
        (format!("{}zzzzzz", &text[..70]), ApiKeyError::Checksum),
    ] {
        assert_eq!(text.parse::<ApiKey>().unwrap_err(), error, "{text}");
    }
}

#[test]
fn the_hash_depends_on_every_part() {
    let parts = |account: &str, random: &[u8]| {
        ApiKey::generate(account.parse().unwrap(), random).unwrap().hash(&hash_key())
    };
    let random: Vec<u8> = (0..64).collect();
    let (account, other) = ("0".repeat(22), "1".repeat(22));
    let first = parts(&account, &random);
    assert_eq!(first, parts(&account, &random));
    assert_ne!(first, parts(&other, &random));
    for place in [0, 39] {
        let mut random = random.clone();
        random[place] += 1;
        assert_ne!(first, parts(&account, &random));
    }
    assert_eq!(KeyId::LENGTH, 8);
}
