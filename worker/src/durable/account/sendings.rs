//! The campaigns and sendings of an account.

use serde::{Deserialize, Serialize};
use shortwave::{
    message::{CampaignId, SendingId},
    time::Timestamp,
};

use super::{AccountObject, Reply, reply};
use crate::{durable::sql, env};

#[derive(Serialize, Deserialize)]
pub enum Command {
    Begin(NewSending),
}

/// A sending that is to be.
#[derive(Serialize, Deserialize)]
pub struct NewSending {
    /// The campaign's name, if it has one: calls of one name belong together, and so do those without.
    pub campaign_name: Option<String>,
    /// Tags to be added to the campaign.
    pub tags: Vec<String>,
    /// How many messages it has.
    pub messages: u32,
    /// How many parts these take.
    pub parts: u32,
    /// When it is sent.
    pub schedule_at: Option<Timestamp>,
    /// When it is no longer sent.
    pub expires_at: Option<Timestamp>,
}

/// What a sending is called.
#[derive(Clone, Copy, Serialize, Deserialize)]
pub struct Begun {
    /// The campaign.
    pub campaign: CampaignId,
    /// The sending.
    pub sending: SendingId,
}

/// The campaign without a name has an empty one here.
const SCHEMA: &str = "
    CREATE TABLE IF NOT EXISTS campaign (
        id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, tags TEXT NOT NULL, created_at INTEGER NOT NULL,
        updated_at INTEGER NOT NULL);
    CREATE TABLE IF NOT EXISTS sending (
        id INTEGER PRIMARY KEY AUTOINCREMENT, campaign INTEGER NOT NULL, messages INTEGER NOT NULL, parts INTEGER NOT NULL,
        scheduled_at INTEGER, expires_at INTEGER, created_at INTEGER NOT NULL);
    CREATE INDEX IF NOT EXISTS sending_campaign ON sending (campaign, id);
";

impl AccountObject {
    pub(super) async fn sendings(&self, command: Command) -> worker::Result<Reply> {
        self.account().await?.ok_or("the account is gone")?;
        sql::run(&self.sql(), SCHEMA, Vec::new())?;
        match command {
            Command::Begin(sending) => reply(&self.begin(&sending)?),
        }
    }

    fn begin(&self, sending: &NewSending) -> worker::Result<Begun> {
        let now = env::now().millis();
        let campaign = self.campaign(sending, now)?;
        let insert = "INSERT INTO sending (campaign, messages, parts, scheduled_at, expires_at, created_at)
            VALUES (?, ?, ?, ?, ?, ?) RETURNING id";
        let moment = |at: Option<Timestamp>| at.map(Timestamp::millis).into();
        let values = vec![
            campaign.into(),
            i64::from(sending.messages).into(),
            i64::from(sending.parts).into(),
            moment(sending.schedule_at),
            moment(sending.expires_at),
            now.into(),
        ];
        let id = sql::number(&self.sql(), insert, values)?;
        let campaign = u64::try_from(campaign).map_err(|_| "a campaign of no number")?;
        Ok(Begun { campaign: CampaignId(campaign), sending: SendingId(id) })
    }

    /// The campaign of this name, made where there is none yet.
    fn campaign(&self, sending: &NewSending, now: i64) -> worker::Result<i64> {
        let upsert = "INSERT INTO campaign (name, tags, created_at, updated_at) VALUES (?1, ?2, ?3, ?3)
            ON CONFLICT (name) DO UPDATE SET updated_at = ?3, tags = (
                SELECT json_group_array(value) FROM (SELECT value FROM json_each(tags) UNION SELECT value FROM json_each(?2)))
            RETURNING id";
        let name = sending.campaign_name.as_deref().unwrap_or_default();
        let values = vec![name.into(), serde_json::to_string(&sending.tags)?.into(), now.into()];
        sql::first(&self.sql(), upsert, values)?.ok_or("a campaign without a number")?.number()
    }

    fn sql(&self) -> worker::SqlStorage {
        self.state.storage().sql()
    }
}
