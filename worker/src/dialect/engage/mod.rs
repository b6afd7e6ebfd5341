//! The Engage API: `/v1/messaging/sms` and `/notify`.

mod notify;
mod push;
mod report;

use shortwave::{
    account::Account,
    endpoint::Endpoint,
    message::{DeliveryUrl, Form, Sender, Sending, Windows},
    otp::{Generate, Policy},
};
use worker::Response;

use super::composing::origin;
use crate::{Call, auth, durable::BegunSending, env, failure::Failure};

/// Answers one of the calls. Callers send both headers of the document with each.
pub async fn answer(call: &mut Call<'_>) -> Result<Response, Failure> {
    if call.request.headers().get("X-Authorization")?.is_none_or(|header| header.is_empty()) {
        return Err(auth::UNKNOWN);
    }
    let caller = call.caller().await?;
    let account = &caller.account;
    match call.endpoint {
        Endpoint::PushSms => push::send(call, account).await,
        Endpoint::Notify => notify::send(call, account).await,
        Endpoint::ShowNotified => report::show(call, account).await,
        _ => Err(Failure::NotFound),
    }
}

/// What sendings of this API have, of whose texts each is its message's own.
struct Plain {
    form: Form,
    from: Sender,
    campaign_name: Option<String>,
    delivery_url: Option<DeliveryUrl>,
    is_bulk: bool,
}

impl Plain {
    fn sending(self, call: &Call<'_>, account: &Account, begun: BegunSending) -> Sending {
        Sending {
            id: begun.sending,
            account_id: account.id.clone(),
            username: account.profile.username.clone(),
            campaign_id: begun.campaign,
            campaign_name: self.campaign_name,
            from: self.from,
            form: self.form,
            text: None,
            notification_url: None,
            event_url: account.profile.event_url.clone(),
            schedule_at: None,
            expires_at: None,
            windows: Windows::default(),
            otp: Generate { policy: Policy::default(), reject_if_pending: false, is_sent: false },
            otp_app_id: String::new(),
            origin: origin(call.request),
            created_at: env::now(),
            delivery_url: self.delivery_url,
            is_bulk: self.is_bulk,
            verification: None,
            is_certified: false,
        }
    }
}
