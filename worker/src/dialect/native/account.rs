//! `account`

use std::net::IpAddr;

use shortwave::{
    account::{Account, ProfileChange},
    answer::native::AccountData,
    auth::AddressRule,
    change::Change,
    error::{ApiError, ErrorCode},
    request::{Problem, v1},
};

use super::{Answer, Asked, answer::changed, links};
use crate::{durable::secret_of, env::Config, failure::Failure, outbound};

/// `GET account`
pub fn show(asked: &Asked<'_, '_>) -> Result<Answer, Failure> {
    answer(asked, &asked.caller()?.account, None)
}

/// `PUT account`
pub async fn replace(asked: &Asked<'_, '_>) -> Result<Answer, Failure> {
    change(asked, links::read(asked, v1::replace_account)?).await
}

/// `PATCH account`
pub async fn update(asked: &Asked<'_, '_>) -> Result<Answer, Failure> {
    change(asked, links::read(asked, v1::update_account)?).await
}

async fn change(asked: &Asked<'_, '_>, change: ProfileChange) -> Result<Answer, Failure> {
    let caller = asked.caller()?;
    may_still_call(&change, caller.address)?;
    let is_told = may_be_told(&change, asked.call.config).await?;
    let account = changed(asked.account()?.change(change, asked.precondition()?, caller.by()).await?)?;
    let secret = is_told.then(|| secret_of(&account.id, asked.call.config).expose());
    answer(asked, &account, secret)
}

/// Whether the account is to be told what becomes of its messages, where that may be.
async fn may_be_told(change: &ProfileChange, config: &Config) -> Result<bool, Failure> {
    let Change::To(url) = &change.event_url else { return Ok(false) };
    if outbound::may_be_asked(url, config).await? {
        return Ok(true);
    }
    Err(links::wrong("eventUrl", Problem::Form { expected: "http or https URL on the public internet" }))
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

fn answer(asked: &Asked<'_, '_>, account: &Account, event_secret: Option<String>) -> Result<Answer, Failure> {
    let data = AccountData { event_secret, ..AccountData::from(account) };
    Ok(Answer::one(asked, 200, data)?.of_version(account.version))
}
