//! `/v1/auth`, without keys.

use serde_json::json;
use shortwave::{
    answer::native::{EnrolmentData, RecoveryCodesData, SecondFactorData, TokensData},
    request::v1,
};

use super::{Described, tags};
use crate::{answers::Answer, bodies::Body, headers::Header, operation::Operation, schemas::Schemas};

const NO_SECOND_FACTOR: &str = "No second factor is being set up, or is on.";

pub fn login(schemas: &mut Schemas) -> Described {
    let body = Body::native(
        v1::login,
        &[("email", "The user's e-mail address."), ("password", "The user's password.")],
        vec![(
            "user",
            "A user",
            json!({ "email": "owner@example.com", "password": "correct horse battery staple" }),
        )],
    )?;
    let tokens = Answer::json(200, "The session's tokens.", schemas.one::<TokensData>());
    Ok(Operation::new(tags::SIGN_IN)
        .takes_second_factor()
        .body(body)
        .answers(tokens.with(Header::Authorization))
        .fails(
            401,
            "The address or the password is wrong, or the account does not allow the network address.",
        )
        .fails(402, "A code of the second factor is needed: repeat the call with `CB-2FA-Token`.")
        .fails(429, "Too many wrong guesses."))
}

pub fn refresh(schemas: &mut Schemas) -> Described {
    let body = Body::native(
        v1::refresh,
        &[("refreshToken", "The refresh token that the session was given last.")],
        vec![("token", "A refresh token", json!({ "refreshToken": "sw_refresh_…" }))],
    )?;
    let tokens = Answer::json(200, "The session's new tokens.", schemas.one::<TokensData>());
    Ok(Operation::new(tags::SIGN_IN)
        .words("A refresh token is good once. One that comes a second time ends its session.")
        .body(body)
        .answers(tokens.with(Header::Authorization))
        .fails(401, "The token is wrong, was used, or its session is over.")
        .fails(429, "Too many wrong guesses."))
}

pub fn logout() -> Operation {
    Operation::new(tags::SIGN_IN).answers(Answer::empty(204, "The session is over."))
}

pub fn change_password() -> Described {
    let body = Body::native(
        v1::change_password,
        &[("currentPassword", "The password so far."), ("newPassword", "The new one.")],
        vec![(
            "passwords",
            "Both passwords",
            json!({
                "currentPassword": "correct horse battery staple", "newPassword": "a longer horse and a newer staple",
            }),
        )],
    )?;
    Ok(Operation::new(tags::SIGN_IN)
        .words("It ends the user's other sessions.")
        .body(body)
        .answers(Answer::empty(204, "It is changed."))
        .fails(403, "The current password is another.")
        .fails(429, "Too many wrong guesses."))
}

pub fn show_second_factor(schemas: &mut Schemas) -> Operation {
    let view = schemas.one::<SecondFactorData>();
    Operation::new(tags::SECOND_FACTOR).answers(Answer::json(200, "How it stands.", view))
}

pub fn enrol_second_factor(schemas: &mut Schemas) -> Described {
    let enrolment = schemas.one::<EnrolmentData>();
    Ok(Operation::new(tags::SECOND_FACTOR)
        .words("An earlier one stays on until the new one is confirmed.")
        .body(nothing()?)
        .answers(Answer::json(201, "The secret, which is shown this once.", enrolment)))
}

pub fn confirm_second_factor(schemas: &mut Schemas) -> Described {
    let body = Body::native(
        v1::confirm_second_factor,
        &[("code", "A code of the authenticator app.")],
        vec![("code", "A code", json!({ "code": "123456" }))],
    )?;
    let codes = schemas.one::<RecoveryCodesData>();
    Ok(Operation::new(tags::SECOND_FACTOR)
        .body(body)
        .answers(Answer::json(200, "It is on. The recovery codes are shown this once.", codes))
        .fails(402, "The code is wrong.")
        .fails(409, NO_SECOND_FACTOR))
}

pub fn remove_second_factor() -> Operation {
    Operation::new(tags::SECOND_FACTOR).answers(Answer::empty(204, "It is off."))
}

pub fn renew_recovery_codes(schemas: &mut Schemas) -> Described {
    let codes = schemas.one::<RecoveryCodesData>();
    Ok(Operation::new(tags::SECOND_FACTOR)
        .words("The old ones are refused from now on.")
        .body(nothing()?)
        .answers(Answer::json(200, "The new codes, which are shown this once.", codes))
        .fails(409, NO_SECOND_FACTOR))
}

/// The body of a call that takes no arguments.
fn nothing() -> Result<Body, String> {
    Body::native(v1::nothing, &[], vec![("nothing", "Nothing", json!({}))])
}
