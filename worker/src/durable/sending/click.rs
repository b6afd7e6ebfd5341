//! Links in messages that were followed.

use shortwave::message::{Click, Event, EventKind};

use super::{SendingObject, report};
use crate::durable::sql;

/// What was followed, by the event that tells so: each URL of a message once.
const SCHEMA: &str = "
    CREATE TABLE IF NOT EXISTS clicked (
        message INTEGER, url TEXT, event INTEGER NOT NULL, PRIMARY KEY (message, url)) WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS clicked_event ON clicked (event);
";

impl SendingObject {
    pub(super) fn create_click_table(&self) -> worker::Result<()> {
        self.run(SCHEMA, Vec::new())
    }

    /// Notes once that a link of a message was followed. Where there is no such message, nothing is to be told of it.
    pub(super) async fn click(&self, number: u32, Click { url, at }: &Click) -> worker::Result<()> {
        if self.sending().await?.is_none() {
            return Ok(());
        }
        let Some((state, _)) = self.standing(number)? else { return Ok(()) };
        self.create_click_table()?;
        let values = || vec![i64::from(number).into(), url.as_str().into()];
        let known = "SELECT 1 FROM clicked WHERE message = ? AND url = ?";
        if sql::first(&self.sql(), known, values())?.is_some() {
            return Ok(());
        }
        // It is no end of a message, nor does it bring it on.
        self.change(number, state, Event { kind: EventKind::Clicked, at: *at })?;
        let insert = "INSERT INTO clicked (message, url, event) SELECT ?, ?, max(id) FROM event";
        self.run(insert, values())?;
        self.wake_within(report::GATHERED).await
    }
}
