//! Bringing the codes of verifications to their recipients.

use shortwave::{
    error::{ApiError, ErrorCode},
    ids::AccountId,
    mail::{Line, Mail, Outcome},
    message::{Form, NewMessage, OTP_MARK, Sending, Windows},
    otp::{ChannelKind, Created, Generate, Policy},
    phone::Msisdn,
};
use worker::{Env, console_error};

use crate::{
    durable::{AccountStub, NewSending, SendingStub},
    env::{self, Config},
    failure::Failure,
    mail, prices,
};

/// What became of a code on one of its ways.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Handed {
    /// It is on its way, which notes that itself.
    Onward,
    /// It was sent, as far as anybody knows.
    Sent,
    /// It will not be taken there.
    Refused,
    /// It may be taken there later.
    Later,
}

/// Hands a code over to whoever brings it the way that it goes.
pub async fn deliver(env: &Env, config: &Config, account: &AccountId, created: &Created) -> Handed {
    let handed = match created.delivery.channel.kind {
        ChannelKind::Sms => send_sms(env, config, account, created).await.map(|()| Handed::Onward),
        ChannelKind::Email => send_mail(config, created).await,
    };
    handed.unwrap_or_else(|failure| {
        console_error!("verification not sent: {failure:?}");
        if matches!(failure, Failure::Told(_)) { Handed::Refused } else { Handed::Later }
    })
}

async fn send_mail(config: &Config, created: &Created) -> Result<Handed, Failure> {
    let Created { verification, delivery } = created;
    let Ok(to) = delivery.channel.to.parse() else { return Ok(Handed::Refused) };
    let (subject, text) = verification.mail(&delivery.code, env::now());
    let mail = Mail { to: &to, subject: &Line::from(subject.as_str()), text: &text };
    let mailed = mail::send(config, &mail).await?;
    Ok(match mailed.outcome {
        Outcome::Accepted | Outcome::Doubtful => Handed::Sent,
        Outcome::Refused => Handed::Refused,
        Outcome::Later => Handed::Later,
    })
}

/// A message of the account's, with neither the text nor the number in clear: both are filled in when it is submitted.
pub async fn send_sms(
    env: &Env,
    config: &Config,
    account: &AccountId,
    created: &Created,
) -> Result<(), Failure> {
    let Created { verification, delivery } = created;
    let to: Msisdn = delivery.channel.to.parse().map_err(|_| Failure::NotFound)?;
    let text = verification.text(&delivery.code, env::now());
    let form = Form { code_length: verification.otp.policy.length.get(), ..Form::fitting(&text) };
    let parts = form.parts(&text).map_err(|refusal| ApiError::from(ErrorCode::from(refusal)))?;
    let prices = prices::current(env).await?;
    let cost = prices::cost(&to, parts, &prices).map_err(ApiError::from)?;
    let new = NewSending { messages: 1, cost, ..NewSending::default() };
    let begun = AccountStub::of(env, account)?.begin_sending(new).await?;
    let begun = begun.ok_or_else(|| ApiError::from(ErrorCode::NotEnoughCredits))?;
    let sending = Sending {
        id: begun.sending,
        account_id: account.clone(),
        username: verification.content.username.parse().map_err(|_| Failure::NotFound)?,
        campaign_id: begun.campaign,
        campaign_name: None,
        from: verification.content.sender.parse().map_err(|_| ApiError::from(ErrorCode::SenderMissing))?,
        form,
        text: Some(OTP_MARK.to_string()),
        notification_url: None,
        event_url: None,
        schedule_at: None,
        expires_at: Some(verification.otp.expires_at),
        windows: Windows::default(),
        otp: Generate { policy: Policy::default(), reject_if_pending: false, is_sent: false },
        otp_app_id: String::new(),
        origin: verification.content.origin.clone(),
        created_at: env::now(),
        delivery_url: None,
        is_bulk: false,
        verification: Some(verification.id.clone()),
        is_certified: false,
    };
    let to = sending.sealed(&to, &config.hash_key).as_str().to_owned();
    let message = NewMessage { to, text: None, parts, cost, notification_url: None, values: None };
    SendingStub::of(env, account, sending.id)?.accept(sending, vec![(0, message)]).await
}
