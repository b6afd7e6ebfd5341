use proptest::prelude::*;
use shortwave::{
    keyed_hash::HashKey,
    otp::{
        Alphabet, Checked, Code, CodeLength, Generate, GenerateError, Keys, MaxAttempts, Otp, Policy,
        Presented, RANDOM_BYTES, Record, Validity, Verdict,
    },
    ranged::OutOfRange,
    time::Timestamp,
};

const START: i64 = 1_577_880_000_000;

pub fn at(second: i64) -> Timestamp {
    Timestamp::from_millis(START + second * 1_000)
}

pub fn key(of: &str) -> HashKey {
    HashKey::new(&of.repeat(32)).unwrap()
}

pub fn keys() -> Keys {
    Keys::new(key("k"), None)
}

pub const SALT: [u8; RANDOM_BYTES] = [7; RANDOM_BYTES];

fn generated(record: &mut Record, policy: Policy, second: i64) -> Code {
    let request = Generate { policy, reject_if_pending: false, is_sent: false };
    record.generate("", &request, at(second), SALT, &keys()).unwrap().1
}

fn made(policy: Policy) -> (Record, Code) {
    let mut record = Record::default();
    let code = generated(&mut record, policy, 0);
    (record, code)
}

fn checked(record: &mut Record, code: &str, second: i64) -> Checked {
    record.check("", &Presented::new(code, false), at(second), &keys())
}

fn verdict(record: &mut Record, code: &str, second: i64) -> Verdict {
    checked(record, code, second).verdict
}

/// A code of the same form that is not `code`.
pub fn wrong(code: &Code) -> String {
    code.expose().chars().map(|symbol| if symbol == '2' { '3' } else { '2' }).collect()
}

fn policy(attempts: i64) -> Policy {
    Policy { max_attempts: MaxAttempts::try_from(attempts).unwrap(), ..Policy::default() }
}

fn long() -> Policy {
    Policy { length: CodeLength::try_from(10).unwrap(), alphabet: Alphabet::Alphanumeric, ..policy(10) }
}

#[test]
fn defaults_are_the_documents() {
    let request = Generate { policy: Policy::default(), reject_if_pending: false, is_sent: false };
    let (otp, code) = Record::default().generate("", &request, at(0), SALT, &keys()).unwrap();
    assert_eq!(code.expose().len(), 4);
    assert!(code.expose().bytes().all(|byte| byte.is_ascii_digit()));
    assert_eq!((otp.policy.max_attempts.get(), otp.policy.validity.seconds()), (3, 60));
    assert_eq!((otp.attempts, otp.created_at, otp.expires_at), (0, at(0), at(60)));
}

#[test]
fn the_right_code_is_valid_once_and_counts_an_attempt() {
    let (mut record, code) = made(Policy::default());
    let Checked { verdict, otp } = checked(&mut record, code.expose(), 5);
    assert_eq!(verdict, Verdict::Valid);
    assert_eq!(otp.map(|otp| (otp.attempts, otp.updated_at)), Some((1, at(5))));
    assert_eq!(checked(&mut record, code.expose(), 5), Checked { verdict: Verdict::Invalid, otp: None });
}

#[test]
fn after_the_last_attempt_even_the_right_code_is_too_late() {
    let (mut record, code) = made(policy(2));
    for second in 1..=2 {
        assert_eq!(verdict(&mut record, &wrong(&code), second), Verdict::Invalid);
    }
    assert_eq!(verdict(&mut record, code.expose(), 3), Verdict::TooManyAttempts);
}

#[test]
fn the_last_attempt_may_succeed() {
    let (mut record, code) = made(policy(2));
    assert_eq!(verdict(&mut record, &wrong(&code), 1), Verdict::Invalid);
    assert_eq!(verdict(&mut record, code.expose(), 2), Verdict::Valid);
}

#[test]
fn expires_and_is_forgotten_ten_minutes_later() {
    let (record, code) = made(policy(10));
    let at = |second| verdict(&mut record.clone(), code.expose(), second);
    assert_eq!(at(59), Verdict::Valid);
    assert_eq!(at(60), Verdict::Expired);
    assert_eq!(at(659), Verdict::Expired);
    assert_eq!(at(660), Verdict::Invalid);
}

