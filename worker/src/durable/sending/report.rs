//! How far a sending is, told to its account.

use std::time::Duration;

use shortwave::{
    message::{EventKind, Sending, Summary},
    time::Timestamp,
};

use super::{Kept, SendingObject};
use crate::{
    durable::{AccountStub, sql},
    env,
    failure::Failure,
};

/// What happened waits so long for more to be told with it.
pub(super) const GATHERED: Duration = Duration::from_secs(1);

/// When the account is to know what has changed now.
pub(super) fn due() -> Timestamp {
    env::now().plus_seconds(1)
}

impl SendingObject {
    /// Something has changed that the account is to know.
    pub(super) fn mark_unreported(&self) -> worker::Result<()> {
        let mark = "INSERT INTO unreported (one, changes) VALUES (1, 1) ON CONFLICT DO UPDATE SET changes = changes + 1";
        self.run(mark, Vec::new())
    }

    pub(super) fn is_unreported(&self) -> worker::Result<bool> {
        Ok(self.unreported()?.is_some())
    }

    /// Whether the account was told for the last time so long ago that it is told while there is still something to do.
    pub(super) fn is_report_due(&self) -> bool {
        Duration::from_millis(env::now().millis_since(self.reported_at.get())) >= GATHERED
    }

    /// How many changes there are since the last report, if there are any.
    fn unreported(&self) -> worker::Result<Option<i64>> {
        let row = sql::first(&self.sql(), "SELECT changes FROM unreported", Vec::new())?;
        row.map(|mut row| row.number()).transpose()
    }

    /// Reports to the account what has changed. It counts as reported when the account has it, and only if nothing has changed
    /// meanwhile: who is interrupted in between reports again. Of an account that was removed nothing is kept.
    pub(super) async fn report(&self, sending: &Sending) -> Result<Kept, Failure> {
        let Some(changes) = self.unreported()? else { return Ok(Kept::Yes) };
        let account = AccountStub::of(&self.env, &sending.account_id)?;
        if !account.report_sending(sending.id, self.summary(sending)?).await? {
            return Ok(self.erase().await.map(|()| Kept::No)?);
        }
        self.run("DELETE FROM unreported WHERE changes = ?", vec![changes.into()])?;
        self.reported_at.set(env::now());
        Ok(Kept::Yes)
    }

    /// Leaves nothing of it, here and with its account.
    pub(super) async fn forget(&self, sending: &Sending) -> Result<Kept, Failure> {
        AccountStub::of(&self.env, &sending.account_id)?.forget_sending(sending.id).await?;
        Ok(self.erase().await.map(|()| Kept::No)?)
    }

    pub(super) fn summary(&self, sending: &Sending) -> worker::Result<Summary> {
        let sums = "SELECT coalesce(sum(state NOT IN ('waiting', 'submitting')), 0), coalesce(sum(cost), 0),
                coalesce(sum(state IN ('waiting', 'submitting', 'doubtful')), 0), coalesce(sum(state = 'cancelled'), 0)
            FROM message";
        let mut sums = sql::first(&self.sql(), sums, Vec::new())?.ok_or("no sums")?;
        let (processed, cost) = (sums.number()?, sums.number()?);
        let (open, cancelled): (u32, u32) = (sums.number()?, sums.number()?);
        let sent = "SELECT coalesce(sum(parts), 0), coalesce(min(at), -1), coalesce(max(at), -1)
            FROM event JOIN message ON number = message WHERE kind = 'sent'";
        let mut sent = sql::first(&self.sql(), sent, Vec::new())?.ok_or("no sums")?;
        let parts = sent.number()?;
        let mut moment = || Ok::<_, worker::Error>(Some(sent.number()?).filter(|at| *at >= 0));
        let (first, last): (Option<i64>, Option<i64>) = (moment()?, moment()?);
        Ok(Summary {
            processed,
            parts,
            cost,
            is_ended: open == 0,
            is_cancelled: cancelled > 0,
            schedule_at: sending.schedule_at,
            events: self.counts()?,
            started_at: first.map(Timestamp::from_millis),
            finished_at: last.filter(|_| open == 0).map(Timestamp::from_millis),
        })
    }

    /// How many messages each kind of event happened to.
    fn counts(&self) -> worker::Result<Vec<u32>> {
        let select = "SELECT kind, count(DISTINCT message) FROM event GROUP BY kind";
        let counted = sql::rows(&self.sql(), select, Vec::new())?.into_iter();
        let counted: Vec<(String, u32)> =
            counted.map(|mut row| Ok((row.text()?, row.number()?))).collect::<worker::Result<_>>()?;
        let count = |kind: EventKind| {
            counted.iter().find(|(name, _)| name == kind.as_str()).map_or(0, |(_, count)| *count)
        };
        Ok(EventKind::ALL.into_iter().map(count).collect())
    }
}
