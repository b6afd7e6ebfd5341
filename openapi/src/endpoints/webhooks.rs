//! `/v1/webhooks`

use serde_json::json;
use shortwave::{
    answer::native::{DeliveryData, NewWebhookData, NotificationData, WebhookData},
    ids::WebhookId,
    request::{
        native::Reader,
        v1::{self, listings},
    },
};

use super::{Described, links::JUDGE, tags};
use crate::{answers::Answer, bodies::Body, operation::Operation, schemas::Schemas};

fn of_webhook() -> Operation {
    Operation::new(tags::WEBHOOKS).argument::<WebhookId>("The webhook's id.", "0123456789abcdef")
}

pub fn list(schemas: &mut Schemas) -> Operation {
    let webhooks = schemas.many::<WebhookData<'_>>();
    let answer = Answer::json(200, "Some of the webhooks.", webhooks);
    Operation::new(tags::WEBHOOKS).lists(&listings::WEBHOOKS).answers(answer)
}

pub fn create(schemas: &mut Schemas) -> Described {
    let body = Body::native(
        |reader: &mut Reader| v1::create_webhook(reader, JUDGE),
        &[("url", "Where to tell: `https`, on the public internet.")],
        vec![("clicks", "Told of clicks", json!({ "url": "https://example.com/hooks/clicks" }))],
    )?;
    let webhook = Answer::json(
        201,
        "The webhook, and its secret, which is shown this once.",
        schemas.one::<NewWebhookData<'_>>(),
    );
    Ok(Operation::new(tags::WEBHOOKS)
        .words(
            "It is told of people's clicks on all links of the account, seconds after they came and many at a time: \
             `{\"type\": \"link.clicked\", \"timestamp\": …, \"data\": [{\"linkId\": …, \"at\": …, \"clicks\": 1, \"country\": …}, …]}`. Any \
             status of success will do; after anything else it is told again after 1, 2, 3, 4 and 5 minutes.",
        )
        .body(body)
        .answers(webhook.created())
        .fails(409, "The account has as many webhooks as it may have."))
}

pub fn show(schemas: &mut Schemas) -> Operation {
    of_webhook().answers(Answer::json(200, "The webhook.", schemas.one::<WebhookData<'_>>()))
}

pub fn deliveries(schemas: &mut Schemas) -> Operation {
    let deliveries = schemas.many::<DeliveryData<'_>>();
    of_webhook()
        .words("What arrived is not among them. What failed is kept for a week, the latest thousand of it.")
        .lists(&listings::DELIVERIES)
        .answers(Answer::json(200, "Some of the deliveries.", deliveries))
}

pub fn notifications(schemas: &mut Schemas) -> Operation {
    let notifications = schemas.many::<NotificationData<'_>>();
    Operation::new(tags::WEBHOOKS)
        .words(
            "What became of messages is told at URLs of calls and of the account, at first and five times more. What was then not heard \
             is kept for a week, the latest thousand of it.",
        )
        .lists(&listings::NOTIFICATIONS)
        .answers(Answer::json(200, "Some of it.", notifications))
}

pub fn remove() -> Operation {
    of_webhook()
        .words("What is on its way there is dropped.")
        .answers(Answer::empty(204, "It is told no more."))
}
