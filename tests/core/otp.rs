use proptest::prelude::*;
use shortwave::{
    keyed_hash::HashKey,
    otp::{
        Alphabet, Checked, Code, CodeLength, Generate, GenerateError, MaxAttempts, Otp, Policy, Presented,
        RANDOM_BYTES, Validity, Verdict, check, generate,
    },
    ranged::OutOfRange,
    time::Timestamp,
};

const START: i64 = 1_577_880_000_000;

fn at(second: i64) -> Timestamp {
    Timestamp::from_millis(START + second * 1_000)
}

fn key() -> HashKey {
    HashKey::new("a key of the tests, over 32 characters").unwrap()
}

fn random(seed: u8) -> [u8; RANDOM_BYTES] {
    std::array::from_fn(|index| seed.wrapping_add(u8::try_from(index * 7 % 256).unwrap()))
}

fn made(policy: Policy) -> (Otp, Code) {
    let request = Generate { policy, reject_if_pending: false };
    generate(None, &request, at(0), &random(1), &key()).unwrap()
}

fn checked(otp: &Otp, code: &str, second: i64) -> Checked {
    check(Some(otp.clone()), &Presented::new(code, false), at(second), &key())
}

/// A code of the same form that is not `code`.
fn wrong(code: &Code) -> String {
    code.expose().chars().map(|symbol| if symbol == '2' { '3' } else { '2' }).collect()
}

fn policy(attempts: i64) -> Policy {
    Policy { max_attempts: MaxAttempts::try_from(attempts).unwrap(), ..Policy::default() }
}

#[test]
fn defaults_are_the_documents() {
    let (otp, code) = made(Policy::default());
    assert_eq!(code.expose().len(), 4);
    assert!(code.expose().bytes().all(|byte| byte.is_ascii_digit()));
    assert_eq!((otp.policy.max_attempts.get(), otp.policy.validity.seconds()), (3, 60));
    assert_eq!((otp.attempts, otp.created_at, otp.expires_at), (0, at(0), at(60)));
}

#[test]
fn the_right_code_is_valid_and_counts_an_attempt() {
    let (otp, code) = made(Policy::default());
    let Checked { verdict, otp } = checked(&otp, code.expose(), 5);
    assert_eq!(verdict, Verdict::Valid);
    assert_eq!(otp.map(|otp| (otp.attempts, otp.updated_at)), Some((1, at(5))));
}

#[test]
fn without_a_code_every_code_is_invalid() {
    let Checked { verdict, otp } = check(None, &Presented::new("1234", false), at(0), &key());
    assert_eq!((verdict, otp), (Verdict::Invalid, None));
}

#[test]
fn after_the_last_attempt_even_the_right_code_is_too_late() {
    let (mut otp, code) = made(policy(2));
    for attempt in 1..=2 {
        let failed = checked(&otp, &wrong(&code), attempt);
        assert_eq!(failed.verdict, Verdict::Invalid);
        otp = failed.otp.unwrap();
    }
    assert_eq!(checked(&otp, code.expose(), 3).verdict, Verdict::TooManyAttempts);
}

#[test]
fn the_last_attempt_may_succeed() {
    let (otp, code) = made(policy(2));
    let otp = checked(&otp, &wrong(&code), 1).otp.unwrap();
    assert_eq!(checked(&otp, code.expose(), 2).verdict, Verdict::Valid);
}

#[test]
fn expires_and_is_forgotten_ten_minutes_later() {
    let (otp, code) = made(Policy::default());
    assert_eq!(checked(&otp, code.expose(), 59).verdict, Verdict::Valid);
    assert_eq!(checked(&otp, code.expose(), 60).verdict, Verdict::Expired);
    assert_eq!(checked(&otp, &wrong(&code), 659).verdict, Verdict::Expired);
    assert_eq!(otp.forget_at(), at(660));
    assert_eq!(checked(&otp, code.expose(), 660), Checked { verdict: Verdict::Invalid, otp: None });
}

#[test]
fn expiry_outranks_exhausted_attempts() {
    let (otp, code) = made(policy(1));
    let otp = checked(&otp, &wrong(&code), 1).otp.unwrap();
    assert_eq!(checked(&otp, code.expose(), 2).verdict, Verdict::TooManyAttempts);
    assert_eq!(checked(&otp, code.expose(), 60).verdict, Verdict::Expired);
}

#[test]
fn a_second_code_replaces_the_first_unless_asked_to_keep_it() {
    let (first, old) = made(policy(1));
    let keep = Generate { policy: policy(1), reject_if_pending: true };
    let replace = Generate { reject_if_pending: false, ..keep.clone() };
    let again = |current: &Otp, request: &Generate, second| {
        generate(Some(current), request, at(second), &random(9), &key())
    };
    assert_eq!(again(&first, &keep, 30).unwrap_err(), GenerateError::Pending);
    let (second, new) = again(&first, &replace, 30).unwrap();
    assert_eq!((second.attempts, second.expires_at), (0, at(90)));
    assert_eq!(checked(&second, old.expose(), 31).verdict, Verdict::Invalid);
    assert_eq!(checked(&second, new.expose(), 31).verdict, Verdict::Valid);
    assert!(again(&first, &keep, 60).is_ok(), "an expired code is not pending");
    let exhausted = checked(&first, &wrong(&old), 1).otp.unwrap();
    assert!(again(&exhausted, &keep, 30).is_ok(), "a code that cannot succeed any more is not pending");
}

