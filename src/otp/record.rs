//! All that is kept of one recipient of an account, or of one of its users who have factors.

use serde::{Deserialize, Serialize};

use super::{
    Checked, Code, Delivered, Generate, GenerateError, Happened, Keys, NoGuess, Otp, Passage, Presented,
    Status, Verdict, Verification, VerificationId,
    factor::Factors,
    failures::Failures,
    text::Payment,
    verification::{Channel, NewVerification},
};
use crate::time::Timestamp;

/// A recipient has codes of the REST dialect for so many applications. Beyond that the oldest is given up.
const MOST_APPLICATIONS: usize = 100;

/// So many codes of verifications a recipient is sent within so many seconds: no phone is flooded, and no more messages are paid for.
const MOST_SENT: [(usize, u32); 2] = [(5, 600), (20, 86_400)];

/// So long after one code another may be asked for.
const COOLDOWN_SECONDS: u32 = 30;

/// After so many seconds what could not be handed over is tried again.
const RETRY_SECONDS: u32 = 5;

/// One recipient of an account, over all applications.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// The codes of the REST dialect, by application.
    codes: Vec<(String, Otp)>,
    verifications: Vec<Verification>,
    pub(super) failures: Failures,
    /// When codes of verifications were sent, or were to be.
    sent: Vec<Timestamp>,
    #[serde(default, skip_serializing_if = "Factors::is_empty")]
    pub(super) factors: Factors,
    /// Where it is not a recipient's but a page's token's: until when that is known to be spent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    spent_until: Option<Timestamp>,
}

/// Why there is no new verification.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CreateRefused {
    /// The recipient has had enough of them: not before this moment.
    Wait(Timestamp),
    /// No code follows from the random bytes: others will do.
    Randomness,
}

/// Why nothing is sent again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ResendRefused {
    /// There is no such verification.
    NotFound,
    /// It came to its end.
    Ended(Status),
    /// The recipient has had enough of them: not before this moment.
    Wait(Timestamp),
    /// No code follows from the random bytes: others will do.
    Randomness,
}

/// Why a code was not looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CheckRefused {
    /// There is no such verification.
    NotFound,
    /// There were too many wrong ones in a row: not before this moment.
    Wait(Timestamp),
}

/// A verification with the code that is to be sent.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Created {
    /// The verification.
    pub verification: Verification,
    /// The way that its code goes first.
    pub delivery: Delivery,
}

/// A code on its way.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Delivery {
    /// Which of the ways.
    pub place: u8,
    /// That way, with the recipient in clear.
    pub channel: Channel<String>,
    /// The code.
    pub code: Code,
}

impl Record {
    /// Brings it to a moment: what is over by then is over, or forgotten.
    pub fn settle(&mut self, now: Timestamp) {
        for (_, otp) in &mut self.codes {
            otp.settle(now);
        }
        self.codes.retain(|(_, otp)| now < otp.forget_at());
        for verification in &mut self.verifications {
            verification.settle(now);
        }
        self.verifications.retain(|verification| verification.forget_at().is_none_or(|at| now < at));
        self.failures.settle(now);
        self.factors.settle(now);
        for at in &mut self.sent {
            *at = (*at).min(now);
        }
        let [_, (_, longest)] = MOST_SENT;
        self.sent.retain(|at| now < at.plus_seconds(longest));
        self.spent_until = self.spent_until.filter(|until| now < *until);
    }

    /// Whether there is nothing to keep.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// When it has to be looked at again; `None` where there is nothing to keep.
    #[must_use]
    pub fn wake_at(&self) -> Option<Timestamp> {
        let [_, (_, longest)] = MOST_SENT;
        let codes = self.codes.iter().map(|(_, otp)| otp.forget_at());
        let verifications = self.verifications.iter().map(Verification::wake_at);
        let sent = self.sent.iter().max().map(|at| at.plus_seconds(longest));
        let kept = codes.chain(verifications).chain(self.failures.forget_at()).chain(sent);
        kept.chain(self.factors.wake_at()).chain(self.spent_until).min()
    }

    /// Spends a page's token, which is noted until it has ended. False where it was spent before.
    pub fn spend(&mut self, until: Timestamp, now: Timestamp) -> bool {
        self.settle(now);
        let is_first = self.spent_until.is_none();
        if is_first {
            self.spent_until = Some(until);
        }
        is_first
    }

    /// Has the token as it was: nothing was begun with it.
    pub const fn give_back(&mut self) {
        self.spent_until = None;
    }

    /// Makes a code of the REST dialect, which replaces an earlier one of the application.
    ///
    /// # Errors
    /// See [`GenerateError`]; no code has then changed.
    pub fn generate(
        &mut self,
        app_id: &str,
        request: &Generate,
        now: Timestamp,
        salt: [u8; 16],
        keys: &Keys,
    ) -> Result<(Otp, Code), GenerateError> {
        self.settle(now);
        let place = self.place(app_id);
        let current = place.and_then(|place| self.codes.get(place));
        if request.reject_if_pending && current.is_some_and(|(_, otp)| otp.is_pending(now)) {
            return Err(GenerateError::Pending);
        }
        let (otp, code) = Otp::new(request.policy, salt, None, now, keys).ok_or(GenerateError::Randomness)?;
        let otp = Otp { is_sent: request.is_sent, ..otp };
        if let Some(place) = place {
            self.codes.remove(place);
        } else if self.codes.len() >= MOST_APPLICATIONS {
            self.codes.remove(0);
        }
        self.codes.push((app_id.to_owned(), otp.clone()));
        Ok((otp, code))
    }

