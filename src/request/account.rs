//! `POST /admin/accounts`.

use super::{
    fields::{FieldError, Fields, Problem},
    object,
};
use crate::{account::Profile, email::Email, error::ApiError, username::Username};

const MAX_EMAIL: usize = 320;
const MAX_TIME_ZONE: usize = 64;
const MAX_RULES: usize = 100;

/// Reads `POST /admin/accounts`.
///
/// # Errors
/// Code 125 for a body that is no JSON object, 422 for a field that breaks a rule.
pub fn create_account(body: &[u8]) -> Result<Profile, ApiError> {
    let mut fields = object(body)?;
    let username = fields.required_parsed("username", Username::MAX_LENGTH, USERNAME)?;
    let default = Profile::named(username);
    Ok(Profile {
        email: fields.parsed::<Email>("email", MAX_EMAIL, "email")?.map(|email| email.as_str().to_owned()),
        time_zone: text(&mut fields, "timeZone", "IANA time zone", is_time_zone)?
            .unwrap_or(default.time_zone),
        language: text(&mut fields, "language", "ISO 639-1 code in lower case", |text| {
            text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_lowercase())
        })?
        .unwrap_or(default.language),
        country: text(&mut fields, "country", "ISO 3166-1 code in upper case", |text| is_upper(text, 2))?,
        currency: text(&mut fields, "currency", "ISO 4217 code in upper case", |text| is_upper(text, 3))?
            .unwrap_or(default.currency),
        allowed_ips: fields
            .parsed_list("allowedIps", 0, MAX_RULES, "IP address or CIDR block")?
            .unwrap_or_default(),
        username: default.username,
    })
}

const USERNAME: &str = "username: 1 to 64 letters, digits, or . _ - @ +";

fn text(
    fields: &mut Fields,
    name: &str,
    expected: &'static str,
    valid: impl FnOnce(&str) -> bool,
) -> Result<Option<String>, FieldError> {
    let text = fields.string(name, MAX_TIME_ZONE)?;
    match text {
        Some(text) if !valid(&text) => Err(fields.error(name, Problem::Form { expected })),
        text => Ok(text),
    }
}

fn is_upper(text: &str, length: usize) -> bool {
    text.len() == length && text.bytes().all(|byte| byte.is_ascii_uppercase())
}

/// The form of an IANA name; which names exist changes several times a year.
fn is_time_zone(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/_+-".contains(&byte))
}
