//! `POST /notify`: up to 100,000 messages in a call.
//!
//! What is held of them at a time is what bounds the call: the body, of which the items borrow their texts; a few bytes for each; and
//! the messages of one sending, while that is told.

use shortwave::{
    account::Account,
    answer::engage::{Detail, Notified},
    error::{ApiError, ErrorCode},
    message::{BlacklistKind, Form, MAX_MESSAGES, NewMessage, replace_urls, urls},
    phone::Msisdn,
    price::PriceList,
    request::{
        FieldError, Problem,
        engage::{self, Body, Item, Notify, form_of},
        native::{Arguments, Invalid},
    },
};
use worker::Response;

use super::Plain;
use crate::{
    Call,
    dialect::composing::{Shortened, distinct, needs_provider},
    durable::{AccountStub, BegunSending, NewSending, SendingStub},
    env,
    failure::Failure,
    http, prices,
};

/// 240 bytes for each of 100,000.
const MAX_BODY_BYTES: usize = 24 * 1024 * 1024;
/// The most different URLs that are shortened in a call.
const MAX_URLS: usize = 10_000;

pub async fn send(call: &Call<'_>, account: &Account) -> Result<Response, Failure> {
    let body = http::body_of_at_most(call.request, MAX_BODY_BYTES).await?;
    let Body { fields, items } = Body::of_json(&body)?;
    let asked = engage::read(Arguments::Json(fields), |reader| engage::notify(reader, items.len()))?;
    needs_provider(call.config)?;
    let prices = prices::current(call.env).await?;
    let writing = Writing {
        listed: listed(&items, call, account).await?,
        shortened: shortened(&items, asked.is_tiny, call, account).await?,
        prices: &prices,
    };
    let (chunks, refused) = writing.chunks(&items);
    if chunks.is_empty() {
        return Err(Invalid(refused).into());
    }
    let id = match &asked.transaction_id {
        Some(id) => id.clone(),
        None => env::random_id()?,
    };
    let stub = AccountStub::of(call.env, &account.id)?;
    let sendings = chunks.iter().map(|chunk| chunk.new_sending(&asked)).collect();
    let begun = stub.begin_call(id.clone(), sendings).await?;
    let begun = begun.ok_or_else(|| ApiError::from(ErrorCode::NotEnoughCredits))?;
    for (chunk, begun) in chunks.iter().zip(&begun) {
        accept(chunk, *begun, &writing, &items, &asked, call, account).await?;
    }
    let is_settled = match begun.first() {
        Some(first) => stub.settle_call(first.sending).await?,
        None => false,
    };
    if !is_settled {
        return Err(Failure::Throttled);
    }
    let accepted = chunks.iter().map(|chunk| chunk.ready.len()).sum();
    let data = refused.iter().map(|error| Detail::new(error, true)).collect();
    http::json(202, &Notified { id: &id, accepted, data })
}

/// The items of one sending: they are of one form.
struct Chunk {
    form: Form,
    ready: Vec<Ready>,
}

/// An item that can be sent, by its place in the call.
struct Ready {
    place: u32,
    parts: u8,
    cost: u64,
}

/// What items become messages by.
struct Writing<'a> {
    /// Those whom the account sends nothing, in order.
    listed: Vec<String>,
    shortened: Shortened<'a>,
    prices: &'a PriceList,
}

