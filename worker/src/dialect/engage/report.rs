//! `GET /notify`

use shortwave::{
    account::Account,
    answer::engage::{Report, Reported},
    request::{
        engage::{self, ReportWish},
        native::Arguments,
    },
};
use worker::Response;

use crate::{
    Call,
    durable::{AccountStub, SendingStub},
    failure::Failure,
    http,
};

pub async fn show(call: &Call<'_>, account: &Account) -> Result<Response, Failure> {
    let pairs = Arguments::Pairs(http::query(call.request));
    let ReportWish { page_number, page_size, transaction_id } = engage::read(pairs, engage::report)?;
    let offset = page_number * u64::from(page_size);
    let stub = AccountStub::of(call.env, &account.id)?;
    let (spans, total) = stub.bulk_page(transaction_id, offset, page_size).await?;
    let mut data = Vec::new();
    for span in spans {
        let numbers = (span.first..span.first + span.count).collect();
        let shown = SendingStub::of(call.env, &account.id, span.sending)?.show(numbers).await?;
        let Some((sending, messages)) = shown else { continue };
        data.extend(messages.iter().map(|message| Reported::new(message, &sending, &span.transaction_id)));
    }
    http::json(200, &Report { data, page_number, page_size, total })
}