#[test]
fn case_counts_only_when_asked() {
    let policy = Policy {
        alphabet: Alphabet::Alphanumeric,
        length: CodeLength::try_from(10).unwrap(),
        ..Policy::default()
    };
    let (otp, code) = made(policy);
    let lower = code.expose().to_lowercase();
    assert_ne!(lower, code.expose());
    assert_eq!(checked(&otp, &lower, 1).verdict, Verdict::Valid);
    let strictly = |text: &str| check(Some(otp.clone()), &Presented::new(text, true), at(1), &key()).verdict;
    assert_eq!(strictly(&lower), Verdict::Invalid);
    assert_eq!(strictly(code.expose()), Verdict::Valid);
}

#[test]
fn too_little_randomness_makes_no_code() {
    let request = Generate { policy: Policy::default(), reject_if_pending: false };
    let made = |random: &[u8]| generate(None, &request, at(0), random, &key()).map(drop);
    assert_eq!(made(&[0; 15]), Err(GenerateError::Randomness));
    assert_eq!(made(&[0; 19]), Err(GenerateError::Randomness));
    assert_eq!(made(&[255; RANDOM_BYTES]), Err(GenerateError::Randomness));
    assert_eq!(made(&[0; 20]), Ok(()));
}

#[test]
fn leading_zeros_stay() {
    let request = Generate { policy: Policy::default(), reject_if_pending: false };
    let (_, code) = generate(None, &request, at(0), &[0; RANDOM_BYTES], &key()).unwrap();
    assert_eq!(code.expose(), "0000");
}

#[test]
fn what_is_stored_and_printed_holds_no_code() {
    let policy = Policy { length: CodeLength::try_from(10).unwrap(), ..Policy::default() };
    let (otp, code) = made(policy);
    let presented = Presented::new(code.expose(), false);
    for text in [serde_json::to_string(&otp).unwrap(), format!("{otp:?} {code:?} {presented:?}")] {
        assert!(!text.contains(code.expose()), "{text}");
    }
}

#[test]
fn another_key_opens_nothing() {
    let (otp, code) = made(Policy::default());
    let other = HashKey::new("another key of the tests, over 32 characters").unwrap();
    let presented = Presented::new(code.expose(), false);
    assert_eq!(check(Some(otp), &presented, at(1), &other).verdict, Verdict::Invalid);
}

#[test]
fn ranges_are_the_documents() {
    let range = |result: Result<(), OutOfRange>| result.err().map(|range| (range.min, range.max));
    for (value, length, attempts, validity) in [
        (i64::MIN, false, false, false),
        (0, false, false, false),
        (1, false, true, false),
        (2, false, true, false),
        (3, true, true, false),
        (10, true, true, false),
        (11, false, false, false),
        (29, false, false, false),
        (30, false, false, true),
        (600, false, false, true),
        (601, false, false, false),
        (i64::MAX, false, false, false),
    ] {
        let outside = |inside: bool, min, max| (!inside).then_some((min, max));
        assert_eq!(range(CodeLength::try_from(value).map(drop)), outside(length, 3, 10));
        assert_eq!(range(MaxAttempts::try_from(value).map(drop)), outside(attempts, 1, 10));
        assert_eq!(range(Validity::try_from(value).map(drop)), outside(validity, 30, 600));
    }
}

proptest! {
    #[test]
    fn a_code_has_the_length_and_alphabet_asked_for(
        length in 3_i64..=10, alpha: bool, seed: [u8; 32], tail: [u8; 32],
    ) {
        let alphabet = if alpha { Alphabet::Alphanumeric } else { Alphabet::Digits };
        let policy = Policy { alphabet, length: CodeLength::try_from(length).unwrap(), ..Policy::default() };
        let request = Generate { policy, reject_if_pending: false };
        let random = [seed, tail, seed].concat();
        let Ok((_, code)) = generate(None, &request, at(0), &random, &key()) else { return Ok(()) };
        prop_assert_eq!(code.expose().len(), usize::try_from(length).unwrap());
        prop_assert!(code.expose().chars().all(|symbol| alphabet.symbols().contains(symbol)));
        prop_assert!(!alpha || !code.expose().contains(['0', 'O', '1', 'I', 'L']));
    }

    /// However checks fall, a code is valid at most once, never after its attempts or its time, and the count is
    /// exact. `erased` is what the Otp object does after a valid check.
    #[test]
    fn no_history_of_checks_breaks_the_rules(
        attempts in 1_i64..=10,
        history in prop::collection::vec((any::<bool>(), 0_i64..100), 1..30),
    ) {
        let (otp, code) = made(policy(attempts));
        let (mut state, mut second, mut valid) = (Some(otp), 0, 0);
        for (count, (right, wait)) in (1..).zip(history) {
            second += wait;
            let text = if right { code.expose().to_owned() } else { wrong(&code) };
            let before = state.is_some();
            let Checked { verdict, otp } = check(state, &Presented::new(&text, false), at(second), &key());
            prop_assert_eq!(otp.as_ref().map(|otp| otp.attempts), (before && second < 660).then_some(count));
            match verdict {
                Verdict::Valid => prop_assert!(right && second < 60 && i64::from(count) <= attempts),
                Verdict::Expired => prop_assert!((60..660).contains(&second)),
                Verdict::TooManyAttempts => prop_assert!(second < 60 && i64::from(count) > attempts),
                Verdict::Invalid => prop_assert!(otp.is_none() || !right),
            }
            valid += u32::from(verdict == Verdict::Valid);
            let erased = verdict == Verdict::Valid;
            state = otp.filter(|_| !erased);
            if state.is_none() { break; }
        }
        prop_assert!(valid <= 1);
    }
}
