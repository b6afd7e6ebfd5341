//! The native dialect: `/v1/…`.

mod account;
mod answer;
mod arguments;
mod audit;
mod auth;
mod domains;
mod factors;
mod idempotency;
mod jobs;
mod keys;
mod links;
mod notifications;
mod numbers;
mod period;
mod second_factor;
mod session;
mod users;
mod verifications;
mod webhooks;

use shortwave::{
    endpoint::{Access, Endpoint},
    link::job::LinkJob,
    precondition::Precondition,
};
use worker::Response;

use crate::{Call, auth::Caller, durable::AccountStub, failure::Failure, http};
use answer::Answer;

/// Answers one of the calls: lets the caller in, reads the body, and answers a call that was made before as it was
/// answered then.
pub async fn answer(call: &mut Call<'_>) -> Result<Response, Failure> {
    let caller = match call.endpoint.access() {
        Access::Public => None,
        _ => Some(call.caller().await?),
    };
    let body = match (call.endpoint.method(), call.endpoint) {
        ("GET", _) => Vec::new(),
        (_, Endpoint::CreateLinkJob) => http::body_of_at_most(call.request, LinkJob::MAX_BYTES).await?,
        _ => http::body(call.request).await?,
    };
    let asked = Asked { call, caller, body };
    if asked.call.endpoint == Endpoint::ExportLinks {
        return jobs::export(&asked);
    }
    let answer = match idempotency::Key::of(&asked)? {
        None => asked.answer().await?,
        Some(key) => key.answer(asked).await?,
    };
    answer.into_response()
}

/// A call whose caller was let in.
struct Asked<'a, 'b> {
    call: &'a mut Call<'b>,
    caller: Option<Caller>,
    body: Vec<u8>,
}

impl Asked<'_, '_> {
    async fn answer(&self) -> Result<Answer, Failure> {
        match self.call.endpoint {
            Endpoint::Login => auth::login(self).await,
            Endpoint::Refresh => auth::refresh(self).await,
            Endpoint::Logout => auth::logout(self).await,
            Endpoint::ChangePassword => auth::change_password(self).await,
            Endpoint::ShowSecondFactor => second_factor::show(self).await,
            Endpoint::EnrolSecondFactor => second_factor::enrol(self).await,
            Endpoint::ConfirmSecondFactor => second_factor::confirm(self).await,
            Endpoint::RemoveSecondFactor => second_factor::remove(self).await,
            Endpoint::RenewRecoveryCodes => second_factor::renew_recovery_codes(self).await,
            Endpoint::ListKeys => keys::list(self).await,
            Endpoint::CreateKey => keys::create(self).await,
            Endpoint::ShowKey => keys::show(self).await,
            Endpoint::UpdateKey => keys::update(self).await,
            Endpoint::RevokeKey => keys::revoke(self).await,
            Endpoint::ShowAccount => account::show(self),
            Endpoint::ReplaceAccount => account::replace(self).await,
            Endpoint::UpdateAccount => account::update(self).await,
            Endpoint::ListUsers => users::list(self).await,
            Endpoint::CreateUser => users::create(self).await,
            Endpoint::ShowUser => users::show(self).await,
            Endpoint::UpdateUser => users::update(self).await,
            Endpoint::RemoveUser => users::remove(self).await,
            Endpoint::ListAudit => audit::list(self).await,
            Endpoint::CreateVerification => verifications::create(self).await,
            Endpoint::ShowVerificationStats => verifications::stats(self).await,
            Endpoint::OpenVerificationPrefix => verifications::open_prefix(self).await,
            Endpoint::CreateVerificationToken => verifications::create_token(self),
            Endpoint::ShowVerification => verifications::show(self).await,
            Endpoint::CheckVerification => verifications::check(self).await,
            Endpoint::ResendVerification => verifications::resend(self).await,
            Endpoint::CancelVerification => verifications::cancel(self).await,
            Endpoint::CreateFactor => factors::create(self).await,
            Endpoint::ListFactors => factors::list(self).await,
            Endpoint::ShowFactor => factors::show(self).await,
            Endpoint::CheckFactor => factors::check(self).await,
            Endpoint::RenewFactorRecoveryCodes => factors::renew_recovery_codes(self).await,
            Endpoint::RemoveFactor => factors::remove(self).await,
            Endpoint::ShowNumber => numbers::show(self).await,
            Endpoint::ListLinks => links::list(self).await,
            Endpoint::CreateLink => links::create(self).await,
            Endpoint::ShowLink => links::show(self).await,
            Endpoint::ShowLinkQr => links::qr(self).await,
            Endpoint::ReplaceLink => links::replace(self).await,
            Endpoint::UpdateLink => links::update(self).await,
            Endpoint::ReadLinkPreview => links::read_preview(self).await,
            Endpoint::ShowLinkClicks => links::clicks(self).await,
            Endpoint::RemoveLink => links::remove(self).await,
            Endpoint::CreateLinkJob => jobs::create(self).await,
            Endpoint::ShowLinkJob => jobs::show(self).await,
            Endpoint::ListLinkJobRows => jobs::rows(self).await,
            Endpoint::ListDomains => domains::list(self).await,
            Endpoint::CreateDomain => domains::create(self).await,
            Endpoint::ShowDomain => domains::show(self).await,
            Endpoint::UpdateDomain => domains::update(self).await,
            Endpoint::VerifyDomain => domains::verify(self).await,
            Endpoint::RemoveDomain => domains::remove(self).await,
            Endpoint::ListWebhooks => webhooks::list(self).await,
            Endpoint::CreateWebhook => webhooks::create(self).await,
            Endpoint::ShowWebhook => webhooks::show(self).await,
            Endpoint::ListDeliveries => webhooks::deliveries(self).await,
            Endpoint::ListNotifications => notifications::list(self).await,
            Endpoint::RemoveWebhook => webhooks::remove(self).await,
            _ => Err(Failure::NotFound),
        }
    }

    /// The caller, of an endpoint that lets only callers in.
    fn caller(&self) -> Result<&Caller, Failure> {
        self.caller
            .as_ref()
            .ok_or_else(|| Failure::Hidden("a public endpoint asks for its caller".to_owned()))
    }

    /// The object of the caller's account.
    fn account(&self) -> Result<AccountStub, Failure> {
        AccountStub::of(self.call.env, &self.caller()?.account.id)
    }

    /// The path's argument in its type; what is none of it names nothing.
    fn id<T: std::str::FromStr>(&self) -> Result<T, Failure> {
        self.call.argument().parse().map_err(|_| Failure::NotFound)
    }

    /// Which versions a change is meant for.
    fn precondition(&self) -> Result<Precondition, Failure> {
        let header = self.header("If-Match")?;
        Ok(header.map_or(Precondition::Any, |header| Precondition::of(&header)))
    }

    fn header(&self, name: &str) -> Result<Option<String>, Failure> {
        Ok(self.call.request.headers().get(name)?)
    }
}
