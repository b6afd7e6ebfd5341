//! Receipts: what a provider tells of messages that it was given, at URLs that nobody else can make up.

use std::str::FromStr;

use shortwave::{
    auth::same_secret,
    error::{ApiError, ErrorCode},
    ids::AccountId,
    message::{Event, EventKind, MessageId},
    provider::{Access, Provider, ProviderName, Receipt, ReceiptStatus, kannel, webhook},
};
use worker::{Env, Request, Response};

use crate::{
    durable::SendingStub,
    env::{self, Config},
    failure::Failure,
    http,
};

/// A receipt has a few members of a few characters.
const MAX_RECEIPT_BYTES: usize = 1_024;

/// Which message a URL is for and who may use it, and what shows that it is one of ours.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Token {
    provider: ProviderName,
    account: AccountId,
    message: MessageId,
    proof: String,
}

impl FromStr for Token {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut parts = text.split('.');
        let mut next = || parts.next().ok_or(());
        let provider = ProviderName::new(next()?).ok_or(())?;
        let (account, message, proof) = (next()?, next()?, next()?.to_owned());
        Ok(Self {
            provider,
            account: account.parse().map_err(drop)?,
            message: message.parse().map_err(drop)?,
            proof,
        })
    }
}

/// The URL at an origin that a provider tells receipts of a message.
pub fn url(
    origin: &str,
    provider: &Provider,
    account: &AccountId,
    message: MessageId,
    config: &Config,
) -> String {
    let name = &provider.name;
    let kind = match provider.access {
        Access::Webhook(_) => "webhook",
        // Nobody asks for that of the sandbox.
        Access::Kannel(_) | Access::Sandbox => "kannel",
    };
    let proof = proof(name, account, message, config);
    format!("{origin}/receipts/{kind}/{}.{account}.{message}.{proof}", name.as_str())
}

/// A keyed hash of what is before it, in hexadecimal.
fn proof(provider: &ProviderName, account: &AccountId, message: MessageId, config: &Config) -> String {
    let message = message.to_string();
    let parts = [b"receipt", provider.as_str().as_bytes(), account.as_str().as_bytes(), message.as_bytes()];
    config.hash_key.hash(&parts).to_hex()
}

fn read(token: &str, config: &Config) -> Result<Token, Failure> {
    let token: Token = token.parse().map_err(|()| Failure::NotFound)?;
    let proof = proof(&token.provider, &token.account, token.message, config);
    if same_secret(&proof, &token.proof) { Ok(token) } else { Err(Failure::NotFound) }
}

/// `GET /receipts/kannel/{token}`
pub async fn kannel(request: &Request, token: &str, env: &Env, config: &Config) -> Result<Response, Failure> {
    let token = read(token, config)?;
    let url = request.inner().url();
    let receipt = url.split_once('?').and_then(|(_, query)| kannel::read_receipt(query));
    note(token, &receipt.ok_or(Failure::NotFound)?, env).await
}

/// `POST /receipts/webhook/{token}`
pub async fn webhook(
    request: &Request,
    token: &str,
    env: &Env,
    config: &Config,
) -> Result<Response, Failure> {
    let token = read(token, config)?;
    let body = http::body_of_at_most(request, MAX_RECEIPT_BYTES).await?;
    let receipt = webhook::read_receipt(&body);
    let receipt = receipt.ok_or_else(|| ApiError::new(ErrorCode::InvalidArguments, "No receipt"))?;
    note(token, &receipt, env).await
}

async fn note(token: Token, receipt: &Receipt, env: &Env) -> Result<Response, Failure> {
    let Token { provider, account, message, .. } = token;
    let now = env::now();
    let event = Event { kind: kind(receipt.status), at: receipt.at.map_or(now, |at| at.min(now)) };
    let sending = SendingStub::of(env, &account, message.sending())?;
    let provider = provider.as_str().to_owned();
    let is_noted = sending.note(message.number(), receipt.part, event, provider).await?;
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