#[test]
fn expiry_outranks_exhausted_attempts() {
    let (mut record, code) = made(policy(1));
    assert_eq!(verdict(&mut record, &wrong(&code), 1), Verdict::Invalid);
    assert_eq!(verdict(&mut record, code.expose(), 2), Verdict::TooManyAttempts);
    assert_eq!(verdict(&mut record, code.expose(), 60), Verdict::Expired);
}

#[test]
fn a_second_code_replaces_the_first_unless_asked_to_keep_it() {
    let keep = Generate { policy: policy(1), reject_if_pending: true, is_sent: false };
    let replace = Generate { reject_if_pending: false, ..keep.clone() };
    let again = |record: &mut Record, request: &Generate, second| {
        record.generate("", request, at(second), [9; RANDOM_BYTES], &keys())
    };
    let (mut record, old) = made(policy(1));
    let first = record.clone();
    assert_eq!(again(&mut record, &keep, 30).unwrap_err(), GenerateError::Pending);
    let (second, new) = again(&mut record, &replace, 30).unwrap();
    assert_eq!((second.attempts, second.expires_at), (0, at(90)));
    assert_eq!(verdict(&mut record.clone(), old.expose(), 31), Verdict::Invalid);
    assert_eq!(verdict(&mut record, new.expose(), 31), Verdict::Valid);
    assert!(again(&mut first.clone(), &keep, 60).is_ok(), "an expired code is not pending");
    let mut exhausted = first;
    checked(&mut exhausted, &wrong(&old), 1);
    assert!(again(&mut exhausted, &keep, 30).is_ok(), "a code that cannot succeed any more is not pending");
}

#[test]
fn applications_have_codes_of_their_own() {
    let mut record = Record::default();
    let request = Generate { policy: long(), reject_if_pending: true, is_sent: false };
    let mut make = |app: &str, salt| record.generate(app, &request, at(0), [salt; 16], &keys()).unwrap().1;
    let (shop, bank) = (make("shop", 1), make("bank", 2));
    let mut check = |app: &str, code: &Code| {
        record.check(app, &Presented::new(code.expose(), false), at(1), &keys()).verdict
    };
    assert_eq!(check("shop", &bank), Verdict::Invalid);
    assert_eq!(check("bank", &bank), Verdict::Valid);
    assert_eq!(check("shop", &shop), Verdict::Valid);
}

#[test]
fn case_counts_only_when_asked() {
    let (record, code) = made(long());
    let lower = code.expose().to_lowercase();
    assert_ne!(lower, code.expose());
    let check = |presented| record.clone().check("", &presented, at(1), &keys()).verdict;
    assert_eq!(check(Presented::new(&lower, false)), Verdict::Valid);
    assert_eq!(check(Presented::new(&lower, true)), Verdict::Invalid);
    assert_eq!(check(Presented::new(code.expose(), true)), Verdict::Valid);
}

#[test]
fn a_code_may_be_typed_in_the_digits_of_any_script() {
    let (record, code) = made(policy(10));
    let zeros = "\u{660}\u{6f0}\u{966}\u{9e6}\u{a66}\u{ae6}\u{b66}\u{be6}\u{c66}\u{ce6}\u{d66}\u{e50}\u{17e0}\u{ff10}";
    for zero in zeros.chars() {
        let digit = |digit: char| char::from_u32(u32::from(zero) + digit.to_digit(10).unwrap()).unwrap();
        let digits: Vec<_> = code.expose().chars().map(|plain| digit(plain).to_string()).collect();
        let presented = Presented::typed(&digits.join(" - "));
        assert_eq!(record.clone().check("", &presented, at(1), &keys()).verdict, Verdict::Valid, "{zero}");
    }
}

#[test]
fn what_is_stored_and_printed_holds_no_code() {
    let (record, code) = made(long());
    let presented = Presented::new(code.expose(), false);
    for text in
        [serde_json::to_string(&record).unwrap(), format!("{record:?} {code:?} {presented:?} {:?}", keys())]
    {
        assert!(!text.contains(code.expose()), "{text}");
    }
}

