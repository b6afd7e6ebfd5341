//! `sms`: sending messages, and seeing what became of them.

use std::collections::BTreeMap;

use shortwave::{
    account::Account,
    answer::{
        Data,
        rest::{Message, Sent},
    },
    error::{ApiError, ErrorCode},
    link::LinkId,
    message::{Composed, MessageId, MessageIds, NewMessage, Sending, SendingId, Unsubscription},
    price::PriceList,
    provider::Providers,
    request::{self, Judging, NotificationUrls, SendSms},
};
use worker::{Env, Request, Response};

use super::{blacklist, codes, contacts};
use crate::{
    auth::Caller,
    dialect::composing::{Shortened, attach, distinct, needs_provider, origin},
    durable::{AccountStub, NewSending, SendingStub},
    env::{self, Config},
    failure::Failure,
    http, platform, prices,
};

const NOBODY_CERTIFIES: &str = "Input validation error: certified: nobody certifies messages here";

/// `POST sms`
pub async fn send(
    request: &mut Request,
    env: &Env,
    config: &Config,
    caller: &Caller,
) -> Result<Response, Failure> {
    let providers = needs_provider(config)?;
    let body = http::body_of_at_most(request, SendSms::MAX_BODY_BYTES).await?;
    let unsub_length = Unsubscription::url_length(&origin(request));
    let judging = Judging { now: env::now(), is_url: &platform::is_plain_web, unsub_length };
    let mut asked = request::read(&body, |fields| request::send_sms(fields, &judging))?;
    drop(body);
    if asked.is_certified && !providers.certify() {
        return Err(ApiError::new(ErrorCode::InputValidation, NOBODY_CERTIFIES).into());
    }
    blacklist::honour(&mut asked.batch, env, &caller.account).await?;
    codes::guard(&mut asked, env, caller).await?;
    let caller = &caller.account;
    contacts::fill(&mut asked.batch, env, caller).await?;
    let urls = distinct(asked.batch.urls().collect());
    let shortened = Shortened::of(urls, request, env, config, caller).await?;
    let composed = asked.batch.compose(&|place, url| shortened.url(place, url));
    let prices = prices::current(env).await?;
    let carried = Carried { prices: &prices, providers, caller, is_certified: asked.is_certified };
    let composed: Vec<_> = composed.into_iter().map(|composed| carried.priced(composed?)).collect();
    let status = Sent::status(&composed).map_err(ApiError::from)?;
    let accepted = accepted(&asked, &composed);
    let sending = begin(&asked, &accepted, origin(request), env, caller).await?;
    attach(env, caller, of_accepted(&shortened, &accepted, sending.id)).await?;
    SendingStub::of(env, &caller.id, sending.id)?.accept(sending.clone(), accepted).await?;
    http::json(status, &answer(&asked, &composed, &sending))
}

/// What is sent to one, and what that costs in millionths of the currency's unit.
struct Priced {
    composed: Composed,
    cost: u64,
}

/// Who carries the messages of a call, and for how much.
struct Carried<'a> {
    prices: &'a PriceList,
    providers: &'a Providers,
    caller: &'a Account,
    is_certified: bool,
}

impl Carried<'_> {
    fn priced(&self, composed: Composed) -> Result<Priced, ErrorCode> {
        let Composed { to, parts, .. } = &composed;
        let mut cost = prices::cost(to, *parts, self.prices)?;
        if self.is_certified {
            if self.providers.of_route(&self.caller.profile.username, to, true).next().is_none() {
                return Err(ErrorCode::NoValidRecipients);
            }
            cost = cost.saturating_add(prices::surcharge(to, *parts, self.prices)?);
        }
        Ok(Priced { composed, cost })
    }
}

/// The links that are in messages which are sent.
fn of_accepted(
    shortened: &Shortened<'_>,
    accepted: &[(u32, NewMessage)],
    sending: SendingId,
) -> Vec<(LinkId, MessageId)> {
    let link = |(place, id): (usize, &LinkId)| {
        let number = u32::try_from(place).ok()?;
        let found = accepted.binary_search_by_key(&number, |(number, _)| *number);
        found.ok().map(|_| (id.clone(), MessageId::new(sending, number)))
    };
    shortened.links().filter_map(link).collect()
}

