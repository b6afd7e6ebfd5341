use std::collections::BTreeSet;

use proptest::prelude::*;
use shortwave::{
    auth::{HotpHash, RecoveryCode},
    keyed_hash::KeyedHash,
    otp::{
        AppText, CheckRefused, EnrolRefused, FactorCode, FactorDigits, FactorId, FactorKind, FactorPeriod,
        FactorSecret, FactorStatus, Keys, MOST_FACTORS, Parameters, Presented, Record, RecoveryRefused,
        VerificationId,
    },
    qr::{Drawing, Format, Level, Options},
    request::{
        native::{self, Arguments},
        v1,
    },
    time::Timestamp,
};
use url::Url;

use crate::otp::{at, key, keys};

const DAY: i64 = 86_400;

/// The secrets of RFC 6238, appendix B, and of RFC 4226, appendix D, are the first octets of these.
const SECRET: [u8; FactorSecret::RANDOM_BYTES] =
    *b"1234567890123456789012345678901234567890123456789012345678901234";

fn totp() -> Parameters {
    Parameters {
        kind: FactorKind::Totp,
        hash: HotpHash::Sha1,
        digits: FactorDigits::default(),
        period: FactorPeriod::default(),
    }
}

fn hotp() -> Parameters {
    Parameters { kind: FactorKind::Hotp, ..totp() }
}

fn id(number: u8) -> FactorId {
    FactorId::new(&"ab".repeat(16), [number; 8])
}

fn since_1970(second: i64) -> Timestamp {
    Timestamp::from_millis(second * 1_000)
}

/// The step of a moment of these tests.
fn step(second: i64) -> i64 {
    at(second).millis() / 30_000
}

/// What an app shows at a counter or a step.
fn shown(parameters: Parameters, place: i64) -> String {
    let secret = SECRET.get(..parameters.hash.secret_bytes()).unwrap();
    parameters.hash.code(secret, place.try_into().unwrap(), parameters.digits.get().into()).unwrap()
}

fn enrol(record: &mut Record, number: u8, parameters: Parameters, now: Timestamp) -> FactorId {
    let secret = FactorSecret::new(&SECRET, parameters.hash);
    record.enrol(id(number), parameters, secret, now, &keys()).unwrap().factor.id
}

/// A record with a factor that nobody confirmed.
fn begun(parameters: Parameters) -> (Record, FactorId) {
    let mut record = Record::default();
    let id = enrol(&mut record, 1, parameters, at(0));
    (record, id)
}

/// One with a factor whose first code was right.
fn confirmed(parameters: Parameters) -> (Record, FactorId) {
    let (mut record, id) = begun(parameters);
    let place = if parameters.kind == FactorKind::Totp { step(0) } else { 0 };
    assert!(check(&mut record, &id, &shown(parameters, place), 0));
    (record, id)
}

fn recovery(code: &str, of: &FactorId) -> KeyedHash {
    RecoveryCode::presented(code).hash(&key("h"), "account", of.as_str())
}

fn presented(id: &FactorId, code: &str, next: Option<&str>) -> FactorCode {
    FactorCode {
        code: Presented::typed(code),
        next: next.map(Presented::typed),
        recovery: recovery(code, id),
    }
}

fn check(record: &mut Record, id: &FactorId, code: &str, second: i64) -> bool {
    record.check_factor(id, &presented(id, code, None), at(second), &keys()).unwrap().valid
}

fn check_two(record: &mut Record, id: &FactorId, [code, next]: [&str; 2], second: i64) -> bool {
    record.check_factor(id, &presented(id, code, Some(next)), at(second), &keys()).unwrap().valid
}

/// When a check is looked at again; `None` where it is now.
fn wait(record: &mut Record, id: &FactorId, second: i64) -> Option<Timestamp> {
    match record.check_factor(id, &presented(id, "no", None), at(second), &keys()) {
        Err(CheckRefused::Wait(until)) => Some(until),
        other => {
            assert!(!other.unwrap().valid);
            None
        }
    }
}

