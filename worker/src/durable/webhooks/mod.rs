//! One object for each account: whom to tell of what happened, and what is on its way there.
//!
//! Events come in, wait a moment for others, and become a delivery to each webhook in the same step in which they are taken out.
//! An alarm makes the deliveries that are due, to all webhooks at once and to each one after the other, so that a slow one holds up
//! the others for no longer than one attempt takes.

mod stub;

pub use stub::WebhooksStub;

use std::time::Duration;

use futures_util::future::join_all;
use serde::{Deserialize, Serialize};
use shortwave::{
    ids::{DeliveryId, WebhookId},
    keyed_hash::KeyedHash,
    request::v1::listings,
    time::Timestamp,
    webhook::{Delivery, MAX_EVENTS, MAX_WEBHOOKS, Webhook, WebhookSecret},
};
use worker::{Env, SqlStorageValue, State, console_error};

use super::{
    Class, Document, Reply,
    listing::{self, Parameters, Share},
    reply, sql,
    table::{Row, Table},
};
use crate::{
    env::{self, Config},
    failure::Failure,
    outbound,
    seal::Sealed,
};

/// Events wait so long for others to go with them.
const GATHERED: Duration = Duration::from_secs(1);
/// What was told to this object is remembered for an hour: who tells it again has tried for less.
const REMEMBERED_MS: i64 = 3_600_000;
/// The most deliveries that wait for one webhook or have failed. The oldest go first.
const MOST_DELIVERIES: i64 = 1_000;

/// Deliveries to one webhook in one run of the alarm, within the requests that the platform allows, and for how long.
const AT_A_TIME: u32 = 5;
const QUICK_MS: u64 = 2_000;

