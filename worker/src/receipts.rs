//! Receipts: what a gateway tells of messages that it was given, at URLs that nobody else can make up.

use std::str::FromStr;

use shortwave::{
    auth::same_secret,
    ids::AccountId,
    message::{Event, EventKind, MessageId},
    provider::{ReceiptStatus, kannel},
};
use worker::{Env, Request, Response};

use crate::{
    durable::SendingStub,
    env::{self, Config},
    failure::Failure,
};

/// Which message a URL is for, and what shows that it is one of ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    account: AccountId,
    message: MessageId,
    proof: String,
}

impl Token {
    /// That of a message.
    pub fn of(account: &AccountId, message: MessageId, config: &Config) -> Self {
        Self { account: account.clone(), message, proof: proof(account, message, config) }
    }

    /// The URL at an origin.
    pub fn url(&self, origin: &str) -> String {
        let Self { account, message, proof } = self;
        format!("{origin}/receipts/kannel/{account}.{message}.{proof}")
    }
}

impl FromStr for Token {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut parts = text.split('.');
        let mut next = || parts.next().ok_or(());
        let (account, message, proof) = (next()?, next()?, next()?.to_owned());
        Ok(Self { account: account.parse().map_err(drop)?, message: message.parse().map_err(drop)?, proof })
    }
}

/// A keyed hash of both, in hexadecimal.
fn proof(account: &AccountId, message: MessageId, config: &Config) -> String {
    let message = message.to_string();
    config.hash_key.hash(&[b"receipt", account.as_str().as_bytes(), message.as_bytes()]).to_hex()
}

/// `GET /receipts/kannel/{token}`
pub async fn kannel(request: &Request, token: &str, env: &Env, config: &Config) -> Result<Response, Failure> {
    let Token { account, message, proof: presented } = token.parse().map_err(|()| Failure::NotFound)?;
    if !same_secret(&proof(&account, message, config), &presented) {
        return Err(Failure::NotFound);
    }
    let url = request.inner().url();
    let receipt = url.split_once('?').and_then(|(_, query)| kannel::read_receipt(query));
    let receipt = receipt.ok_or(Failure::NotFound)?;
    let event = Event { kind: kind(receipt.status), at: receipt.at.unwrap_or_else(env::now) };
    let sending = SendingStub::of(env, &account, message.sending())?;
    let is_noted = sending.note(message.number(), receipt.part, event).await?;
    if is_noted { Ok(Response::empty()?) } else { Err(Failure::NotFound) }
}

/// What has happened by a receipt.
const fn kind(status: ReceiptStatus) -> EventKind {
    match status {
        ReceiptStatus::Accepted => EventKind::Sent,
        ReceiptStatus::Delivered => EventKind::Delivered,
        ReceiptStatus::Expired => EventKind::Expired,
        ReceiptStatus::Rejected => EventKind::Rejected,
        ReceiptStatus::Undelivered | ReceiptStatus::Deleted | ReceiptStatus::Unknown => {
            EventKind::Undelivered
        }
    }
}
