//! Who is let in to an account, and to what.

use shortwave::{
    account::{
        Actor, AuditEntry, AuditEvent, Identified, Identity, Key, Known, Limits, Profile, Proof, Refusal,
        SecondFactor, SecondFactorError, Session, StoredAccount, StoredKey, StoredUser, Whose,
        from_allowed_address, identify, permit,
    },
    auth::{ApiPassword, RecoveryCode, Role, Scope, Scopes},
    endpoint::{Access, Endpoint},
    ids::{AccountId, KeyId, PageTokenId, SessionId, UserId},
    keyed_hash::{HashKey, KeyedHash},
    time::Timestamp,
};

const NOW: Timestamp = Timestamp::from_millis(1_800_000_000_000);

fn key() -> HashKey {
    HashKey::new(&"k".repeat(32)).unwrap()
}

fn hash(text: &str) -> KeyedHash {
    ApiPassword::presented(text).hash(&key())
}

fn account_id() -> AccountId {
    "a".repeat(22).parse().unwrap()
}

fn key_id(letter: &str) -> KeyId {
    letter.repeat(8).parse().unwrap()
}

fn user_id(letter: &str) -> UserId {
    letter.repeat(16).parse().unwrap()
}

fn session_id(letter: &str) -> SessionId {
    letter.repeat(16).parse().unwrap()
}

/// An account with one of each.
struct Fixture {
    account: StoredAccount,
    key: StoredKey,
    user: StoredUser,
    session: Session,
}

impl Fixture {
    fn new() -> Self {
        let key = Key {
            id: key_id("k"),
            name: "key".into(),
            scopes: Scopes::of(&[Scope::OtpWrite]),
            hint: "hint".into(),
            created_at: NOW,
            updated_at: NOW,
            expires_at: None,
            last_used_at: None,
            version: 1,
        };
        let user = StoredUser::new(
            user_id("u"),
            "user@example.com".parse().unwrap(),
            String::new(),
            Role::Viewer,
            NOW,
        );
        Self {
            account: StoredAccount::new(
                account_id(),
                Profile::named("alice".parse().unwrap()),
                hash("right"),
                NOW,
            ),
            key: StoredKey { key, hash: hash("the key") },
            user,
            session: Session::new(session_id("s"), user_id("u"), NOW),
        }
    }

    fn known(&self) -> Known<'_> {
        Known {
            account: &self.account,
            key: Some(&self.key),
            user: Some(&self.user),
            session: Some(&self.session),
        }
    }

    fn identify(&self, proofs: &[Proof]) -> Result<Identified, Refusal> {
        identify(proofs, self.known(), NOW)
    }

    fn permit(&self, proof: Proof, access: Access) -> Result<bool, Refusal> {
        permit(&self.identify(&[proof])?, access, self.known())
    }

    fn turn_second_factor_on(&mut self) {
        let (key, account, user) = (key(), account_id(), user_id("u"));
        let whose = Whose { key: &key, account: &account, user: &user };
        let mut factor = SecondFactor::default();
        factor.enrol([7; 16]);
        factor.confirm(&whose.secret(&[7; 16]).code_at(NOW), &[], whose, NOW).unwrap();
        self.user.set_factor(factor, NOW);
    }
}

fn password(text: &str) -> Proof {
    Proof::Password(hash(text))
}

fn api_key(text: &str) -> Proof {
    Proof::Key { id: key_id("k"), hash: hash(text) }
}

fn session() -> Proof {
    Proof::Session { user: user_id("u"), session: session_id("s") }
}

#[test]
fn each_proof_names_its_bearer_and_what_it_may_do() {
    let fixture = Fixture::new();
    let scopes = |proof| fixture.identify(&[proof]).map(|caller| (caller.identity, caller.scopes));
    assert_eq!(scopes(password("right")), Ok((Identity::ApiPassword, Scopes::ALL)));
    assert_eq!(
        scopes(api_key("the key")),
        Ok((Identity::Key { id: key_id("k") }, Scopes::of(&[Scope::OtpWrite])))
    );
    let user = Identity::User { user: user_id("u"), session: session_id("s") };
    assert_eq!(scopes(session()), Ok((user, Role::Viewer.scopes())));
}

