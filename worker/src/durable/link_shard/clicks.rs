//! The clicks of a shard's links: exact totals, what is known of them by the hour, and how many people there were a day.
//!
//! Clicks come in batches. A batch is written down as it is, which is one row and all that its sender waits for. Once a
//! minute, or when somebody asks, what was written down is counted: a few rows for each link and hour in it, however many
//! batches and clicks those were.

use std::collections::BTreeMap;

use serde::{Serialize, de::DeserializeOwned};
use shortwave::{
    keyed_hash::HashKey,
    link::{
        LinkId,
        click::{Batch, Clicks as Alike, CountedAs},
        counts::{Asked, Counts, Told},
        sketch::Sketch,
    },
    time::Timestamp,
};
use worker::{SqlStorage, SqlStorageValue};

use super::{
    super::{
        read,
        sql::{self, Row},
        written,
    },
    notices::Notices,
    of_messages::OfMessages,
};
use crate::env;

/// Batches that were counted keep their id, and lose their clicks.
pub const SCHEMA: &str = "
    CREATE TABLE IF NOT EXISTS click_hour (
        slug TEXT, hour INTEGER, counts BLOB NOT NULL, PRIMARY KEY (slug, hour)
    ) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS visitor_day (
        slug TEXT, day INTEGER, sketch BLOB NOT NULL, PRIMARY KEY (slug, day)
    ) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS batch (id BLOB PRIMARY KEY, at INTEGER NOT NULL, clicks BLOB) WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS uncounted ON batch (at) WHERE clicks IS NOT NULL;
    CREATE TABLE IF NOT EXISTS salt (day INTEGER PRIMARY KEY, salt TEXT NOT NULL);
";

/// A batch is sent again for seconds; it is remembered for an hour.
const REMEMBERED_MS: i64 = 3_600_000;

/// So many batches are counted at a time.
const AT_A_TIME: i64 = 500;

/// The clicks of a shard's links.
pub struct Clicks {
    sql: SqlStorage,
}

impl Clicks {
    /// In a shard's database.
    pub const fn of(sql: SqlStorage) -> Self {
        Self { sql }
    }

    /// Writes a batch down; one that was before, not again.
    pub fn write_down(&self, Batch { id, clicks }: &Batch) -> worker::Result<()> {
        let statement = "INSERT INTO batch (id, at, clicks) VALUES (?, ?, ?) ON CONFLICT DO NOTHING";
        let (id, clicks) = (SqlStorageValue::Blob(id.to_vec()), SqlStorageValue::Blob(clicks.clone()));
        sql::run(&self.sql, statement, vec![id, env::now().millis().into(), clicks])
    }

    /// When the first was written down of what is not counted.
    pub fn oldest(&self) -> worker::Result<Option<Timestamp>> {
        let select = "SELECT at FROM batch WHERE clicks IS NOT NULL ORDER BY at LIMIT 1";
        let row = sql::first(&self.sql, select, Vec::new())?;
        row.map(|mut row| Ok(Timestamp::from_millis(row.number()?))).transpose()
    }

    /// Counts what was written down.
    pub fn count(&self) -> worker::Result<()> {
        let select = "SELECT id, clicks, at FROM batch WHERE clicks IS NOT NULL ORDER BY at LIMIT ?";
        loop {
            let rows = sql::rows(&self.sql, select, vec![AT_A_TIME.into()])?;
            if rows.is_empty() {
                return Ok(());
            }
            self.count_batches(rows)?;
        }
    }

    fn count_batches(&self, batches: Vec<Row>) -> worker::Result<()> {
        let mut by_link: BTreeMap<LinkId, (Vec<Alike>, Vec<Timestamp>)> = BTreeMap::new();
        for mut batch in batches {
            let (id, clicks) = (SqlStorageValue::Blob(batch.bytes()?), batch.bytes()?);
            let came_at = Timestamp::from_millis(batch.number()?);
            sql::run(&self.sql, "UPDATE batch SET clicks = NULL WHERE id = ?", vec![id])?;
            for alike in Alike::list_of(&clicks) {
                let (clicks, moments) = by_link.entry(alike.link.clone()).or_default();
                clicks.push(alike);
                moments.push(came_at);
            }
        }
        let notices = Notices::of(self.sql.clone());
        let of_messages = OfMessages::of(self.sql.clone());
        let has_of_messages = of_messages.has_any()?;
        let has_watchers = notices.has_watchers()?;
        for (id, (clicks, moments)) in by_link {
            let Some((account_id, external_id)) = self.add_to_total(&id, &clicks)? else { continue };
            self.count_hours(&id, &clicks)?;
            self.count_visitors(&id, &clicks)?;
            if has_of_messages
                && let Some((at, _)) = moments.iter().zip(&clicks).find(|(_, alike)| is_peoples(alike))
            {
                of_messages.note(&id, *at)?;
            }
            if has_watchers && notices.is_watched(&account_id)? {
                let told = moments.into_iter().zip(&clicks).filter(|(_, alike)| is_peoples(alike));
                notices.note(&account_id, &external_id, told)?;
            }
        }
        let forgotten = env::now().millis() - REMEMBERED_MS;
        sql::run(&self.sql, "DELETE FROM batch WHERE at < ? AND clicks IS NULL", vec![forgotten.into()])
    }

