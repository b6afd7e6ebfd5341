//! Whom a one-time code is for.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::{
    email::Email,
    phone::Msisdn,
    written::{Form, Written},
};

/// A phone number or an e-mail address.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Recipient {
    /// A phone number.
    Phone(Msisdn),
    /// An e-mail address.
    Email(Email),
}

impl Recipient {
    /// The one spelling that stands for this recipient: digits without `+`, or the address with its domain in
    /// lower case.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Phone(phone) => phone.as_str(),
            Self::Email(email) => email.as_str(),
        }
    }
}

impl Recipient {
    /// The phone number, if it is one.
    #[must_use]
    pub const fn phone(&self) -> Option<&Msisdn> {
        match self {
            Self::Phone(phone) => Some(phone),
            Self::Email(_) => None,
        }
    }
}

impl fmt::Display for Recipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The text is neither a phone number nor an e-mail address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("neither a phone number nor an e-mail address")]
pub struct RecipientError;

impl FromStr for Recipient {
    type Err = RecipientError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Ok(phone) = text.parse() {
            return Ok(Self::Phone(phone));
        }
        text.parse().map(Self::Email).map_err(|_| RecipientError)
    }
}

impl TryFrom<String> for Recipient {
    type Error = RecipientError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Recipient> for String {
    fn from(recipient: Recipient) -> Self {
        recipient.as_str().to_owned()
    }
}

impl Written for Recipient {
    const EXPECTED: &'static str = "phone or email";
    const MAX: usize = Email::MAX;

    fn form() -> Form {
        Form::Either(vec![Msisdn::form(), Email::form()])
    }
}
