//! The time that is looked at.

use shortwave::{
    period::{DAY, Period, Zone},
    request::{Problem, v1::AskPeriod},
    time::Timestamp,
};

use super::links::wrong;
use crate::{env, failure::Failure, platform};

/// So many days are looked at where no beginning is given.
const DAYS: i64 = 30;

/// The time that is asked for, where it is not too much to ask.
pub fn judged(AskPeriod { from, to, interval, time_zone }: AskPeriod) -> Result<Period, Failure> {
    let to = to.unwrap_or_else(env::now);
    let from = from.unwrap_or(Timestamp::from_millis(to.millis() - DAYS * DAY));
    let mut period = Period { from, to, interval, zone: Zone::default() }.in_quarters();
    if !period.is_bearable() {
        return Err(wrong(
            "from",
            Problem::Form { expected: "beginning: at most 400 days and 1,000 intervals before the end" },
        ));
    }
    if let Some(name) = time_zone {
        period.zone = platform::zone(&String::from(name), period.from, to)
            .ok_or_else(|| wrong("timeZone", Problem::Form { expected: "IANA time zone" }))?;
    }
    Ok(period)
}