    /// Whose link it is, and what another system knows it by; `None` where there is no such link any more.
    fn add_to_total(&self, id: &LinkId, clicks: &[Alike]) -> worker::Result<Option<(String, String)>> {
        let statement = "UPDATE link SET clicks = clicks + ? WHERE slug = ? AND removed = 0 RETURNING account_id, external_id";
        let people: i64 = peoples(clicks).map(|alike| i64::from(alike.times)).sum();
        let values = vec![people.into(), id.to_string().into()];
        let counted = sql::first(&self.sql, statement, values)?;
        counted.map(|mut row| Ok((row.text()?, row.text()?))).transpose()
    }

    fn count_hours(&self, id: &LinkId, clicks: &[Alike]) -> worker::Result<()> {
        let mut hours: BTreeMap<i64, Vec<&Alike>> = BTreeMap::new();
        for alike in clicks {
            hours.entry(Counts::hour(alike.at)).or_default().push(alike);
        }
        let select = "SELECT counts FROM click_hour WHERE slug = ? AND hour = ?";
        let insert = "INSERT OR REPLACE INTO click_hour (slug, hour, counts) VALUES (?, ?, ?)";
        hours.into_iter().try_for_each(|(hour, clicks)| {
            let mut counts = self.get::<Counts>(select, id, hour)?;
            for alike in clicks {
                counts.count(alike);
            }
            self.put(insert, id, hour, &counts)
        })
    }

    fn count_visitors(&self, id: &LinkId, clicks: &[Alike]) -> worker::Result<()> {
        let mut days: BTreeMap<i64, Vec<u64>> = BTreeMap::new();
        for alike in peoples(clicks) {
            days.entry(alike.at.day()).or_default().extend(&alike.visitors);
        }
        for (day, visitors) in days {
            let select = "SELECT sketch FROM visitor_day WHERE slug = ? AND day = ?";
            let (salt, mut sketch) = (self.salt(day)?, self.get::<Sketch>(select, id, day)?);
            let mut is_changed = false;
            for visitor in visitors {
                is_changed |= sketch.add(salted(&salt, visitor));
            }
            if is_changed {
                let insert = "INSERT OR REPLACE INTO visitor_day (slug, day, sketch) VALUES (?, ?, ?)";
                self.put(insert, id, day, &sketch)?;
            }
        }
        Ok(())
    }

    /// A key of its own for each day. Once it is gone, not even who knows the deployment's key can tell who was there.
    fn salt(&self, day: i64) -> worker::Result<HashKey> {
        let select = "SELECT salt FROM salt WHERE day = ?";
        let text = match sql::first(&self.sql, select, vec![day.into()])? {
            Some(mut row) => row.text()?,
            None => self.new_salt(day)?,
        };
        HashKey::new(&text).map_err(|error| error.to_string().into())
    }

    /// Forgets those of the days before yesterday: clicks of yesterday may still be on their way.
    fn new_salt(&self, day: i64) -> worker::Result<String> {
        let salt = env::random_id()?;
        sql::run(&self.sql, "DELETE FROM salt WHERE day < ?", vec![(env::now().day() - 1).into()])?;
        let values = vec![day.into(), salt.as_str().into()];
        sql::run(&self.sql, "INSERT INTO salt (day, salt) VALUES (?, ?)", values)?;
        Ok(salt)
    }

    /// What became of the clicks of a link.
    pub fn told(&self, id: &LinkId, asked: &Asked) -> worker::Result<Told> {
        let last = Timestamp::from_millis(asked.period.to.millis() - 1);
        let between = |statement, first: i64, last: i64| {
            sql::rows(&self.sql, statement, vec![id.to_string().into(), first.into(), last.into()])
        };
        let hours = between(
            "SELECT hour, counts FROM click_hour WHERE slug = ? AND hour BETWEEN ? AND ?",
            Counts::hour(asked.period.from),
            Counts::hour(last),
        )?;
        let hours = hours.into_iter().map(|mut row| Ok((row.number()?, read(&row.bytes()?)?)));
        let days = between(
            "SELECT day, sketch FROM visitor_day WHERE slug = ? AND day BETWEEN ? AND ?",
            asked.period.from.day(),
            last.day(),
        )?;
        let days =
            days.into_iter().map(|mut row| Ok((row.number()?, read::<Sketch>(&row.bytes()?)?.count())));
        Ok(asked.tell(hours.collect::<worker::Result<_>>()?, &days.collect::<worker::Result<Vec<_>>>()?))
    }

    /// Forgets the clicks of a link.
    pub fn remove(&self, id: &LinkId) -> worker::Result<()> {
        sql::run(&self.sql, "DELETE FROM click_hour WHERE slug = ?", vec![id.to_string().into()])?;
        sql::run(&self.sql, "DELETE FROM visitor_day WHERE slug = ?", vec![id.to_string().into()])
    }

    fn get<T: DeserializeOwned + Default>(
        &self,
        statement: &str,
        id: &LinkId,
        number: i64,
    ) -> worker::Result<T> {
        match sql::first(&self.sql, statement, vec![id.to_string().into(), number.into()])? {
            Some(mut row) => read(&row.bytes()?),
            None => Ok(T::default()),
        }
    }

    fn put(&self, statement: &str, id: &LinkId, number: i64, value: &impl Serialize) -> worker::Result<()> {
        let bytes = SqlStorageValue::Blob(written(value)?);
        sql::run(&self.sql, statement, vec![id.to_string().into(), number.into(), bytes])
    }
}

fn peoples(clicks: &[Alike]) -> impl Iterator<Item = &Alike> {
    clicks.iter().filter(|alike| is_peoples(alike))
}

fn is_peoples(alike: &Alike) -> bool {
    alike.counted_as == CountedAs::Click
}

fn salted(salt: &HashKey, visitor: u64) -> u64 {
    salt.hash(&[&visitor.to_be_bytes()]).first()
}
