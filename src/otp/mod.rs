//! One-time codes: made, checked, and forgotten.
//!
//! Everything that is known of one recipient of an account is a [`Record`]: the codes of the REST dialect, verifications, and how
//! often somebody guessed wrong, over all of them. Its methods are the transitions; whoever stores it runs them one at a time.
//! A user of an account who has authenticator apps has a record of its own, with its [`Factor`]s and the wrong codes of all of them.

mod code;
mod delivered;
mod destination;
mod factor;
mod failures;
mod happened;
mod keys;
mod policy;
mod record;
pub mod text;
pub mod traffic;
mod verification;

pub use code::{Alphabet, Code, GivenCode};
pub use delivered::{Delivered, Passage};
pub use destination::is_open;
pub use factor::{
    AppText, EnrolRefused, Enrolled, Factor, FactorChecked, FactorCode, FactorDigits, FactorId, FactorKind,
    FactorPeriod, FactorSecret, FactorStatus, MOST_FACTORS, Parameters, RecoveryRefused,
};
pub use failures::{MOST_LUCK, NoGuess};
pub use happened::{Happened, Happening};
pub use keys::Keys;
pub use policy::{
    CodeLength, MaxAttempts, Policy, Validity, VerificationAttempts, VerificationLength, VerificationValidity,
};
pub use record::{CheckRefused, CreateRefused, Created, Delivery, Record, ResendRefused};
pub use verification::{
    Channel, ChannelKind, Content, MEMORY_SECONDS, NewVerification, Status, Verification, VerificationId,
};

use serde::{Deserialize, Serialize};

use crate::{
    array,
    keyed_hash::{HashKey, KeyedHash},
    sealed::Sealed,
    time::Timestamp,
};
use keys::KeyId;
use text::Payment;

/// How long an expired code is remembered, so that a late check can be told "Expired" rather than "Invalid code".
pub const EXPIRED_MEMORY_SECONDS: u32 = 600;

/// The bytes of randomness that a new code takes: its salt.
pub const RANDOM_BYTES: usize = 16;

/// A code as it is stored: as a keyed hash.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Otp {
    #[serde(deserialize_with = "array::read")]
    salt: [u8; 16],
    key: KeyId,
    code: KeyedHash,
    /// The code where it does not follow from key and salt, since the account has decided on it.
    #[serde(default)]
    given: Option<Sealed>,
    /// The rules it was made under.
    pub policy: Policy,
    /// Checks so far, right and wrong.
    pub attempts: u32,
    /// When it was generated.
    pub created_at: Timestamp,
    /// When it was generated or last checked.
    pub updated_at: Timestamp,
    /// The first moment at which it is no longer valid.
    pub expires_at: Timestamp,
    /// Whether we sent it, in a message with `{OTP_CODE}`.
    #[serde(default)]
    pub is_sent: bool,
}

impl Otp {
    fn new(
        policy: Policy,
        salt: [u8; 16],
        payment: Option<&Payment>,
        now: Timestamp,
        keys: &Keys,
    ) -> Option<(Self, Code)> {
        let (id, key) = keys.current();
        let code = Code::derive(key, &salt, policy, payment)?;
        Some((Self::of(&code, policy, salt, (id, key), payment, now), code))
    }

    /// A code that the account has decided on.
    fn given(
        given: &GivenCode,
        policy: Policy,
        salt: [u8; 16],
        payment: Option<&Payment>,
        now: Timestamp,
        keys: &Keys,
    ) -> (Self, Code) {
        let (id, key) = keys.current();
        let code = Code::presented(given.expose().to_owned());
        let sealed = Sealed::new(given.expose(), key, &[b"otp-given", &salt]);
        let otp = Self::of(&code, policy.given(given), salt, (id, key), payment, now);
        (Self { given: Some(sealed), ..otp }, code)
    }

    fn of(
        code: &Code,
        policy: Policy,
        salt: [u8; 16],
        (id, key): (KeyId, &HashKey),
        payment: Option<&Payment>,
        now: Timestamp,
    ) -> Self {
        Self {
            salt,
            key: id,
            code: code.hash(key, &salt, payment),
            given: None,
            policy,
            attempts: 0,
            created_at: now,
            updated_at: now,
            expires_at: now.plus_seconds(u32::from(policy.validity.seconds())),
            is_sent: false,
        }
    }

    /// When even its expiry may be forgotten.
    #[must_use]
    pub const fn forget_at(&self) -> Timestamp {
        self.expires_at.plus_seconds(EXPIRED_MEMORY_SECONDS)
    }

    /// Whether a check could still succeed.
    #[must_use]
    pub fn is_pending(&self, now: Timestamp) -> bool {
        now < self.expires_at && self.attempts < u32::from(self.policy.max_attempts.get())
    }