#[test]
fn codes_of_rfc_6238_are_right_at_their_moments() {
    let vectors: serde_json::Value = crate::fixture(include_str!("../fixtures/vectors/rfc6238_totp.json"));
    let tests = vectors["tests"].as_array().unwrap();
    for test in tests {
        let now = since_1970(test["time"].as_i64().unwrap());
        let hash: HotpHash = test["alg"].as_str().unwrap().parse().unwrap();
        for digits in 6..=8_usize {
            let parameters =
                Parameters { hash, digits: i64::try_from(digits).unwrap().try_into().unwrap(), ..totp() };
            let code = test["totp"].as_str().unwrap().get(8 - digits..).unwrap();
            let mut record = Record::default();
            let id = enrol(&mut record, 1, parameters, now);
            let mut valid =
                |code| record.check_factor(&id, &presented(&id, code, None), now, &keys()).unwrap().valid;
            assert!(!valid(code.get(1..).unwrap()) && valid(code) && !valid(code), "{test}");
        }
    }
    assert_eq!(tests.len(), 18);
}

#[test]
fn codes_of_rfc_4226_are_right_in_their_order() {
    let vectors: serde_json::Value = crate::fixture(include_str!("../fixtures/vectors/rfc4226_hotp.json"));
    let (mut record, id) = begun(hotp());
    let tests = vectors["tests"].as_array().unwrap();
    for (counter, test) in (1..).zip(tests) {
        let code = test["hotp"].as_str().unwrap();
        assert!(check(&mut record, &id, code, 0), "{test}");
        assert!(!check(&mut record, &id, code, 0), "{test}");
        assert_eq!(record.factor(&id).unwrap().counter(), Some(counter));
    }
    assert_eq!(tests.len(), 10);
}

#[test]
fn the_first_right_code_makes_it_active() {
    let (mut record, id) = begun(totp());
    let status = |record: &Record| record.factor(&id).unwrap().status();
    assert!(!check(&mut record, &id, "000000", 0));
    assert_eq!(status(&record), FactorStatus::Pending);
    assert_eq!(record.renew_recovery(&id, Vec::new(), at(0)), Err(RecoveryRefused::Pending));
    for (second, is_first) in [(30, true), (60, false)] {
        let code = presented(&id, &shown(totp(), step(second)), None);
        let checked = record.check_factor(&id, &code, at(second), &keys()).unwrap();
        assert_eq!((checked.valid, checked.is_first), (true, is_first));
        assert_eq!(checked.factor.confirmed_at, Some(at(30)));
        assert_eq!(checked.factor.used_at, Some(at(second)));
        assert_eq!(status(&record), FactorStatus::Active);
    }
}

#[test]
fn a_code_is_typed_as_people_type() {
    for typed in ["755 224", " 755-224 ", "７５５２２４", "٧٥٥٢٢٤"] {
        let (mut record, id) = begun(hotp());
        assert!(check(&mut record, &id, typed, 0), "{typed}");
    }
    for wrong in ["", "75522", "7552240", "0755224", "84755224"] {
        let (mut record, id) = begun(hotp());
        assert!(!check(&mut record, &id, wrong, 0), "{wrong}");
    }
}

#[test]
fn a_code_counts_a_step_early_and_a_step_late_and_each_step_once() {
    for (offset, valid) in [(-2, false), (-1, true), (0, true), (1, true), (2, false)] {
        let (mut record, id) = begun(totp());
        assert_eq!(check(&mut record, &id, &shown(totp(), step(300) + offset), 300), valid, "{offset}");
    }
    let (mut record, id) = begun(totp());
    let code = shown(totp(), step(300));
    let valid = (0..50).filter(|_| check(&mut record.clone(), &id, &code, 300)).count();
    assert_eq!(valid, 50, "before it was used");
    assert!(check(&mut record, &id, &code, 300));
    for second in [300, 329, 330, 359] {
        assert!(!check(&mut record, &id, &code, second), "{second}");
        assert!(!check(&mut record, &id, &shown(totp(), step(270)), second), "a step before it, {second}");
    }
    assert!(check(&mut record, &id, &shown(totp(), step(330)), 330));
}

