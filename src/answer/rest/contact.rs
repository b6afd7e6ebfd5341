//! What `contacts` and `groups` answer.

use serde::Serialize;

use super::super::{Data, WholeSeconds};
use crate::{contact, request::Include};

/// Somebody whom the account knows.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "describe", derive(schemars::JsonSchema), schemars(rename = "RestContact"))]
#[serde(rename_all = "camelCase")]
pub struct Contact {
    /// Its id.
    pub id: u64,
    /// The e-mail address.
    pub email: Option<String>,
    /// The mobile number: digits without `+`.
    pub phone: Option<String>,
    /// ISO 3166-1 alpha-2, upper case.
    pub country_iso: Option<String>,
    /// The number at home: digits without `+`.
    pub landline: Option<String>,
    /// The name.
    pub name: Option<String>,
    /// The surname, or several.
    pub surname: Option<String>,
    /// What the account calls it elsewhere.
    pub external_id: Option<String>,
    /// Since when there is one.
    pub created_at: WholeSeconds,
    /// When it was last changed.
    pub updated_at: WholeSeconds,
    /// Fields of the account's own, where they are asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub custom_fields: Option<Data<Vec<CustomField>>>,
    /// The groups that it is in, where they are asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub groups: Option<Data<Vec<Group>>>,
    /// Where it is, in the answer to who made or changed it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub links: Option<ContactLinks>,
}

/// Where a contact is.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "describe", derive(schemars::JsonSchema), schemars(inline))]
pub struct ContactLinks {
    /// Its URL.
    #[serde(rename = "self")]
    pub this: String,
}

/// A field of the account's own.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "describe", derive(schemars::JsonSchema), schemars(rename = "RestCustomField"))]
pub struct CustomField {
    /// Its name, by which messages may have it.
    pub key: String,
    /// `string`, `date` or `decimal`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// Its value, as it was written.
    pub value: String,
}

/// A group of contacts.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "describe", derive(schemars::JsonSchema), schemars(rename = "RestGroup"))]
pub struct Group {
    /// Its id.
    pub id: u64,
    /// Its name, which no other group of the account has.
    pub name: String,
}

impl Contact {
    /// A contact, with what is asked for.
    #[must_use]
    pub fn new(contact: contact::Contact, include: Include) -> Self {
        let contact::Contact { id, details, groups, created_at, updated_at } = contact;
        let custom_fields = details.custom_fields.into_iter().map(CustomField::from);
        let groups = groups.into_iter().map(Group::from);
        Self {
            id: id.0,
            email: details.email,
            phone: details.phone,
            country_iso: details.country,
            landline: details.landline,
            name: details.name,
            surname: details.surname,
            external_id: details.external_id,
            created_at: WholeSeconds(created_at),
            updated_at: WholeSeconds(updated_at),
            custom_fields: include.custom_fields.then(|| Data { data: custom_fields.collect() }),
            groups: include.groups.then(|| Data { data: groups.collect() }),
            links: None,
        }
    }

    /// One that was made or changed, as who asks at an origin sees it.
    #[must_use]
    pub fn written(contact: contact::Contact, origin: &str) -> Self {
        let this = format!("{origin}/api/rest/contacts/{}", contact.id.0);
        Self { links: Some(ContactLinks { this }), ..Self::new(contact, Include::default()) }
    }
}

impl From<contact::CustomField> for CustomField {
    fn from(field: contact::CustomField) -> Self {
        Self { key: field.key, kind: field.kind.as_str(), value: field.value }
    }
}

impl From<contact::Group> for Group {
    fn from(group: contact::Group) -> Self {
        Self { id: group.id.0, name: group.name }
    }
}
