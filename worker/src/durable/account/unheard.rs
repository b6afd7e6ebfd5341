//! Sendings that took from the balance and were never heard of: whoever began them was interrupted before they were accepted.

use std::time::Duration;

use shortwave::message::{SendingId, Summary};

use super::AccountObject;
use crate::{
    durable::{SendingStub, sql},
    env,
    failure::Failure,
};

/// A sending reports a second after it was accepted.
const PATIENCE: Duration = Duration::from_secs(20);

impl AccountObject {
    /// Sees to it that somebody asks after a sending that does not report.
    pub(super) async fn expect_report(&self) -> worker::Result<()> {
        if self.state.storage().get_alarm().await?.is_none() {
            self.state.storage().set_alarm(PATIENCE).await?;
        }
        Ok(())
    }

    /// Asks after those that have not reported. One that does not exist never will, and gives back what it took.
    pub(super) async fn ask_after_unheard(&self) -> Result<(), Failure> {
        let Some(account) = self.account().await? else { return Ok(()) };
        self.create_tables_of_sendings()?;
        let is_one_open = self.give_up_calls().await?;
        let unheard = "SELECT id, created_at FROM sending WHERE summary IS NULL
            AND id NOT IN (SELECT sending FROM bulk WHERE standing = 'open') ORDER BY id LIMIT 20";
        let now = env::now().millis();
        let patience = i64::try_from(PATIENCE.as_millis()).unwrap_or(i64::MAX);
        let mut are_there_more = is_one_open;
        for mut row in sql::rows(&self.sql(), unheard, Vec::new())? {
            let (id, begun_at) = (SendingId(row.number()?), row.number::<i64>()?);
            are_there_more = true;
            if begun_at + patience > now {
                continue;
            }
            let sending = SendingStub::of(&self.env, &account.account.id, id)?;
            let never = Summary { is_ended: true, is_cancelled: true, ..Summary::default() };
            let summary = sending.summary().await?.unwrap_or(never);
            self.report(id, &summary).await?;
        }
        if are_there_more {
            self.state.storage().set_alarm(PATIENCE).await?;
        }
        Ok(())
    }
}
