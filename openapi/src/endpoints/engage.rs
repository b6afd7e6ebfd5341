//! `/v1/messaging/sms` and `/notify`

use serde_json::json;
use shortwave::{
    answer::engage::{Notified, Report, Sent},
    request::{
        engage::{self, notify, push_sms},
        native::Reader,
    },
};

use super::{Described, tags};
use crate::{answers::Answer, bodies::Body, operation::Operation, schemas::Schemas};

const BOTH: &str = "Both headers are needed: `Authorization` with a bearer, and `X-Authorization` with name and password of the \
                    same account. Fields that are not known are ignored.";
const TRANSACTION_ID: &str = "What the caller knows it by.";
const TINY: &str = "1: replace each URL by a short link, on the account's default domain where it has one.";
const CREDIT: &str = "There is not enough credit.";

pub fn push(schemas: &mut Schemas) -> Described {
    let body = Body::engage(
        |reader: &mut Reader| push_sms(reader, &|_| true),
        &[
            ("type", "What it is for."),
            ("from", "Whom it is from: at most 15 digits, or 11 characters of the GSM alphabet."),
            ("transactionID", TRANSACTION_ID),
            ("dlr", "Who is told what becomes of it, in JSON by `POST`, signed as webhooks are."),
            ("dlr.url", "Where."),
            ("dlr.mask", "1: of all that happens. 0: of deliveries and clicks only."),
            ("tiny", TINY),
            (
                "msg",
                "What it says. It is sent in UCS-2 where the GSM alphabet lacks a character, in at most 15 parts.",
            ),
            ("to", "Whom it is for, with the prefix of the country."),
        ],
        vec![(
            "one",
            "A message with a link in it",
            json!({
                "from": "TEST", "to": "34666555444", "msg": "Your parcel: https://example.com/parcels/1", "type": "transactional",
                "transactionID": "order-1", "tiny": "1", "dlr": { "mask": 1, "url": "https://example.com/deliveries" },
            }),
        )],
    )?;
    Ok(Operation::new(tags::ENGAGE)
        .words(BOTH)
        .body(body)
        .answers(Answer::json(200, "It is on its way.", schemas.of::<Sent<'static>>()))
        .fails(402, CREDIT))
}

pub fn notify_many(schemas: &mut Schemas) -> Described {
    let body = Body::engage(
        |reader: &mut Reader| notify(reader, 1),
        &[
            ("transactionID", TRANSACTION_ID),
            (
                "campaignName",
                "The campaign that it belongs to, which is made where there is none of this name.",
            ),
            ("oa", "Whom it is from: at most 15 digits, or 11 characters of the GSM alphabet."),
            ("channel", "`sms`"),
            ("tiny", TINY),
            ("dataSet", "To whom, and what. The whole body has at most 24 MiB."),
        ],
        vec![(
            "two",
            "Two messages",
            json!({
                "transactionID": "spring-1", "campaignName": "SPRING", "oa": "TEST", "channel": "sms", "tiny": "0",
                "dataSet": [
                    { "msisdn": "34666555444", "message": "Hello Ana" }, { "msisdn": 34_666_555_333_u64, "message": "Hello Bob" },
                ],
            }),
        )],
    )?;
    Ok(Operation::new(tags::ENGAGE)
        .words(BOTH)
        .body(body)
        .answers(Answer::json(
            202,
            "Messages to all but those in `data` will go out, at the rate that the operator has set.",
            schemas.of::<Notified<'static>>(),
        ))
        .fails(402, CREDIT))
}

pub fn report(schemas: &mut Schemas) -> Described {
    let parameters = &[
        ("page_number", "Which page, from 0.", "0"),
        ("page_size", "How many messages a page has.", "100"),
        ("transactionID", "Only calls that are known by this.", "spring-1"),
    ];
    Ok(Operation::new(tags::ENGAGE).reads(engage::report, parameters)?.answers(Answer::json(
        200,
        "A page of messages, those of the latest call first.",
        schemas.of::<Report>(),
    )))
}
