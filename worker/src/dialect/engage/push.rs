//! `POST /v1/messaging/sms`

use shortwave::{
    account::Account,
    answer::engage::Sent,
    error::{ApiError, ErrorCode},
    message::{BlacklistKind, DeliveryUrl, MessageId, NewMessage, replace_urls, urls},
    request::{
        engage::{self, PushSms, form_of, push_sms},
        native::{Arguments, Invalid},
    },
};
use worker::Response;

use super::Plain;
use crate::{
    Call,
    dialect::composing::{Shortened, attach, distinct, needs_provider},
    durable::{AccountStub, NewSending, SendingStub},
    env,
    failure::Failure,
    http, platform, prices,
};

pub async fn send(call: &Call<'_>, account: &Account) -> Result<Response, Failure> {
    let body = http::body(call.request).await?;
    let asked = engage::read(Arguments::json(&body)?, |reader| push_sms(reader, &platform::is_plain_web))?;
    needs_provider(call.config)?;
    let stub = AccountStub::of(call.env, &account.id)?;
    let listed = stub.blacklisted_among(BlacklistKind::Sms, vec![asked.to.as_str().to_owned()]).await?;
    if !listed.is_empty() {
        return Err(ApiError::from(ErrorCode::NoValidRecipients).into());
    }
    let tiny = if asked.is_tiny { urls(&asked.text).map(|url| (0, url)).collect() } else { Vec::new() };
    let shortened = Shortened::of(distinct(tiny), call.request, call.env, call.config, account).await?;
    let text = replace_urls(&asked.text, &|url| shortened.url(0, url));
    let (form, parts) = form_of(&text, "msg").map_err(Invalid::from)?;
    let prices = prices::current(call.env).await?;
    let cost = prices::cost(&asked.to, parts, &prices).map_err(ApiError::from)?;
    let new = NewSending { messages: 1, cost, ..NewSending::default() };
    let begun = stub.begin_sending(new).await?.ok_or_else(|| ApiError::from(ErrorCode::NotEnoughCredits))?;
    let id = env::random_id()?;
    let to = asked.to.as_str().to_owned();
    let message = NewMessage { to, text: Some(text), parts, cost, notification_url: None, values: None };
    let in_it = shortened.links().map(|(_, id)| (id.clone(), MessageId::new(begun.sending, 0))).collect();
    attach(call.env, account, in_it).await?;
    let plain = Plain {
        form,
        delivery_url: delivery_url(&asked, &id),
        from: asked.from,
        campaign_name: None,
        is_bulk: false,
    };
    let sending = plain.sending(call, account, begun);
    SendingStub::of(call.env, &account.id, sending.id)?.accept(sending, vec![(0, message)]).await?;
    http::json(200, &Sent { id: &id })
}

fn delivery_url(asked: &PushSms, id: &str) -> Option<DeliveryUrl> {
    let url = asked.reports.url.clone()?;
    let tells_failures = asked.reports.tells_failures;
    Some(DeliveryUrl { url, tells_failures, id: id.to_owned(), transaction_id: asked.transaction_id.clone() })
}
