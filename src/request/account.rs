//! `POST /admin/accounts`.

use super::{FieldError, Fields};
use crate::{
    account::Profile,
    email::Email,
    locale::{CountryCode, CurrencyCode, LanguageCode, TimeZone},
    username::Username,
};

const MAX_RULES: usize = 100;

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
        allowed_ips: fields.parsed_list("allowedIps", 0..=MAX_RULES)?.unwrap_or_default(),
        username: default.username,
    })
}