#[test]
fn another_key_opens_nothing_and_a_former_one_what_is_pending() {
    let (record, code) = made(Policy::default());
    let check = |keys: &Keys| {
        let presented = Presented::new(code.expose(), false);
        record.clone().check("", &presented, at(1), keys).verdict
    };
    assert_eq!(check(&Keys::new(key("l"), None)), Verdict::Invalid);
    assert_eq!(check(&Keys::new(key("l"), Some(key("k")))), Verdict::Valid);
    assert_eq!(check(&Keys::new(key("l"), Some(key("m")))), Verdict::Invalid);
}

#[test]
fn a_clock_that_is_set_back_lets_no_code_live_longer() {
    let (record, code) = made(Policy::default());
    let after_a_step = |second: i64| {
        let mut record = record.clone();
        record.settle(at(-86_400));
        verdict(&mut record, code.expose(), -86_400 + second)
    };
    assert_eq!(after_a_step(59), Verdict::Valid);
    assert_eq!(after_a_step(60), Verdict::Expired);
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

#[test]
fn the_digits_of_codes_are_equally_likely() {
    let mut record = Record::default();
    let mut seen = [0_u32; 10];
    let request = Generate { policy: Policy::default(), reject_if_pending: false, is_sent: false };
    for number in 0..10_000_u32 {
        let mut salt = [0; RANDOM_BYTES];
        salt[..4].copy_from_slice(&number.to_be_bytes());
        let (_, code) = record.generate("", &request, at(0), salt, &keys()).unwrap();
        for digit in code.expose().bytes() {
            seen[usize::from(digit - b'0')] += 1;
        }
    }
    // 40,000 digits, 4,000 of each, with a standard deviation of 60.
    assert!(seen.iter().all(|count| (3_700..=4_300).contains(count)), "{seen:?}");
}

/// The chance of a guess, from the size of the alphabet alone.
fn chance(policy: Policy) -> f64 {
    let symbols = match policy.alphabet {
        Alphabet::Digits => 10.0_f64,
        Alphabet::Alphanumeric => 31.0,
    };
    symbols.powi(-i32::from(policy.length.get()))
}

/// Somebody guesses as fast as they can for three days: code after code, some hours apart or none. The chances of what was looked at
/// are added up over every 24 hours.
#[test]
fn the_chance_to_guess_a_code_within_any_day_is_under_one_in_a_thousand() {
    for (length, attempts, pause) in
        [(4, 3, 0), (4, 10, 0), (4, 3, 3_600), (5, 10, 0), (6, 10, 0), (4, 1, 7_000)]
    {
        let policy = Policy { length: CodeLength::try_from(length).unwrap(), ..policy(attempts) };
        let (mut record, mut second, mut looked_at) = (Record::default(), 0, Vec::new());
        while second < 3 * 86_400 {
            let code = generated(&mut record, policy, second);
            for _ in 0..attempts {
                let is_looked_at = verdict(&mut record.clone(), code.expose(), second) == Verdict::Valid;
                verdict(&mut record, &wrong(&code), second);
                looked_at.extend(is_looked_at.then_some(second));
            }
            second += 30 + pause;
        }
        let within_a_day =
            |first: i64| looked_at.iter().filter(|at| (first..first + 86_400).contains(*at)).count();
        let most = looked_at.iter().map(|first| within_a_day(*first)).max().unwrap();
        let luck = chance(policy) * f64::from(u32::try_from(most).unwrap());
        assert!(luck < 0.001, "{length} digits, {attempts} attempts: {most} guesses");
        assert!(most >= usize::try_from(attempts).unwrap().min(9), "{most}");
    }
}

#[test]
fn a_right_check_gives_no_guess_back() {
    let mut record = Record::default();
    for valid in [Verdict::Valid, Verdict::Valid, Verdict::Invalid] {
        let code = generated(&mut record, policy(10), 0);
        for _ in 0..3 {
            assert_eq!(verdict(&mut record, &wrong(&code), 0), Verdict::Invalid);
        }
        assert_eq!(verdict(&mut record, code.expose(), 0), valid);
    }
    let mut right_at = |second| {
        let code = generated(&mut record, policy(10), second);
        verdict(&mut record, code.expose(), second)
    };
    assert_eq!(right_at(86_399), Verdict::Invalid);
    assert_eq!(right_at(86_400), Verdict::Valid);
}

#[test]
fn more_than_ten_wrong_codes_in_a_row_cost_waits_that_double() {
    let six = Policy { length: CodeLength::try_from(6).unwrap(), ..policy(10) };
    let (mut record, mut second, mut waits) = (Record::default(), 0, Vec::new());
    for failure in 0..20 {
        let code = generated(&mut record, six, second);
        let is_free = |wait: i64| {
            let mut record = record.clone();
            let code = generated(&mut record, six, second + wait);
            verdict(&mut record, code.expose(), second + wait) == Verdict::Valid
        };
        let wait = [0, 60, 120, 240, 480, 960, 1_920, 3_600].into_iter().find(|wait| is_free(*wait)).unwrap();
        assert!(wait == 0 || !is_free(wait - 1), "failure {failure}");
        waits.push(wait);
        second += wait;
        let code = if wait == 0 { code } else { generated(&mut record, six, second) };
        assert_eq!(verdict(&mut record, &wrong(&code), second), Verdict::Invalid);
    }
    assert_eq!(waits[..10], [0; 10]);
    assert_eq!(waits[10..], [60, 120, 240, 480, 960, 1_920, 3_600, 3_600, 3_600, 3_600]);
    second += 3_600;
    let code = generated(&mut record, six, second);
    assert_eq!(verdict(&mut record, code.expose(), second), Verdict::Valid);
    let code = generated(&mut record, six, second);
    assert_eq!(verdict(&mut record, &wrong(&code), second), Verdict::Invalid);
    assert_eq!(verdict(&mut record, code.expose(), second), Verdict::Valid, "a right one ended the waits");
}

#[test]
fn many_applications_keep_the_latest() {
    let mut record = Record::default();
    let request = Generate { policy: long(), reject_if_pending: false, is_sent: false };
    let mut make = |app: usize| record.generate(&app.to_string(), &request, at(0), SALT, &keys()).unwrap().1;
    let codes: Vec<_> = (0..101).map(&mut make).collect();
    let mut check = |app: usize| {
        record.check(&app.to_string(), &Presented::new(codes[app].expose(), false), at(1), &keys()).verdict
    };
    assert_eq!(check(0), Verdict::Invalid);
    assert!((1..101).all(|app| check(app) == Verdict::Valid));
}

proptest! {
    #[test]
    fn a_code_has_the_length_and_alphabet_asked_for(
        length in 3_i64..=10, alpha: bool, salt: [u8; 16],
    ) {
        let alphabet = if alpha { Alphabet::Alphanumeric } else { Alphabet::Digits };
        let policy = Policy { alphabet, length: CodeLength::try_from(length).unwrap(), ..Policy::default() };
        let request = Generate { policy, reject_if_pending: false, is_sent: false };
        let (_, code) = Record::default().generate("", &request, at(0), salt, &keys()).unwrap();
        prop_assert_eq!(code.expose().len(), usize::try_from(length).unwrap());
        prop_assert!(code.expose().chars().all(|symbol| alphabet.symbols().contains(symbol)));
        prop_assert!(!alpha || !code.expose().contains(['0', 'O', '1', 'I', 'L']));
    }

    /// However checks fall, a code is valid at most once, never after its attempts or its time, and the count is exact.
    #[test]
    fn no_history_of_checks_breaks_the_rules(
        attempts in 1_i64..=10,
        history in prop::collection::vec((any::<bool>(), 0_i64..100), 1..30),
    ) {
        let (mut record, code) = made(Policy { max_attempts: MaxAttempts::try_from(attempts).unwrap(), ..long() });
        let (mut second, mut valid) = (0, 0);
        for (count, (right, wait)) in (1..).zip(history) {
            second += wait;
            let text = if right { code.expose().to_owned() } else { wrong(&code) };
            let Checked { verdict, otp } = checked(&mut record, &text, second);
            prop_assert_eq!(otp.as_ref().map(|otp: &Otp| otp.attempts), (valid == 0 && second < 660).then_some(count));
            match verdict {
                Verdict::Valid => prop_assert!(right && second < 60 && i64::from(count) <= attempts),
                Verdict::Expired => prop_assert!((60..660).contains(&second)),
                Verdict::TooManyAttempts => prop_assert!(second < 60 && i64::from(count) > attempts),
                Verdict::Invalid => prop_assert!(otp.is_none() || !right),
            }
            valid += u32::from(verdict == Verdict::Valid);
        }
        prop_assert!(valid <= 1);
    }
}
