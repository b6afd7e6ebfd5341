//! Guesses at one login, told apart by where they come from.

use serde::{Deserialize, Serialize};

use super::{Backoff, RetryAfter};
use crate::{keyed_hash::KeyedHash, time::Timestamp};

const MOST_PLACES: usize = 8;
const PLACE_REMEMBERED_MILLIS: u64 = 90 * 24 * 60 * 60 * 1_000;

/// The guesses at one login.
///
/// An address that signed in before has a [`Backoff`] of its own; all others share one. So strangers slow down
/// strangers, but never the owner at a known place, and nobody for more than 15 minutes at a time. The 8 latest
/// known places are kept, each for 90 days after its last sign-in.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Guesses {
    /// The latest to sign in is last.
    places: Vec<Place>,
    strangers: Backoff,
}

/// An address from which the owner signed in.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Place {
    address: KeyedHash,
    signed_in: Timestamp,
    backoff: Backoff,
}

impl Place {
    const fn is_forgettable(&self, now: Timestamp) -> bool {
        now.millis_since(self.signed_in) >= PLACE_REMEMBERED_MILLIS
    }
}

impl Guesses {
    /// Whether a guess from this address may be judged now; see [`Backoff::attempt`]. The address is given as a
    /// hash, since it is kept.
    ///
    /// # Errors
    /// How long to wait.
    pub fn attempt(&mut self, address: KeyedHash, now: Timestamp) -> Result<(), RetryAfter> {
        self.places.retain(|place| !place.is_forgettable(now));
        let known = self.places.iter_mut().find(|place| place.address == address);
        known.map_or(&mut self.strangers, |place| &mut place.backoff).attempt(now)
    }

    /// The guess from this address was right: it is a known place from now on. A stranger no more, it also clears
    /// the strangers' count, or an owner who is always somewhere new would run into it.
    pub fn succeeded(&mut self, address: KeyedHash, now: Timestamp) {
        let before = self.places.len();
        self.places.retain(|place| place.address != address);
        if self.places.len() == before {
            self.strangers.succeeded();
        }
        self.places.push(Place { address, signed_in: now, backoff: Backoff::new() });
        if self.places.len() > MOST_PLACES {
            self.places.remove(0);
        }
    }

    /// Whether a new one would do as well: it need not be stored any longer.
    #[must_use]
    pub fn is_forgettable(&self, now: Timestamp) -> bool {
        self.strangers.is_forgettable(now) && self.places.iter().all(|place| place.is_forgettable(now))
    }
}
