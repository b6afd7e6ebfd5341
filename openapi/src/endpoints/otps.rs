//! `/v1/otps`

use serde_json::json;
use shortwave::{
    answer::native::{NewOtpData, OtpCheckData, OtpData},
    ids::OtpId,
    request::v1,
};

use super::{
    Described,
    rest::{NEW_OTP, new_otp_examples},
    tags,
};
use crate::{answers::Answer, bodies::Body, operation::Operation, schemas::Schemas};

fn of_otp() -> Operation {
    Operation::new(tags::OTPS).argument::<OtpId>(
        "The code's id.",
        "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    )
}

pub fn create(schemas: &mut Schemas) -> Described {
    let body = Body::native(v1::create_otp, NEW_OTP, new_otp_examples())?;
    Ok(Operation::new(tags::OTPS)
        .words("It replaces an earlier code of the same application and recipient.")
        .body(body)
        .answers(Answer::json(201, "The code. It is shown this once.", schemas.one::<NewOtpData>()).created())
        .fails(409, "There is a code that could still be used, and `rejectIfPendingCode` keeps it."))
}

pub fn show(schemas: &mut Schemas) -> Operation {
    of_otp().answers(Answer::json(200, "How it stands.", schemas.one::<OtpData>()))
}

pub fn check(schemas: &mut Schemas) -> Described {
    let body = Body::native(
        v1::check_otp,
        &[
            ("code", "The code, as the recipient gave it."),
            ("caseSensitive", "Whether `a` is another letter than `A`."),
        ],
        vec![("code", "A code", json!({ "code": "4565", "caseSensitive": false }))],
    )?;
    Ok(of_otp()
        .words("A wrong code is no failure: `valid` says how it ended. Every check counts as an attempt.")
        .body(body)
        .answers(Answer::json(200, "How it ended.", schemas.one::<OtpCheckData>())))
}

pub fn remove() -> Operation {
    of_otp().answers(Answer::empty(204, "It is withdrawn."))
}
