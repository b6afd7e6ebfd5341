//! The REST dialect: `/api/rest/…`.

mod account;
mod otp;
mod shortener;
mod sms;

use shortwave::account::Account;
use worker::{Env, Request, Response};

use crate::{env::Config, failure::Failure, route::RestRoute};

/// Answers one of the calls.
pub async fn serve(
    request: &mut Request,
    route: RestRoute,
    env: &Env,
    config: &Config,
    caller: &Account,
) -> Result<Response, Failure> {
    match route {
        RestRoute::Account => account::show(caller),
        RestRoute::GenerateOtp => otp::generate(request, env, config, caller).await,
        RestRoute::CheckOtp => otp::check(request, env, config, caller).await,
        RestRoute::CountSms => sms::count(request).await,
        RestRoute::Shorten => shortener::shorten(request, env, config, caller).await,
    }
}
