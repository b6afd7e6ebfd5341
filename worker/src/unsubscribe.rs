//! `/u/{token}`: where a recipient asks to be sent no more messages. Programs that open every link of a message only read, so
//! that takes a button.

use shortwave::message::{BlacklistKind, MessageId, Sending, Unsubscription};
use worker::{Env, Request, Response};

use crate::{
    durable::{AccountStub, SendingStub},
    env::Config,
    failure::Failure,
    pages,
};

/// The URL for the recipient of a message.
pub fn url(sending: &Sending, message: MessageId, config: &Config) -> String {
    let unsubscription = Unsubscription { account: sending.account_id.clone(), message };
    format!("{}{}{}", sending.origin, Unsubscription::PATH, unsubscription.token(&config.hash_key))
}

/// `GET` and `POST /u/{token}`
pub async fn answer(request: &Request, token: &str, env: &Env, config: &Config) -> Result<Response, Failure> {
    let read = Unsubscription::read(token, &config.hash_key);
    let Unsubscription { account, message } = read.ok_or(Failure::NotFound)?;
    let stub = SendingStub::of(env, &account, message.sending())?;
    if request.inner().method() != "POST" {
        let (sending, messages) = stub.show(vec![message.number()]).await?.ok_or(Failure::NotFound)?;
        messages.first().ok_or(Failure::NotFound)?;
        return Ok(pages::unsubscribe(sending.from.as_str())?);
    }
    let (sending, recipient) = stub.unsubscribe(message.number()).await?.ok_or(Failure::NotFound)?;
    // Last, so that who asks again after an interruption is put on the list too.
    let account = AccountStub::of(env, &account)?;
    account.add_to_blacklist(BlacklistKind::Sms, recipient, Some(sending.id)).await?;
    Ok(pages::unsubscribed(sending.from.as_str())?)
}