const SCHEMA: &str = "
    CREATE TABLE IF NOT EXISTS happened (
        number INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, data TEXT NOT NULL);
    CREATE TABLE IF NOT EXISTS told (id TEXT PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID;
";

/// An event: what it is called, and the rest in JSON.
pub type Told = (String, String);

/// A webhook as it is stored.
#[derive(Serialize, Deserialize)]
pub struct StoredWebhook {
    #[serde(flatten)]
    webhook: Webhook,
    secret: Sealed,
}

impl StoredWebhook {
    async fn tell(&self, delivery: &Delivery, config: &Config) -> Result<Result<(), String>, Failure> {
        let secret = opened(&self.secret, &self.webhook.id, config).await?;
        Ok(outbound::tell(self.webhook.url.as_str(), &secret, delivery, config).await?)
    }
}

#[derive(Serialize, Deserialize)]
pub enum Command {
    Add { webhook: Webhook, secret: Sealed },
    Show(WebhookId),
    List(Parameters),
    Deliveries { id: WebhookId, parameters: Parameters },
    Remove(WebhookId),
    Erase,
    Tell { id: String, events: Vec<Told> },
}

impl Row for StoredWebhook {
    const TABLE: &'static str = "webhooks";

    fn id(&self) -> String {
        self.webhook.id.to_string()
    }
}

impl Row for Delivery {
    const TABLE: &'static str = "deliveries";

    fn id(&self) -> String {
        self.id.to_string()
    }
}

/// The webhooks of one account.
pub struct WebhooksObject {
    state: State,
    env: Env,
}

impl Class for WebhooksObject {
    type Command = Command;

    fn new(state: State, env: Env) -> Self {
        Self { state, env }
    }

    async fn answer(&self, command: Command) -> worker::Result<Reply> {
        self.create_tables()?;
        match command {
            Command::Add { webhook, secret } => reply(&self.add(webhook, secret)?),
            Command::Show(id) => reply(&self.webhooks().get(id.as_str())?.map(|stored| stored.webhook)),
            Command::List(parameters) => {
                let query = listing::query(&listings::WEBHOOKS, &parameters)?;
                reply(&self.webhooks().list(&query)?.map(|stored| stored.webhook))
            }
            Command::Deliveries { id, parameters } => reply(&self.listed(&id, &parameters)?),
            Command::Remove(id) => reply(&self.remove(&id)?),
            Command::Erase => {
                let had_some = self.webhooks().count()? > 0;
                Document::of(&self.state).erase().await?;
                reply(&had_some)
            }
            Command::Tell { id, events } => reply(&self.take(&id, &events).await?),
        }
    }

    async fn alarm(&self) -> worker::Result<()> {
        self.create_tables()?;
        let webhooks = self.webhooks().all()?;
        self.gather(&webhooks)?;
        self.forget()?;
        let made = join_all(webhooks.iter().map(|webhook| self.make_due(webhook))).await;
        for failure in made.into_iter().filter_map(Result::err) {
            console_error!("webhook: {failure:?}");
        }
        self.wake_for_next().await
    }
}

impl WebhooksObject {
    fn create_tables(&self) -> worker::Result<()> {
        self.webhooks().create()?;
        self.deliveries().create()?;
        self.run(SCHEMA, Vec::new())
    }

    fn add(&self, webhook: Webhook, secret: Sealed) -> worker::Result<bool> {
        let table = self.webhooks();
        let has_room = table.count()? < MAX_WEBHOOKS;
        if has_room {
            table.put(&StoredWebhook { webhook, secret })?;
        }
        Ok(has_room)
    }

    fn listed(&self, id: &WebhookId, parameters: &Parameters) -> worker::Result<Option<Share<Delivery>>> {
        if self.webhooks().get(id.as_str())?.is_none() {
            return Ok(None);
        }
        let query = listing::query(&listings::DELIVERIES, parameters)?;
        self.deliveries().list_from(TO_WEBHOOK, id.as_str(), &query).map(Some)
    }

    /// How many are left; `None` where there was none of this id.
    fn remove(&self, id: &WebhookId) -> worker::Result<Option<u64>> {
        let table = self.webhooks();
        if table.get(id.as_str())?.is_none() {
            return Ok(None);
        }
        table.remove(id.as_str())?;
        self.deliveries().remove_where(OF_WEBHOOK, vec![id.as_str().into()])?;
        table.count().map(Some)
    }

    /// Takes events over from who tells them; the same ones a second time are known.
    async fn take(&self, id: &str, events: &[Told]) -> worker::Result<()> {
        if self.webhooks().count()? == 0 {
            return Ok(());
        }
        let known = "INSERT INTO told (id, at) VALUES (?, ?) ON CONFLICT DO NOTHING RETURNING 1";
        if sql::first(&self.sql(), known, vec![id.into(), env::now().millis().into()])?.is_none() {
            return Ok(());
        }
        let insert = "INSERT INTO happened (kind, data) SELECT value->>0, value->>1 FROM json_each(?)";
        self.run(insert, vec![serde_json::to_string(events)?.into()])?;
        if self.state.storage().get_alarm().await?.is_none_or(|at| at > env::now().millis() + 1_000) {
            self.state.storage().set_alarm(GATHERED).await?;
        }
        Ok(())
    }

    /// Makes deliveries of what has gathered, each of events of one kind.
    fn gather(&self, webhooks: &[StoredWebhook]) -> worker::Result<()> {
        let select = "SELECT number, kind, data FROM happened ORDER BY number LIMIT ?";
        let most = i64::try_from(MAX_EVENTS).unwrap_or(i64::MAX);
        loop {
            let rows = sql::rows(&self.sql(), select, vec![most.into()])?;
            let (mut last, mut by_kind): (i64, Vec<(String, Vec<String>)>) = (0, Vec::new());
            for mut row in rows {
                last = row.number()?;
                let (kind, data) = (row.text()?, row.text()?);
                match by_kind.iter_mut().find(|(known, _)| *known == kind) {
                    Some((_, events)) => events.push(data),
                    None => by_kind.push((kind, vec![data])),
                }
            }
            if by_kind.is_empty() {
                return Ok(());
            }
            for (kind, events) in by_kind {
                self.deliver(webhooks, &kind, &events)?;
            }
            self.run("DELETE FROM happened WHERE number <= ?", vec![last.into()])?;
        }
    }

    fn deliver(&self, webhooks: &[StoredWebhook], kind: &str, events: &[String]) -> worker::Result<()> {
        for StoredWebhook { webhook, .. } in webhooks {
            let id = DeliveryId::generate(&env::random::<64>()?).ok_or_else(env::no_randomness)?;
            self.deliveries().put(&Delivery::new(id, webhook.id.clone(), kind, events, env::now()))?;
        }
        Ok(())
    }

    /// Forgets what was told long ago, what has failed long ago, and what is more than is kept.
    fn forget(&self) -> worker::Result<()> {
        let now = env::now().millis();
        self.run("DELETE FROM told WHERE at < ?", vec![(now - REMEMBERED_MS).into()])?;
        let kept = i64::try_from(Delivery::KEPT.as_millis()).unwrap_or(i64::MAX);
        self.deliveries().remove_where(
            "json_extract(data, '$.createdAt') < ? OR id IN (SELECT id FROM (SELECT id, row_number() OVER (PARTITION BY
             json_extract(data, '$.webhook') ORDER BY json_extract(data, '$.createdAt') DESC) AS place FROM deliveries)
             WHERE place > ?)",
            vec![(now - kept).into(), MOST_DELIVERIES.into()],
        )
    }

    /// Makes deliveries to a webhook that are due, as long as it is quick about them.
    async fn make_due(&self, webhook: &StoredWebhook) -> Result<(), Failure> {
        let begun = env::now();
        let mut made = 0;
        while made < AT_A_TIME && env::now().millis_since(begun) < QUICK_MS && self.make_one(webhook).await? {
            made += 1;
        }
        Ok(())
    }

    /// Makes the delivery to a webhook that is due first; false where none is.
    async fn make_one(&self, stored: &StoredWebhook) -> Result<bool, Failure> {
        let due = format!("WHERE {OF_WEBHOOK} AND {NEXT_AT} <= ? ORDER BY {NEXT_AT} LIMIT 1");
        let values = vec![stored.webhook.id.as_str().into(), env::now().millis().into()];
        let due = self.deliveries().some(&due, values)?.into_iter().next();
        let Some(mut delivery) = due else { return Ok(false) };
        let config = Config::load(&self.env)?;
        // What fails here is an attempt like any other, or it would be made again at once, for ever.
        let answer = stored.tell(&delivery, &config).await.unwrap_or_else(|failure| {
            console_error!("webhook: {failure:?}");
            Err("an internal failure".to_owned())
        });
        // Who removed the webhook meanwhile has removed its deliveries too.
        if self.deliveries().get(delivery.id.as_str())?.is_none() {
            return Ok(false);
        }
        match answer {
            Ok(()) => self.deliveries().remove(delivery.id.as_str())?,
            Err(words) => {
                delivery.failed(words, env::now(), config.retry_seconds);
                self.deliveries().put(&delivery)?;
            }
        }
        Ok(true)
    }

    /// Sets the alarm for what is due next: a delivery, or what is to be forgotten.
    async fn wake_for_next(&self) -> worker::Result<()> {
        if sql::first(&self.sql(), "SELECT 1 FROM happened LIMIT 1", Vec::new())?.is_some() {
            return self.state.storage().set_alarm(GATHERED).await;
        }
        let first = format!("SELECT min({NEXT_AT}), min(json_extract(data, '$.createdAt')) FROM deliveries");
        let Some(mut row) = sql::first(&self.sql(), &first, Vec::new())? else { return Ok(()) };
        let now = env::now();
        let wait = match (row.number::<i64>(), row.number::<i64>()) {
            (Ok(next), _) => Duration::from_millis(Timestamp::from_millis(next).millis_since(now)),
            (_, Ok(_)) => Delivery::KEPT,
            _ => return Ok(()),
        };
        self.state.storage().set_alarm(wait).await
    }

    fn webhooks(&self) -> Table<StoredWebhook> {
        Table::of(&self.state)
    }

    fn deliveries(&self) -> Table<Delivery> {
        Table::of(&self.state)
    }

    fn run(&self, statement: &str, values: Vec<SqlStorageValue>) -> worker::Result<()> {
        sql::run(&self.sql(), statement, values)
    }

    fn sql(&self) -> worker::SqlStorage {
        self.state.storage().sql()
    }
}

/// The deliveries to a webhook.
const TO_WEBHOOK: &str = "(SELECT id, data FROM deliveries WHERE json_extract(data, '$.webhook') = ?)";
const OF_WEBHOOK: &str = "json_extract(data, '$.webhook') = ?";
const NEXT_AT: &str = "json_extract(data, '$.nextAt')";

/// The secret of a webhook, sealed under a key of its own.
async fn sealed(secret: &[u8], id: &WebhookId, config: &Config) -> Result<Sealed, Failure> {
    Sealed::seal(key_of(id, config), secret).await
}

async fn opened(secret: &Sealed, id: &WebhookId, config: &Config) -> Result<WebhookSecret, Failure> {
    let opened = secret.open(key_of(id, config)).await?;
    let wrong = |_| Failure::Hidden("a webhook's secret has another length".to_owned());
    Ok(WebhookSecret::new(opened.try_into().map_err(wrong)?))
}

fn key_of(id: &WebhookId, config: &Config) -> KeyedHash {
    config.hash_key.hash(&[b"webhook", id.as_str().as_bytes()])
}