impl Writing<'_> {
    /// All items that can be sent, and why the others cannot.
    fn chunks(&self, items: &[Item<'_>]) -> (Vec<Chunk>, Vec<FieldError>) {
        let (mut chunks, mut refused): (Vec<Chunk>, _) = (Vec::new(), Vec::new());
        for (place, item) in (0_u32..).zip(items) {
            match self.ready(place, item) {
                Ok((form, ready)) => {
                    let is_open = |chunk: &&mut Chunk| chunk.form == form && chunk.ready.len() < MAX_MESSAGES;
                    match chunks.iter_mut().find(is_open) {
                        Some(chunk) => chunk.ready.push(ready),
                        None => chunks.push(Chunk { form, ready: vec![ready] }),
                    }
                }
                Err(error) => refused.push(error),
            }
        }
        (chunks, refused)
    }

    fn ready(&self, place: u32, item: &Item<'_>) -> Result<(Form, Ready), FieldError> {
        let (to, text) = self.message(place, item)?;
        let path = |name: &str| format!("dataSet.{place}.{name}");
        let unsent = || FieldError {
            path: path("msisdn"),
            problem: Problem::Form { expected: "recipient: no message can be sent there" },
        };
        if self.listed.binary_search_by(|listed| listed.as_str().cmp(to.as_str())).is_ok() {
            return Err(unsent());
        }
        let (form, parts) = form_of(&text, &path("message"))?;
        let cost = prices::cost(&to, parts, self.prices).map_err(|_| unsent())?;
        Ok((form, Ready { place, parts, cost }))
    }

    /// Whom an item is for, and what it says.
    fn message(&self, place: u32, item: &Item<'_>) -> Result<(Msisdn, String), FieldError> {
        let (to, text) = item.read(usize::try_from(place).unwrap_or(usize::MAX))?;
        let is_plain = self.shortened.links().next().is_none();
        Ok((to, if is_plain { text } else { replace_urls(&text, &|url| self.shortened.url(0, url)) }))
    }
}

impl Chunk {
    fn new_sending(&self, asked: &Notify) -> NewSending {
        NewSending {
            campaign_name: asked.campaign_name.clone(),
            messages: u32::try_from(self.ready.len()).unwrap_or(u32::MAX),
            cost: self.ready.iter().map(|ready| ready.cost).sum(),
            ..NewSending::default()
        }
    }
}

/// Those of the recipients whom the account sends nothing.
async fn listed(items: &[Item<'_>], call: &Call<'_>, account: &Account) -> Result<Vec<String>, Failure> {
    let stub = AccountStub::of(call.env, &account.id)?;
    let mut listed = Vec::new();
    for some in items.chunks(MAX_MESSAGES) {
        let numbers = some.iter().filter_map(Item::number).map(|number| number.as_str().to_owned()).collect();
        listed.extend(stub.blacklisted_among(BlacklistKind::Sms, numbers).await?);
    }
    listed.sort_unstable();
    Ok(listed)
}

/// A short link for each URL of the texts, where they are to have some: one for all who are sent the same.
async fn shortened<'a>(
    items: &'a [Item<'_>],
    is_tiny: bool,
    call: &Call<'_>,
    account: &Account,
) -> Result<Shortened<'a>, Failure> {
    let texts = items.iter().filter(|_| is_tiny).filter_map(Item::text);
    let urls = distinct(texts.flat_map(urls).map(|url| (0, url)).collect());
    if urls.len() > MAX_URLS {
        let problem =
            Problem::Form { expected: "set of messages: with short links, at most 10,000 different URLs" };
        return Err(Invalid::from(FieldError { path: "dataSet".to_owned(), problem }).into());
    }
    Shortened::of(urls, call.request, call.env, call.config, account).await
}

/// Has one of the sendings taken over.
async fn accept(
    chunk: &Chunk,
    begun: BegunSending,
    writing: &Writing<'_>,
    items: &[Item<'_>],
    asked: &Notify,
    call: &Call<'_>,
    account: &Account,
) -> Result<(), Failure> {
    let message = |ready: &Ready| {
        let item = items.get(usize::try_from(ready.place).ok()?)?;
        let (to, text) = writing.message(ready.place, item).ok()?;
        let (to, text) = (to.as_str().to_owned(), Some(text));
        Some(NewMessage {
            to,
            text,
            parts: ready.parts,
            cost: ready.cost,
            notification_url: None,
            values: None,
        })
    };
    let messages = (0..).zip(chunk.ready.iter().filter_map(message)).collect();
    let plain = Plain {
        form: chunk.form,
        from: asked.from.clone(),
        campaign_name: asked.campaign_name.clone(),
        delivery_url: None,
        is_bulk: true,
    };
    let sending = plain.sending(call, account, begun);
    SendingStub::of(call.env, &account.id, sending.id)?.accept(sending, messages).await
}
