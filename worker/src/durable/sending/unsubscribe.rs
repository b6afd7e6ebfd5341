//! Recipients who want no more.

use shortwave::{
    message::{BlacklistKind, Event, EventKind, Sending, State},
    time::Timestamp,
};

use super::{SendingObject, report, run::Given};
use crate::{durable::AccountStub, env, failure::Failure};

/// What was accepted so lately goes by what the list said then.
const FRESH_MS: u64 = 60_000;

impl SendingObject {
    /// Notes once that a message's recipient unsubscribed; `None` where there is no such message.
    pub(super) async fn unsubscribe(&self, number: u32) -> worker::Result<Option<(Sending, String)>> {
        let Some((sending, messages)) = self.show(&[number]).await? else { return Ok(None) };
        let Some(message) = messages.into_iter().next() else { return Ok(None) };
        if !message.had(EventKind::Unsubscribed) {
            // It is no end of a message, nor does it bring it on.
            let event = Event { kind: EventKind::Unsubscribed, at: env::now() };
            self.change(number, message.state, event)?;
            self.wake_within(report::GATHERED).await?;
        }
        Ok(Some((sending, message.to)))
    }

    /// What of it is still to be submitted, where it has waited since the call: the rest is for those whom the account has been told
    /// to send nothing meanwhile, and is refused.
    pub(super) async fn wanted<'a>(
        &self,
        sending: &Sending,
        given: Vec<Given<'a>>,
        now: Timestamp,
    ) -> Result<Vec<Given<'a>>, Failure> {
        let is_fresh =
            sending.first_due() <= sending.created_at && now.millis_since(sending.created_at) < FRESH_MS;
        if is_fresh || given.is_empty() {
            return Ok(given);
        }
        let numbers = given.iter().map(|given| given.due.to.as_str().to_owned()).collect();
        let account = AccountStub::of(&self.env, &sending.account_id)?;
        let listed = account.blacklisted_among(BlacklistKind::Sms, numbers).await?;
        let is_listed = |given: &Given<'_>| listed.iter().any(|number| number == given.due.to.as_str());
        let (refused, wanted): (Vec<_>, _) = given.into_iter().partition(is_listed);
        for Given { due, .. } in refused {
            if let Some((state @ State::Waiting, _)) = self.standing(due.number)? {
                self.advance(due.number, state, Event { kind: EventKind::Rejected, at: now })?;
            }
        }
        Ok(wanted)
    }
}
