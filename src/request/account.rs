//! `POST /admin/accounts`.

use std::num::NonZeroU32;

use serde_json::{Value, json};

use super::{FieldError, FieldValue, Fields, Given, Problem};
use crate::{
    account::{Limits, Profile, ProfileChange},
    email::Email,
    locale::{CountryCode, CurrencyCode, LanguageCode, TimeZone},
    mail::Line,
    money::Money,
    otp::traffic::VerificationLimits,
    rate_limit::Rate,
    username::Username,
};

pub(super) const MAX_RULES: usize = 100;
/// The most requests a second that a limit may be.
const MAX_RATE: i64 = 1_000_000;
/// The most verifications an hour that a limit may be.
const MAX_HOURLY: i64 = 100_000_000;

/// Reads `POST /admin/accounts`.
///
/// # Errors
/// The first field that breaks a rule.
pub fn create_account(fields: &mut Fields) -> Result<Profile, FieldError> {
    let default = Profile::named(fields.required_parsed::<Username>("username")?);
    let email = fields.parsed::<Email>("email")?;
    Ok(Profile {
        email: email.map(|email| email.as_str().to_owned()),
        time_zone: fields.parsed::<TimeZone>("timeZone")?.map_or(default.time_zone, String::from),
        language: fields.parsed::<LanguageCode>("language")?.map_or(default.language, String::from),
        country: fields.parsed::<CountryCode>("country")?.map(String::from),
        currency: fields.parsed::<CurrencyCode>("currency")?.map_or(default.currency, String::from),
        second_factor_required: false,
        event_url: None,
        code_prefixes: Vec::new(),
        hides_codes: false,
        limits: limits(fields)?.unwrap_or_default(),
        custom_codes: fields.flag("customCodes")?,
        allowed_ips: fields.parsed_list("allowedIps", 0..=MAX_RULES)?.unwrap_or_default(),
        username: default.username,
    })
}

/// Reads `PATCH /admin/accounts/{username}`: what is absent stays.
///
/// # Errors
/// The first field that breaks a rule.
pub fn update_account(fields: &mut Fields) -> Result<ProfileChange, FieldError> {
    Ok(ProfileChange {
        limits: limits(fields)?,
        allowed_ips: fields.parsed_list("allowedIps", 0..=MAX_RULES)?,
        second_factor_required: fields.parsed("secondFactorRequired")?,
        custom_codes: fields.parsed("customCodes")?,
        ..ProfileChange::default()
    })
}

/// `POST /admin/accounts/{username}/credit`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credit {
    /// To be added; less than nothing is taken off.
    pub amount: Money,
    /// A name, by which it counts once.
    pub reference: Option<String>,
}

/// Reads `POST /admin/accounts/{username}/credit`.
///
/// # Errors
/// The first field that breaks a rule.
pub fn credit(fields: &mut Fields) -> Result<Credit, FieldError> {
    const MAX_REFERENCE: usize = 100;
    let amount = fields.required_parsed("amount")?;
    let reference = fields.string("reference", MAX_REFERENCE)?.filter(|reference| !reference.is_empty());
    Ok(Credit { amount, reference })
}

/// `POST /admin/mail/test`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TestMail {
    /// Whom it is for.
    pub to: Email,
    /// What it is about, where it shall be other than ours.
    pub subject: Option<Line>,
    /// What it says, where it shall be other than ours.
    pub text: Option<String>,
}

/// Reads `POST /admin/mail/test`.
///
/// # Errors
/// The first field that breaks a rule.
pub fn test_mail(fields: &mut Fields) -> Result<TestMail, FieldError> {
    const MAX_SUBJECT: usize = 200;
    const MAX_TEXT: usize = 10_000;
    let to = fields.required_parsed("to")?;
    let subject = fields.string("subject", MAX_SUBJECT)?.map(|subject| subject.as_str().into());
    Ok(TestMail { to, subject, text: fields.string("text", MAX_TEXT)? })
}

/// A number of JSON, or the same as a text.
impl FieldValue for Money {
    fn read(given: Given) -> Result<Self, Problem> {
        let written = match given.into_json() {
            Value::String(text) => text,
            // Without an exponent, which JSON's own writing may have.
            Value::Number(number) => number.as_f64().map(|number| number.to_string()).unwrap_or_default(),
            _ => return Err(Problem::Type { expected: "a number" }),
        };
        written.parse().map_err(|_| Problem::Form { expected: "amount of at most six decimal places" })
    }

    fn schema() -> Value {
        json!({ "anyOf": [{ "type": "number" }, { "type": "string", "pattern": "^-?[0-9]+([.][0-9]{1,6})?$" }] })
    }
}

/// How much the account may ask: what is absent within is as for every account.
fn limits(fields: &mut Fields) -> Result<Option<Limits>, FieldError> {
    let default = Limits::default();
    fields.object("limits", |limits| {
        Ok(Limits {
            account: rate(limits, "account", default.account)?,
            credential: rate(limits, "credential", default.credential)?,
            verifications: verifications(limits)?,
        })
    })
}

/// How many verifications may begin within an hour.
fn verifications(limits: &mut Fields) -> Result<VerificationLimits, FieldError> {
    let default = VerificationLimits::default();
    let limits = limits.object("verifications", |fields| {
        let mut hourly = |name, default| {
            let given = fields.integer(name, 1..=MAX_HOURLY)?;
            Ok(given.and_then(|most| u32::try_from(most).ok()).and_then(NonZeroU32::new).unwrap_or(default))
        };
        Ok(VerificationLimits {
            address: hourly("address", default.address)?,
            prefix: hourly("prefix", default.prefix)?,
            credential: hourly("credential", default.credential)?,
            account: hourly("account", default.account)?,
            stops_pumping: fields.parsed("stopsPumping")?.unwrap_or(default.stops_pumping),
        })
    })?;
    Ok(limits.unwrap_or(default))
}

fn rate(fields: &mut Fields, name: &str, default: Rate) -> Result<Rate, FieldError> {
    let rate = fields.object(name, |rate| {
        let per_second = rate.integer("perSecond", 1..=MAX_RATE)?;
        let burst = rate.integer("burst", 1..=MAX_RATE)?;
        let number =
            |given: Option<i64>, default| given.and_then(|n| u32::try_from(n).ok()).unwrap_or(default);
        Ok(Rate::new(number(per_second, default.per_second()), number(burst, default.burst())))
    })?;
    Ok(rate.flatten().unwrap_or(default))
}
