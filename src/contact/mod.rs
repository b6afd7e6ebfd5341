//! Contacts: whom an account knows, in which groups, and what its messages may say of them.

use serde::{Deserialize, Serialize};

use crate::{numbered::numbered, time::Timestamp, written::answered_words};

/// The most characters of a name, a surname and an id of the account's own.
pub const MAX_NAME: usize = 255;
/// The most characters of a group's name.
pub const MAX_GROUP_NAME: usize = 100;
/// The most groups that a contact is put into.
pub const MAX_GROUPS: usize = 100;
/// The most fields of the account's own that a contact has.
pub const MAX_CUSTOM_FIELDS: usize = 50;
/// The most characters of the value of one.
pub const MAX_VALUE: usize = 1_000;
/// The most characters of all of them, with their keys: a page of 1,000 contacts fits into memory.
pub const MAX_ALL_VALUES: usize = 16_000;

numbered! {
    /// A contact, within its account. Numbers begin at 1.
    ContactId
}

numbered! {
    /// A group of contacts, within its account. Numbers begin at 1.
    GroupId
}

answered_words! {
    /// What the value of a field is ("Contacts", `customFields[]type`).
    #[derive(Default, Serialize, Deserialize)]
    pub FieldType, "type: string, date or decimal", at most 16;
    /// Any text.
    #[default]
    String = "string",
    /// A day or a moment of ISO 8601.
    Date = "date",
    /// A number, with a fraction or without.
    Decimal = "decimal",
}

impl FieldType {
    /// Whether a field of this type may have a value. An empty one, which is none, any may have.
    #[must_use]
    pub fn takes(self, value: &str) -> bool {
        value.is_empty()
            || match self {
                Self::String => true,
                Self::Date => is_date(value),
                Self::Decimal => is_decimal(value),
            }
    }
}

/// A day, or a moment with its offset from UTC or without.
fn is_date(value: &str) -> bool {
    let is_moment = |rest: &str| [value, rest].concat().parse::<Timestamp>().is_ok();
    is_moment("") || is_moment("Z") || is_moment("T00:00:00Z")
}

/// Digits with a minus or without, and with a point among them or without.
fn is_decimal(value: &str) -> bool {
    let digits = value.strip_prefix('-').unwrap_or(value);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let are_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    are_digits(whole) && are_digits(fraction)
}

/// A field of the account's own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomField {
    /// Its name, by which messages may have it.
    pub key: String,
    /// What its value is.
    pub kind: FieldType,
    /// Its value, as it was written.
    pub value: String,
}

/// What is said of a contact. It can be reached somehow, or a request would not have been read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Details {
    /// The address, its domain in lower case.
    pub email: Option<String>,
    /// The mobile number: digits without `+`.
    pub phone: Option<String>,
    /// The number at home: digits without `+`.
    pub landline: Option<String>,
    /// ISO 3166-1 alpha-2, upper case.
    pub country: Option<String>,
    /// The name.
    pub name: Option<String>,
    /// The surname, or several.
    pub surname: Option<String>,
    /// What the account calls it elsewhere.
    pub external_id: Option<String>,
    /// The account's own fields, each key once.
    pub custom_fields: Vec<CustomField>,
}

impl Details {
    /// The value of a variable of a message: by the names that the API has for what every contact may have, and otherwise by
    /// the key of a field of the account's own.
    #[must_use]
    pub fn value(&self, name: &str) -> Option<&str> {
        let own = match name {
            "email" => &self.email,
            "phone" => &self.phone,
            "landline" => &self.landline,
            "countryIso" => &self.country,
            "name" => &self.name,
            "surname" => &self.surname,
            _ => &None,
        };
        let custom = || self.custom_fields.iter().find(|field| field.key == name);
        own.as_deref().or_else(|| custom().map(|field| field.value.as_str()))
    }

    /// Those of several variables that there is a value for, with it.
    #[must_use]
    pub fn values(&self, names: &[String]) -> Vec<(String, String)> {
        let value = |name: &String| Some((name.clone(), self.value(name)?.to_owned()));
        names.iter().filter_map(value).collect()
    }
}

/// A contact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact {
    /// Its number.
    pub id: ContactId,
    /// What is said of it.
    pub details: Details,
    /// The groups that it is in, in their order.
    pub groups: Vec<Group>,
    /// Since when there is one.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

/// A group of contacts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// Its number.
    pub id: GroupId,
    /// Its name, which no other group of the account has.
    pub name: String,
}

/// A contact as it is to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewContact {
    /// What is said of it.
    pub details: Details,
    /// Groups that it is in, by their numbers.
    pub group_ids: Vec<GroupId>,
    /// Groups that it is in, by their names. What there is none of yet is made.
    pub group_names: Vec<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_of_their_type() {
        use FieldType::{Date, Decimal};
        for (kind, value, is_taken) in [
            (FieldType::String, "anything", true),
            (Date, "", true),
            (Date, "2018-03-13", true),
            (Date, "2018-03-13T14:32:25", true),
            (Date, "2018-03-13T14:32:25+00:00", true),
            (Date, "2018-02-30", false),
            (Date, "13/03/2018", false),
            (Date, "2018-03-13T14:32", false),
            (Decimal, "", true),
            (Decimal, "12", true),
            (Decimal, "-12.50", true),
            (Decimal, "12,5", false),
            (Decimal, "12.", false),
            (Decimal, ".5", false),
            (Decimal, "-", false),
            (Decimal, "1e3", false),
        ] {
            assert_eq!(kind.takes(value), is_taken, "{kind:?} {value}");
        }
    }

    #[test]
    fn a_variable_is_what_every_contact_may_have_before_a_field_of_that_name() {
        let field = |key: &str, value: &str| CustomField {
            key: key.to_owned(),
            kind: FieldType::String,
            value: value.to_owned(),
        };
        let details = Details {
            email: Some("ana@example.com".to_owned()),
            phone: Some("34666555440".to_owned()),
            landline: Some("34900222222".to_owned()),
            country: Some("ES".to_owned()),
            name: Some("Ana".to_owned()),
            surname: None,
            external_id: Some("EXT1".to_owned()),
            custom_fields: vec![field("name", "no"), field("surname", "Ruiz"), field("color", "green")],
        };
        for (name, value) in [
            ("email", Some("ana@example.com")),
            ("phone", Some("34666555440")),
            ("landline", Some("34900222222")),
            ("countryIso", Some("ES")),
            ("name", Some("Ana")),
            ("surname", Some("Ruiz")),
            ("color", Some("green")),
            ("Color", None),
            ("externalId", None),
        ] {
            assert_eq!(details.value(name), value, "{name}");
        }
        let names = ["size", "name"].map(str::to_owned);
        assert_eq!(details.values(&names), [("name".to_owned(), "Ana".to_owned())]);
    }
}
