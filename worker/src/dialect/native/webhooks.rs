//! `webhooks`

use shortwave::{
    account::AuditEvent,
    answer::native::{DeliveryData, NewWebhookData, WebhookData},
    error::{ApiError, ErrorCode},
    ids::WebhookId,
    request::{
        Problem,
        v1::{self, listings},
    },
    webhook::{Webhook, WebhookSecret},
};

use super::{Answer, Asked, links};
use crate::{
    durable::{LinkShardStub, WebhooksStub},
    env,
    failure::Failure,
    outbound,
};

/// `GET webhooks`
pub async fn list(asked: &Asked<'_, '_>) -> Result<Answer, Failure> {
    let (query, parameters) = asked.list_query(&listings::WEBHOOKS)?;
    let page = stub(asked)?.list(parameters).await?.page(&query);
    Answer::many(asked, page.items.iter().map(WebhookData::from).collect(), page.pagination)
}

/// `POST webhooks`
pub async fn create(asked: &Asked<'_, '_>) -> Result<Answer, Failure> {
    let config = asked.call.config;
    let url = links::read(asked, v1::create_webhook)?;
    if !outbound::may_be_told(url.as_str(), config).await? {
        return Err(links::wrong("url", Problem::Form { expected: "https URL on the public internet" }));
    }
    let id = WebhookId::generate(&env::random::<64>()?).ok_or_else(env::no_randomness)?;
    let (webhook, secret) = (Webhook { id, url, created_at: env::now() }, WebhookSecret::new(env::random()?));
    if !stub(asked)?.add(webhook.clone(), secret.as_bytes(), config).await? {
        let words = "The account has as many webhooks as it may have";
        return Err(ApiError::new(ErrorCode::Conflict, words).into());
    }
    watch(asked, true).await?;
    note(asked, AuditEvent::WebhookAdded).await?;
    let data = NewWebhookData::new(&webhook, &secret);
    let answer = Answer::explained(asked, 201, data, "Keep the secret: it is not shown again.")?;
    Ok(answer.with("Location", format!("/v1/webhooks/{}", webhook.id)))
}

/// `GET webhooks/{id}`
pub async fn show(asked: &Asked<'_, '_>) -> Result<Answer, Failure> {
    let webhook = stub(asked)?.show(asked.id()?).await?.ok_or(Failure::NotFound)?;
    Answer::one(asked, 200, WebhookData::from(&webhook))
}

/// `GET webhooks/{id}/deliveries`
pub async fn deliveries(asked: &Asked<'_, '_>) -> Result<Answer, Failure> {
    let (query, parameters) = asked.list_query(&listings::DELIVERIES)?;
    let share = stub(asked)?.deliveries(asked.id()?, parameters).await?.ok_or(Failure::NotFound)?;
    let page = share.page(&query);
    Answer::many(asked, page.items.iter().map(DeliveryData::from).collect(), page.pagination)
}

/// `DELETE webhooks/{id}`
pub async fn remove(asked: &Asked<'_, '_>) -> Result<Answer, Failure> {
    let left = stub(asked)?.remove(asked.id()?).await?.ok_or(Failure::NotFound)?;
    if left == 0 {
        watch(asked, false).await?;
    }
    note(asked, AuditEvent::WebhookRemoved).await?;
    Ok(Answer::none())
}

/// Has the shards tell of clicks on the account's links, or no longer.
async fn watch(asked: &Asked<'_, '_>, is_watched: bool) -> Result<(), Failure> {
    let account = &asked.caller()?.account.id;
    LinkShardStub::all(asked.call.env, |shard| shard.watch(account, is_watched)).await.map(drop)
}

async fn note(asked: &Asked<'_, '_>, event: AuditEvent) -> Result<(), Failure> {
    asked.account()?.note(asked.caller()?.by(), event, None).await
}

fn stub(asked: &Asked<'_, '_>) -> Result<WebhooksStub, Failure> {
    WebhooksStub::of(asked.call.env, &asked.caller()?.account.id)
}
