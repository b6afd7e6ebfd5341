//! The REST dialect's `contacts` and `groups`.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{FieldError, FieldValue, Fields, Given, PageWish, Problem, notes::Presence};
use crate::{
    change::Change,
    contact::{
        ContactId, CustomField, Details, FieldType, GroupId, MAX_ALL_VALUES, MAX_CUSTOM_FIELDS,
        MAX_GROUP_NAME, MAX_GROUPS, MAX_NAME, MAX_VALUE, NewContact,
    },
    email::Email,
    locale::CountryCode,
    message::is_variable,
    phone::Msisdn,
    written::Written,
};

/// Reads the body of `POST contacts` and of `PUT contacts/{id}`, which replaces all that is said of one.
///
/// # Errors
/// The first field that breaks a rule.
pub fn contact(fields: &mut Fields) -> Result<NewContact, FieldError> {
    fields.need_one_of(&["email", "phone", "landline"])?;
    let email = fields.parsed::<Email>("email")?.map(String::from);
    let phone = number(fields, "phone")?;
    let landline = number(fields, "landline")?;
    let country = fields.parsed::<CountryCode>("countryIso")?.map(String::from);
    if country.is_none() && (phone.is_some() || landline.is_some()) {
        return Err(fields.error("countryIso", Problem::Required));
    }
    let (group_ids, group_names) = groups(fields)?;
    let details = Details {
        email,
        phone,
        landline,
        country,
        name: fields.string("name", MAX_NAME)?,
        surname: fields.string("surname", MAX_NAME)?,
        custom_fields: custom_fields(fields)?,
        external_id: fields.string("externalId", MAX_NAME)?,
    };
    Ok(NewContact { details, group_ids, group_names })
}

fn number(fields: &mut Fields, name: &str) -> Result<Option<String>, FieldError> {
    Ok(fields.parsed::<Msisdn>(name)?.map(|number| number.as_str().to_owned()))
}

/// Groups by their numbers, by their names, or by both.
fn groups(fields: &mut Fields) -> Result<(Vec<GroupId>, Vec<String>), FieldError> {
    let (ids, names) = (group_ids(fields)?, group_names(fields)?);
    if ids.is_none() && names.is_none() {
        return Err(fields.error("groupsIds", Problem::Required));
    }
    Ok((ids.unwrap_or_default(), names.unwrap_or_default()))
}

fn group_ids(fields: &mut Fields) -> Result<Option<Vec<GroupId>>, FieldError> {
    const NAME: &str = "groupsIds";
    let schema = || {
        let number = json!({ "type": "integer", "minimum": 1, "maximum": GroupId::LAST.0 });
        let id = json!({ "anyOf": [number, GroupId::form().schema()] });
        json!({ "type": "array", "minItems": 1, "maxItems": MAX_GROUPS, "items": id })
    };
    let items = match fields.given(NAME, Presence::Optional, schema).map(Given::into_json) {
        None => return Ok(None),
        Some(Value::Array(items)) => items,
        Some(_) => return Err(fields.error(NAME, Problem::Type { expected: "an array" })),
    };
    if !(1..=MAX_GROUPS).contains(&items.len()) {
        return Err(fields.error(NAME, Problem::Items { min: 1, max: MAX_GROUPS }));
    }
    let id = |(place, item): (u64, Value)| {
        let written = item.as_str().map_or_else(|| item.to_string(), str::to_owned);
        written.parse().map_err(|_| unknown_group(place))
    };
    (0..).zip(items).map(id).collect::<Result<_, _>>().map(Some)
}

/// Says that the account has no group of a number, by its place among `groupsIds`.
#[must_use]
pub fn unknown_group(place: u64) -> FieldError {
    FieldError {
        path: format!("groupsIds.{place}"),
        problem: Problem::Form { expected: "group of the account" },
    }
}

fn group_names(fields: &mut Fields) -> Result<Option<Vec<String>>, FieldError> {
    let Some(names) = fields.texts("groupsNames", 1..=MAX_GROUPS)? else { return Ok(None) };
    let name = |(index, name): (usize, String)| {
        let path = || format!("groupsNames.{index}");
        group_name(&name).map_err(|problem| fields.error(&path(), problem))
    };
    names.into_iter().enumerate().map(name).collect::<Result<_, _>>().map(Some)
}

/// Without spaces around it.
fn group_name(written: &str) -> Result<String, Problem> {
    let name = written.trim();
    if name.is_empty() {
        return Err(Problem::Required);
    }
    if name.chars().count() > MAX_GROUP_NAME {
        return Err(Problem::TooLong { max: MAX_GROUP_NAME });
    }
    Ok(name.to_owned())
}

fn custom_fields(fields: &mut Fields) -> Result<Vec<CustomField>, FieldError> {
    const NAME: &str = "customFields";
    let mut custom: Vec<CustomField> = Vec::new();
    let read = |item: &mut Fields| {
        let field = custom_field(item)?;
        if custom.iter().any(|other| other.key == field.key) {
            return Err(item.error("key", Problem::Repeated));
        }
        custom.push(field);
        Ok(())
    };
    let Change::To(_) = fields.changed_objects(NAME, MAX_CUSTOM_FIELDS, read)? else { return Ok(custom) };
    let characters = |field: &CustomField| field.key.chars().count() + field.value.chars().count();
    if custom.iter().map(characters).sum::<usize>() > MAX_ALL_VALUES {
        return Err(fields.error(NAME, Problem::TooLong { max: MAX_ALL_VALUES }));
    }
    Ok(custom)
}

