//! What types cannot tell, endpoint by endpoint: what belongs together, examples, and a word to each field.

mod account;
mod admin;
mod auth;
mod contacts;
mod domains;
mod engage;
mod factors;
mod jobs;
mod keys;
mod links;
mod numbers;
mod period;
mod platform;
mod rest;
pub mod tags;
mod verifications;
mod webhooks;

use shortwave::endpoint::Endpoint;

use crate::{operation::Operation, schemas::Schemas};

/// An operation, or what is missing to describe it.
type Described = Result<Operation, String>;

/// Describes an endpoint.
#[expect(
    clippy::too_many_lines,
    reason = "a line for each endpoint, and the compiler sees that none is missing"
)]
pub fn operation(endpoint: Endpoint, schemas: &mut Schemas) -> Described {
    match endpoint {
        Endpoint::Health => Ok(platform::health(schemas)),
        Endpoint::JwkSet => Ok(platform::jwk_set(schemas)),
        Endpoint::RestAccount => Ok(rest::account(schemas)),
        Endpoint::RestGenerateOtp => rest::generate_otp(schemas),
        Endpoint::RestCheckOtp => rest::check_otp(schemas),
        Endpoint::RestCountSms => rest::count_sms(schemas),
        Endpoint::RestCoverage => Ok(rest::coverage(schemas)),
        Endpoint::RestCoverageByCountry => Ok(rest::coverage_by_country(schemas)),
        Endpoint::RestSendSms => rest::send_sms(schemas),
        Endpoint::RestShowSms => Ok(rest::show_sms(schemas)),
        Endpoint::RestListScheduled => rest::list_scheduled(schemas),
        Endpoint::RestUpdateScheduled => rest::update_scheduled(schemas),
        Endpoint::RestRemoveScheduled => rest::remove_scheduled(schemas),
        Endpoint::RestListCampaigns => rest::list_campaigns(schemas),
        Endpoint::RestShowCampaign => Ok(rest::show_campaign(schemas)),
        Endpoint::RestListCampaignSendings => rest::list_campaign_sendings(schemas),
        Endpoint::RestListSendings => rest::list_sendings(schemas),
        Endpoint::RestShowSending => Ok(rest::show_sending(schemas)),
        Endpoint::RestReportEvents => rest::report_events(schemas),
        Endpoint::RestListBlacklist => rest::list_blacklist(schemas),
        Endpoint::RestAddToBlacklist => rest::add_to_blacklist(schemas),
        Endpoint::RestRemoveFromBlacklist => rest::remove_from_blacklist(),
        Endpoint::RestListContacts => contacts::list(schemas),
        Endpoint::RestCreateContact => contacts::create(schemas),
        Endpoint::RestShowContact => contacts::show(schemas),
        Endpoint::RestReplaceContact => contacts::replace(schemas),
        Endpoint::RestRemoveContact => Ok(contacts::remove()),
        Endpoint::RestListGroups => contacts::list_groups(schemas),
        Endpoint::RestCreateGroup => contacts::create_group(schemas),
        Endpoint::RestShowGroup => Ok(contacts::show_group(schemas)),
        Endpoint::RestRenameGroup => contacts::rename_group(schemas),
        Endpoint::RestRemoveGroup => Ok(contacts::remove_group()),
        Endpoint::RestShorten => rest::shorten(schemas),
        Endpoint::PushSms => engage::push(schemas),
        Endpoint::Notify => engage::notify_many(schemas),
        Endpoint::ShowNotified => engage::report(schemas),
        Endpoint::AdminCreateAccount => admin::create_account(schemas),
        Endpoint::AdminShowAccount => Ok(admin::show_account(schemas)),
        Endpoint::AdminUpdateAccount => admin::update_account(schemas),
        Endpoint::AdminRemoveAccount => Ok(admin::remove_account()),
        Endpoint::AdminCredit => admin::credit(schemas),
        Endpoint::AdminRotatePassword => Ok(admin::rotate_password(schemas)),
        Endpoint::AdminShowLink => Ok(admin::show_link(schemas)),
        Endpoint::AdminShowBlocklist => Ok(admin::show_blocklist()),
        Endpoint::AdminReplaceBlocklist => Ok(admin::replace_blocklist(schemas)),
        Endpoint::AdminClearBlocklist => Ok(admin::clear_blocklist()),
        Endpoint::AdminShowPrices => Ok(admin::show_prices()),
        Endpoint::AdminReplacePrices => Ok(admin::replace_prices(schemas)),
        Endpoint::AdminClearPrices => Ok(admin::clear_prices()),
        Endpoint::AdminTestMail => admin::test_mail(schemas),
        Endpoint::Login => auth::login(schemas),
        Endpoint::Refresh => auth::refresh(schemas),
        Endpoint::Logout => Ok(auth::logout()),
        Endpoint::ChangePassword => auth::change_password(),
        Endpoint::ShowSecondFactor => Ok(auth::show_second_factor(schemas)),
        Endpoint::EnrolSecondFactor => auth::enrol_second_factor(schemas),
        Endpoint::ConfirmSecondFactor => auth::confirm_second_factor(schemas),
        Endpoint::RemoveSecondFactor => Ok(auth::remove_second_factor()),
        Endpoint::RenewRecoveryCodes => auth::renew_recovery_codes(schemas),
        Endpoint::ListKeys => Ok(keys::list(schemas)),
        Endpoint::CreateKey => keys::create(schemas),
        Endpoint::ShowKey => Ok(keys::show(schemas)),
        Endpoint::UpdateKey => keys::update(schemas),
        Endpoint::RevokeKey => Ok(keys::revoke()),
        Endpoint::ShowAccount => Ok(account::show(schemas)),
        Endpoint::ReplaceAccount => account::replace(schemas),
        Endpoint::UpdateAccount => account::update(schemas),
        Endpoint::ListUsers => Ok(account::list_users(schemas)),
        Endpoint::CreateUser => account::create_user(schemas),
        Endpoint::ShowUser => Ok(account::show_user(schemas)),
        Endpoint::UpdateUser => account::update_user(schemas),
        Endpoint::RemoveUser => Ok(account::remove_user()),
        Endpoint::ListAudit => Ok(account::list_audit(schemas)),
        Endpoint::CreateVerification => verifications::create(schemas),
        Endpoint::ShowVerificationStats => verifications::stats(schemas),
        Endpoint::OpenVerificationPrefix => Ok(verifications::open_prefix()),
        Endpoint::CreateVerificationToken => verifications::create_token(schemas),
        Endpoint::ShowVerification => verifications::show(schemas),
        Endpoint::CheckVerification => verifications::check(schemas),
        Endpoint::ResendVerification => verifications::resend(schemas),
        Endpoint::CancelVerification => Ok(verifications::cancel()),
        Endpoint::CreateFactor => factors::create(schemas),
        Endpoint::ListFactors => factors::list(schemas),
        Endpoint::ShowFactor => Ok(factors::show(schemas)),
        Endpoint::CheckFactor => factors::check(schemas),
        Endpoint::RenewFactorRecoveryCodes => factors::renew_recovery_codes(schemas),
        Endpoint::RemoveFactor => Ok(factors::remove()),
        Endpoint::ShowNumber => Ok(numbers::show(schemas)),
        Endpoint::ListLinks => Ok(links::list(schemas)),
        Endpoint::CreateLink => links::create(schemas),
        Endpoint::ShowLink => Ok(links::show(schemas)),
        Endpoint::ShowLinkQr => links::qr(),
        Endpoint::ReplaceLink => links::replace(schemas),
        Endpoint::UpdateLink => links::update(schemas),
        Endpoint::ReadLinkPreview => Ok(links::read_preview(schemas)),
        Endpoint::ShowLinkClicks => links::clicks(schemas),
        Endpoint::RemoveLink => Ok(links::remove()),
        Endpoint::CreateLinkJob => jobs::create(schemas),
        Endpoint::ShowLinkJob => Ok(jobs::show(schemas)),
        Endpoint::ListLinkJobRows => Ok(jobs::rows(schemas)),
        Endpoint::ExportLinks => jobs::export(),
        Endpoint::ListDomains => Ok(domains::list(schemas)),
        Endpoint::CreateDomain => domains::create(schemas),
        Endpoint::ShowDomain => Ok(domains::show(schemas)),
        Endpoint::UpdateDomain => domains::update(schemas),
        Endpoint::ListWebhooks => Ok(webhooks::list(schemas)),
        Endpoint::CreateWebhook => webhooks::create(schemas),
        Endpoint::ShowWebhook => Ok(webhooks::show(schemas)),
        Endpoint::ListDeliveries => Ok(webhooks::deliveries(schemas)),
        Endpoint::ListNotifications => Ok(webhooks::notifications(schemas)),
        Endpoint::RemoveWebhook => Ok(webhooks::remove()),
        Endpoint::VerifyDomain => Ok(domains::verify(schemas)),
        Endpoint::RemoveDomain => Ok(domains::remove()),
    }
}