    /// The code, as it is sent again; `None` when its key is gone.
    fn code(&self, payment: Option<&Payment>, keys: &Keys) -> Option<Code> {
        let key = keys.of(self.key)?;
        match &self.given {
            Some(given) => given.open(key, &[b"otp-given", &self.salt]).map(Code::presented),
            None => Code::derive(key, &self.salt, self.policy, payment),
        }
    }

    /// A clock that was set back would let a code live longer: what is of the future is of now.
    fn settle(&mut self, now: Timestamp) {
        if now < self.created_at {
            self.created_at = now;
            self.expires_at = now.plus_seconds(u32::from(self.policy.validity.seconds()));
        }
        self.updated_at = self.updated_at.min(now);
    }

    /// Whether a code is the right one. All codes are compared at the same cost.
    fn matches(&self, presented: &Presented, payment: Option<&Payment>, keys: &Keys) -> bool {
        let (_, current) = keys.current();
        let key = keys.of(self.key);
        let hash = presented.code.hash(key.unwrap_or(current), &self.salt, payment);
        key.is_some() && self.code == hash
    }

    /// Judges a check. Every check counts as an attempt, the right one too. Expiry outranks exhausted attempts, and both outrank
    /// the code, which without `is_looked_at` is wrong whatever it is.
    fn judge(
        &mut self,
        presented: &Presented,
        payment: Option<&Payment>,
        is_looked_at: bool,
        now: Timestamp,
        keys: &Keys,
    ) -> Verdict {
        self.attempts = self.attempts.saturating_add(1);
        self.updated_at = now;
        let right = self.matches(presented, payment, keys) && is_looked_at;
        if now >= self.expires_at {
            Verdict::Expired
        } else if self.attempts > u32::from(self.policy.max_attempts.get()) {
            Verdict::TooManyAttempts
        } else if right {
            Verdict::Valid
        } else {
            Verdict::Invalid
        }
    }
}

/// What a caller asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Generate {
    /// The rules of the new code.
    pub policy: Policy,
    /// Keep a code that is still pending, and refuse.
    pub reject_if_pending: bool,
    /// Whether we send it, in a message.
    #[serde(default)]
    pub is_sent: bool,
}

/// Why there is no new code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum GenerateError {
    /// An earlier code is pending and the caller asked to keep it.
    #[error("Pending OTP exists.")]
    Pending,
    /// No code follows from the random bytes: others will do.
    #[error("not enough random bytes")]
    Randomness,
}

/// A code that a caller presents.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Presented {
    code: Code,
}

impl Presented {
    /// Codes are made of digits and capitals, so unless case counts, letters are read as capitals.
    #[must_use]
    pub fn new(code: &str, case_sensitive: bool) -> Self {
        let code = if case_sensitive { code.to_owned() } else { code.to_ascii_uppercase() };
        Self { code: Code::presented(code) }
    }

    /// As it was read: never to be logged.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.code.expose()
    }

    /// Takes as long as comparing it with a code, where there is none.
    fn compare_with_nothing(&self, keys: &Keys) {
        let (_, key) = keys.current();
        std::hint::black_box(self.code.hash(key, &[0; 16], None) == KeyedHash::NONE);
    }

    /// A code as people type it: in any case, with spaces and hyphens in it, or with the digits of their script.
    #[must_use]
    pub fn typed(code: &str) -> Self {
        let symbols =
            code.chars().filter(|symbol| !symbol.is_whitespace() && *symbol != '-').map(plain_digit);
        Self::new(&symbols.collect::<String>(), false)
    }
}

/// The digits of scripts other than ours by their zeros: each has ten in a row (Unicode, `Nd`).
const ZEROS: [char; 14] = [
    '\u{660}', '\u{6f0}', '\u{966}', '\u{9e6}', '\u{a66}', '\u{ae6}', '\u{b66}', '\u{be6}', '\u{c66}',
    '\u{ce6}', '\u{d66}', '\u{e50}', '\u{17e0}', '\u{ff10}',
];

fn plain_digit(symbol: char) -> char {
    let digit = |zero: &char| u32::from(symbol).checked_sub(u32::from(*zero)).filter(|digit| *digit < 10);
    let digit = ZEROS.iter().find_map(digit);
    digit.and_then(|digit| char::from_digit(digit, 10)).unwrap_or(symbol)
}

/// How a check ended; `Display` gives the REST dialect's reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum Verdict {
    /// The right code, in time: consumed.
    #[error("Valid")]
    Valid,
    /// The wrong code, or there is none.
    #[error("Invalid code")]
    Invalid,
    /// More checks than allowed; the code no longer matters.
    #[error("Maximum attempts reached")]
    TooManyAttempts,
    /// Too late; the code no longer matters.
    #[error("Expired")]
    Expired,
}

/// What [`Record::check`] found: the verdict, and the code's state with this attempt counted, if there is a code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checked {
    /// How it ended.
    pub verdict: Verdict,
    /// The state that the verdict was reached in.
    pub otp: Option<Otp>,
}