#[test]
fn a_code_of_two_steps_at_once_is_used_up_at_once() {
    // Found by search: the step before this moment's and the one after it have the same code.
    let (before, now) = (153_567, since_1970(153_568 * 30));
    let code = shown(totp(), before);
    assert_eq!(shown(totp(), before + 2), code);
    let mut record = Record::default();
    let id = enrol(&mut record, 1, totp(), now);
    let mut valid = |now| record.check_factor(&id, &presented(&id, &code, None), now, &keys()).unwrap().valid;
    assert!(valid(now) && !valid(now) && !valid(now.plus_seconds(30)));
}

#[test]
fn a_code_of_two_counters_leaves_the_app_where_it_is() {
    let (mut record, id) = begun(hotp());
    let counter = |record: &Record| record.factor(&id).unwrap().counter().unwrap();
    while counter(&record) < 153_567 {
        let place = (counter(&record) + 99).min(153_565);
        let two = [shown(hotp(), place), shown(hotp(), place + 1)];
        assert!(check_two(&mut record, &id, [&two[0], &two[1]], 0));
    }
    assert_eq!(shown(hotp(), 153_567), shown(hotp(), 153_569));
    assert!(check(&mut record, &id, &shown(hotp(), 153_567), 0));
    assert_eq!(counter(&record), 153_568);
}

#[test]
fn a_clock_that_drifts_is_followed_and_not_further_than_ten_steps() {
    for direction in [1, -1] {
        let (mut record, id) = confirmed(totp());
        let mut last = 0;
        for (day, drift) in (1..20).map(|day| (day, day * direction)) {
            let second = day * DAY;
            if check(&mut record, &id, &shown(totp(), step(second) + drift), second) {
                last = drift;
                assert_eq!(record.factor(&id).unwrap().drift(), Some(drift.clamp(-10, 10)));
            }
        }
        assert_eq!(last, 11 * direction, "the tenth, and one more for typing");
    }
}

#[test]
fn two_codes_in_a_row_bring_back_a_clock_that_went_astray() {
    for drift in -10..=10 {
        let (mut record, id) = confirmed(totp());
        let second = DAY;
        let at_app = |offset: i64| shown(totp(), step(second) + drift + offset);
        assert_eq!(check(&mut record.clone(), &id, &at_app(0), second), drift.abs() <= 1, "{drift}");
        // The one before was shown when the first was typed.
        let two = [at_app(-1), at_app(0)];
        assert!(!check_two(&mut record, &id, [&two[1], &two[0]], second), "the wrong way around, {drift}");
        assert!(check_two(&mut record, &id, [&two[0], &two[1]], second), "{drift}");
        assert!(!check_two(&mut record, &id, [&two[0], &two[1]], second), "again, {drift}");
        assert!(!check(&mut record, &id, &two[1], second), "the second of them, {drift}");
        assert_eq!(record.factor(&id).unwrap().drift(), Some(drift));
        assert!(check(&mut record, &id, &at_app(1), second + 30), "and from then on, {drift}");
    }
    for drift in [-11, 13] {
        let (mut record, id) = confirmed(totp());
        let two = [0, 1].map(|offset| shown(totp(), step(DAY) + drift - 1 + offset));
        assert!(!check_two(&mut record, &id, [&two[0], &two[1]], DAY), "{drift}");
    }
}