    /// Checks a code of the REST dialect. One that was right is gone then. Beyond what may be guessed in a day every code is wrong.
    pub fn check(&mut self, app_id: &str, presented: &Presented, now: Timestamp, keys: &Keys) -> Checked {
        self.settle(now);
        let place = self.place(app_id);
        let Some((_, otp)) = place.and_then(|place| self.codes.get_mut(place)) else {
            presented.compare_with_nothing(keys);
            self.failures.note_nothing(now);
            return Checked { verdict: Verdict::Invalid, otp: None };
        };
        let is_looked_at = self.failures.may_guess(otp.policy.luck(), now).is_ok();
        let verdict = otp.judge(presented, None, is_looked_at, now, keys);
        let otp = otp.clone();
        match verdict {
            Verdict::Valid => {
                self.failures.forgive();
                self.codes.retain(|(of, _)| of != app_id);
            }
            Verdict::Invalid if is_looked_at => self.failures.note(otp.policy.luck(), now),
            Verdict::Invalid | Verdict::TooManyAttempts | Verdict::Expired => {}
        }
        Checked { verdict, otp: Some(otp) }
    }

    fn place(&self, app_id: &str) -> Option<usize> {
        self.codes.iter().position(|(of, _)| of == app_id)
    }

    /// Begins a verification, which takes the place of one that is pending for the application.
    ///
    /// # Errors
    /// See [`CreateRefused`]; no verification has then changed.
    pub fn create(
        &mut self,
        id: VerificationId,
        asked: NewVerification,
        now: Timestamp,
        salt: [u8; 16],
        keys: &Keys,
    ) -> Result<Created, CreateRefused> {
        self.settle(now);
        if let Err(refusal @ NoGuess::Blocked(_)) = self.failures.may_guess(asked.policy.luck(), now) {
            return Err(CreateRefused::Wait(refusal.until()));
        }
        self.may_send(now).map_err(CreateRefused::Wait)?;
        let (mut verification, code) =
            Verification::new(id, asked, salt, now, keys).ok_or(CreateRefused::Randomness)?;
        let channel = verification.channel(0, keys).ok_or(CreateRefused::Randomness)?;
        for earlier in &mut self.verifications {
            if earlier.app_id == verification.app_id && earlier.status(now) == Status::Pending {
                earlier.end(Status::Canceled, now);
            }
        }
        verification.hand(0, &channel, now);
        // What a page's token began before, and nobody would carry, has the same id.
        self.verifications.retain(|earlier| earlier.id != verification.id);
        self.verifications.push(verification.clone());
        self.sent.push(now);
        Ok(Created { verification, delivery: Delivery { place: 0, channel, code } })
    }

    /// Whether another code may be sent; if not, when.
    fn may_send(&self, now: Timestamp) -> Result<(), Timestamp> {
        let free_at = MOST_SENT.iter().filter_map(|&(most, seconds)| {
            let nth = self.sent.len().checked_sub(most)?;
            self.sent.get(nth).map(|at| at.plus_seconds(seconds)).filter(|at| now < *at)
        });
        free_at.max().map_or(Ok(()), Err)
    }

    /// A verification.
    #[must_use]
    pub fn verification(&self, id: &VerificationId) -> Option<&Verification> {
        self.verifications.iter().find(|verification| verification.id == *id)
    }

    fn verification_mut(&mut self, id: &VerificationId) -> Option<&mut Verification> {
        self.verifications.iter_mut().find(|verification| verification.id == *id)
    }

    /// Checks a code of a verification, with what it is bound to. True for the right one, once.
    ///
    /// # Errors
    /// See [`CheckRefused`]; the code was then not looked at, and nothing is counted.
    pub fn check_verification(
        &mut self,
        id: &VerificationId,
        presented: &Presented,
        payment: Option<&Payment>,
        now: Timestamp,
        keys: &Keys,
    ) -> Result<(bool, Verification), CheckRefused> {
        self.settle(now);
        let failures = &mut self.failures;
        let found = self.verifications.iter_mut().find(|verification| verification.id == *id);
        let verification = found.ok_or(CheckRefused::NotFound)?;
        if verification.status(now) != Status::Pending {
            return Ok((false, verification.clone()));
        }
        let luck = verification.otp.policy.luck();
        match failures.may_guess(luck, now) {
            Ok(()) => {}
            Err(NoGuess::Wait(until)) => return Err(CheckRefused::Wait(until)),
            Err(NoGuess::Blocked(_)) => {
                verification.end(Status::Blocked, now);
                return Ok((false, verification.clone()));
            }
        }
        let is_right = verification.otp.judge(presented, payment, true, now, keys) == Verdict::Valid;
        if is_right {
            failures.forgive();
            verification.end(Status::Approved, now);
        } else {
            failures.note(luck, now);
            if verification.attempts_left() == 0 {
                verification.end(Status::Failed, now);
            }
        }
        Ok((is_right, verification.clone()))
    }

