//! `/v1/factors`

use serde_json::json;
use shortwave::{
    answer::{
        factor::{FactorCheckData, FactorData, NewFactorData},
        native::RecoveryCodesData,
    },
    otp::FactorId,
    request::v1,
};

use super::{Described, tags};
use crate::{answers::Answer, bodies::Body, operation::Operation, schemas::Schemas};

const USER: &str = "Your user, by whatever you call it.";

fn of_factor() -> Operation {
    Operation::new(tags::FACTORS)
        .argument::<FactorId>("The factor's id.", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822c")
}

pub fn create(schemas: &mut Schemas) -> Described {
    let body = Body::native(
        v1::create_factor,
        &[
            ("user", USER),
            ("type", "What moves it from one code to the next: the time, unless said, or a counter."),
            ("issuer", "Who asks for the codes, as the app shows it."),
            ("label", "Whose codes they are, as the app shows it."),
            ("algorithm", "Whose HMAC codes are taken from: `SHA1` unless said. Many apps know no other."),
            ("digits", "The digits of a code. Many apps know 6 only."),
            ("period", "The seconds for which a code is shown, of TOTP. Many apps know 30 only."),
        ],
        vec![
            (
                "totp",
                "What all apps know",
                json!({ "user": "7301", "issuer": "Acme Bank", "label": "ana@example.com" }),
            ),
            (
                "period",
                "An app that goes by the time, more slowly",
                json!({
                    "user": "7301", "type": "totp", "issuer": "Acme Bank", "label": "ana@example.com", "algorithm": "SHA512",
                    "period": 60,
                }),
            ),
            (
                "hotp",
                "A token with a button",
                json!({
                    "user": "7301", "type": "hotp", "issuer": "Acme Bank", "label": "ana@example.com", "algorithm": "SHA256",
                    "digits": 8,
                }),
            ),
        ],
    )?;
    let factor = Answer::json(
        201,
        "The factor, with its secret, which is shown this once.",
        schemas.one::<NewFactorData>(),
    );
    Ok(Operation::new(tags::FACTORS)
        .words(
            "It is `pending` until a code of it is checked, and forgotten where none is within 24 hours. A user has at most 10; beyond \
             that the oldest that is pending is given up.",
        )
        .body(body)
        .answers(factor.created())
        .fails(409, "The user has 10 factors, all of them active."))
}

pub fn list(schemas: &mut Schemas) -> Described {
    Ok(Operation::new(tags::FACTORS)
        .words("All of them, the oldest first.")
        .reads(v1::list_factors, &[("user", USER, "7301")])?
        .answers(Answer::json(200, "The user's factors.", schemas.many::<FactorData>())))
}

pub fn show(schemas: &mut Schemas) -> Operation {
    of_factor().answers(Answer::json(200, "Where it stands.", schemas.one::<FactorData>()))
}

pub fn check(schemas: &mut Schemas) -> Described {
    let body = Body::native(
        v1::check_factor,
        &[
            (
                "code",
                "The code that the app shows, or a recovery code, as somebody typed it: with spaces and hyphens, in the digits of any script.",
            ),
            (
                "nextCode",
                "The code that the app showed next, for one whose clock or counter has gone astray.",
            ),
            ("user", "Your user: a factor of another is not found."),
        ],
        vec![
            ("code", "A code of a user", json!({ "code": "123 456", "user": "7301" })),
            ("astray", "Two in a row", json!({ "code": "123456", "nextCode": "654321" })),
        ],
    )?;
    Ok(of_factor()
        .words(
            "A wrong code is no failure: `valid` says how it ended. Each code is valid once. The first right one makes the factor active, \
             and is answered with recovery codes.",
        )
        .body(body)
        .answers(Answer::json(200, "How it ended.", schemas.one::<FactorCheckData>()))
        .fails(429, "Too many wrong codes of the user were checked: `Retry-After` says when to come again."))
}

pub fn renew_recovery_codes(schemas: &mut Schemas) -> Described {
    let codes = schemas.one::<RecoveryCodesData>();
    Ok(of_factor()
        .words("The old ones are refused from now on.")
        .body(Body::native(v1::nothing, &[], vec![("nothing", "Nothing", json!({}))])?)
        .answers(Answer::json(200, "The new codes, which are shown this once.", codes))
        .fails(409, "The factor is pending."))
}

pub fn remove() -> Operation {
    of_factor().answers(Answer::empty(204, "It is gone."))
}