#[test]
fn a_counter_is_looked_for_ahead_and_kept() {
    for (ahead, valid) in [(0, true), (9, true), (10, false), (99, false)] {
        let (mut record, id) = confirmed(hotp());
        assert_eq!(check(&mut record, &id, &shown(hotp(), 1 + ahead), 0), valid, "{ahead}");
        assert_eq!(record.factor(&id).unwrap().counter(), Some(if valid { 2 + ahead } else { 1 }));
        if valid {
            assert!((0..=1 + ahead).all(|used| !check(&mut record.clone(), &id, &shown(hotp(), used), 0)));
        }
    }
    for (ahead, valid) in [(0, true), (99, true), (100, false)] {
        let (mut record, id) = confirmed(hotp());
        let two = [1, 2].map(|offset| shown(hotp(), offset + ahead));
        assert_eq!(check_two(&mut record, &id, [&two[0], &two[1]], 0), valid, "{ahead}");
        assert_eq!(record.factor(&id).unwrap().counter(), Some(if valid { 3 + ahead } else { 1 }));
    }
}

#[test]
fn recovery_codes_are_good_once_each_until_there_are_others() {
    let (mut record, id) = confirmed(totp());
    let hashes = |codes: [&str; 3]| codes.map(|code| recovery(code, &id)).to_vec();
    let left = |record: &Record| record.factor(&id).unwrap().recovery_codes_left();
    assert_eq!(left(&record), 0);
    record.renew_recovery(&id, hashes(["ABCDE-FGHJK", "23456-789AB", "ZZZZZ-YYYYY"]), at(1)).unwrap();
    assert_eq!(left(&record), 3);
    assert!(check(&mut record, &id, "abcde fghjk", 2));
    assert!(!check(&mut record, &id, "ABCDE-FGHJK", 2));
    assert_eq!((left(&record), record.factor(&id).unwrap().used_at), (2, Some(at(2))));
    record.renew_recovery(&id, hashes(["AAAAA-AAAAA", "BBBBB-BBBBB", "CCCCC-CCCCC"]), at(3)).unwrap();
    assert!(!check(&mut record, &id, "23456-789AB", 4));
    assert!(check(&mut record, &id, "AAAAA-AAAAA", 4));
    assert_eq!(left(&record), 2);
    assert_eq!(record.renew_recovery(&self::id(9), Vec::new(), at(4)), Err(RecoveryRefused::NotFound));
}

#[test]
fn wrong_codes_of_a_user_add_up_over_all_factors() {
    let (mut record, one) = confirmed(totp());
    let two = enrol(&mut record, 2, hotp(), at(0));
    for number in 0..10 {
        assert_eq!(wait(&mut record, if number % 2 == 0 { &one } else { &two }, 0), None);
    }
    assert_eq!(wait(&mut record, &one, 0), Some(at(60)));
    assert_eq!(wait(&mut record, &two, 0), Some(at(60)));
    assert!(record.remove_factor(&two, at(0)));
    let three = enrol(&mut record, 3, hotp(), at(0));
    assert_eq!(wait(&mut record, &three, 59), Some(at(60)), "a factor that is made anew waits too");
    let code = shown(totp(), step(59));
    let right = presented(&one, &code, None);
    assert_eq!(record.check_factor(&one, &right, at(59), &keys()), Err(CheckRefused::Wait(at(60))));
    assert!(check(&mut record, &one, &code, 60));
    for _ in 0..10 {
        assert_eq!(wait(&mut record, &one, 60), None, "a right one ends the waits");
    }
    assert_eq!(wait(&mut record, &one, 60), Some(at(120)));
}