/// The messages of those who can be sent to, by their place in the call.
fn accepted(asked: &SendSms, composed: &[Result<Priced, ErrorCode>]) -> Vec<(u32, NewMessage)> {
    let message = |(index, composed): (usize, &Result<Priced, ErrorCode>)| {
        let Priced { composed: Composed { to, text, parts }, cost } = composed.as_ref().ok()?;
        let values = &asked.batch.recipients.get(index)?.values;
        let message = NewMessage {
            to: to.as_str().to_owned(),
            text: text.clone(),
            parts: *parts,
            cost: *cost,
            notification_url: match &asked.notification_urls {
                NotificationUrls::Each(urls) => urls.get(index).cloned(),
                NotificationUrls::None | NotificationUrls::One(_) => None,
            },
            values: (!values.is_empty()).then(|| serde_json::to_string(values).ok()).flatten(),
        };
        Some((u32::try_from(index).ok()?, message))
    };
    composed.iter().enumerate().filter_map(message).collect()
}

/// Notes the sending in its account, which gives it its number.
async fn begin(
    asked: &SendSms,
    messages: &[(u32, NewMessage)],
    origin: String,
    env: &Env,
    caller: &Account,
) -> Result<Sending, Failure> {
    let (campaign_name, tags) =
        asked.campaign.clone().map_or((None, Vec::new()), |campaign| (Some(campaign.name), campaign.tags));
    let SendSms { schedule_at, expires_at, .. } = *asked;
    let cost = messages.iter().map(|(_, message)| message.cost).sum();
    let messages = u32::try_from(messages.len()).unwrap_or(u32::MAX);
    let new =
        NewSending { campaign_name: campaign_name.clone(), tags, messages, cost, schedule_at, expires_at };
    let begun = AccountStub::of(env, &caller.id)?.begin_sending(new).await?;
    let begun = begun.ok_or_else(|| ApiError::from(ErrorCode::NotEnoughCredits))?;
    Ok(Sending {
        id: begun.sending,
        account_id: caller.id.clone(),
        username: caller.profile.username.clone(),
        campaign_id: begun.campaign,
        campaign_name,
        from: asked.from.clone(),
        form: asked.batch.form,
        text: asked.batch.common_text(),
        notification_url: match &asked.notification_urls {
            NotificationUrls::One(url) => Some(url.clone()),
            NotificationUrls::None | NotificationUrls::Each(_) => None,
        },
        event_url: caller.profile.event_url.clone(),
        schedule_at,
        expires_at,
        windows: asked.windows.clone(),
        otp: asked.otp.generate.clone(),
        otp_app_id: asked.otp.app_id.clone(),
        origin,
        created_at: env::now(),
        delivery_url: None,
        is_bulk: false,
        verification: None,
        is_certified: asked.is_certified,
    })
}

fn answer<'a>(asked: &'a SendSms, composed: &'a [Result<Priced, ErrorCode>], sending: &Sending) -> Sent<'a> {
    let mut sent = Sent::new(sending.campaign_id, sending.id);
    for (number, (recipient, composed)) in (0..).zip(asked.batch.recipients.iter().zip(composed)) {
        match composed {
            Ok(Priced { composed, .. }) => sent.accept(composed.to.as_str(), number, composed.parts, sending),
            Err(code) => sent.refuse(&recipient.written, *code),
        }
    }
    sent
}

/// `GET sms/{ids}`
pub async fn show(request: &Request, env: &Env, caller: &Account, ids: &str) -> Result<Response, Failure> {
    let MessageIds(ids) = ids.parse().unwrap_or(MessageIds(Vec::new()));
    let mut asked: BTreeMap<SendingId, Vec<u32>> = BTreeMap::new();
    for id in &ids {
        asked.entry(id.sending()).or_default().push(id.number());
    }
    let origin = origin(request);
    let mut found = BTreeMap::new();
    for (sending, numbers) in asked {
        if let Some((sending, messages)) = SendingStub::of(env, &caller.id, sending)?.show(numbers).await? {
            let message = |message: shortwave::message::Message| {
                (MessageId::new(sending.id, message.number), Message::new(&message, &sending, &origin))
            };
            found.extend(messages.into_iter().map(message));
        }
    }
    let data: Vec<_> = ids.iter().filter_map(|id| found.remove(id)).collect();
    if data.is_empty() { Err(Failure::NotFound) } else { http::json(200, &Data { data }) }
}
