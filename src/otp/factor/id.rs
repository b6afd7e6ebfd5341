//! A factor's id.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::{
    keyed_hash::HashKey,
    otp::{VerificationId, verification::VerificationIdError},
    written::{Form, Written},
};

/// A factor's id. It has the form of a verification's: the first 32 hexadecimal digits are the user's within the account, by a keyed
/// hash, which leads to where it is kept; the other 16 are random.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FactorId(VerificationId);

impl FactorId {
    /// A new one, of a record.
    #[must_use]
    pub fn new(record: &str, random: [u8; 8]) -> Self {
        Self(VerificationId::new(record, random))
    }

    /// What the record of an account's user is called. It is never that of a recipient.
    #[must_use]
    pub fn record_of(key: &HashKey, account: &str, user: &str) -> String {
        VerificationId::record_named(key, &[b"factor-record", account.as_bytes(), user.as_bytes()])
    }

    /// The record that it is in.
    #[must_use]
    pub fn record(&self) -> &str {
        self.0.record()
    }

    /// The digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl FromStr for FactorId {
    type Err = VerificationIdError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}

impl Written for FactorId {
    const EXPECTED: &'static str = VerificationId::EXPECTED;
    const MAX: usize = VerificationId::MAX;

    fn form() -> Form {
        VerificationId::form()
    }
}