/// Somebody guesses as fast as they can for three days. The user comes by so often a day, as soon as a code is looked at, and so ends the
/// waits.
#[test]
fn the_chance_to_guess_within_any_day_is_under_one_in_a_thousand() {
    for (parameters, width) in [(totp(), 3.0), (hotp(), 10.0)] {
        for visits in [0, 100] {
            let (mut record, id) = confirmed(parameters);
            let (mut looked_at, mut visited) = (Vec::new(), 0);
            for second in (60..3 * DAY).step_by(60) {
                if visited < second * visits / DAY {
                    let counter = record.factor(&id).unwrap().counter();
                    let code = shown(parameters, counter.unwrap_or_else(|| step(second)));
                    let code = presented(&id, &code, None);
                    let checked = record.check_factor(&id, &code, at(second), &keys());
                    visited += i64::from(checked.is_ok_and(|checked| checked.valid));
                }
                while wait(&mut record, &id, second).is_none() {
                    looked_at.push(second);
                }
            }
            let within_a_day =
                |first: i64| looked_at.iter().filter(|at| (first..first + DAY).contains(*at)).count();
            let most = looked_at.iter().map(|first| within_a_day(*first)).max().unwrap();
            let luck = f64::from(u32::try_from(most).unwrap()) * (width / 1e6 + 10.0 / 31_f64.powi(10));
            assert!(luck < 0.001 && most >= 30, "{parameters:?}, {visits} visits: {most} guesses");
        }
    }
}

#[test]
fn what_nobody_confirms_is_forgotten_and_what_is_active_stays() {
    let (mut record, id) = begun(totp());
    assert_eq!(record.wake_at(), Some(at(DAY)));
    record.settle(at(DAY - 1));
    assert!(record.factor(&id).is_some());
    record.settle(at(DAY));
    assert!(record.is_empty() && record.wake_at().is_none());

    let (mut record, id) = confirmed(totp());
    for year in 1..10 {
        let now = at(year * 365 * DAY);
        record.settle(now);
        assert!(record.wake_at().unwrap() <= now, "it is tended");
        record.tend(now, &keys());
        assert_eq!(record.wake_at(), Some(now.plus_seconds(30 * 86_400)));
        assert_eq!(record.factor(&id).unwrap().status(), FactorStatus::Active);
    }
    assert!(record.remove_factor(&id, at(10 * 365 * DAY)));
    assert!(record.is_empty() && record.wake_at().is_none());
    assert!(!record.remove_factor(&id, at(10 * 365 * DAY)));
}

#[test]
fn a_user_has_ten_and_the_oldest_pending_gives_way() {
    let (mut record, first) = confirmed(totp());
    for number in 2..=10 {
        enrol(&mut record, number, totp(), at(0));
    }
    enrol(&mut record, 11, totp(), at(0));
    assert_eq!(record.factors().len(), MOST_FACTORS);
    assert!(record.factor(&first).is_some() && record.factor(&id(2)).is_none());
    for factor in record.clone().factors() {
        if factor.status() == FactorStatus::Pending {
            assert!(check(&mut record, &factor.id, &shown(totp(), step(30)), 30));
        }
    }
    let before = record.clone();
    let secret = FactorSecret::new(&SECRET, HotpHash::Sha1);
    let refused = record.enrol(id(12), totp(), secret, at(30), &keys());
    assert_eq!((refused.unwrap_err(), record), (EnrolRefused::TooMany, before));
}

#[test]
fn secrets_outlive_a_rotation_of_the_key() {
    let rotated = || Keys::new(key("n"), Some(key("k")));
    let (new, other) = (Keys::new(key("n"), None), Keys::new(key("o"), None));
    let valid = |record: &mut Record, id: &FactorId, keys: &Keys, second| {
        let code = presented(id, &shown(totp(), step(second)), None);
        record.check_factor(id, &code, at(second), keys).unwrap().valid
    };
    let (mut record, id) = confirmed(totp());
    record.renew_recovery(&id, vec![recovery("ABCDE-FGHJK", &id)], at(0)).unwrap();
    assert!(!valid(&mut record.clone(), &id, &new, 60), "the key of it is gone");
    assert!(valid(&mut record.clone(), &id, &rotated(), 60));

    let mut used = record.clone();
    assert!(valid(&mut used, &id, &rotated(), 60));
    assert!(valid(&mut used, &id, &new, 90), "it is sealed anew when it is used");

    let mut tended = record.clone();
    tended.tend(at(30 * DAY), &rotated());
    assert!(valid(&mut tended, &id, &new, 30 * DAY), "and by and by when it is not");

    record.tend(at(30), &other);
    assert!(!valid(&mut record, &id, &other, 60));
    assert!(valid(&mut record.clone(), &id, &rotated(), 90), "nothing is lost by another key");
    let code = presented(&id, "ABCDE-FGHJK", None);
    assert!(
        record.check_factor(&id, &code, at(90), &other).unwrap().valid,
        "a recovery code has none of them"
    );
}

