//! What messages cost: the prices that the operator loaded, or else those of `www/lib/networks.csv`, by which nothing costs
//! anything. An isolate goes by what it has for a minute, and reads a table only when it is another than before.

use std::{cell::RefCell, rc::Rc};

use shortwave::{error::ErrorCode, money::Money, phone::Msisdn, price::PriceList, time::Timestamp};
use worker::{Env, console_error};

use crate::{
    env::{self, Config},
    failure::Failure,
    kv::LinkCache,
    platform,
};

/// The table that is gone by where the operator has loaded none, in `www/`.
const DEFAULT: &str = "/lib/networks.csv";

/// What the isolate goes by.
struct Held {
    /// The operator's table; `None` for the default.
    table: Option<Vec<u8>>,
    list: Rc<PriceList>,
    /// When the table was asked for, or replaced here.
    since: Timestamp,
}

thread_local!(static HELD: RefCell<Option<Held>> = const { RefCell::new(None) });

/// The prices, which are at most as old as an isolate may have them.
pub async fn current(env: &Env) -> Result<Rc<PriceList>, Failure> {
    let (now, config) = (env::now(), Config::load(env)?);
    let fresh = 1_000 * i64::from(config.prices_seconds);
    if let Some(list) = held(|held| now.millis() - held.since.millis() < fresh) {
        return Ok(list);
    }
    match stored(env).await {
        Err(failure) => {
            console_error!("prices: {failure:?}");
            // A price of before is better than no message. It is asked for again when it would be no longer fresh.
            held(|held| {
                held.since = held.since.max(now);
                true
            })
            .ok_or(failure)
        }
        list => list,
    }
}

/// The prices as they are stored now, unless they were replaced here since. The isolate goes by them from now on.
pub async fn stored(env: &Env) -> Result<Rc<PriceList>, Failure> {
    let since = env::now();
    let table = LinkCache::open(env)?.prices().await?;
    // What is newer, or the same, which makes it fresh again.
    let known = || {
        held(|held| {
            let is_known = held.since > since || held.table == table;
            held.since = if is_known { held.since.max(since) } else { held.since };
            is_known
        })
    };
    if let Some(list) = known() {
        return Ok(list);
    }
    let list = match &table {
        Some(table) => Rc::new(read(table)?),
        None => default(env).await?,
    };
    // They may have been replaced while the default was being loaded.
    if let Some(list) = known() {
        return Ok(list);
    }
    HELD.set(Some(Held { table, list: list.clone(), since }));
    Ok(list)
}

/// Replaces the prices, or goes back to the default. This isolate goes by them at once.
pub async fn replace(env: &Env, list: Option<PriceList>) -> Result<(), Failure> {
    let table = list.as_ref().map(|list| list.to_csv().into_bytes());
    LinkCache::open(env)?.put_prices(table.as_deref()).await?;
    let list = match list {
        Some(list) => Rc::new(list),
        None => default(env).await?,
    };
    HELD.set(Some(Held { table, list, since: env::now() }));
    Ok(())
}

/// What is held, where it will do.
fn held(will_do: impl FnOnce(&mut Held) -> bool) -> Option<Rc<PriceList>> {
    HELD.with_borrow_mut(|held| held.as_mut().and_then(|held| will_do(held).then(|| held.list.clone())))
}

async fn default(env: &Env) -> Result<Rc<PriceList>, Failure> {
    let table = platform::asset(env::assets(env)?.as_ref(), DEFAULT).await?;
    let missing = || Failure::Hidden(format!("there is no {DEFAULT}"));
    Ok(Rc::new(read(&table.ok_or_else(missing)?)?))
}

/// A table of our own: where it cannot be read, that is nobody's fault who calls.
fn read(table: &[u8]) -> Result<PriceList, Failure> {
    PriceList::parse(table).map_err(|error| Failure::Hidden(format!("prices: {error}")))
}

/// What so many parts to a number cost, in millionths of the currency's unit.
pub fn cost(to: &Msisdn, parts: u8, prices: &PriceList) -> Result<u64, ErrorCode> {
    charged(prices.price(to).ok_or(ErrorCode::NoValidRecipients)?.cost, parts)
}

/// What they cost more where the message is certified.
pub fn surcharge(to: &Msisdn, parts: u8, prices: &PriceList) -> Result<u64, ErrorCode> {
    charged(prices.price(to).ok_or(ErrorCode::NoValidRecipients)?.surcharge, parts)
}

fn charged(part: Money, parts: u8) -> Result<u64, ErrorCode> {
    let cost = part.checked_mul(parts.into()).ok_or(ErrorCode::NotEnoughCredits)?;
    Ok(u64::try_from(cost.millionths()).unwrap_or_default())
}
