//! `otps`

use shortwave::{
    answer::native::{NewOtpData, OtpCheckData, OtpData},
    otp::{Checked, Verdict},
    request::v1,
};

use super::{Answer, Asked};
use crate::{durable::OtpStub, env, failure::Failure};

/// `POST otps`
pub async fn create(asked: &Asked<'_, '_>) -> Result<Answer, Failure> {
    let wanted = asked.read(v1::create_otp)?;
    let (call, account) = (&asked.call, &asked.caller()?.account);
    let stub = OtpStub::of(call.env, &call.config.hash_key, &account.id, &wanted.identity)?;
    let (otp, code) = stub.generate(wanted.generate).await??;
    let id = stub.id().as_str();
    let seen = OtpData::new(id.to_owned(), &otp, env::now());
    let data = NewOtpData { seen, code: code.expose().to_owned() };
    let answer = Answer::explained(asked, 201, data, "Send the code on: it is not shown again.")?;
    Ok(answer.with("Location", format!("/v1/otps/{id}")))
}

/// `GET otps/{id}`
pub async fn show(asked: &Asked<'_, '_>) -> Result<Answer, Failure> {
    let stub = stub(asked)?;
    let otp = stub.show().await?.ok_or(Failure::NotFound)?;
    Answer::one(asked, 200, OtpData::new(stub.id().as_str().to_owned(), &otp, env::now()))
}

/// `POST otps/{id}/check`
pub async fn check(asked: &Asked<'_, '_>) -> Result<Answer, Failure> {
    let presented = asked.read(v1::check_otp)?;
    let stub = stub(asked)?;
    let Checked { verdict, otp } = stub.check(presented).await?;
    let data = OtpCheckData {
        valid: verdict == Verdict::Valid,
        reason: verdict.to_string(),
        otp: otp.map(|otp| OtpData::new(stub.id().as_str().to_owned(), &otp, env::now())),
    };
    Answer::one(asked, 200, data)
}

/// `DELETE otps/{id}`
pub async fn remove(asked: &Asked<'_, '_>) -> Result<Answer, Failure> {
    if stub(asked)?.remove().await? { Ok(Answer::none()) } else { Err(Failure::NotFound) }
}

fn stub(asked: &Asked<'_, '_>) -> Result<OtpStub, Failure> {
    OtpStub::of_id(asked.call.env, &asked.caller()?.account.id, asked.id()?)
}
