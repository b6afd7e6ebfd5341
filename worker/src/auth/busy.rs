//! What this instance of the Worker knows of who asks too much, so that a flood is turned away where it arrives.

use std::{cell::RefCell, collections::HashMap};

use shortwave::{account::Refusal, time::Timestamp};

use crate::{durable::RateState, env, failure::Failure, log::Exchange};

/// The most calls with the same credentials that an instance serves at a time. An instance has 128 MB and serves many
/// accounts.
const MAX_SERVED: usize = 256;
/// The most credentials that are remembered as put off.
const MAX_PUT_OFF: usize = 1_000;

thread_local! {
    /// The credentials that were put off, by the header that they came in.
    static PUT_OFF: RefCell<HashMap<String, PutOff>> = RefCell::default();
    /// How many calls with each are being served. By what a caller presents and not by whose it says it is: nobody can fill
    /// up another's places.
    static SERVED: RefCell<HashMap<String, usize>> = RefCell::default();
}

/// What credentials were told when they were put off.
#[derive(Clone)]
struct PutOff {
    until: Timestamp,
    rates: Vec<RateState>,
}

/// Turns away credentials that were told to wait and did not, with where their limits stood then.
pub fn may_ask(credentials: &str, exchange: &mut Exchange) -> Result<(), Failure> {
    let found = PUT_OFF.with_borrow(|put_off| put_off.get(credentials).cloned());
    let Some(PutOff { until, rates }) = found else { return Ok(()) };
    let wait = until.millis_since(env::now());
    if wait == 0 {
        return Ok(());
    }
    exchange.rates(rates);
    let seconds = u32::try_from(wait.div_ceil(1_000)).unwrap_or(u32::MAX);
    Err(Failure::Refused(Refusal::Limited(seconds)))
}

/// Remembers that credentials were told to wait.
pub fn put_off(credentials: String, seconds: u32, rates: Vec<RateState>) {
    let now = env::now();
    PUT_OFF.with_borrow_mut(|put_off| {
        if put_off.len() >= MAX_PUT_OFF {
            put_off.retain(|_, put_off| put_off.until > now);
        }
        if put_off.len() < MAX_PUT_OFF {
            put_off.insert(credentials, PutOff { until: now.plus_seconds(seconds), rates });
        }
    });
}

/// A call that is being served. Dropped when it was.
pub struct Served(String);

impl Served {
    /// Begins to serve one more, unless too many with the same credentials are waiting already.
    pub fn begin(credentials: &str) -> Result<Self, Failure> {
        SERVED.with_borrow_mut(|served| {
            let count = served.entry(credentials.to_owned()).or_default();
            if *count >= MAX_SERVED {
                return Err(Failure::Throttled);
            }
            *count += 1;
            Ok(Self(credentials.to_owned()))
        })
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        SERVED.with_borrow_mut(|served| {
            let left = served.get(&self.0).map_or(0, |count| count - 1);
            if left == 0 {
                served.remove(&self.0);
            } else {
                served.insert(std::mem::take(&mut self.0), left);
            }
        });
    }
}
