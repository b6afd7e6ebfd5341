//! Codes that messages bring by `{OTP_CODE}`: they count with those of verifications.

use serde::{Deserialize, Serialize};
use shortwave::{
    otp::traffic::{LastHour, NoCode, PrefixTraffic, VerificationLimits},
    phone::CallingPrefix,
    time::Timestamp,
};

use super::{Begin, TIDIED, VerificationTraffic};
use crate::env;

/// Codes that the messages of a call are to bring.
#[derive(Serialize, Deserialize)]
pub struct BeginMessages {
    /// Whereto, for each of them.
    pub prefixes: Vec<CallingPrefix>,
    /// By whom.
    pub credential: String,
    /// How many there may be.
    pub limits: VerificationLimits,
    /// Whether they are sent now, so that they should soon come back.
    pub are_sent_now: bool,
}

/// What is counted of the messages of a call.
struct Counts {
    /// With how many there may be.
    hours: Vec<(String, u32, LastHour)>,
    /// In order.
    prefixes: Vec<(CallingPrefix, PrefixTraffic)>,
}

impl Counts {
    /// Whether another may go. It counts where it may.
    fn begin(&mut self, prefix: &CallingPrefix, asked: &BeginMessages, now: Timestamp) -> Result<(), NoCode> {
        if let Some(at) = self.hours.iter().find_map(|(_, most, hour)| hour.free_at(*most)) {
            return Err(NoCode::Wait(at));
        }
        let place = self.prefixes.binary_search_by(|(other, _)| other.as_str().cmp(prefix.as_str()));
        if let Some((_, traffic)) = place.ok().and_then(|place| self.prefixes.get_mut(place)) {
            traffic.may_begin(now, asked.limits.prefix.get(), asked.limits.stops_pumping)?;
            traffic.begin(now);
            if asked.are_sent_now {
                traffic.send(now, now);
            }
        }
        self.hours.iter_mut().for_each(|(_, _, hour)| hour.note(now));
        Ok(())
    }
}

impl VerificationTraffic {
    /// Which of several messages may go: an answer for each.
    pub(super) async fn begin_messages(
        &self,
        asked: &BeginMessages,
    ) -> worker::Result<Vec<Result<(), NoCode>>> {
        let now = env::now();
        self.wake_within(TIDIED).await?;
        let mut counts = self.counts(asked, now)?;
        let answers = asked.prefixes.iter().map(|prefix| counts.begin(prefix, asked, now)).collect();
        for (id, _, hour) in &counts.hours {
            self.put_hour(id, hour)?;
        }
        for (prefix, traffic) in &counts.prefixes {
            self.put_prefix(prefix, traffic, now)?;
            self.tell_soon(traffic).await?;
        }
        Ok(answers)
    }

    fn counts(&self, asked: &BeginMessages, now: Timestamp) -> worker::Result<Counts> {
        let BeginMessages { credential, limits, .. } = asked;
        let begin = Begin { address: None, prefix: None, credential: credential.clone(), limits: *limits };
        let hour = |(id, most): (String, u32)| {
            let mut hour = self.hour(&id)?;
            hour.settle(now);
            Ok((id, most, hour))
        };
        let hours = begin.counted().map(hour).collect::<worker::Result<_>>()?;
        let mut prefixes = asked.prefixes.clone();
        prefixes.sort_unstable_by(|one, other| one.as_str().cmp(other.as_str()));
        prefixes.dedup();
        let with_traffic = |prefix: CallingPrefix| self.prefix(&prefix).map(|traffic| (prefix, traffic));
        let prefixes = prefixes.into_iter().map(with_traffic).collect::<worker::Result<_>>()?;
        Ok(Counts { hours, prefixes })
    }

    /// A code that a message brought came back.
    pub(super) fn approve(&self, prefix: &CallingPrefix, begun_at: Timestamp) -> worker::Result<()> {
        let (mut traffic, now) = (self.prefix(prefix)?, env::now());
        traffic.approve(begun_at, now);
        self.put_prefix(prefix, &traffic, now)
    }
}
