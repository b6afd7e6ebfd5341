//! `factors`

use shortwave::{
    answer::{
        factor::{FactorCheckData, FactorData, NewFactorData},
        native::RecoveryCodesData,
    },
    auth::RecoveryCode,
    error::{ApiError, ErrorCode},
    listing::Pagination,
    otp::{CheckRefused, EnrolRefused, FactorCode, FactorId, MOST_FACTORS, RecoveryRefused},
    qr::{Drawing, Format, Level, Options},
    request::v1,
};

use super::{Answer, Asked};
use crate::{dialect::composing::wait, durable::FactorStub, failure::Failure, platform};

const SHOWN_ONCE: &str =
    "Show the QR code to the user, and check a code of the app: the secret is not shown again.";
const KEEP_RECOVERY_CODES: &str = "Show the recovery codes to the user: they are not shown again.";

/// `POST factors`
pub async fn create(asked: &Asked<'_, '_>) -> Result<Answer, Failure> {
    let v1::CreateFactor { user, parameters, issuer, label } = asked.read(v1::create_factor)?;
    let enrolled = stub_of_user(asked, &user)?.enrol(parameters)?.await?;
    let enrolled = enrolled
        .map_err(|EnrolRefused::TooMany| conflict("The user has as many factors as a user may have"))?;
    let uri = enrolled.secret.uri(parameters, &issuer, &label);
    let qr = qr(uri.clone()).await?;
    let location = format!("/v1/factors/{}", enrolled.factor.id.as_str());
    let data = NewFactorData {
        seen: FactorData::from(&enrolled.factor),
        secret: enrolled.secret.to_base32(),
        uri,
        qr,
    };
    Ok(Answer::explained(asked, 201, data, SHOWN_ONCE)?.with("Location", location))
}

/// On a screen little of a code is unreadable, and it may be dense: the lowest level.
async fn qr(text: String) -> Result<String, Failure> {
    let options = Options { level: Level::Low, ..Options::default() };
    let image = platform::qr(Drawing { format: Format::Svg, text, options }.to_bytes()).await?;
    let hidden = |error: &str| Failure::Hidden(error.to_owned());
    let image = image.map_err(|_| hidden("a factor's URI has no room in a QR code"))?;
    String::from_utf8(image).map_err(|_| hidden("a QR code is no text"))
}

/// `GET factors`
pub async fn list(asked: &Asked<'_, '_>) -> Result<Answer, Failure> {
    let user = asked.read(v1::list_factors)?;
    let factors = stub_of_user(asked, &user)?.list().await?;
    let limit = u32::try_from(MOST_FACTORS).unwrap_or(u32::MAX);
    let total = factors.len() as u64;
    let pagination =
        Pagination { offset: None, limit, next: None, page: Some(1), pages: total.min(1), total };
    Answer::many(asked, factors.iter().map(FactorData::from).collect(), pagination)
}

/// `GET factors/{id}`
pub async fn show(asked: &Asked<'_, '_>) -> Result<Answer, Failure> {
    let (stub, id) = stub(asked)?;
    let factor = stub.show(id).await?.ok_or(Failure::NotFound)?;
    Answer::one(asked, 200, FactorData::from(&factor))
}

/// `POST factors/{id}/check`
pub async fn check(asked: &Asked<'_, '_>) -> Result<Answer, Failure> {
    let v1::CheckFactor { code, recovery, next, user } = asked.read(v1::check_factor)?;
    let (stub, id) = stub(asked)?;
    let (key, account) = (&asked.call.config.hash_key, &asked.caller()?.account.id);
    if user.is_some_and(|user| FactorId::record_of(key, account.as_str(), &user) != id.record()) {
        return Err(Failure::NotFound);
    }
    let recovery = recovery.hash(key, account.as_str(), id.as_str());
    let checked = stub.check(id, FactorCode { code, next, recovery }).await?;
    let (checked, codes) = checked.map_err(|refused| match refused {
        CheckRefused::NotFound => Failure::NotFound,
        CheckRefused::Wait(until) => wait(until),
    })?;
    let data = FactorCheckData {
        valid: checked.valid,
        factor: FactorData::from(&checked.factor),
        recovery_codes: codes.as_deref().map(shown),
    };
    match data.recovery_codes {
        Some(_) => Answer::explained(asked, 200, data, KEEP_RECOVERY_CODES),
        None => Answer::one(asked, 200, data),
    }
}

/// `POST factors/{id}/recovery-codes`
pub async fn renew_recovery_codes(asked: &Asked<'_, '_>) -> Result<Answer, Failure> {
    asked.read(v1::nothing)?;
    let (stub, id) = stub(asked)?;
    let codes = stub.renew_recovery(id).await?.map_err(|refused| match refused {
        RecoveryRefused::NotFound => Failure::NotFound,
        RecoveryRefused::Pending => conflict("The factor is pending: check a code of it first"),
    })?;
    Answer::explained(asked, 200, RecoveryCodesData { recovery_codes: shown(&codes) }, KEEP_RECOVERY_CODES)
}

/// `DELETE factors/{id}`
pub async fn remove(asked: &Asked<'_, '_>) -> Result<Answer, Failure> {
    let (stub, id) = stub(asked)?;
    if stub.remove(id).await? { Ok(Answer::none()) } else { Err(Failure::NotFound) }
}

fn stub_of_user(asked: &Asked<'_, '_>, user: &str) -> Result<FactorStub, Failure> {
    let (call, account) = (&asked.call, &asked.caller()?.account);
    FactorStub::of(call.env, &call.config.hash_key, &account.id, user)
}

fn stub(asked: &Asked<'_, '_>) -> Result<(FactorStub, FactorId), Failure> {
    let id: FactorId = asked.id()?;
    let (call, account) = (&asked.call, &asked.caller()?.account);
    Ok((FactorStub::of_factor(call.env, &call.config.hash_key, &account.id, &id)?, id))
}

fn shown(codes: &[RecoveryCode]) -> Vec<String> {
    codes.iter().map(RecoveryCode::expose).collect()
}

fn conflict(text: &'static str) -> Failure {
    ApiError::new(ErrorCode::Conflict, text).into()
}
