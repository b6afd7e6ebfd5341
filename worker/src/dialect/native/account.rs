//! `account`

use std::net::IpAddr;

use shortwave::{
    account::{Account, ProfileChange},
    answer::native::AccountData,
    auth::AddressRule,
    error::{ApiError, ErrorCode},
    request::v1,
};

use super::{Answer, Asked, answer::changed};
use crate::failure::Failure;

/// `GET account`
pub fn show(asked: &Asked<'_, '_>) -> Result<Answer, Failure> {
    one(asked, &asked.caller()?.account)
}

/// `PUT account`
pub async fn replace(asked: &Asked<'_, '_>) -> Result<Answer, Failure> {
    change(asked, asked.read(v1::replace_account)?).await
}

/// `PATCH account`
pub async fn update(asked: &Asked<'_, '_>) -> Result<Answer, Failure> {
    change(asked, asked.read(v1::update_account)?).await
}

async fn change(asked: &Asked<'_, '_>, change: ProfileChange) -> Result<Answer, Failure> {
    let caller = asked.caller()?;
    may_still_call(&change, caller.address)?;
    one(asked, &changed(asked.account()?.change(change, asked.precondition()?, caller.by()).await?)?)
}

/// Nobody is to lock itself out by mistake.
fn may_still_call(change: &ProfileChange, address: Option<IpAddr>) -> Result<(), Failure> {
    if AddressRule::let_in(change.allowed_ips.as_deref().unwrap_or_default(), address) {
        return Ok(());
    }
    let address = address.map_or_else(|| "your address".to_owned(), |address| address.to_string());
    let text = format!("This would lock you out: {address} is not among allowedIps.");
    Err(ApiError::new(ErrorCode::Conflict, text).into())
}

fn one(asked: &Asked<'_, '_>, account: &Account) -> Result<Answer, Failure> {
    Ok(Answer::one(asked, 200, AccountData::from(account))?.of_version(account.version))
}
