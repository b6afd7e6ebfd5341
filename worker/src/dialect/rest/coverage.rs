//! `sms/coverage`, `sms/coverageByCountry`

use shortwave::answer::{
    Data,
    rest::{CountryCoverage, Coverage},
};
use worker::{Env, Response};

use crate::{failure::Failure, http, prices};

/// `GET sms/coverage`
pub async fn by_network(env: &Env) -> Result<Response, Failure> {
    http::json(200, &Data { data: Coverage::of(&*prices::current(env).await?) })
}

/// `GET sms/coverageByCountry`
pub async fn by_country(env: &Env) -> Result<Response, Failure> {
    http::json(200, &Data { data: CountryCoverage::of(&*prices::current(env).await?) })
}