    /// Sends a verification's code again, or another in its place.
    ///
    /// # Errors
    /// See [`ResendRefused`]; nothing has then changed.
    pub fn resend(
        &mut self,
        id: &VerificationId,
        is_new: bool,
        now: Timestamp,
        salt: [u8; 16],
        keys: &Keys,
    ) -> Result<Created, ResendRefused> {
        self.settle(now);
        let last = self.sent.iter().max().copied();
        let may_send = self.may_send(now);
        let verification = self.verification_mut(id).ok_or(ResendRefused::NotFound)?;
        let status = verification.status(now);
        if status != Status::Pending {
            return Err(ResendRefused::Ended(status));
        }
        let cool_at = last.map(|at| at.plus_seconds(COOLDOWN_SECONDS)).filter(|at| now < *at);
        if let Some(wait) = may_send.err().max(cool_at) {
            return Err(ResendRefused::Wait(wait));
        }
        if is_new {
            verification.renew(salt, now, keys).ok_or(ResendRefused::Randomness)?;
        }
        // The way that was taken last; it is taken again.
        let place = verification.next.map_or(u8::MAX, |(place, _)| place.saturating_sub(1));
        let place = place.min(verification.last_place());
        let channel = verification.channel(place.into(), keys).ok_or(ResendRefused::Randomness)?;
        let code = verification.code(keys).ok_or(ResendRefused::Randomness)?;
        verification.hand(place, &channel, now);
        let verification = verification.clone();
        self.sent.push(now);
        Ok(Created { verification, delivery: Delivery { place, channel, code } })
    }

    /// Ends a verification that is pending; `None` where there is none, or the one that ended before.
    pub fn end(&mut self, id: &VerificationId, status: Status, now: Timestamp) -> Option<Verification> {
        self.settle(now);
        let verification = self.verification_mut(id)?;
        if verification.status(now) == Status::Pending {
            verification.end(status, now);
        }
        Some(verification.clone())
    }

    /// What is to be handed over by a moment.
    #[must_use]
    pub fn due(&self, now: Timestamp, keys: &Keys) -> Vec<Created> {
        let pending =
            self.verifications.iter().filter(|verification| verification.status(now) == Status::Pending);
        let due = pending.filter_map(|verification| {
            let (place, _) = verification.next.filter(|(_, at)| *at <= now)?;
            let channel = verification.channel(place.into(), keys)?;
            let delivery = Delivery { place, channel, code: verification.code(keys)? };
            Some(Created { verification: verification.clone(), delivery })
        });
        due.collect()
    }

    /// One of the ways was taken, or is to be tried again a little later.
    pub fn took(&mut self, id: &VerificationId, place: u8, is_done: bool, now: Timestamp) {
        let Some(verification) = self.verification_mut(id) else { return };
        if verification.next.is_none_or(|(next, _)| next != place) {
            return;
        }
        if is_done {
            verification.took(place, now);
        } else {
            verification.next = Some((place, now.plus_seconds(RETRY_SECONDS)));
        }
    }

    /// What became of a message of a verification. Where one surely does not arrive, the next way is taken at once.
    pub fn follow(&mut self, id: &VerificationId, message: &str, passage: Passage, cost: u64, at: Timestamp) {
        let Some(verification) = self.verification_mut(id) else { return };
        let of_message = |delivered: &&mut Delivered| delivered.message.as_deref() == Some(message);
        let Some(delivered) = verification.delivered.iter_mut().find(of_message) else { return };
        let was = delivered.passage;
        delivered.pass(passage, cost, at);
        let is_lost = delivered.passage == Passage::Undelivered && was != Passage::Undelivered;
        if is_lost && let Some((_, next_at)) = &mut verification.next {
            *next_at = at.min(*next_at);
        }
    }

    /// What happened to verifications since that was asked for the last time.
    pub fn news(&mut self) -> Vec<Happened> {
        self.verifications.iter_mut().flat_map(Verification::news).collect()
    }

    /// The code of a verification for what is now sent, which is noted down; `None` where nothing is to be sent any more.
    pub fn hand_over(
        &mut self,
        id: &VerificationId,
        delivered: Delivered,
        keys: &Keys,
    ) -> Option<(Verification, Code)> {
        let now = delivered.at;
        self.settle(now);
        let verification = self.verification_mut(id)?;
        if verification.status(now) != Status::Pending {
            return None;
        }
        let code = verification.code(keys)?;
        let is_known = |known: &Delivered| known.message.is_some() && known.message == delivered.message;
        if !verification.delivered.iter().any(is_known) {
            verification.delivered.push(delivered);
        }
        Some((verification.clone(), code))
    }
}
