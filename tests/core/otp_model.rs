//! What a record does, against a plain model of the same rules: lists of all that ever happened, looked through each time.

#![expect(clippy::indexing_slicing, reason = "a model that is wrong may panic")]

use shortwave::otp::{
    CheckRefused, Checked, CodeLength, CreateRefused, Generate, GenerateError, MaxAttempts, Policy,
    Presented, Record, ResendRefused, Status, Validity, Verdict, VerificationId,
};

use crate::{
    otp::{at, keys},
    verification::{new, policy},
};

const APPS: [&str; 2] = ["", "shop"];
const DAY: i64 = 86_400;

/// Random numbers that are the same each time (`SplitMix64`).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % sides
    }

    fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[usize::try_from(self.roll(of.len() as u64)).unwrap()]
    }
}

struct RestCode {
    app: &'static str,
    code: String,
    digits: u32,
    made: i64,
    validity: i64,
    stands: u32,
    checks: u32,
    is_used: bool,
}

struct Asked {
    id: VerificationId,
    app: &'static str,
    code: String,
    digits: u32,
    ends: i64,
    stands: u32,
    checks: u32,
    /// How it ended before its time, and when.
    ended: Option<(Status, i64)>,
}

impl Asked {
    fn status(&self, now: i64) -> Status {
        match self.ended {
            Some((status, _)) => status,
            None if now >= self.ends => Status::Expired,
            None => Status::Pending,
        }
    }

    fn is_known(&self, now: i64) -> bool {
        now < self.ended.map_or(self.ends, |(_, at)| at) + DAY
    }
}

#[derive(Default)]
struct Model {
    now: i64,
    codes: Vec<RestCode>,
    asked: Vec<Asked>,
    /// When, and of how many digits.
    guesses: Vec<(i64, u32)>,
    /// Wrong ones since the last right one, or since a day without any.
    in_a_row: u32,
    sent: Vec<i64>,
}

/// What is allowed of guessing.
enum May {
    Guess,
    Wait(i64),
    Never(i64),
}

impl Model {
    fn may_guess(&mut self, digits: u32) -> May {
        let recent: Vec<_> = self.guesses.iter().copied().filter(|(at, _)| self.now < at + DAY).collect();
        if recent.is_empty() {
            self.in_a_row = 0;
            return May::Guess;
        }
        // In units of a code of ten digits.
        let luck = |digits: u32| 10_u64.pow(10 - digits);
        let spent: u64 = recent.iter().map(|(_, digits)| luck(*digits)).sum();
        if (spent + luck(digits)) * 1_000 >= luck(0) && recent.len() >= 3 {
            return May::Never(recent[0].0 + DAY);
        }
        let wait = match self.in_a_row {
            0..10 => 0,
            row @ 10..16 => 60 << (row - 10),
            _ => 3_600,
        };
        let until = recent.last().unwrap().0 + wait;
        if self.now < until { May::Wait(until) } else { May::Guess }
    }

    fn guessed(&mut self, digits: u32) {
        self.guesses.push((self.now, digits));
        self.in_a_row += 1;
    }

    fn may_send(&self) -> Result<(), i64> {
        let full = |most: usize, seconds: i64| {
            let recent: Vec<_> = self.sent.iter().filter(|at| self.now < *at + seconds).collect();
            recent.len().checked_sub(most).map(|first| recent[first] + seconds)
        };
        full(5, 600).max(full(20, DAY)).map_or(Ok(()), Err)
    }

    fn generate(&mut self, app: &'static str, code: RestCode) {
        self.codes.retain(|known| known.app != app);
        self.codes.push(code);
    }

    fn check(&mut self, app: &str, code: &str) -> (Verdict, Option<u32>) {
        let now = self.now;
        let is_there =
            |known: &RestCode| known.app == app && !known.is_used && now < known.made + known.validity + 600;
        let Some(place) = self.codes.iter().position(is_there) else { return (Verdict::Invalid, None) };
        let is_looked_at = matches!(self.may_guess(self.codes[place].digits), May::Guess);
        let known = &mut self.codes[place];
        known.checks += 1;
        let checks = Some(known.checks);
        if now >= known.made + known.validity {
            return (Verdict::Expired, checks);
        }
        if known.checks > known.stands {
            return (Verdict::TooManyAttempts, checks);
        }
        if is_looked_at && known.code == code {
            known.is_used = true;
            self.in_a_row = 0;
            return (Verdict::Valid, checks);
        }
        let digits = known.digits;
        if is_looked_at {
            self.guessed(digits);
        }
        (Verdict::Invalid, checks)
    }

    fn place(&self, id: &VerificationId) -> Option<usize> {
        self.asked.iter().position(|asked| asked.id == *id && asked.is_known(self.now))
    }

