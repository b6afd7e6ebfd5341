//! What is one of several sendings of a call: it waits until all of the call is accepted, and then for its turns.

use shortwave::{message::Sending, time::Timestamp};

use super::{SendingObject, run::Given};
use crate::{
    durable::{AccountStub, Standing, sql},
    env::Config,
    failure::Failure,
};

/// Whoever makes the call is asked after so often.
const ASK_SECONDS: u32 = 2;

/// A turn that the account has given: from when on so many parts may be submitted.
struct Turn {
    at: Timestamp,
    parts: u32,
}

impl SendingObject {
    /// How many parts may be submitted now; `None` where none may, and the turn says when to look again.
    pub(super) async fn room(
        &self,
        sending: &Sending,
        config: &Config,
        now: Timestamp,
    ) -> Result<Option<u32>, Failure> {
        if !sending.is_bulk {
            return Ok(Some(u32::MAX));
        }
        let account = AccountStub::of(&self.env, &sending.account_id)?;
        let turn = match self.turn()? {
            Some(turn) => turn,
            None => match account.standing(sending.id).await? {
                Standing::Open => {
                    self.put_turn(now.plus_seconds(ASK_SECONDS), 0, false)?;
                    return Ok(None);
                }
                Standing::GivenUp => {
                    self.cancel()?;
                    self.mark_unreported()?;
                    return Ok(None);
                }
                Standing::Accepted => Turn { at: now, parts: 0 },
            },
        };
        let turn = if turn.parts > 0 {
            turn
        } else {
            let parts = self.waiting_parts(now, config.bulk_parts_per_second)?;
            if parts == 0 {
                return Ok(None);
            }
            let at = account.turn(parts, config.bulk_parts_per_second).await?;
            self.put_turn(at, parts, true)?;
            Turn { at, parts }
        };
        Ok(Some(turn.parts).filter(|_| turn.at <= now))
    }

    /// What is being submitted takes of the turn.
    pub(super) fn take_turn(&self, sending: &Sending, submitted: &[Given<'_>]) -> worker::Result<()> {
        if !sending.is_bulk {
            return Ok(());
        }
        let parts: u32 = submitted.iter().map(|given| given.due.parts).sum();
        self.run("UPDATE turn SET parts = max(parts - ?, 0)", vec![i64::from(parts).into()])
    }

    /// The turn, once the call is known to be accepted.
    fn turn(&self) -> worker::Result<Option<Turn>> {
        let row = sql::first(&self.sql(), "SELECT at, parts FROM turn WHERE is_accepted", Vec::new())?;
        row.map(|mut row| Ok(Turn { at: Timestamp::from_millis(row.number()?), parts: row.number()? }))
            .transpose()
    }

    fn put_turn(&self, at: Timestamp, parts: u32, is_accepted: bool) -> worker::Result<()> {
        let put = "INSERT OR REPLACE INTO turn (one, at, parts, is_accepted) VALUES (1, ?, ?, ?)";
        self.run(put, vec![at.millis().into(), i64::from(parts).into(), i64::from(is_accepted).into()])
    }

    /// The parts of what is due, up to some: a message has one at least.
    fn waiting_parts(&self, now: Timestamp, most: u32) -> worker::Result<u32> {
        let select = "SELECT min(coalesce(sum(parts), 0), ?2) FROM (
            SELECT parts FROM message WHERE state = 'waiting' AND due <= ?1 ORDER BY due, number LIMIT ?2)";
        let parts = sql::number(&self.sql(), select, vec![now.millis().into(), i64::from(most).into()])?;
        Ok(u32::try_from(parts).unwrap_or(most))
    }
}