fn custom_field(item: &mut Fields) -> Result<CustomField, FieldError> {
    let key = item.required_string("key", MAX_NAME)?;
    if !is_variable(&key) {
        let expected = "name of a variable: at most 64 letters, digits, `_`, `-` and `.`";
        return Err(item.error("key", Problem::Form { expected }));
    }
    let kind: FieldType = item.parsed("type")?.unwrap_or_default();
    let value = item.optional_by("value", value_schema, read_value)?.unwrap_or_default();
    if kind.takes(&value) {
        return Ok(CustomField { key, kind, value });
    }
    let expected = if kind == FieldType::Date { "date of ISO 8601" } else { "decimal number" };
    Err(item.error("value", Problem::Form { expected }))
}

fn value_schema() -> Value {
    json!({ "anyOf": [{ "type": "string", "maxLength": MAX_VALUE }, { "type": "number" }] })
}

/// A text; or a number, as it is written in JSON.
fn read_value(given: Given) -> Result<String, Problem> {
    match given.into_json() {
        Value::String(text) if text.chars().count() > MAX_VALUE => Err(Problem::TooLong { max: MAX_VALUE }),
        Value::String(text) => Ok(text),
        number @ Value::Number(_) => Ok(number.to_string()),
        _ => Err(Problem::Type { expected: "a string or a number" }),
    }
}

/// Which contacts are asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactFilter {
    /// This one.
    pub id: Option<ContactId>,
    /// Those with this address.
    pub email: Option<String>,
    /// Those with this mobile number.
    pub phone: Option<String>,
    /// Those with this number at home.
    pub landline: Option<String>,
    /// Those of this country.
    pub country: Option<String>,
    /// Those that the account calls so elsewhere.
    pub external_id: Option<String>,
    /// The page.
    pub page: PageWish,
}

/// What contacts are shown with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Include {
    /// Their fields of the account's own.
    pub custom_fields: bool,
    /// The groups that they are in.
    pub groups: bool,
}

impl FieldValue for Include {
    fn read(given: Given) -> Result<Self, Problem> {
        let mut include = Self::default();
        for word in given.string()?.split(',').map(|word| word.trim_matches(' ')) {
            match word {
                "customFields" => include.custom_fields = true,
                "groups" => include.groups = true,
                _ => {
                    return Err(Problem::Form {
                        expected: "list of customFields and groups, with commas between",
                    });
                }
            }
        }
        Ok(include)
    }

    fn schema() -> Value {
        json!({ "type": "string", "pattern": "^ *(customFields|groups) *(, *(customFields|groups) *)*$" })
    }
}

/// Reads the query of `GET contacts`. What is looked for is the same however it is written.
///
/// # Errors
/// The first field that breaks a rule.
pub fn contacts(fields: &mut Fields) -> Result<(ContactFilter, Include), FieldError> {
    let page = PageWish::of(fields)?;
    let include = include(fields)?;
    let filter = ContactFilter {
        id: None,
        email: looked_for(fields, "email", |email: Email| email.into())?,
        phone: looked_for(fields, "phone", |number: Msisdn| number.as_str().to_owned())?,
        landline: looked_for(fields, "landline", |number: Msisdn| number.as_str().to_owned())?,
        country: fields.string("countryIso", MAX_NAME)?,
        external_id: fields.string("externalId", MAX_NAME)?,
        page,
    };
    Ok((filter, include))
}

/// Reads the query of `GET contacts/{id}`.
///
/// # Errors
/// When it asks for something else.
pub fn include(fields: &mut Fields) -> Result<Include, FieldError> {
    Ok(fields.parsed("include")?.unwrap_or_default())
}

/// The one spelling of what is looked for. A `+` that was not encoded comes as a space.
fn looked_for<T: Written>(
    fields: &mut Fields,
    name: &str,
    spelling: fn(T) -> String,
) -> Result<Option<String>, FieldError> {
    let written = fields.string(name, Email::MAX)?;
    Ok(written.map(|written| {
        let trimmed = written.trim();
        trimmed.parse().map_or_else(|_| trimmed.to_owned(), spelling)
    }))
}

/// Reads the query of `GET groups`.
///
/// # Errors
/// The first field that breaks a rule.
pub fn groups_page(fields: &mut Fields) -> Result<PageWish, FieldError> {
    PageWish::of(fields)
}

/// Reads the body of `POST groups` and of `PUT groups/{id}`: the name.
///
/// # Errors
/// When there is none, or it is too long.
pub fn group(fields: &mut Fields) -> Result<String, FieldError> {
    let name = fields.required_string("name", MAX_GROUP_NAME)?;
    group_name(&name).map_err(|problem| fields.error("name", problem))
}

/// Says that another group of the account has a name.
#[must_use]
pub fn taken_name() -> FieldError {
    FieldError { path: "name".to_owned(), problem: Problem::Taken }
}