#[test]
fn a_clock_that_is_set_back_lets_no_code_be_used_again() {
    let (mut record, id) = begun(totp());
    let code = shown(totp(), step(DAY / 2));
    assert!(check(&mut record, &id, &code, DAY / 2));
    assert!(!check(&mut record, &id, &shown(totp(), step(0)), 0));
    let factor = record.factor(&id).unwrap();
    assert_eq!((factor.confirmed_at, factor.used_at), (Some(at(0)), Some(at(0))));
    assert!(!check(&mut record, &id, &code, DAY / 2));
    assert!(check(&mut record, &id, &shown(totp(), step(DAY / 2 + 30)), DAY / 2 + 30));

    let mut record = Record::default();
    enrol(&mut record, 1, totp(), at(1_000 * DAY));
    record.settle(at(0));
    assert_eq!(record.wake_at(), Some(at(DAY)), "nor be kept for longer");
}

#[test]
fn there_are_no_codes_before_1970() {
    let mut record = Record::default();
    let id = enrol(&mut record, 1, totp(), since_1970(-10_000));
    let mut valid = |code: &str, second| {
        let presented = presented(&id, code, None);
        record.check_factor(&id, &presented, since_1970(second), &keys()).unwrap().valid
    };
    assert!(!valid("", -10_000) && valid("755224", -1) && !valid("755224", 0));
}

#[test]
fn what_is_kept_and_printed_tells_no_secret() {
    let secret = FactorSecret::new(&SECRET, HotpHash::Sha1);
    assert_eq!(format!("{secret:?}"), "FactorSecret(..)");
    let (mut record, id) = confirmed(totp());
    record.renew_recovery(&id, vec![recovery("ABCDE-FGHJK", &id)], at(0)).unwrap();
    let stored = serde_json::to_string(&record).unwrap();
    assert_eq!(serde_json::from_str::<Record>(&stored).unwrap(), record);
    for secret in ["1234567890", "GEZDGNBVGY3TQOJQ", "MTIzNDU2Nzg5MD", "ABCDE"] {
        assert!(!stored.contains(secret), "{secret} in {stored}");
        assert!(!format!("{record:?}").contains(secret), "{secret}");
    }
    assert!(!serde_json::to_string(&Record::default()).unwrap().contains("factors"));
}

#[test]
fn an_id_leads_to_a_record_of_its_user_alone() {
    let of = |account, user| FactorId::record_of(&key("k"), account, user);
    let id = FactorId::new(&of("a", "b"), [1; 8]);
    assert_eq!((id.record(), id.as_str().len()), (of("a", "b").as_str(), 48));
    assert_eq!(id.as_str().parse(), Ok(id.clone()));
    let recipient = "34666555444".parse().unwrap();
    let records = [
        of("a", "b"),
        of("a", "c"),
        of("c", "b"),
        of("ab", ""),
        of("a", "34666555444"),
        VerificationId::record_of(&key("k"), "a", &recipient),
    ];
    assert_eq!(records.iter().collect::<BTreeSet<_>>().len(), records.len());
    for wrong in ["", "a", &"A".repeat(48), &"a".repeat(47), &"a".repeat(49), &"g".repeat(48)] {
        assert!(wrong.parse::<FactorId>().is_err(), "{wrong}");
    }
}

