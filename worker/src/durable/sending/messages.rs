//! The messages of a sending in its object's database.

use shortwave::{
    message::{Event, EventFilter, EventRow, Message, NewMessage, OTP_MARK, Parts, Sending, State},
    phone::Msisdn,
    time::Timestamp,
};
use worker::{SqlStorage, SqlStorageValue};

use super::SendingObject;
use crate::{durable::sql, env::Config, failure::Failure};

/// A message has a row, and one for each thing that happened to it. Where an alarm looks for what is due there is an index. What is
/// submitted by turns (`bulk`) waits for `turn`. `provider` is the name of the one that has the message, or some of its parts, or may
/// have it.
const SCHEMA: &str = "
    CREATE TABLE IF NOT EXISTS message (
        number INTEGER PRIMARY KEY, recipient TEXT NOT NULL, text TEXT, parts INTEGER NOT NULL, cost INTEGER NOT NULL,
        url TEXT, fields TEXT, state TEXT NOT NULL, due INTEGER NOT NULL, attempts INTEGER NOT NULL DEFAULT 0,
        taken INTEGER NOT NULL DEFAULT 0, delivered INTEGER NOT NULL DEFAULT 0, provider TEXT);
    CREATE INDEX IF NOT EXISTS message_due ON message (state, due);
    CREATE TABLE IF NOT EXISTS event (
        id INTEGER PRIMARY KEY AUTOINCREMENT, message INTEGER NOT NULL, kind TEXT NOT NULL, at INTEGER NOT NULL);
    CREATE INDEX IF NOT EXISTS event_message ON event (message);
    CREATE TABLE IF NOT EXISTS receipt (due INTEGER NOT NULL, message INTEGER NOT NULL, kind TEXT NOT NULL);
    CREATE TABLE IF NOT EXISTS unreported (one INTEGER PRIMARY KEY, changes INTEGER NOT NULL);
    CREATE TABLE IF NOT EXISTS void (one INTEGER PRIMARY KEY);
    CREATE TABLE IF NOT EXISTS turn (
        one INTEGER PRIMARY KEY, at INTEGER NOT NULL, parts INTEGER NOT NULL, is_accepted INTEGER NOT NULL);
";

/// A message that is to be submitted.
pub struct Due {
    pub number: u32,
    pub to: Msisdn,
    pub text: String,
    /// Whether there is a code in the text, for which the recipient's codes are asked.
    pub has_code: bool,
    /// Whether that is another each time that it is submitted. The code of a verification is the same.
    pub is_another_each_time: bool,
    pub parts: u32,
    pub attempts: u32,
    pub taken: u32,
    /// The provider that some of its parts are with, or that may have it.
    pub provider: Option<String>,
}

impl SendingObject {
    pub(super) fn create_tables(&self) -> worker::Result<()> {
        self.run(SCHEMA, Vec::new())
    }

    /// Writes new messages, some at a time: a statement takes values of at most 2 MB.
    pub(super) fn insert(&self, messages: &[(u32, NewMessage)], due: Timestamp) -> worker::Result<()> {
        const AT_A_TIME: usize = 250;
        let insert = "INSERT INTO message (number, recipient, text, parts, cost, url, fields, state, due)
            SELECT value->>0, value->>1, value->>2, value->>3, value->>4, value->>5, value->>6, 'waiting', ?
            FROM json_each(?)";
        for some in messages.chunks(AT_A_TIME) {
            let row = |(number, message): &(u32, NewMessage)| {
                let NewMessage { to, text, parts, cost, notification_url, values } = message;
                serde_json::json!([number, to, text, parts, cost, notification_url, values])
            };
            let rows: Vec<_> = some.iter().map(row).collect();
            self.run(insert, vec![due.millis().into(), serde_json::to_string(&rows)?.into()])?;
        }
        Ok(())
    }

