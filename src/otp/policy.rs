//! The rules that a code is made under, with the ranges and defaults of the REST dialect's "OTP" section, and with those of
//! verifications.

use serde::{Deserialize, Serialize};

use super::{Alphabet, GivenCode};
use crate::ranged::ranged;

ranged! {
    /// Characters in a code: 3 to 10, 4 unless said.
    CodeLength(u8) 3..=10, default 4, get
}

ranged! {
    /// Checks that a code stands: 1 to 10, 3 unless said.
    MaxAttempts(u8) 1..=10, default 3, get
}

ranged! {
    /// Seconds that a code is valid: 30 to 600, 60 unless said.
    Validity(u16) 30..=600, default 60, seconds
}

ranged! {
    /// Characters in a verification's code: 4 to 10, 6 unless said. Six digits have 20 bits (OWASP ASVS 5, 6.5.4).
    VerificationLength(u8) 4..=10, default 6, get
}

ranged! {
    /// Wrong codes that a verification stands, and the right one: 1 to 10, 5 unless said.
    VerificationAttempts(u8) 1..=10, default 5, get
}

ranged! {
    /// Seconds that a verification may take: 30 to 600, 300 unless said. NIST SP 800-63B, clause 5.1.3.2, has 10 minutes at most.
    VerificationValidity(u16) 30..=600, default 300, seconds
}

/// The rules that a code is made under.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Policy {
    /// What it is made of.
    pub alphabet: Alphabet,
    /// How long it is.
    pub length: CodeLength,
    /// How many checks it stands.
    pub max_attempts: MaxAttempts,
    /// How long it is valid.
    pub validity: Validity,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            alphabet: Alphabet::Digits,
            length: CodeLength::default(),
            max_attempts: MaxAttempts::default(),
            validity: Validity::default(),
        }
    }
}

impl Policy {
    /// The rules of a verification, whose ranges lie within those of the REST dialect.
    #[must_use]
    pub const fn of_verification(
        alphabet: Alphabet,
        length: VerificationLength,
        attempts: VerificationAttempts,
        validity: VerificationValidity,
    ) -> Self {
        Self {
            alphabet,
            length: CodeLength(length.0),
            max_attempts: MaxAttempts(attempts.0),
            validity: Validity(validity.0),
        }
    }

    /// The same of a code that the account has decided on.
    #[must_use]
    pub fn given(self, code: &GivenCode) -> Self {
        Self { alphabet: code.alphabet(), length: CodeLength(code.length()), ..self }
    }

    /// How likely a guess is to be right, in billionths, rounded up.
    #[must_use]
    pub fn luck(&self) -> u64 {
        let codes = (self.alphabet.symbols().len() as u64).saturating_pow(self.length.get().into());
        1_000_000_000_u64.div_ceil(codes)
    }
}