#[test]
fn wrong_proofs_are_refused_alike() {
    let fixture = Fixture::new();
    for proofs in [
        vec![],
        vec![password("wrong")],
        vec![api_key("another key")],
        vec![Proof::Key { id: key_id("x"), hash: hash("the key") }],
        vec![Proof::Session { user: user_id("x"), session: session_id("s") }],
        vec![Proof::Session { user: user_id("u"), session: session_id("x") }],
        vec![session(), password("wrong")],
        vec![password("wrong"), session()],
    ] {
        assert_eq!(fixture.identify(&proofs), Err(Refusal::Credentials), "{proofs:?}");
    }
    assert_eq!(
        fixture.identify(&[api_key("the key"), password("right")]),
        fixture.identify(&[api_key("the key")])
    );
}

#[test]
fn keys_and_sessions_end() {
    let mut fixture = Fixture::new();
    fixture.key.key.expires_at = Some(NOW);
    assert_eq!(fixture.identify(&[api_key("the key")]), Err(Refusal::Credentials));
    fixture.key.key.expires_at = Some(Timestamp::from_millis(NOW.millis() + 1));
    assert!(fixture.identify(&[api_key("the key")]).is_ok());
    fixture.session.expires_at = NOW;
    assert_eq!(fixture.identify(&[session()]), Err(Refusal::Credentials));
    fixture.session = Session::new(session_id("s"), user_id("x"), NOW);
    assert_eq!(fixture.identify(&[session()]), Err(Refusal::Credentials), "another user's session");
}

fn page(key: Option<&str>) -> Proof {
    Proof::Page { id: page_token_id(), key: key.map(key_id) }
}

fn page_token_id() -> PageTokenId {
    "p".repeat(16).parse().unwrap()
}

#[test]
fn a_page_may_call_what_is_for_pages_and_nothing_else() {
    let fixture = Fixture::new();
    let identity = Identity::Page { token: page_token_id() };
    assert_eq!(Actor::from(&identity).as_str(), "page:pppppppppppppppp");
    assert_eq!(fixture.identify(&[page(None)]), Ok(Identified { identity, scopes: Scopes::default() }));
    let mut open: Vec<_> =
        Endpoint::ALL.iter().map(|endpoint| (endpoint.name(), endpoint.access())).collect();
    open.retain(|(_, access)| fixture.permit(page(None), *access).is_ok());
    open.retain(|(_, access)| !matches!(access, Access::Public | Access::Operator));
    let names: Vec<_> = open.iter().map(|(name, _)| *name).collect();
    let expected = ["Create", "Show", "Check", "Resend", "Cancel"].map(|verb| format!("{verb}Verification"));
    assert_eq!(names, expected);
    assert_eq!(
        fixture.permit(page(None), Access::Scope(Scope::OtpWrite)),
        Err(Refusal::Scope(Scope::OtpWrite))
    );
    assert_eq!(fixture.permit(page(None), Access::User), Err(Refusal::NotAUser));
    // Others need the scope.
    assert_eq!(
        fixture.permit(session(), Access::Page(Scope::OtpWrite)),
        Err(Refusal::Scope(Scope::OtpWrite))
    );
    assert_eq!(fixture.permit(api_key("the key"), Access::Page(Scope::OtpWrite)), Ok(false));
}

#[test]
fn a_page_has_a_limit_of_its_own() {
    let limits = Limits::default();
    let of = |identity: &Identity| limits.of_credential(Actor::from(identity).as_str());
    let page = of(&Identity::Page { token: page_token_id() });
    assert_eq!((page.per_second(), page.burst()), (1, 30));
    assert_eq!(of(&Identity::Key { id: key_id("k") }), limits.credential);
    assert_eq!(of(&Identity::ApiPassword), limits.credential);
}

#[test]
fn what_a_key_made_for_a_page_ends_with_it() {
    let mut fixture = Fixture::new();
    assert!(fixture.identify(&[page(Some("k"))]).is_ok());
    assert_eq!(fixture.identify(&[page(Some("x"))]), Err(Refusal::Credentials), "revoked");
    fixture.key.key.expires_at = Some(NOW);
    assert_eq!(fixture.identify(&[page(Some("k"))]), Err(Refusal::Credentials), "expired");
    fixture.key.key.expires_at = None;
    fixture.key.key.scopes = Scopes::of(&[Scope::OtpRead]);
    assert_eq!(fixture.identify(&[page(Some("k"))]), Err(Refusal::Credentials), "without the scope");
}

