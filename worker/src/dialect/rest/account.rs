//! `account`

use serde::Serialize;
use shortwave::account::Account;
use worker::Response;

use crate::{
    dialect::{Data, currency_units},
    failure::Failure,
    http,
};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct AccountData<'a> {
    username: &'a str,
    email: Option<&'a str>,
    time_zone: &'a str,
    language: &'a str,
    balance: f64,
    created_at: String,
    country: Option<&'a str>,
    currency: &'a str,
}

/// `GET account`
pub fn show(caller: &Account) -> Result<Response, Failure> {
    let profile = &caller.profile;
    let data = AccountData {
        username: profile.username.as_str(),
        email: profile.email.as_deref(),
        time_zone: &profile.time_zone,
        language: &profile.language,
        balance: currency_units(caller.balance_millionths),
        created_at: caller.created_at.to_rfc3339(),
        country: profile.country.as_deref(),
        currency: &profile.currency,
    };
    http::json(200, &Data { data })
}
