//! What the REST dialect answers.

mod blacklist;
mod campaign;
mod contact;
mod coverage;
mod judged;
mod message;
mod report;
mod scheduled;
mod sms;

pub use blacklist::{BlacklistEntry, NewBlacklistEntry};
pub use campaign::{Campaign, Listed, Sending};
pub use contact::{Contact, ContactLinks, CustomField, Group};
pub use coverage::{CountryCoverage, Coverage};
pub use judged::{Host, Judged};
pub use message::{Accepted, Message, MessageEvent, MessageLinks, Refused, Sent, SentTo};
pub use report::EventsReport;
pub use scheduled::{Rescheduled, Scheduled, ScheduledList, ScheduledResult, Unscheduled};
pub use sms::{Count, Counted, NonGsm, Part, Replacement, Translated};

use serde::Serialize;

use super::{Data, WholeSeconds, currency_units};
use crate::{
    account,
    error::ApiError,
    otp::{self, Checked, Verdict},
    request::{CheckOtp, OtpIdentity},
};

/// Why a call was not served. `/admin` has the same.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "describe", derive(schemars::JsonSchema), schemars(rename = "RestError"))]
pub struct Error<'a> {
    /// What went wrong.
    pub error: ErrorBody<'a>,
}

/// What went wrong.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "describe", derive(schemars::JsonSchema), schemars(inline))]
pub struct ErrorBody<'a> {
    /// The number that programs act upon.
    pub code: u16,
    /// The same for people.
    pub description: &'a str,
}

impl<'a> From<&'a ApiError> for Error<'a> {
    fn from(error: &'a ApiError) -> Self {
        Self { error: ErrorBody { code: error.code().code(), description: error.description() } }
    }
}

/// The account that calls.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "describe", derive(schemars::JsonSchema), schemars(rename = "RestAccount"))]
#[serde(rename_all = "camelCase")]
pub struct Account<'a> {
    /// The name that its callers authenticate with.
    pub username: &'a str,
    /// Where its owner is reached.
    pub email: Option<&'a str>,
    /// An IANA time zone name.
    pub time_zone: &'a str,
    /// ISO 639-1, lower case.
    pub language: &'a str,
    /// Credit left, in units of the currency.
    pub balance: f64,
    /// When it was created.
    pub created_at: WholeSeconds,
    /// ISO 3166-1 alpha-2, upper case.
    pub country: Option<&'a str>,
    /// ISO 4217, upper case.
    pub currency: &'a str,
}

impl<'a> From<&'a account::Account> for Account<'a> {
    fn from(account: &'a account::Account) -> Self {
        let profile = &account.profile;
        Self {
            username: profile.username.as_str(),
            email: profile.email.as_deref(),
            time_zone: &profile.time_zone,
            language: &profile.language,
            balance: currency_units(account.balance_millionths),
            created_at: WholeSeconds(account.created_at),
            country: profile.country.as_deref(),
            currency: &profile.currency,
        }
    }
}

/// A one-time code.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "describe", derive(schemars::JsonSchema), schemars(rename = "RestOtp"))]
#[serde(rename_all = "camelCase")]
pub struct Otp<'a> {
    /// Whom it is for: digits without `+`, or an e-mail address.
    pub recipient: &'a str,
    /// The code; in the answer to a check, as the caller wrote it.
    pub code: &'a str,
    /// Checks so far, right and wrong.
    pub attempts: u32,
    /// Checks that it stands.
    pub max_attempts: u8,
    /// Seconds that it is valid.
    pub max_seconds_validity: u16,
    /// The caller's application.
    pub app_id: &'a str,
    /// When it was generated.
    pub created_at: WholeSeconds,
    /// When it was generated or last checked.
    pub updated_at: WholeSeconds,
    /// The first moment at which it is no longer valid.
    pub expires_at: WholeSeconds,
}

impl<'a> Otp<'a> {
    /// A code, whose state does not have the code itself.
    #[must_use]
    pub fn new(identity: &'a OtpIdentity, otp: &otp::Otp, code: &'a str) -> Self {
        Self {
            recipient: identity.recipient.as_str(),
            code,
            attempts: otp.attempts,
            max_attempts: otp.policy.max_attempts.get(),
            max_seconds_validity: otp.policy.validity.seconds(),
            app_id: &identity.app_id,
            created_at: WholeSeconds(otp.created_at),
            updated_at: WholeSeconds(otp.updated_at),
            expires_at: WholeSeconds(otp.expires_at),
        }
    }
}

/// How a check ended.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "describe", derive(schemars::JsonSchema), schemars(rename = "RestOtpCheck"))]
pub struct OtpCheck<'a> {
    /// Whether the code was right, in time, and not used up.
    pub valid: bool,
    /// `Valid`, `Invalid code`, `Maximum attempts reached` or `Expired`.
    pub reason: String,
    /// The code that was checked, if there is one for the recipient.
    pub otp: Option<Data<Otp<'a>>>,
}

impl<'a> OtpCheck<'a> {
    /// What was found, for who asked.
    #[must_use]
    pub fn new(asked: &'a CheckOtp, found: &Checked) -> Self {
        let otp = |otp| Data { data: Otp::new(&asked.identity, otp, &asked.code) };
        Self {
            valid: found.verdict == Verdict::Valid,
            reason: found.verdict.to_string(),
            otp: found.otp.as_ref().map(otp),
        }
    }
}

/// A URL and its short link, in the order of the call.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "describe", derive(schemars::JsonSchema), schemars(rename = "RestShortUrl"))]
#[serde(rename_all = "camelCase")]
pub struct ShortUrl {
    /// The URL as it came.
    pub long_url: String,
    /// Its short link; `null` where no link may lead there.
    pub short_url: Option<String>,
    /// Whether no link may lead there.
    pub error: bool,
}

impl ShortUrl {
    /// A URL, and the short link that it got.
    #[must_use]
    pub const fn new(long_url: String, short_url: Option<String>) -> Self {
        let error = short_url.is_none();
        Self { long_url, short_url, error }
    }
}