#[test]
fn the_address_must_be_allowed_where_any_is_named() {
    let mut account = Fixture::new().account.account;
    let from = |account: &_, address: Option<&str>| {
        from_allowed_address(account, address.map(|address| address.parse().unwrap()))
    };
    assert_eq!(from(&account, None), Ok(()));
    account.profile.allowed_ips = ["192.0.2.0/24", "2001:db8::1"].map(|rule| rule.parse().unwrap()).to_vec();
    assert_eq!(from(&account, Some("192.0.2.9")), Ok(()));
    assert_eq!(from(&account, Some("2001:db8::1")), Ok(()));
    assert_eq!(from(&account, Some("198.51.100.1")), Err(Refusal::Address));
    assert_eq!(from(&account, None), Err(Refusal::Address));
}

#[test]
fn an_endpoint_needs_its_scope_or_a_user() {
    let fixture = Fixture::new();
    let otp = Access::Scope(Scope::OtpWrite);
    assert_eq!(fixture.permit(api_key("the key"), otp), Ok(false));
    assert_eq!(fixture.permit(session(), otp), Err(Refusal::Scope(Scope::OtpWrite)));
    assert_eq!(fixture.permit(password("right"), otp), Ok(false));
    assert_eq!(fixture.permit(session(), Access::User), Ok(false));
    assert_eq!(fixture.permit(password("right"), Access::User), Err(Refusal::NotAUser));
    assert_eq!(fixture.permit(api_key("the key"), Access::GuardedUser), Err(Refusal::NotAUser));
}

#[test]
fn a_second_factor_is_asked_for_where_it_is_on_and_the_endpoint_is_guarded() {
    let mut fixture = Fixture::new();
    let (read, guarded) = (Access::Scope(Scope::AccountRead), Access::Guarded(Scope::AccountRead));
    assert_eq!(fixture.permit(session(), guarded), Ok(false), "none is set up");
    fixture.turn_second_factor_on();
    assert_eq!(fixture.permit(session(), guarded), Ok(true));
    assert_eq!(fixture.permit(session(), Access::GuardedUser), Ok(true));
    assert_eq!(fixture.permit(session(), read), Ok(false));
    assert_eq!(fixture.permit(password("right"), guarded), Ok(false), "programs have none");
}

#[test]
fn an_account_that_requires_it_lets_users_set_it_up_and_programs_do_what_is_not_guarded() {
    let mut fixture = Fixture::new();
    fixture.account.account.profile.second_factor_required = true;
    let (read, guarded) = (Access::Scope(Scope::AccountRead), Access::Guarded(Scope::AccountRead));
    assert_eq!(fixture.permit(session(), read), Err(Refusal::SecondFactorNotSetUp));
    assert_eq!(fixture.permit(session(), Access::User), Ok(false));
    assert_eq!(fixture.permit(password("right"), read), Ok(false));
    assert_eq!(fixture.permit(password("right"), guarded), Err(Refusal::NotAUser));
    fixture.turn_second_factor_on();
    assert_eq!(fixture.permit(session(), read), Ok(false));
    assert_eq!(fixture.permit(session(), guarded), Ok(true));
}

#[test]
fn every_endpoint_that_makes_or_takes_power_is_guarded() {
    for endpoint in Endpoint::ALL {
        let access = endpoint.access();
        let gives = [Scope::AccountWrite, Scope::UsersWrite, Scope::KeysWrite];
        let is_power = access.scope().is_some_and(|scope| gives.contains(&scope));
        // Revoking a key must be possible at once, whatever else is at hand.
        if is_power && *endpoint != Endpoint::RevokeKey {
            assert!(access.is_guarded(), "{endpoint:?}");
        }
    }
}

mod second_factor {
    use super::*;

    /// A second factor that is on, and the code that turned it on.
    fn on(key: &HashKey, recovery: &[RecoveryCode]) -> (SecondFactor, String) {
        let (account, user) = (account_id(), user_id("u"));
        let whose = Whose { key, account: &account, user: &user };
        let mut factor = SecondFactor::default();
        factor.enrol([1; 16]);
        let code = whose.secret(&[1; 16]).code_at(NOW);
        factor.confirm(&code, recovery, whose, NOW).unwrap();
        (factor, code)
    }

