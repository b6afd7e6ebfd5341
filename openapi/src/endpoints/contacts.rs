//! `/api/rest/contacts` and `/api/rest/groups`

use serde_json::json;
use shortwave::{
    answer::rest::{Contact, Group, Listed},
    contact::{ContactId, GroupId},
    request,
};

use super::{Described, tags};
use crate::{answers::Answer, bodies::Body, operation::Operation, schemas::Schemas};

const INCLUDE: (&str, &str, &str) = (
    "include",
    "What they are shown with beside: `customFields`, `groups`, or both with a comma between.",
    "customFields,groups",
);

fn new_contact() -> Result<Body, String> {
    Body::rest(
        request::contact,
        &[
            ("email", "The e-mail address. It, `phone` or `landline` must be there."),
            (
                "phone",
                "The mobile number: 6 to 15 digits with or without `+`, from the calling code on, or no message finds the contact.",
            ),
            ("landline", "The number at home."),
            ("countryIso", "ISO 3166-1 alpha-2, upper case. Required where there is a number."),
            ("groupsIds", "The groups that it is in. They, or `groupsNames`, must be there."),
            ("groupsNames", "Groups by their names. What there is none of yet is made."),
            ("name", "The name."),
            ("surname", "The surname, or several."),
            (
                "customFields",
                "Fields of your own, which messages may have: all together at most 16,000 characters.",
            ),
            ("customFields.key", "The field's name, as `{name}` has it in messages."),
            ("customFields.type", "`string`, unless said."),
            ("customFields.value", "Its value. A date is of ISO 8601, a decimal number as `1234.56`."),
            ("externalId", "What you call it elsewhere."),
        ],
        vec![
            (
                "document",
                "As the vendor's document has it",
                json!({
                    "email": "new.contact@example.com", "phone": "34666666666", "countryIso": "ES",
                    "groupsNames": ["My contact list"], "customFields": [{ "key": "company", "value": "ACME inc." }],
                }),
            ),
            (
                "all",
                "All there is to say",
                json!({
                    "email": "ana@example.com", "phone": "+34666555440", "landline": "34900222222", "countryIso": "ES",
                    "groupsIds": [1], "groupsNames": ["Shop"], "name": "Ana", "surname": "Ruiz Gil",
                    "customFields": [
                        { "key": "color", "type": "string", "value": "green" },
                        { "key": "since", "type": "date", "value": "2018-03-13" },
                        { "key": "points", "type": "decimal", "value": "1234.56" },
                    ],
                    "externalId": "EXT1",
                }),
            ),
        ],
    )
}

pub fn list(schemas: &mut Schemas) -> Described {
    let contacts = schemas.of::<Listed<Contact>>();
    let operation = Operation::new(tags::CONTACTS).reads_rest(
        request::contacts,
        &[
            ("page", "Which page.", "1"),
            ("limit", "How many of them a page has.", "100"),
            INCLUDE,
            ("email", "Those with this address.", "email@example.com"),
            ("phone", "Those with this mobile number.", "+34666666666"),
            ("landline", "Those with this number at home.", "+34900222222"),
            ("countryIso", "Those of this country.", "ES"),
            ("externalId", "Those that you call so elsewhere.", "EXT1"),
        ],
    )?;
    Ok(operation.answers(Answer::json(200, "A page of contacts.", contacts)))
}

pub fn create(schemas: &mut Schemas) -> Described {
    Ok(Operation::new(tags::CONTACTS)
        .words(
            "Several contacts may have one number. A message to it has its variables from the one that was changed last, where \
             `sub` does not give them.",
        )
        .body(new_contact()?)
        .answers(Answer::json(201, "The contact.", schemas.data::<Contact>())))
}

/// An operation on one of the contacts.
fn of_contact() -> Operation {
    Operation::new(tags::CONTACTS)
        .argument::<ContactId>("The contact's id.", "1")
        .fails(404, "There is no such contact.")
}

pub fn show(schemas: &mut Schemas) -> Described {
    let operation = of_contact().reads_rest(request::include, &[INCLUDE])?;
    Ok(operation.answers(Answer::json(200, "The contact.", schemas.data::<Contact>())))
}

pub fn replace(schemas: &mut Schemas) -> Described {
    Ok(of_contact()
        .words("What is not said is not kept: fields, and the groups that it was in.")
        .body(new_contact()?)
        .answers(Answer::json(200, "The contact.", schemas.data::<Contact>())))
}

pub fn remove() -> Operation {
    of_contact().answers(Answer::empty(204, "There is no such contact any more."))
}

fn group() -> Result<Body, String> {
    Body::rest(
        request::group,
        &[("name", "The name, which no other group of the account has.")],
        vec![("name", "A name", json!({ "name": "My new contact list" }))],
    )
}

pub fn list_groups(schemas: &mut Schemas) -> Described {
    let groups = schemas.of::<Listed<Group>>();
    let operation = Operation::new(tags::CONTACTS).reads_rest(
        request::groups_page,
        &[("page", "Which page.", "1"), ("limit", "How many of them a page has.", "100")],
    )?;
    Ok(operation.answers(Answer::json(200, "A page of groups.", groups)))
}

pub fn create_group(schemas: &mut Schemas) -> Described {
    let operation = Operation::new(tags::CONTACTS).body(group()?);
    Ok(operation.answers(Answer::json(201, "The group.", schemas.data::<Group>())))
}

/// An operation on one of the groups.
fn of_group() -> Operation {
    Operation::new(tags::CONTACTS)
        .argument::<GroupId>("The group's id.", "1")
        .fails(404, "There is no such group.")
}

pub fn show_group(schemas: &mut Schemas) -> Operation {
    of_group().answers(Answer::json(200, "The group.", schemas.data::<Group>()))
}

pub fn rename_group(schemas: &mut Schemas) -> Described {
    Ok(of_group().body(group()?).answers(Answer::json(200, "The group.", schemas.data::<Group>())))
}

pub fn remove_group() -> Operation {
    of_group().answers(Answer::empty(204, "There is no such group any more. Its contacts stay."))
}
