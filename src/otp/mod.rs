//! One-time codes: made, checked, and forgotten.
//!
//! A code belongs to one (account, application, recipient), and so does its state. [`generate`] and [`check`]
//! are transitions of that state; whoever stores it runs them one at a time.

mod code;
mod policy;

pub use code::{Alphabet, Code};
pub use policy::{CodeLength, MaxAttempts, Policy, Validity};

use serde::{Deserialize, Serialize};

use crate::{
    array,
    keyed_hash::{HashKey, KeyedHash},
    time::Timestamp,
};

/// How long an expired code is remembered, so that a late check can be told "Expired" rather than "Invalid code".
pub const EXPIRED_MEMORY_SECONDS: u32 = 600;

/// The bytes of randomness that [`generate`] is given: 16 for the salt, the rest for the code.
pub const RANDOM_BYTES: usize = 80;

/// A pending code as it is stored: the code itself only as a keyed hash.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Otp {
    #[serde(deserialize_with = "array::read")]
    salt: [u8; 16],
    code: KeyedHash,
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
}

impl Otp {
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

    /// Where it stands. A code that was right is no more, so it stands nowhere.
    #[must_use]
    pub fn status(&self, now: Timestamp) -> Status {
        if now >= self.expires_at {
            Status::Expired
        } else if self.is_pending(now) {
            Status::Pending
        } else {
            Status::Exhausted
        }
    }

    fn matches(&self, presented: &Presented, key: &HashKey) -> bool {
        self.code == presented.code.hash(key, &self.salt)
    }
}

/// Where a code stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Status {
    /// A check could succeed.
    #[error("pending")]
    Pending,
    /// It had all the checks that it stands.
    #[error("exhausted")]
    Exhausted,
    /// It came to its end.
    #[error("expired")]
    Expired,
}

/// What a caller asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Generate {
    /// The rules of the new code.
    pub policy: Policy,
    /// Keep a code that is still pending, and refuse.
    pub reject_if_pending: bool,
}

/// Why there is no new code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum GenerateError {
    /// An earlier code is pending and the caller asked to keep it.
    #[error("Pending OTP exists.")]
    Pending,
    /// The random bytes ran out: more than [`RANDOM_BYTES`] will do.
    #[error("not enough random bytes")]
    Randomness,
}

/// Makes a new code, which replaces any earlier one.
///
/// # Errors
/// See [`GenerateError`]; the state is then unchanged.
pub fn generate(
    current: Option<&Otp>,
    request: &Generate,
    now: Timestamp,
    random: &[u8],
    key: &HashKey,
) -> Result<(Otp, Code), GenerateError> {
    if request.reject_if_pending && current.is_some_and(|otp| otp.is_pending(now)) {
        return Err(GenerateError::Pending);
    }
    let (salt, random) = random.split_first_chunk().ok_or(GenerateError::Randomness)?;
    let policy = request.policy;
    let code = Code::generate(policy.alphabet, policy.length, random).ok_or(GenerateError::Randomness)?;
    let otp = Otp {
        salt: *salt,
        code: code.hash(key, salt),
        policy,
        attempts: 0,
        created_at: now,
        updated_at: now,
        expires_at: now.plus_seconds(u32::from(policy.validity.seconds())),
    };
    Ok((otp, code))
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

/// What [`check`] found: the verdict, and the code's state with this attempt counted, if there is a code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checked {
    /// How it ended.
    pub verdict: Verdict,
    /// The state that the verdict was reached in. After [`Verdict::Valid`] it is to be erased, otherwise stored.
    pub otp: Option<Otp>,
}

/// Checks a code. Every check counts as an attempt, the right one too. Expiry outranks exhausted attempts, and
/// both outrank the code.
#[must_use]
pub fn check(current: Option<Otp>, presented: &Presented, now: Timestamp, key: &HashKey) -> Checked {
    let Some(mut otp) = current.filter(|otp| now < otp.forget_at()) else {
        return Checked { verdict: Verdict::Invalid, otp: None };
    };
    otp.attempts = otp.attempts.saturating_add(1);
    otp.updated_at = now;
    let right = otp.matches(presented, key);
    let verdict = if now >= otp.expires_at {
        Verdict::Expired
    } else if otp.attempts > u32::from(otp.policy.max_attempts.get()) {
        Verdict::TooManyAttempts
    } else if right {
        Verdict::Valid
    } else {
        Verdict::Invalid
    };
    Checked { verdict, otp: Some(otp) }
}