    fn check_verification(
        &mut self,
        id: &VerificationId,
        code: &str,
    ) -> Result<(bool, Status), CheckRefused> {
        let now = self.now;
        let place = self.place(id).ok_or(CheckRefused::NotFound)?;
        let (status, digits) = (self.asked[place].status(now), self.asked[place].digits);
        if status != Status::Pending {
            return Ok((false, status));
        }
        match self.may_guess(digits) {
            May::Wait(until) => return Err(CheckRefused::Wait(at(until))),
            May::Never(_) => {
                self.asked[place].ended = Some((Status::Blocked, now));
                return Ok((false, Status::Blocked));
            }
            May::Guess => {}
        }
        let asked = &mut self.asked[place];
        asked.checks += 1;
        let is_right = asked.code == code;
        if is_right {
            asked.ended = Some((Status::Approved, now));
            self.in_a_row = 0;
        } else {
            if asked.checks == asked.stands {
                asked.ended = Some((Status::Failed, now));
            }
            self.guessed(digits);
        }
        Ok((is_right, self.asked[place].status(now)))
    }
}

/// One history, as many steps long.
fn play(seed: u64, steps: u32) {
    let mut dice = Dice(seed);
    let (mut record, mut model) = (Record::default(), Model::default());
    let mut salts = 0_u128;
    for step in 0..steps {
        salts += 1;
        let salt = (salts << 64 | u128::from(seed)).to_be_bytes();
        let said = format!("history {seed}, step {step}");
        match dice.roll(20) {
            0..4 => model.now += dice.pick(&[0, 1, 5, 29, 30, 31, 60, 299, 300, 600, 3_600, DAY - 1, DAY]),
            4..6 => generate(&mut dice, &mut record, &mut model, salt, &said),
            6..10 => check(&mut dice, &mut record, &mut model, &said),
            10..12 => create(&mut dice, &mut record, &mut model, salt, &said),
            12..17 => check_verification(&mut dice, &mut record, &mut model, &said),
            17 => resend(&mut dice, &mut record, &mut model, salt, &said),
            18 => cancel(&mut dice, &mut record, &mut model, &said),
            // An alarm, in time or late, once or twice.
            _ => (0..=dice.roll(2)).for_each(|_| record.settle(at(model.now))),
        }
        forget(&mut model);
    }
    record.settle(at(model.now + 10 * DAY));
    assert!(record.is_empty(), "history {seed}");
}

/// What nobody asks for any more. It would only take time.
fn forget(model: &mut Model) {
    let now = model.now;
    model.asked.retain(|asked| asked.is_known(now));
    model.guesses.retain(|(at, _)| now < at + DAY);
    model.sent.retain(|at| now < at + DAY);
    if model.guesses.is_empty() {
        model.in_a_row = 0;
    }
}

fn generate(dice: &mut Dice, record: &mut Record, model: &mut Model, salt: [u8; 16], said: &str) {
    let (app, digits, stands, validity) =
        (dice.pick(&APPS), dice.pick(&[4, 5, 6]), dice.pick(&[1, 3, 10]), dice.pick(&[30, 60, 600]));
    let policy = Policy {
        length: CodeLength::try_from(i64::from(digits)).unwrap(),
        max_attempts: MaxAttempts::try_from(i64::from(stands)).unwrap(),
        validity: Validity::try_from(validity).unwrap(),
        ..Policy::default()
    };
    let request = Generate { policy, reject_if_pending: dice.roll(3) == 0, is_sent: false };
    let now = model.now;
    let is_pending = model.codes.iter().any(|known| {
        known.app == app && !known.is_used && now < known.made + known.validity && known.checks < known.stands
    });
    match record.generate(app, &request, at(now), salt, &keys()) {
        Ok((_, code)) => {
            assert!(!(request.reject_if_pending && is_pending), "{said}");
            let code = code.expose().to_owned();
            let made = RestCode { app, code, digits, made: now, validity, stands, checks: 0, is_used: false };
            model.generate(app, made);
        }
        Err(error) => {
            assert_eq!(error, GenerateError::Pending, "{said}");
            assert!(request.reject_if_pending && is_pending, "{said}");
        }
    }
}

/// The right code or another of the same form, or that of something else.
fn guess(dice: &mut Dice, model: &Model, right: Option<&str>) -> String {
    let others =
        model.codes.iter().map(|known| &known.code).chain(model.asked.iter().map(|asked| &asked.code));
    match dice.roll(4) {
        0 => right.unwrap_or("1234").to_owned(),
        1 => others.last().map_or_else(String::new, Clone::clone),
        _ => right.unwrap_or("0000").chars().map(|digit| if digit == '7' { '8' } else { '7' }).collect(),
    }
}

