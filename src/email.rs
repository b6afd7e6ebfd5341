//! E-mail addresses.

use std::{fmt, str::FromStr};

use email_address::Options;
use serde::{Deserialize, Serialize};

use crate::written::{Form, Written};

/// The longest address that fits an SMTP path: 256 octets with its angle brackets (RFC 5321, 4.5.3.1.3).
const MAX_OCTETS: usize = 254;

/// An e-mail address (RFC 5321 and 6531), its domain in lower case, so that two spellings of one mailbox are
/// one address. The local part stays as it is: only its own host may say what its case means (RFC 5321, 2.4).
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Email(String);

impl Email {
    /// The address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What stands behind the last `@`.
    #[must_use]
    pub fn domain(&self) -> &str {
        self.0.rsplit_once('@').map_or("", |(_, domain)| domain)
    }

    /// The one spelling that stands for it as a login. People do not mind the case of their own address.
    #[must_use]
    pub fn login_name(&self) -> String {
        self.0.to_lowercase()
    }
}

/// The text is not an e-mail address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an e-mail address")]
pub struct EmailError;

impl FromStr for Email {
    type Err = EmailError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        // ` <a@b.c>`, with nothing for a name, would pass for an address.
        if text.len() > MAX_OCTETS || text.starts_with(' ') {
            return Err(EmailError);
        }
        let options = Options::default().without_display_text().without_domain_literal().with_required_tld();
        let parsed =
            email_address::EmailAddress::parse_with_options(text, options).map_err(|_| EmailError)?;
        Ok(Self(format!("{}@{}", parsed.local_part(), parsed.domain().to_lowercase())))
    }
}

impl TryFrom<String> for Email {
    type Error = EmailError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Email> for String {
    fn from(email: Email) -> Self {
        email.0
    }
}

impl Written for Email {
    const EXPECTED: &'static str = "email";
    const MAX: usize = 320;

    fn form() -> Form {
        Form::Format { name: "idn-email", max: MAX_OCTETS }
    }
}

/// Redacted: addresses are personal data and do not belong in logs.
impl fmt::Debug for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Email(..)")
    }
}
