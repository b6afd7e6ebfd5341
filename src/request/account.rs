//! `POST /admin/accounts`.

use super::{FieldError, Fields};
use crate::{
    account::{Limits, Profile, ProfileChange},
    email::Email,
    locale::{CountryCode, CurrencyCode, LanguageCode, TimeZone},
    rate_limit::Rate,
    username::Username,
};

pub(super) const MAX_RULES: usize = 100;
/// The most requests a second that a limit may be.
const MAX_RATE: i64 = 1_000_000;

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
        limits: limits(fields)?.unwrap_or_default(),
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
        ..ProfileChange::default()
    })
}

/// How much the account may ask: what is absent within is as for every account.
fn limits(fields: &mut Fields) -> Result<Option<Limits>, FieldError> {
    let default = Limits::default();
    fields.object("limits", |limits| {
        Ok(Limits {
            account: rate(limits, "account", default.account)?,
            credential: rate(limits, "credential", default.credential)?,
        })
    })
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
