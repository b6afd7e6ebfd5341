use proptest::prelude::*;
use shortwave::{
    auth::{RefreshToken, RefreshTokenError},
    ids::{AccountId, SessionId},
    keyed_hash::HashKey,
};

fn hash_key(character: char) -> HashKey {
    HashKey::new(&character.to_string().repeat(32)).unwrap()
}

fn token(random: &[u8], generation: u32) -> RefreshToken {
    let (account, session) = random.split_at(40);
    RefreshToken {
        account: AccountId::generate(account).unwrap(),
        session: SessionId::generate(session).unwrap(),
        generation,
    }
}

fn text(token: &RefreshToken) -> String {
    RefreshToken::issue(&token.account, &token.session, token.generation, &hash_key('k'))
}

proptest! {
    #[test]
    fn is_read_as_it_was_issued(random in prop::collection::vec(0_u8..248, 80), generation: u32) {
        let token = token(&random, generation);
        let text = text(&token);
        prop_assert_eq!(text.len(), 11 + 22 + 16 + 6 + 64);
        prop_assert_eq!(RefreshToken::read(&text, &hash_key('k')), Ok(token));
        prop_assert_eq!(RefreshToken::read(&text, &hash_key('o')), Err(RefreshTokenError::Forged));
    }

    #[test]
    fn one_other_character_is_noticed(
        random in prop::collection::vec(0_u8..248, 80),
        generation: u32,
        place in 0_usize..119,
        other in "[0-9A-Za-z_é-]",
    ) {
        let text = text(&token(&random, generation));
        prop_assume!(text[place..=place] != other);
        let altered = format!("{}{other}{}", &text[..place], &text[place + 1..]);
        prop_assert!(RefreshToken::read(&altered, &hash_key('k')).is_err(), "{altered}");
    }

    #[test]
    fn any_text_is_read_or_refused(text in "(sw_refresh_)?(\\PC{0,120}|[0-9A-Za-z]{108})") {
        prop_assert!(RefreshToken::read(&text, &hash_key('k')).is_err());
    }
}

#[test]
fn says_what_is_wrong() {
    let text = text(&token(&[7; 80], 3));
    for (text, error) in [
        (String::new(), RefreshTokenError::Form),
        (text[..118].to_owned(), RefreshTokenError::Form),
        (format!("{text}0"), RefreshTokenError::Form),
        (text.replace("sw_refresh_", "sw_live_"), RefreshTokenError::Form),
        (text.replace("000003", "000004"), RefreshTokenError::Forged),
    ] {
        assert_eq!(RefreshToken::read(&text, &hash_key('k')).unwrap_err(), error, "{text}");
    }
}
