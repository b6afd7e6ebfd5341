//! The rules that a code is made under, with the ranges and defaults of the REST dialect's "OTP" section.

use serde::{Deserialize, Serialize};

use super::Alphabet;
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