fn check(dice: &mut Dice, record: &mut Record, model: &mut Model, said: &str) {
    let app = dice.pick(&APPS);
    let right = model.codes.iter().find(|known| known.app == app).map(|known| known.code.clone());
    let code = guess(dice, model, right.as_deref());
    let Checked { verdict, otp } = record.check(app, &Presented::new(&code, false), at(model.now), &keys());
    assert_eq!((verdict, otp.map(|otp| otp.attempts)), model.check(app, &code), "{said}");
}

fn create(dice: &mut Dice, record: &mut Record, model: &mut Model, salt: [u8; 16], said: &str) {
    let (app, digits, stands, validity) =
        (dice.pick(&APPS), dice.pick(&[4, 6]), dice.pick(&[1, 5, 10]), dice.pick(&[30, 300, 600]));
    let id = VerificationId::new(&"ab".repeat(16), salt[..8].try_into().unwrap());
    let asked = new(policy(i64::from(digits), i64::from(stands), validity), app);
    let now = model.now;
    let wait = match model.may_guess(digits) {
        May::Never(until) => Some(until),
        May::Guess | May::Wait(_) => model.may_send().err(),
    };
    match record.create(id.clone(), asked, at(now), salt, &keys()) {
        Ok(created) => {
            assert_eq!(wait, None, "{said}");
            for earlier in &mut model.asked {
                if earlier.app == app && earlier.status(now) == Status::Pending {
                    earlier.ended = Some((Status::Canceled, now));
                }
            }
            let code = created.delivery.code.expose().to_owned();
            model.asked.push(Asked {
                id,
                app,
                code,
                digits,
                ends: now + validity,
                stands,
                checks: 0,
                ended: None,
            });
            model.sent.push(now);
        }
        Err(refused) => assert_eq!(Some(refused), wait.map(|until| CreateRefused::Wait(at(until))), "{said}"),
    }
}

/// One of those that there were lately, or none.
fn some_id(dice: &mut Dice, model: &Model) -> VerificationId {
    let recent = model.asked.iter().rev().take(3).map(|asked| asked.id.clone());
    let none = VerificationId::new(&"cd".repeat(16), [0; 8]);
    let ids: Vec<_> = recent.chain([none]).collect();
    ids[usize::try_from(dice.roll(ids.len() as u64)).unwrap()].clone()
}

fn check_verification(dice: &mut Dice, record: &mut Record, model: &mut Model, said: &str) {
    let id = some_id(dice, model);
    let right = model.place(&id).map(|place| model.asked[place].code.clone());
    let code = guess(dice, model, right.as_deref());
    let now = at(model.now);
    let checked = record.check_verification(&id, &Presented::typed(&code), None, now, &keys());
    let checked = checked.map(|(is_right, verification)| (is_right, verification.status(now)));
    assert_eq!(checked, model.check_verification(&id, &code), "{said}");
}

fn resend(dice: &mut Dice, record: &mut Record, model: &mut Model, salt: [u8; 16], said: &str) {
    let (id, is_new, now) = (some_id(dice, model), dice.roll(2) == 0, model.now);
    let expected = match model.place(&id).map(|place| model.asked[place].status(now)) {
        None => Err(ResendRefused::NotFound),
        Some(Status::Pending) => {
            let cool_at = model.sent.last().map(|at| at + 30).filter(|at| now < *at);
            model.may_send().err().max(cool_at).map_or(Ok(()), |until| Err(ResendRefused::Wait(at(until))))
        }
        Some(status) => Err(ResendRefused::Ended(status)),
    };
    let resent = record.resend(&id, is_new, at(now), salt, &keys());
    assert_eq!(resent.as_ref().map(|_| ()).map_err(|refused| *refused), expected, "{said}");
    let Ok(resent) = resent else { return };
    model.sent.push(now);
    let place = model.place(&id).unwrap();
    let asked = &mut model.asked[place];
    let code = resent.delivery.code.expose().to_owned();
    if is_new {
        asked.code = code;
        asked.ends = now + i64::from(resent.verification.otp.policy.validity.seconds());
    } else {
        assert_eq!(code, asked.code, "{said}");
    }
}

fn cancel(dice: &mut Dice, record: &mut Record, model: &mut Model, said: &str) {
    let (id, now) = (some_id(dice, model), model.now);
    let ended = record.end(&id, Status::Canceled, at(now)).map(|verification| verification.status(at(now)));
    let expected = model.place(&id).map(|place| {
        let asked = &mut model.asked[place];
        if asked.status(now) == Status::Pending {
            asked.ended = Some((Status::Canceled, now));
        }
        asked.status(now)
    });
    assert_eq!(ended, expected, "{said}");
}

#[test]
fn a_record_does_what_the_model_does() {
    for history in 0..1_000 {
        play(history, 1_000);
    }
}
