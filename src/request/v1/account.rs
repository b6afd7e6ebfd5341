//! `account`

use super::links::{Judge, web_url};
use crate::{
    account::{Profile, ProfileChange},
    auth::AddressRule,
    change::Change,
    email::Email,
    locale::{CountryCode, LanguageCode, TimeZone},
    phone::CallingPrefix,
    request::{FieldError, Fields, account::MAX_RULES, native::Reader},
    target_url::TargetUrl,
    written::Form,
};

/// As many calling codes as there are, and some.
const MAX_CODE_PREFIXES: usize = 300;

/// Reads `PUT account`: what is absent becomes what it is for a new account.
pub fn replace_account(reader: &mut Reader, judge: Judge<'_>) -> Option<ProfileChange> {
    let email = reader.take(|fields| fields.parsed::<Email>("email"));
    let time_zone = reader.take(|fields| fields.parsed::<TimeZone>("timeZone"));
    let language = reader.take(|fields| fields.parsed::<LanguageCode>("language"));
    let country = reader.take(|fields| fields.parsed::<CountryCode>("country"));
    let allowed_ips = reader.take(|fields| fields.parsed_list::<AddressRule>("allowedIps", 0..=MAX_RULES));
    let second_factor_required = reader.take(|fields| fields.flag("secondFactorRequired"));
    let event_url = event_url(reader, judge);
    let code_prefixes = reader.take(code_prefixes);
    let hides_codes = reader.take(|fields| fields.flag("hidesCodes"));
    Some(ProfileChange {
        email: email?.map_or(Change::Clear, |email| Change::To(email.into())),
        time_zone: Some(time_zone?.map_or_else(|| Profile::TIME_ZONE.to_owned(), String::from)),
        language: Some(language?.map_or_else(|| Profile::LANGUAGE.to_owned(), String::from)),
        country: country?.map_or(Change::Clear, |country| Change::To(country.into())),
        allowed_ips: Some(allowed_ips?.unwrap_or_default()),
        second_factor_required: Some(second_factor_required?),
        event_url: event_url?.replacing(),
        code_prefixes: Some(code_prefixes?.unwrap_or_default()),
        hides_codes: Some(hides_codes?),
        custom_codes: None,
        limits: None,
    })
}

/// Reads `PATCH account`: what is absent stays.
pub fn update_account(reader: &mut Reader, judge: Judge<'_>) -> Option<ProfileChange> {
    let email = reader.take(|fields| fields.changed::<Email>("email"));
    let time_zone = reader.take(|fields| fields.parsed::<TimeZone>("timeZone"));
    let language = reader.take(|fields| fields.parsed::<LanguageCode>("language"));
    let country = reader.take(|fields| fields.changed::<CountryCode>("country"));
    let allowed_ips = reader.take(|fields| fields.parsed_list::<AddressRule>("allowedIps", 0..=MAX_RULES));
    let second_factor_required = reader.take(|fields| fields.parsed::<bool>("secondFactorRequired"));
    let event_url = event_url(reader, judge);
    let code_prefixes = reader.take(code_prefixes);
    let hides_codes = reader.take(|fields| fields.parsed::<bool>("hidesCodes"));
    Some(ProfileChange {
        email: email?.map(String::from),
        time_zone: time_zone?.map(String::from),
        language: language?.map(String::from),
        country: country?.map(String::from),
        allowed_ips: allowed_ips?,
        second_factor_required: second_factor_required?,
        event_url: event_url?,
        code_prefixes: code_prefixes?,
        hides_codes: hides_codes?,
        custom_codes: None,
        limits: None,
    })
}

fn code_prefixes(fields: &mut Fields) -> Result<Option<Vec<CallingPrefix>>, FieldError> {
    fields.parsed_list("codePrefixes", 0..=MAX_CODE_PREFIXES)
}

fn event_url(reader: &mut Reader, judge: Judge<'_>) -> Option<Change<String>> {
    let schema = || Form::Format { name: "uri", max: TargetUrl::MAX_BYTES }.schema();
    let url = reader.take(|fields| fields.changed_by("eventUrl", schema, |given| web_url(given, judge)))?;
    Some(url.map(|url| url.as_str().to_owned()))
}
