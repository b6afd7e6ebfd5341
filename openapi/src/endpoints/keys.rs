//! `/v1/auth/keys`

use serde_json::json;
use shortwave::{
    answer::native::{KeyData, NewKeyData},
    ids::KeyId,
    request::v1::{self, listings},
};

use super::{Described, tags};
use crate::{answers::Answer, bodies::Body, operation::Operation, schemas::Schemas};

const NAME: &str = "What people call it.";
const SCOPES: &str = "What it may do: no more than its maker may.";
const BEYOND: &str = "A scope is asked for that the caller does not have.";

fn of_key() -> Operation {
    Operation::new(tags::KEYS).argument::<KeyId>("The key's id.", "k3yId123").versioned()
}

fn one(schemas: &mut Schemas) -> Answer {
    Answer::json(200, "The key, without the key itself.", schemas.one::<KeyData>()).versioned()
}

pub fn list(schemas: &mut Schemas) -> Operation {
    let keys = schemas.many::<KeyData>();
    Operation::new(tags::KEYS).lists(&listings::KEYS).answers(Answer::json(200, "Some of the keys.", keys))
}

pub fn create(schemas: &mut Schemas) -> Described {
    let body = Body::native(
        v1::create_key,
        &[
            ("name", NAME),
            ("scopes", SCOPES),
            ("expiresIn", "The seconds after which it is refused; it is good for ever unless said."),
        ],
        vec![(
            "shop",
            "A key for a year",
            json!({ "name": "Web shop", "scopes": ["otp:write", "links:read"], "expiresIn": 31_536_000 }),
        )],
    )?;
    let key = Answer::json(201, "The key. It is shown this once.", schemas.one::<NewKeyData>());
    Ok(Operation::new(tags::KEYS)
        .body(body)
        .answers(key.created().versioned())
        .fails(403, BEYOND)
        .fails(409, "The account has as many keys as it may have."))
}

pub fn show(schemas: &mut Schemas) -> Operation {
    of_key().answers(one(schemas))
}

pub fn update(schemas: &mut Schemas) -> Described {
    let body = Body::native(
        v1::update_key,
        &[
            ("name", NAME),
            ("scopes", SCOPES),
            ("expiresIn", "The seconds from now after which it is refused; `null`: never."),
        ],
        vec![(
            "longer",
            "Fewer scopes, for ever",
            json!({ "name": "Web shop, codes", "scopes": ["otp:write"], "expiresIn": null }),
        )],
    )?;
    Ok(of_key().body(body).answers(one(schemas)).fails(403, BEYOND))
}

pub fn revoke() -> Operation {
    of_key()
        .words("The key is refused from the moment of the answer on.")
        .answers(Answer::empty(204, "It is revoked."))
}
