//! `account`

use shortwave::{
    account::Account,
    answer::{self, Data},
};
use worker::Response;

use crate::{failure::Failure, http};

/// `GET account`
pub fn show(caller: &Account) -> Result<Response, Failure> {
    http::json(200, &Data { data: answer::rest::Account::from(caller) })
}
