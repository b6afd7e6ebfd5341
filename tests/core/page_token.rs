use proptest::prelude::*;
use shortwave::{
    auth::{MAX_TOKEN_BYTES, PageToken, PageTokenError},
    ids::{AccountId, KeyId, PageTokenId},
    keyed_hash::HashKey,
    time::Timestamp,
};

const ENDS: i64 = 1_767_268_800_000;
const NOW: Timestamp = Timestamp::from_millis(ENDS - 1);

fn hash_key(character: char) -> HashKey {
    HashKey::new(&character.to_string().repeat(32)).unwrap()
}

fn token(decided: Vec<u8>) -> PageToken {
    let bytes: Vec<u8> = (0..64).collect();
    PageToken {
        account: AccountId::generate(&bytes).unwrap(),
        id: PageTokenId::generate(&bytes).unwrap(),
        key: KeyId::generate(&bytes),
        expires_at: Timestamp::from_millis(ENDS),
        decided,
    }
}

fn issued(token: &PageToken) -> String {
    token.issue(&hash_key('k')).unwrap()
}

proptest! {
    #[test]
    fn is_read_as_it_was_issued(decided in prop::collection::vec(any::<u8>(), 0..2_000), has_key: bool) {
        let token = token(decided);
        let token = PageToken { key: token.key.clone().filter(|_| has_key), ..token };
        let text = issued(&token);
        prop_assert_eq!(PageToken::read(&text, &hash_key('k'), NOW), Ok(token));
        prop_assert_eq!(PageToken::read(&text, &hash_key('o'), NOW), Err(PageTokenError::Forged));
    }

    #[test]
    fn one_other_character_is_noticed(place in 0_usize..180, other in "[0-9A-Za-z_é-]") {
        let text = issued(&token(b"brand".to_vec()));
        let mut characters: Vec<char> = text.chars().collect();
        let place = place % characters.len();
        let changed = characters[place] != other.chars().next().unwrap();
        characters[place] = other.chars().next().unwrap();
        let read = PageToken::read(&characters.iter().collect::<String>(), &hash_key('k'), NOW);
        prop_assert_eq!(read.is_err(), changed);
    }

    #[test]
    fn any_text_is_read_or_refused(text in "(sw_page_)?[0-9A-Za-z_-]{0,200}|\\PC{0,150}") {
        prop_assert!(PageToken::read(&text, &hash_key('k'), NOW).is_err());
    }
}

#[test]
fn what_is_decided_is_not_to_be_read_in_it() {
    let text = issued(&token(b"session 8c1f of the account".to_vec()));
    assert!(
        !text.contains("session")
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
    );
    // Nor do two of them have anything of it in common.
    let other: Vec<u8> = (1..65).collect();
    let other = PageToken {
        id: PageTokenId::generate(&other).unwrap(),
        ..token(b"session 8c1f of the account".to_vec())
    };
    let sealed = |text: &str| text[8 + 22 + 16 + 6 + 64..].to_owned();
    assert_ne!(sealed(&text), sealed(&issued(&other)));
}

#[test]
fn it_begins_until_its_end_and_serves_for_ten_minutes_more() {
    let token = token(Vec::new());
    let text = issued(&token);
    let at = |millis| PageToken::read(&text, &hash_key('k'), Timestamp::from_millis(ENDS + millis));
    for (millis, may_begin) in [(-1, true), (0, false), (599_999, false)] {
        assert_eq!(
            at(millis).map(|token| token.may_begin(Timestamp::from_millis(ENDS + millis))),
            Ok(may_begin)
        );
    }
    assert_eq!(at(600_000), Err(PageTokenError::Expired));
}

#[test]
fn it_fits_into_a_header_or_is_not_made() {
    let longest =
        (0..MAX_TOKEN_BYTES).rev().find(|length| token(vec![0; *length]).issue(&hash_key('k')).is_some());
    let longest = longest.unwrap();
    assert!(longest > 2_900, "{longest}");
    let text = issued(&token(vec![0; longest]));
    assert!(text.len() <= MAX_TOKEN_BYTES, "{}", text.len());
    assert!(PageToken::read(&text, &hash_key('k'), NOW).is_ok());
    assert_eq!(PageToken::read(&format!("{text}AAAAAAAA"), &hash_key('k'), NOW), Err(PageTokenError::Form));
}

#[test]
fn its_name_is_its_own() {
    let names = |key| [token(Vec::new()).name(&hash_key(key)), token(vec![1]).name(&hash_key(key))];
    assert_eq!(names('k')[0], names('k')[1]);
    assert_ne!(names('k')[0], names('o')[0]);
}
