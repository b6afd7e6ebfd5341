//! What `/admin` answers.

use serde::Serialize;

use super::{WholeSeconds, currency_units, native::LimitsData};
use crate::{
    account,
    auth::ApiPassword,
    link::Link,
    mail::{self, Outcome, Stage},
};

/// An account.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "describe", derive(schemars::JsonSchema), schemars(rename = "AdminAccount"))]
#[serde(rename_all = "camelCase")]
pub struct Account<'a> {
    /// Never used again, not even by a later account of the same name.
    pub id: &'a str,
    /// The name that its callers authenticate with.
    pub username: &'a str,
    /// Where its owner is reached.
    pub email: Option<&'a str>,
    /// An IANA time zone name.
    pub time_zone: &'a str,
    /// ISO 639-1, lower case.
    pub language: &'a str,
    /// ISO 3166-1 alpha-2, upper case.
    pub country: Option<&'a str>,
    /// ISO 4217, upper case.
    pub currency: &'a str,
    /// Credit left, in units of the currency.
    pub balance: f64,
    /// From where the account may be used; anywhere when empty.
    pub allowed_ips: Vec<String>,
    /// Whether its users must have a second factor.
    pub second_factor_required: bool,
    /// Whether it may decide on the codes of its verifications.
    pub custom_codes: bool,
    /// How much it may ask.
    pub limits: LimitsData,
    /// When it was created.
    pub created_at: WholeSeconds,
}

impl<'a> From<&'a account::Account> for Account<'a> {
    fn from(account: &'a account::Account) -> Self {
        let profile = &account.profile;
        Self {
            id: account.id.as_str(),
            username: profile.username.as_str(),
            email: profile.email.as_deref(),
            time_zone: &profile.time_zone,
            language: &profile.language,
            country: profile.country.as_deref(),
            currency: &profile.currency,
            balance: currency_units(account.balance_millionths),
            allowed_ips: profile.allowed_ips.iter().map(ToString::to_string).collect(),
            second_factor_required: profile.second_factor_required,
            custom_codes: profile.custom_codes,
            limits: profile.limits.into(),
            created_at: WholeSeconds(account.created_at),
        }
    }
}

/// A new account, with the API password that is shown this once.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "describe", derive(schemars::JsonSchema), schemars(rename = "AdminNewAccount"))]
#[serde(rename_all = "camelCase")]
pub struct NewAccount<'a> {
    /// The account.
    #[serde(flatten)]
    pub account: Account<'a>,
    /// Its API password, which is shown this once.
    #[cfg_attr(feature = "describe", schemars(with = "String"))]
    pub api_password: &'a ApiPassword,
}

/// A new API password, which is shown this once.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "describe", derive(schemars::JsonSchema), schemars(rename = "AdminNewPassword"))]
#[serde(rename_all = "camelCase")]
pub struct NewPassword<'a> {
    /// The account's name.
    pub username: &'a str,
    /// The account's API password from now on.
    #[cfg_attr(feature = "describe", schemars(with = "String"))]
    pub api_password: &'a ApiPassword,
}

/// A short link and its clicks.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "describe", derive(schemars::JsonSchema), schemars(rename = "AdminLink"))]
#[serde(rename_all = "camelCase")]
pub struct ClickedLink<'a> {
    /// Its slug, with its domain and a colon before it where it is on another.
    pub id: String,
    /// Where it leads.
    pub target: &'a str,
    /// The account that made it.
    pub account_id: &'a str,
    /// When it was made.
    pub created_at: WholeSeconds,
    /// How often it was followed.
    pub clicks: u64,
}

impl<'a> ClickedLink<'a> {
    /// A link and its clicks.
    #[must_use]
    pub fn new(link: &'a Link, clicks: u64) -> Self {
        Self {
            id: link.id.to_string(),
            target: link.rules.target.as_str(),
            account_id: &link.account_id,
            created_at: WholeSeconds(link.created_at),
            clicks,
        }
    }
}

/// A block list that was taken.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "describe", derive(schemars::JsonSchema), schemars(rename = "AdminBlocklist"))]
pub struct Blocklist {
    /// How many different entries it has.
    pub entries: usize,
}

/// Prices that were taken.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "describe", derive(schemars::JsonSchema), schemars(rename = "AdminPrices"))]
pub struct Prices {
    /// How many countries there are prices of.
    pub countries: usize,
    /// How many rows that was: networks, and countries as a whole.
    pub rows: usize,
}

/// What became of an e-mail.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "describe", derive(schemars::JsonSchema), schemars(rename = "AdminMailed"))]
pub struct Mailed {
    /// Whether the server has it.
    pub result: Outcome,
    /// How far it came.
    pub stage: Stage,
    /// The code that the server answered with (RFC 5321); `null` where it was not an answer that ended it.
    pub reply: Option<String>,
}

impl From<mail::Mailed> for Mailed {
    fn from(mailed: mail::Mailed) -> Self {
        let mail::Mailed { outcome, stage, reply } = mailed;
        Self { result: outcome, stage, reply: reply.map(|code| code.to_string()) }
    }
}

/// What an account has.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "describe", derive(schemars::JsonSchema), schemars(rename = "AdminBalance"))]
pub struct Balance {
    /// In units of its currency.
    pub balance: f64,
}

impl Balance {
    /// So many millionths.
    #[must_use]
    pub fn new(millionths: u64) -> Self {
        Self { balance: currency_units(millionths) }
    }
}