    /// Messages by their numbers, as far as they are there.
    pub(super) fn messages(&self, numbers: &[u32], sending: &Sending) -> worker::Result<Vec<Message>> {
        let numbers = serde_json::to_string(numbers)?;
        let select = "SELECT number, recipient, coalesce(text, ?), coalesce(fields, ''), state, (
                SELECT coalesce(group_concat(kind || ' ' || at, ','), '')
                FROM (SELECT kind, at FROM event WHERE message = number ORDER BY id))
            FROM message WHERE number IN (SELECT value FROM json_each(?)) ORDER BY number";
        let text = sending.text.as_deref().unwrap_or_default();
        let rows = sql::rows(&self.sql(), select, vec![text.into(), numbers.into()])?;
        let key = &Config::load(&self.env).map_err(Failure::from)?.hash_key;
        let message = |mut row: sql::Row| {
            Ok(Message {
                number: row.number()?,
                to: sending.shown_recipient(row.text()?, key),
                text: row.text()?,
                values: Some(row.text()?).filter(|values| !values.is_empty()),
                state: word(&row.text()?)?,
                events: row.text()?.split(',').filter_map(event).collect(),
            })
        };
        rows.into_iter().map(message).collect()
    }

    /// Messages whose time has come, those that have waited longest first: as many as have so many parts, and one at least.
    pub(super) fn due(
        &self,
        now: Timestamp,
        parts: u32,
        sending: &Sending,
        config: &Config,
    ) -> worker::Result<Vec<Due>> {
        let select = "SELECT number, recipient, coalesce(text, ?), parts, attempts, taken, coalesce(provider, '') FROM message
            WHERE state = 'waiting' AND due <= ? ORDER BY due, number LIMIT ?";
        let text = sending.text.as_deref().unwrap_or_default();
        let values = vec![text.into(), now.millis().into(), i64::from(parts).into()];
        let (mut due, mut room) = (Vec::new(), parts);
        for mut row in sql::rows(&self.sql(), select, values)? {
            let number = row.number()?;
            let to = sending.recipient(&row.text()?, &config.hash_key).ok_or("a recipient has no number")?;
            let (text, parts) = (row.text()?, row.number()?);
            let (attempts, taken) = (row.number()?, row.number()?);
            let provider = Some(row.text()?).filter(|name| !name.is_empty());
            if parts > room && !due.is_empty() {
                break;
            }
            room = room.saturating_sub(parts);
            due.push(Due {
                number,
                to,
                has_code: text.contains(OTP_MARK),
                is_another_each_time: text.contains(OTP_MARK) && sending.verification.is_none(),
                text,
                parts,
                attempts,
                taken,
                provider,
            });
        }
        Ok(due)
    }

    /// Some of what happened, in order, after one of them.
    pub(super) fn events(
        &self,
        sending: &Sending,
        filter: &EventFilter,
        after: u64,
        most: u32,
    ) -> worker::Result<Vec<EventRow>> {
        self.create_tables()?;
        let key = &Config::load(&self.env).map_err(Failure::from)?.hash_key;
        let select = "SELECT event.id, recipient, kind, at, coalesce(fields, '') FROM event JOIN message ON number = message
            WHERE event.id > ? AND at >= ? AND at < ? ORDER BY event.id LIMIT ?";
        let moment = |at: Option<Timestamp>, otherwise| at.map_or(otherwise, Timestamp::millis).into();
        let values = vec![
            i64::try_from(after).unwrap_or(i64::MAX).into(),
            moment(filter.after, 0),
            moment(filter.before, Timestamp::LAST.millis()),
            i64::from(most).into(),
        ];
        let event = |mut row: sql::Row| {
            let (id, to, kind) = (row.number()?, row.text()?, row.text()?);
            let kind = kind.parse().map_err(|_| "an event of no kind")?;
            let event = Event { kind, at: Timestamp::from_millis(row.number()?) };
            let values = Some(row.text()?).filter(|values| !values.is_empty() && filter.shows_custom_fields);
            Ok(EventRow { id, to: sending.shown_recipient(to, key), event, values })
        };
        sql::rows(&self.sql(), select, values)?.into_iter().map(event).collect()
    }

    /// When the next message is due, or the next receipt. What takes turns waits for its turn.
    pub(super) fn next_due(&self, sending: &Sending) -> worker::Result<Option<Timestamp>> {
        let turn = if sending.is_bulk { "coalesce((SELECT at FROM turn), 0)" } else { "0" };
        let select = format!(
            "SELECT due FROM (SELECT max(min(due), {turn}) AS due FROM message WHERE state = 'waiting'
            UNION ALL SELECT min(due) FROM message WHERE state = 'doubtful'
            UNION ALL SELECT min(due) FROM receipt) WHERE due IS NOT NULL ORDER BY due LIMIT 1"
        );
        let first = sql::first(&self.sql(), &select, Vec::new())?;
        first.map(|mut row| row.number().map(Timestamp::from_millis)).transpose()
    }

    /// Where a message stands, and its parts.
    pub(super) fn standing(&self, number: u32) -> worker::Result<Option<(State, Parts)>> {
        let select = "SELECT state, parts, taken, delivered FROM message WHERE number = ?";
        let row = sql::first(&self.sql(), select, vec![i64::from(number).into()])?;
        let standing = |mut row: sql::Row| {
            let state = word(&row.text()?)?;
            let parts = Parts { count: row.number()?, taken: row.number()?, delivered: row.number()? };
            Ok((state, parts))
        };
        row.map(standing).transpose()
    }

    /// Whether a message is, or may be, with another provider than that of a name.
    pub(super) fn is_with_another(&self, number: u32, provider: &str) -> worker::Result<bool> {
        let select = "SELECT 1 FROM message WHERE number = ? AND provider <> ?";
        let values = vec![i64::from(number).into(), provider.into()];
        Ok(sql::first(&self.sql(), select, values)?.is_some())
    }

    pub(super) fn put_parts(&self, number: u32, parts: Parts) -> worker::Result<()> {
        let update = "UPDATE message SET taken = ?, delivered = ? WHERE number = ?";
        let values = [parts.taken, parts.delivered, number].map(|number| i64::from(number).into());
        self.run(update, values.to_vec())
    }

    /// Something happened to a message, which brings it to a state.
    pub(super) fn change(&self, number: u32, state: State, event: Event) -> worker::Result<()> {
        let update = "UPDATE message SET state = ? WHERE number = ?";
        self.run(update, vec![state.as_str().into(), i64::from(number).into()])?;
        let insert = "INSERT INTO event (message, kind, at) VALUES (?, ?, ?)";
        self.run(
            insert,
            vec![i64::from(number).into(), event.kind.as_str().into(), event.at.millis().into()],
        )?;
        self.mark_unreported()
    }

    /// Whether something of it was submitted, or it has come to its end.
    pub(super) fn has_begun(&self) -> worker::Result<bool> {
        let begun =
            "SELECT 1 FROM message WHERE state <> 'waiting' OR attempts > 0 OR provider IS NOT NULL LIMIT 1";
        Ok(sql::first(&self.sql(), begun, Vec::new())?.is_some())
    }

    /// All that waits is due at a moment.
    pub(super) fn put_due(&self, due: Timestamp) -> worker::Result<()> {
        self.run("UPDATE message SET due = ? WHERE state = 'waiting'", vec![due.millis().into()])
    }

    /// Calls off all that waits.
    pub(super) fn cancel(&self) -> worker::Result<()> {
        let update = "UPDATE message SET state = ?, cost = 0 WHERE state = 'waiting'";
        self.run(update, vec![State::Cancelled.as_str().into()])
    }

    /// What was never sent costs nothing.
    pub(super) fn waive_cost(&self, number: u32) -> worker::Result<()> {
        self.run("UPDATE message SET cost = 0 WHERE number = ?", vec![i64::from(number).into()])
    }

    /// Whether it was given up before it was accepted.
    pub(super) fn is_void(&self) -> worker::Result<bool> {
        Ok(sql::first(&self.sql(), "SELECT 1 FROM void", Vec::new())?.is_some())
    }

    pub(super) fn run(&self, statement: &str, values: Vec<SqlStorageValue>) -> worker::Result<()> {
        sql::run(&self.sql(), statement, values)
    }

    pub(super) fn sql(&self) -> SqlStorage {
        self.state.storage().sql()
    }
}

fn event(written: &str) -> Option<Event> {
    let (kind, at) = written.split_once(' ')?;
    Some(Event { kind: kind.parse().ok()?, at: Timestamp::from_millis(at.parse().ok()?) })
}

fn word(text: &str) -> worker::Result<State> {
    text.parse().map_err(|_| "a message has no state".into())
}
