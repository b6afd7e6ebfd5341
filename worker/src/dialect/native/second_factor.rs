//! `auth/second-factor`

use shortwave::{
    account::{Refusal, SecondFactor, SecondFactorError, Whose},
    answer::native::{EnrolmentData, RecoveryCodesData, SecondFactorData},
    auth::RecoveryCode,
    error::{ApiError, ErrorCode},
    request::v1,
};

use super::{Answer, Asked, auth::user};
use crate::{env, failure::Failure};

const KEEP_RECOVERY_CODES: &str = "Keep the recovery codes where the phone is not: they are not shown again.";
/// The name that authenticator apps show.
const ISSUER: &str = "Shortwave";

/// `GET auth/second-factor`
pub async fn show(asked: &Asked<'_, '_>) -> Result<Answer, Failure> {
    let (user, _) = user(asked)?;
    let view = asked.account()?.second_factor(user.clone()).await?.ok_or(Failure::NotFound)?;
    let data = SecondFactorData { on: view.is_on, recovery_codes_left: view.recovery_codes_left };
    Answer::one(asked, 200, data)
}

/// `POST auth/second-factor`
pub async fn enrol(asked: &Asked<'_, '_>) -> Result<Answer, Failure> {
    asked.read(v1::nothing)?;
    let (id, _) = user(asked)?;
    let account = asked.account()?;
    let stored = account.user(id).await?.ok_or(Failure::NotFound)?;
    let seed = env::random()?;
    account.enrol(id.clone(), seed).await?;
    let key = &asked.call.config.hash_key;
    let secret = Whose { key, account: &asked.caller()?.account.id, user: id }.secret(&seed);
    let data =
        EnrolmentData { secret: secret.to_base32(), uri: secret.otpauth_uri(ISSUER, stored.email.as_str()) };
    Answer::explained(asked, 201, data, "Show the URI as a QR code, and confirm with a code of the app.")
}

/// `POST auth/second-factor/confirm`
pub async fn confirm(asked: &Asked<'_, '_>) -> Result<Answer, Failure> {
    let code = asked.read(v1::confirm_second_factor)?;
    let (user, _) = user(asked)?;
    let recovery = recovery_codes()?;
    let by = asked.caller()?.by();
    match asked.account()?.confirm(user.clone(), code, recovery.clone(), by).await? {
        Ok(_) => Answer::explained(asked, 200, shown(&recovery), KEEP_RECOVERY_CODES),
        Err(SecondFactorError::NotPending) => Err(no_second_factor()),
        Err(error) => Err(Failure::Refused(Refusal::SecondFactor(error))),
    }
}

/// `DELETE auth/second-factor`
pub async fn remove(asked: &Asked<'_, '_>) -> Result<Answer, Failure> {
    let (user, _) = user(asked)?;
    asked.account()?.remove_factor(user.clone(), asked.caller()?.by()).await?;
    Ok(Answer::none())
}

/// `POST auth/second-factor/recovery-codes`
pub async fn renew_recovery_codes(asked: &Asked<'_, '_>) -> Result<Answer, Failure> {
    asked.read(v1::nothing)?;
    let (user, _) = user(asked)?;
    let recovery = recovery_codes()?;
    if !asked.account()?.renew_recovery(user.clone(), recovery.clone(), asked.caller()?.by()).await? {
        return Err(no_second_factor());
    }
    Answer::explained(asked, 200, shown(&recovery), KEEP_RECOVERY_CODES)
}

fn recovery_codes() -> Result<Vec<RecoveryCode>, Failure> {
    let code = |_| RecoveryCode::generate(&env::random::<64>()?).ok_or_else(env::no_randomness);
    (0..SecondFactor::RECOVERY_CODES).map(code).collect()
}

fn shown(codes: &[RecoveryCode]) -> RecoveryCodesData {
    RecoveryCodesData { recovery_codes: codes.iter().map(RecoveryCode::expose).collect() }
}

fn no_second_factor() -> Failure {
    ApiError::new(ErrorCode::Conflict, "There is no second factor to do this with: begin to set one up.")
        .into()
}