#[test]
fn apps_read_all_there_is_to_know_from_a_uri_that_fits_a_qr_code() {
    let name = |text: &str| text.parse::<AppText>().unwrap();
    let secret = FactorSecret::new(&SECRET, HotpHash::Sha1);
    assert_eq!(secret.to_base32(), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    assert_eq!(
        secret.uri(totp(), &name("Acme & Co"), &name("ana@example.com")),
        "otpauth://totp/Acme%20%26%20Co:ana%40example.com?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Acme%20%26%20Co&algorithm=SHA1&digits=6&period=30"
    );
    let eight = Parameters { digits: 8.try_into().unwrap(), hash: HotpHash::Sha512, ..hotp() };
    let longest = name(&"𝔸".repeat(64));
    let uri = FactorSecret::new(&SECRET, HotpHash::Sha512).uri(eight, &longest, &longest);
    let read = Url::parse(&uri).unwrap();
    assert_eq!((read.scheme(), read.host_str()), ("otpauth", Some("hotp")));
    let query: Vec<_> = read.query_pairs().skip(2).map(|(name, value)| format!("{name}={value}")).collect();
    assert_eq!(query, ["algorithm=SHA512", "digits=8", "counter=0"]);
    assert_eq!(read.query_pairs().next().unwrap().1.len(), 103);
    let options = Options { level: Level::Low, ..Options::default() };
    assert!(Drawing { format: Format::Svg, text: uri, options }.draw().is_ok());
    for wrong in ["", "a:b", "a\nb", &"a".repeat(65)] {
        assert!(wrong.parse::<AppText>().is_err(), "{wrong:?}");
    }
}

#[test]
fn arguments_are_read_with_their_defaults_and_all_problems_told() {
    let read = |json: &str| native::read(Arguments::json(json.as_bytes()).unwrap(), v1::create_factor);
    let least = read(r#"{"user":"7301","issuer":"Acme","label":"ana"}"#).unwrap();
    assert_eq!((least.user.as_str(), least.parameters), ("7301", totp()));
    let all = read(
        r#"{"user":"é","type":"hotp","issuer":"A","label":"b","algorithm":"SHA512","digits":8,"period":15}"#,
    );
    let period = 15.try_into().unwrap();
    let hash = HotpHash::Sha512;
    let kind = FactorKind::Hotp;
    assert_eq!(all.unwrap().parameters, Parameters { kind, hash, digits: 8.try_into().unwrap(), period });
    let wrong = read(
        r#"{"type":"sms","issuer":"a:b","algorithm":"MD5","digits":9,"period":14,"label":"","secret":"mine"}"#,
    );
    let paths: Vec<_> = wrong.unwrap_err().0.into_iter().map(|error| error.path).collect();
    assert_eq!(paths, ["user", "type", "issuer", "label", "algorithm", "digits", "period", "secret"]);
}

proptest! {
    #[test]
    fn each_step_is_accepted_at_most_once(
        tries in prop::collection::vec((0_i64..90, -4_i64..=4, any::<bool>()), 1..80)
    ) {
        let (mut record, id) = begun(totp());
        let (mut second, mut used) = (0, BTreeSet::new());
        for (later, offset, in_a_row) in tries {
            second += later;
            let places = [0, 1].map(|after| step(second) + offset + after);
            let codes = places.map(|place| shown(totp(), place));
            let code = presented(&id, &codes[0], in_a_row.then_some(codes[1].as_str()));
            let Ok(checked) = record.check_factor(&id, &code, at(second), &keys()) else { continue };
            if checked.valid {
                prop_assert!(used.insert(places[0]));
                prop_assert!(!in_a_row || used.insert(places[1]));
            }
            prop_assert!(checked.factor.drift().unwrap().abs() <= 10);
        }
    }

    #[test]
    fn nothing_that_is_presented_makes_it_panic(
        code in ".{0,20}", next in prop::option::of(".{0,20}"), now: i64, timed: bool
    ) {
        let (mut record, id) = begun(if timed { totp() } else { hotp() });
        let code = presented(&id, &code, next.as_deref());
        let _ = record.check_factor(&id, &code, Timestamp::from_millis(now), &keys());
    }
}
