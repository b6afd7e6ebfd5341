//! One object for each account: how many verifications were asked for in the last hour, by whom and whereto, and what became of those of
//! the last months. It says whether another may begin, and stops prefixes that only cost.

mod messages;
mod statistics;
mod stub;

pub use messages::BeginMessages;
pub use stub::VerificationTrafficStub;

use std::{cell::Cell, time::Duration};

use serde::{Deserialize, Serialize};
use shortwave::{
    answer::verification::StopData,
    ids::AccountId,
    otp::{
        Happened, Happening,
        traffic::{AskedStatistics, LastHour, NoCode, PrefixTraffic, Stop, VerificationLimits},
    },
    phone::CallingPrefix,
    time::Timestamp,
};
use worker::{Env, SqlStorageValue, State, console_error};

use super::{Class, Document, Reply, WebhooksStub, reply, sql};
use crate::{
    env::{self, Config},
    failure::Failure,
    json,
};

const SCHEMA: &str = "
    CREATE TABLE IF NOT EXISTS hour (id TEXT PRIMARY KEY, forget INTEGER NOT NULL, data TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS prefix (
        prefix TEXT PRIMARY KEY, forget INTEGER NOT NULL, untold INTEGER NOT NULL, stopped INTEGER NOT NULL, data TEXT NOT NULL)
        WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS told (id TEXT PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS owner (one INTEGER PRIMARY KEY, account TEXT NOT NULL);
";

/// What was told to this object is remembered for an hour: who tells it again has tried for less.
const REMEMBERED_MS: i64 = 3_600_000;

/// So often what is old is looked for.
const TIDIED: Duration = Duration::from_hours(1);

const RETRIED: Duration = Duration::from_secs(10);

/// Stops that are told of in one run of the alarm.
const TOLD_AT_A_TIME: u32 = 20;

/// The most stops that are listed.
const MOST_STOPS: u32 = 1_000;

/// A verification that is asked for.
#[derive(Serialize, Deserialize)]
pub struct Begin {
    /// From where, as a keyed hash, where that is known.
    pub address: Option<String>,
    /// Whereto.
    pub prefix: Option<CallingPrefix>,
    /// By whom.
    pub credential: String,
    /// How many there may be.
    pub limits: VerificationLimits,
}

impl Begin {
    /// What is counted, and how many there may be of it within an hour.
    fn counted(&self) -> impl Iterator<Item = (String, u32)> {
        let Self { address, credential, limits, .. } = self;
        let of_account = ("account".to_owned(), limits.account.get());
        let of_credential = (format!("credential:{credential}"), limits.credential.get());
        let of_address = address.as_ref().map(|address| (format!("address:{address}"), limits.address.get()));
        [of_account, of_credential].into_iter().chain(of_address)
    }
}

#[derive(Serialize, Deserialize)]
pub enum Command {
    Begin(Begin),
    BeginMessages(BeginMessages),
    Approve { prefix: CallingPrefix, begun_at: Timestamp },
    Count { batch: String, news: Vec<Happened> },
    Statistics(AskedStatistics),
    Open(CallingPrefix),
    Erase,
}

/// A command, and the account that it comes from.
#[derive(Serialize, Deserialize)]
pub struct Asked {
    account: AccountId,
    command: Command,
}

/// What becomes of the verifications of one account.
pub struct VerificationTraffic {
    state: State,
    env: Env,
    /// Whether its tables are known to be there: every verification of the account asks this one object.
    has_tables: Cell<bool>,
}

impl Class for VerificationTraffic {
    type Command = Asked;

    fn new(state: State, env: Env) -> Self {
        Self { state, env, has_tables: Cell::new(false) }
    }

    async fn answer(&self, Asked { account, command }: Asked) -> worker::Result<Reply> {
        self.create_tables(&account)?;
        match command {
            Command::Begin(begin) => reply(&self.begin(&begin).await?),
            Command::BeginMessages(begin) => reply(&self.begin_messages(&begin).await?),
            Command::Approve { prefix, begun_at } => reply(&self.approve(&prefix, begun_at)?),
            Command::Count { batch, news } => reply(&self.count(&batch, &news).await?),
            Command::Statistics(asked) => reply(&(self.statistics(&asked)?, self.stops()?)),
            Command::Open(prefix) => reply(&self.open(&prefix)?),
            Command::Erase => reply(&self.erase().await?),
        }
    }

    async fn alarm(&self) -> worker::Result<()> {
        let Some(mut row) = sql::first(&self.sql(), "SELECT account FROM owner", Vec::new())? else {
            return Ok(());
        };
        let account = row.text()?;
        self.forget()?;
        let is_told = self.tell_stops(&account).await.unwrap_or_else(|failure| {
            console_error!("stops not told: {failure:?}");
            false
        });
        if self.is_empty()? {
            return self.erase().await;
        }
        self.state.storage().set_alarm(if is_told { TIDIED } else { RETRIED }).await
    }
}

impl VerificationTraffic {
    fn create_tables(&self, account: &AccountId) -> worker::Result<()> {
        if self.has_tables.get() {
            return Ok(());
        }
        self.run(SCHEMA, Vec::new())?;
        self.run(&statistics::schema(), Vec::new())?;
        let owner = "INSERT OR IGNORE INTO owner (one, account) VALUES (1, ?)";
        self.run(owner, vec![account.as_str().into()])?;
        self.has_tables.set(true);
        Ok(())
    }

    async fn erase(&self) -> worker::Result<()> {
        self.has_tables.set(false);
        Document::of(&self.state).erase().await
    }

    /// Whether another may begin. It counts where it may.
    async fn begin(&self, begin: &Begin) -> worker::Result<Result<(), NoCode>> {
        let now = env::now();
        self.wake_within(TIDIED).await?;
        let mut hours = Vec::new();
        for (id, most) in begin.counted() {
            let mut hour = self.hour(&id)?;
            hour.settle(now);
            if let Some(at) = hour.free_at(most) {
                return Ok(Err(NoCode::Wait(at)));
            }
            hours.push((id, hour));
        }
        if let Some(prefix) = &begin.prefix
            && let Err(refused) = self.begin_to(prefix, &begin.limits, now).await?
        {
            return Ok(Err(refused));
        }
        for (id, mut hour) in hours {
            hour.note(now);
            self.put_hour(&id, &hour)?;
        }
        Ok(Ok(()))
    }

    async fn begin_to(
        &self,
        prefix: &CallingPrefix,
        limits: &VerificationLimits,
        now: Timestamp,
    ) -> worker::Result<Result<(), NoCode>> {
        let mut traffic = self.prefix(prefix)?;
        let answer = traffic.may_begin(now, limits.prefix.get(), limits.stops_pumping);
        if answer.is_ok() {
            traffic.begin(now);
        }
        self.put_prefix(prefix, &traffic, now)?;
        self.tell_soon(&traffic).await?;
        Ok(answer)
    }

    /// Has the account told of a stop that it does not know.
    async fn tell_soon(&self, traffic: &PrefixTraffic) -> worker::Result<()> {
        let is_untold = traffic.stop().is_some_and(|stop| !stop.is_told);
        if is_untold { self.wake_within(Duration::ZERO).await } else { Ok(()) }
    }

    /// Counts what happened. The same batch a second time is known.
    async fn count(&self, batch: &str, news: &[Happened]) -> worker::Result<()> {
        let now = env::now();
        let known = "INSERT INTO told (id, at) VALUES (?, ?) ON CONFLICT DO NOTHING RETURNING 1";
        if sql::first(&self.sql(), known, vec![batch.into(), now.millis().into()])?.is_none() {
            return Ok(());
        }
        for happened in news {
            self.add(happened)?;
            let Some(prefix) = &happened.place.prefix else { continue };
            let mut traffic = self.prefix(prefix)?;
            match happened.kind {
                Happening::Sent => traffic.send(happened.created_at, now),
                Happening::Approved => traffic.approve(happened.created_at, now),
                _ => continue,
            }
            self.put_prefix(prefix, &traffic, now)?;
        }
        self.wake_within(TIDIED).await
    }

    /// The prefixes that are stopped.
    fn stops(&self) -> worker::Result<Vec<(CallingPrefix, Stop)>> {
        let select = "SELECT prefix, data FROM prefix WHERE stopped > ? ORDER BY stopped DESC LIMIT ?";
        let values = vec![env::now().millis().into(), i64::from(MOST_STOPS).into()];
        self.stops_of(select, values)
    }

    fn stops_of(
        &self,
        select: &str,
        values: Vec<SqlStorageValue>,
    ) -> worker::Result<Vec<(CallingPrefix, Stop)>> {
        let mut stops = Vec::new();
        for mut row in sql::rows(&self.sql(), select, values)? {
            let prefix = row.text()?.parse().map_err(|_| "no prefix")?;
            let traffic: PrefixTraffic = json::read(&row.text()?)?;
            stops.extend(traffic.stop().cloned().map(|stop| (prefix, stop)));
        }
        Ok(stops)
    }

    /// Opens a prefix that is stopped; false where it is not.
    fn open(&self, prefix: &CallingPrefix) -> worker::Result<bool> {
        let (mut traffic, now) = (self.prefix(prefix)?, env::now());
        let was_stopped = traffic.open(now);
        if was_stopped {
            self.put_prefix(prefix, &traffic, now)?;
        }
        Ok(was_stopped)
    }

    /// Tells the account's webhooks of prefixes that were stopped; false where there are more.
    async fn tell_stops(&self, account: &str) -> Result<bool, Failure> {
        let select = "SELECT prefix, data FROM prefix WHERE untold = 1 LIMIT ?";
        let stops = self.stops_of(select, vec![i64::from(TOLD_AT_A_TIME).into()])?;
        for (prefix, stop) in &stops {
            let data = serde_json::to_string(&StopData::new(prefix.as_str(), stop))?;
            let id = format!("stop-{}-{}", prefix.as_str(), stop.at.millis());
            WebhooksStub::named(&self.env, account)?
                .tell(id, vec![(StopData::TYPE.to_owned(), data)])
                .await?;
            // Somebody may have begun another, or have opened it, meanwhile.
            let mut traffic = self.prefix(prefix)?;
            traffic.told();
            self.put_prefix(prefix, &traffic, env::now())?;
        }
        Ok(stops.len() < TOLD_AT_A_TIME as usize)
    }

    fn hour(&self, id: &str) -> worker::Result<LastHour> {
        let row = sql::first(&self.sql(), "SELECT data FROM hour WHERE id = ?", vec![id.into()])?;
        row.map_or_else(|| Ok(LastHour::default()), |mut row| Ok(json::read(&row.text()?)?))
    }

    fn put_hour(&self, id: &str, hour: &LastHour) -> worker::Result<()> {
        let forget = hour.forget_at().map_or(0, Timestamp::millis);
        let values = vec![id.into(), forget.into(), serde_json::to_string(hour)?.into()];
        self.run("INSERT OR REPLACE INTO hour (id, forget, data) VALUES (?, ?, ?)", values)
    }

    fn prefix(&self, prefix: &CallingPrefix) -> worker::Result<PrefixTraffic> {
        let select = "SELECT data FROM prefix WHERE prefix = ?";
        let row = sql::first(&self.sql(), select, vec![prefix.as_str().into()])?;
        row.map_or_else(|| Ok(PrefixTraffic::default()), |mut row| Ok(json::read(&row.text()?)?))
    }

    fn put_prefix(
        &self,
        prefix: &CallingPrefix,
        traffic: &PrefixTraffic,
        now: Timestamp,
    ) -> worker::Result<()> {
        let (forget, stop) = (traffic.forget_at().unwrap_or(now), traffic.stop());
        let untold = i64::from(stop.is_some_and(|stop| !stop.is_told));
        let values = vec![
            prefix.as_str().into(),
            forget.millis().into(),
            untold.into(),
            stop.map_or(0, |stop| stop.until.millis()).into(),
            serde_json::to_string(traffic)?.into(),
        ];
        let insert =
            "INSERT OR REPLACE INTO prefix (prefix, forget, untold, stopped, data) VALUES (?, ?, ?, ?, ?)";
        self.run(insert, values)
    }

    fn forget(&self) -> worker::Result<()> {
        let now = env::now();
        for table in ["hour", "prefix"] {
            self.run(&format!("DELETE FROM {table} WHERE forget <= ?"), vec![now.millis().into()])?;
        }
        self.run("DELETE FROM told WHERE at < ?", vec![(now.millis() - REMEMBERED_MS).into()])?;
        self.forget_statistics(now)
    }

    fn is_empty(&self) -> worker::Result<bool> {
        let any = "SELECT 1 FROM hour UNION ALL SELECT 1 FROM prefix UNION ALL SELECT 1 FROM told
            UNION ALL SELECT 1 FROM quarter LIMIT 1";
        Ok(sql::first(&self.sql(), any, Vec::new())?.is_none())
    }

    /// Sets the alarm, unless it comes before that.
    async fn wake_within(&self, wait: Duration) -> worker::Result<()> {
        let by = env::now().millis().saturating_add(i64::try_from(wait.as_millis()).unwrap_or(i64::MAX));
        let storage = self.state.storage();
        if storage.get_alarm().await?.is_none_or(|at| at > by) {
            storage.set_alarm(wait).await?;
        }
        Ok(())
    }

    fn run(&self, statement: &str, values: Vec<SqlStorageValue>) -> worker::Result<()> {
        sql::run(&self.sql(), statement, values)
    }

    fn sql(&self) -> worker::SqlStorage {
        self.state.storage().sql()
    }
}

/// From where somebody asks, as it is counted.
pub fn address_of(config: &Config, account: &AccountId, network: &[u8]) -> String {
    config.hash_key.hash(&[b"verification-address", account.as_str().as_bytes(), network]).to_hex()
}
