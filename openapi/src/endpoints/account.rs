//! `/v1/account`, `/v1/users` and `/v1/audit`

use serde_json::json;
use shortwave::{
    answer::native::{AccountData, AuditData, UserData},
    ids::UserId,
    request::{
        native::Reader,
        v1::{self, listings},
    },
};

use super::{Described, links::JUDGE, tags};
use crate::{
    answers::Answer,
    bodies::{Body, Example},
    operation::Operation,
    schemas::Schemas,
};

const LOCKS_OUT: &str = "The caller's own address is not among `allowedIps`.";
const BEYOND: &str = "The user may do more than the caller, or is to.";

const PROFILE: &[(&str, &str)] = &[
    ("email", "Where the account's owner is reached."),
    ("timeZone", "An IANA time zone name."),
    ("language", "ISO 639-1."),
    ("country", "ISO 3166-1 alpha-2."),
    ("allowedIps", "Addresses and CIDR blocks that the account may be used from; anywhere when empty."),
    ("secondFactorRequired", "Whether the account's users must have a second factor."),
    (
        "eventUrl",
        "Where the account is told what becomes of its messages: `http` or `https`, on the public internet. It goes for calls \
         from then on.",
    ),
    (
        "codePrefixes",
        "The calling codes, or longer beginnings of numbers, that verifications may send codes to. When empty, all countries: \
         satellites and international premium numbers are closed then.",
    ),
    (
        "hidesCodes",
        "Whether `otp/generate` of the REST dialect keeps the code to itself, and answers with stars.",
    ),
];

fn account(schemas: &mut Schemas) -> Answer {
    Answer::json(200, "The account.", schemas.one::<AccountData>()).versioned()
}

pub fn show(schemas: &mut Schemas) -> Operation {
    Operation::new(tags::ACCOUNT).versioned().answers(account(schemas))
}

fn profile() -> Example {
    let profile = json!({
        "email": "owner@example.com", "timeZone": "Europe/Madrid", "language": "es", "country": "ES", "allowedIps": [],
        "secondFactorRequired": false, "eventUrl": "https://example.com/events", "codePrefixes": ["34", "351"],
        "hidesCodes": false,
    });
    ("full", "All there is to say", profile)
}

pub fn replace(schemas: &mut Schemas) -> Described {
    Ok(Operation::new(tags::ACCOUNT)
        .words("What is absent becomes what it is for a new account.")
        .versioned()
        .body(Body::native(
            |reader: &mut Reader| v1::replace_account(reader, JUDGE),
            PROFILE,
            vec![profile()],
        )?)
        .answers(account(schemas))
        .fails(409, LOCKS_OUT))
}

pub fn update(schemas: &mut Schemas) -> Described {
    let clear =
        ("clear", "Clear what may be absent", json!({ "email": null, "country": null, "eventUrl": null }));
    Ok(Operation::new(tags::ACCOUNT)
        .words("What is absent stays. `null` clears `email`, `country` and `eventUrl`.")
        .versioned()
        .body(Body::native(
            |reader: &mut Reader| v1::update_account(reader, JUDGE),
            PROFILE,
            vec![profile(), clear],
        )?)
        .answers(account(schemas))
        .fails(409, LOCKS_OUT))
}

fn of_user() -> Operation {
    Operation::new(tags::USERS).argument::<UserId>("The user's id.", "us3rId1234567890").versioned()
}

fn user(schemas: &mut Schemas) -> Answer {
    Answer::json(200, "The user.", schemas.one::<UserData>()).versioned()
}

pub fn list_users(schemas: &mut Schemas) -> Operation {
    let users = schemas.many::<UserData>();
    Operation::new(tags::USERS).lists(&listings::USERS).answers(Answer::json(
        200,
        "Some of the users.",
        users,
    ))
}

pub fn create_user(schemas: &mut Schemas) -> Described {
    let body = Body::native(
        v1::create_user,
        &[
            ("email", "Signs in with it."),
            ("password", "The user's first password."),
            ("name", "How people call the user."),
            (
                "role",
                "What the user may do: `owner` everything, `admin` all but change the account, `developer` use the \
                      product, `viewer` look on.",
            ),
        ],
        vec![(
            "developer",
            "A developer",
            json!({
                "email": "dev@example.com", "password": "correct horse battery staple", "name": "Dev", "role": "developer",
            }),
        )],
    )?;
    let user = Answer::json(201, "The user.", schemas.one::<UserData>());
    Ok(Operation::new(tags::USERS)
        .body(body)
        .answers(user.created().versioned())
        .fails(403, BEYOND)
        .fails(409, "The address is a user's already, or the account has as many users as it may have."))
}

pub fn show_user(schemas: &mut Schemas) -> Operation {
    of_user().answers(user(schemas))
}

pub fn update_user(schemas: &mut Schemas) -> Described {
    let body = Body::native(
        v1::update_user,
        &[("name", "How people call the user."), ("role", "What the user may do.")],
        vec![("viewer", "Only looks on from now on", json!({ "name": "Former dev", "role": "viewer" }))],
    )?;
    Ok(of_user()
        .body(body)
        .answers(user(schemas))
        .fails(403, BEYOND)
        .fails(409, "The account would be left without an owner."))
}

pub fn remove_user() -> Operation {
    of_user()
        .answers(Answer::empty(204, "The user is gone."))
        .fails(403, BEYOND)
        .fails(409, "The account would be left without an owner.")
}

pub fn list_audit(schemas: &mut Schemas) -> Operation {
    let entries = schemas.many::<AuditData>();
    Operation::new(tags::AUDIT).lists(&listings::AUDIT).answers(Answer::json(
        200,
        "Some of the entries.",
        entries,
    ))
}
