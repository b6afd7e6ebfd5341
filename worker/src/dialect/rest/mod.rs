//! The REST dialect: `/api/rest/…`.

mod account;
mod blacklist;
mod codes;
mod contacts;
mod coverage;
mod messages;
mod otp;
mod scheduled;
mod sendings;
mod shortener;
mod sms;

use shortwave::endpoint::Endpoint;
use worker::Response;

use crate::{Call, failure::Failure};

/// Answers one of the calls.
pub async fn answer(call: &mut Call<'_>) -> Result<Response, Failure> {
    let caller = call.caller().await?;
    let (env, config, account) = (call.env, call.config, &caller.account);
    match call.endpoint {
        Endpoint::RestAccount => account::show(account),
        Endpoint::RestGenerateOtp => otp::generate(call.request, env, config, account).await,
        Endpoint::RestCheckOtp => otp::check(call.request, env, config, &caller).await,
        Endpoint::RestCountSms => sms::count(call.request).await,
        Endpoint::RestCoverage => coverage::by_network(env).await,
        Endpoint::RestCoverageByCountry => coverage::by_country(env).await,
        Endpoint::RestSendSms => messages::send(call.request, env, config, &caller).await,
        Endpoint::RestShowSms => messages::show(call.request, env, account, call.argument()).await,
        Endpoint::RestListScheduled => scheduled::list(call.request, env, account).await,
        Endpoint::RestUpdateScheduled => scheduled::change(call.request, env, account).await,
        Endpoint::RestRemoveScheduled => scheduled::remove(call.request, env, account).await,
        Endpoint::RestListCampaigns => sendings::campaigns(call.request, env, account).await,
        Endpoint::RestShowCampaign => sendings::campaign(call.request, env, account, call.argument()).await,
        Endpoint::RestListCampaignSendings => {
            sendings::list(call.request, env, account, Some(call.argument())).await
        }
        Endpoint::RestListSendings => sendings::list(call.request, env, account, None).await,
        Endpoint::RestShowSending => sendings::show(call.request, env, account, call.argument()).await,
        Endpoint::RestReportEvents => sendings::events(call, account).await,
        Endpoint::RestListBlacklist => blacklist::list(call.request, env, account, call.argument()).await,
        Endpoint::RestAddToBlacklist => blacklist::add(call.request, env, account, call.argument()).await,
        Endpoint::RestRemoveFromBlacklist => {
            blacklist::remove(call.request, env, account, call.argument()).await
        }
        Endpoint::RestShorten => shortener::shorten(call.request, env, config, account).await,
        _ => contacts::answer(call, account).await,
    }
}