    fn present(
        factor: &mut SecondFactor,
        key: &HashKey,
        code: &str,
        now: Timestamp,
    ) -> Result<(), SecondFactorError> {
        let (account, user) = (account_id(), user_id("u"));
        factor.present(code, Whose { key, account: &account, user: &user }, now)
    }

    fn code_at(key: &HashKey, now: Timestamp) -> String {
        let (account, user) = (account_id(), user_id("u"));
        Whose { key, account: &account, user: &user }.secret(&[1; 16]).code_at(now)
    }

    #[test]
    fn the_code_that_turned_it_on_is_used_up() {
        let key = key();
        let (mut factor, code) = on(&key, &[]);
        assert_eq!(present(&mut factor, &key, &code, NOW), Err(SecondFactorError::Wrong));
        let later = NOW.plus_seconds(30);
        assert_eq!(present(&mut factor, &key, &code_at(&key, later), later), Ok(()));
        assert_eq!(present(&mut factor, &key, &code_at(&key, later), later), Err(SecondFactorError::Wrong));
    }

    #[test]
    fn recovery_codes_are_good_once_and_of_one_user() {
        let key = key();
        let codes: Vec<_> = [1_u8, 2]
            .map(|seed| RecoveryCode::generate(&[seed; RecoveryCode::RANDOM_BYTES]).unwrap())
            .to_vec();
        let (mut factor, _) = on(&key, &codes);
        assert_eq!(factor.recovery_codes_left(), 2);
        let (account, stranger) = (account_id(), user_id("x"));
        let whose = Whose { key: &key, account: &account, user: &stranger };
        assert_eq!(factor.present(&codes[0].expose(), whose, NOW), Err(SecondFactorError::Wrong));
        assert_eq!(present(&mut factor, &key, &codes[0].expose(), NOW), Ok(()));
        assert_eq!(present(&mut factor, &key, &codes[0].expose(), NOW), Err(SecondFactorError::Wrong));
        assert_eq!(factor.recovery_codes_left(), 1);
    }

    #[test]
    fn wrong_codes_make_the_right_one_wait() {
        let key = key();
        let (mut factor, _) = on(&key, &[]);
        let later = NOW.plus_seconds(60);
        for _ in 0..6 {
            assert_eq!(present(&mut factor, &key, "000000", later), Err(SecondFactorError::Wrong));
        }
        assert_eq!(present(&mut factor, &key, &code_at(&key, later), later), Err(SecondFactorError::Wait(1)));
        let waited = later.plus_seconds(1);
        assert_eq!(present(&mut factor, &key, &code_at(&key, waited), waited), Ok(()));
    }

    #[test]
    fn the_one_before_stays_until_the_new_one_is_confirmed() {
        let key = key();
        let (mut factor, _) = on(&key, &[]);
        factor.enrol([2; 16]);
        let later = NOW.plus_seconds(60);
        assert_eq!(present(&mut factor, &key, &code_at(&key, later), later), Ok(()));
        assert!(factor.is_on());
    }

    #[test]
    fn nothing_is_confirmed_that_was_not_begun() {
        let (key, account, user) = (key(), account_id(), user_id("u"));
        let whose = Whose { key: &key, account: &account, user: &user };
        let confirmed = SecondFactor::default().confirm("000000", &[], whose, NOW);
        assert_eq!(confirmed, Err(SecondFactorError::NotPending));
    }
}

#[test]
fn the_same_thing_again_within_a_minute_is_one_entry() {
    let entry = |seconds, address: &str| AuditEntry {
        id: 7,
        at: NOW.plus_seconds(seconds),
        event: AuditEvent::Refused,
        actor: Actor::unknown(),
        address: Some(address.into()),
        subject: None,
        reason: None,
        count: 1,
    };
    let joined = entry(59, "192.0.2.1").joined(&entry(0, "192.0.2.1")).unwrap();
    assert_eq!((joined.count, joined.at), (2, NOW));
    assert_eq!(entry(60, "192.0.2.1").joined(&entry(0, "192.0.2.1")), None);
    assert_eq!(entry(1, "192.0.2.2").joined(&entry(0, "192.0.2.1")), None);
}

#[test]
fn a_key_in_constant_use_is_noted_once_a_minute() {
    let mut key = Fixture::new().key;
    assert!(key.used(NOW) && !key.used(NOW.plus_seconds(59)) && key.used(NOW.plus_seconds(60)));
    assert_eq!(key.key.last_used_at, Some(NOW.plus_seconds(60)));
}
