//! The campaigns and sendings of an account, and what they cost.
//!
//! What a sending may cost is taken off the balance before it is accepted. Its object reports how far it is, with what it may
//! still cost, and the difference goes back. A report says how things are, so that one that comes twice changes nothing.

use serde::{Deserialize, Serialize};
use shortwave::{
    message::{Campaign, CampaignId, Numbered, SendingId, SendingRow, SendingStatus, Summary},
    request::SendingFilter,
    time::Timestamp,
};
use worker::{SqlStorage, SqlStorageValue};

use super::{AccountObject, Reply, bulk, reply};
use crate::{
    durable::sql::{self, Row},
    env,
};

#[derive(Serialize, Deserialize)]
pub enum Command {
    Begin(NewSending),
    Report { sending: SendingId, summary: Summary },
    Forget(SendingId),
    ShowCampaign(CampaignId),
    ListCampaigns(SendingFilter),
    ShowSending(SendingId),
    ListSendings(SendingFilter),
    Credit { millionths: i64, reference: Option<String> },
}

/// A sending that is to be.
#[derive(Default, Serialize, Deserialize)]
pub struct NewSending {
    /// The campaign's name, if it has one: calls of one name belong together, and so do those without.
    pub campaign_name: Option<String>,
    /// Tags to be added to the campaign.
    pub tags: Vec<String>,
    /// How many messages it has.
    pub messages: u32,
    /// What they may cost, in millionths of the currency's unit.
    pub cost: u64,
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
        id INTEGER PRIMARY KEY AUTOINCREMENT, campaign INTEGER NOT NULL, messages INTEGER NOT NULL, scheduled_at INTEGER,
        expires_at INTEGER, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, cost INTEGER NOT NULL,
        processed INTEGER NOT NULL DEFAULT 0, is_ended INTEGER NOT NULL DEFAULT 0, is_cancelled INTEGER NOT NULL DEFAULT 0,
        summary TEXT);
    CREATE INDEX IF NOT EXISTS sending_campaign ON sending (campaign, id);
    CREATE TABLE IF NOT EXISTS credit (reference TEXT PRIMARY KEY, millionths TEXT NOT NULL, at INTEGER NOT NULL) WITHOUT ROWID;
";

/// A sending with its campaign, and where it stands at a moment, which is the first value.
const SENDINGS: &str = "(
    SELECT sending.*, name, tags, CASE
        WHEN is_cancelled THEN 'CANCELLED' WHEN is_ended THEN 'FINISHED'
        WHEN processed = 0 AND scheduled_at > ? THEN 'PENDING' ELSE 'SENDING' END AS status
    FROM sending JOIN campaign ON campaign.id = campaign)";

const COLUMNS: &str =
    "id, campaign, name, tags, status, messages, coalesce(scheduled_at, -1), coalesce(expires_at, -1),
    created_at, updated_at, coalesce(summary, ''), cost";

/// The sendings that are shown with a campaign.
const MOST_SHOWN: i64 = 100;

impl AccountObject {
    pub(super) async fn sendings(&self, command: Command) -> worker::Result<Reply> {
        if self.account().await?.is_none() {
            return match command {
                Command::Report { .. } => reply(&false),
                Command::Forget(_) => reply(&()),
                _ => Err("the account is gone".into()),
            };
        }
        sql::run(&self.sql(), SCHEMA, Vec::new())?;
        match command {
            Command::Begin(sending) => {
                let begun = self.begin(&[sending]).await?;
                reply(&begun.and_then(|begun| begun.first().copied()))
            }
            Command::Report { sending, summary } => {
                self.report(sending, &summary).await?;
                reply(&true)
            }
            Command::Forget(sending) => {
                let forget = "DELETE FROM sending WHERE id = ?";
                reply(&sql::run(&self.sql(), forget, vec![number(sending.0)])?)
            }
            Command::ShowCampaign(id) => reply(&self.campaigns("id = ?", vec![number(id.0)], 1, 0)?.pop()),
            Command::ListCampaigns(filter) => reply(&self.list_campaigns(&filter)?),
            Command::ShowSending(id) => reply(&self.some_sendings("id = ?", vec![number(id.0)], 1, 0)?.pop()),
            Command::ListSendings(filter) => reply(&self.list_sendings(&filter)?),
            Command::Credit { millionths, reference } => {
                reply(&self.credit_once(millionths, reference).await?)
            }
        }
    }

    /// Those of calls to many too.
    pub(super) fn create_tables_of_sendings(&self) -> worker::Result<()> {
        sql::run(&self.sql(), &[SCHEMA, bulk::SCHEMA].concat(), Vec::new())
    }

    /// Takes what sendings may cost off the balance, and gives each a number; `None` where there is not so much.
    pub(super) async fn begin(&self, sendings: &[NewSending]) -> worker::Result<Option<Vec<Begun>>> {
        let mut account = self.account().await?.ok_or("the account is gone")?;
        let balance = account.account.balance_millionths;
        let cost = sendings.iter().fold(0_u64, |sum, sending| sum.saturating_add(sending.cost));
        let Some(left) = balance.checked_sub(cost) else { return Ok(None) };
        let begun = sendings.iter().map(|sending| self.insert(sending)).collect::<worker::Result<_>>()?;
        if left != balance {
            account.account.balance_millionths = left;
            self.store(account).await?;
        }
        self.expect_report().await?;
        Ok(Some(begun))
    }

    fn insert(&self, sending: &NewSending) -> worker::Result<Begun> {
        let now = env::now().millis();
        let campaign = self.campaign(sending, now)?;
        let insert =
            "INSERT INTO sending (campaign, messages, scheduled_at, expires_at, created_at, updated_at, cost)
            VALUES (?, ?, ?, ?, ?5, ?5, ?) RETURNING id";
        let moment = |at: Option<Timestamp>| at.map(Timestamp::millis).into();
        let values = vec![
            campaign.into(),
            i64::from(sending.messages).into(),
            moment(sending.schedule_at),
            moment(sending.expires_at),
            now.into(),
            number(sending.cost),
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

    /// Notes how far a sending is. What it can no longer cost goes back to the balance.
    pub(super) async fn report(&self, sending: SendingId, summary: &Summary) -> worker::Result<()> {
        let held = "SELECT cost FROM sending WHERE id = ?";
        let Some(mut row) = sql::first(&self.sql(), held, vec![number(sending.0)])? else { return Ok(()) };
        let held: u64 = row.number()?;
        let update = "UPDATE sending SET updated_at = ?, cost = ?, processed = ?, is_ended = ?, is_cancelled = ?, summary = ?,
            scheduled_at = ? WHERE id = ?";
        let values = vec![
            env::now().millis().into(),
            number(summary.cost.min(held)),
            i64::from(summary.processed).into(),
            i64::from(summary.is_ended).into(),
            i64::from(summary.is_cancelled).into(),
            serde_json::to_string(summary)?.into(),
            summary.schedule_at.map(Timestamp::millis).into(),
            number(sending.0),
        ];
        sql::run(&self.sql(), update, values)?;
        let back = held.saturating_sub(summary.cost);
        if back > 0 {
            self.credit(i64::try_from(back).unwrap_or(i64::MAX)).await?;
        }
        Ok(())
    }

    /// The same by a name, under which it counts once.
    async fn credit_once(&self, millionths: i64, reference: Option<String>) -> worker::Result<Option<u64>> {
        let Some(reference) = reference else { return self.credit(millionths).await };
        let insert = "INSERT INTO credit (reference, millionths, at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING RETURNING 1";
        let values =
            vec![reference.as_str().into(), millionths.to_string().into(), env::now().millis().into()];
        if sql::first(&self.sql(), insert, values)?.is_none() {
            return self.credit(0).await;
        }
        let balance = self.credit(millionths).await?;
        if balance.is_none() {
            sql::run(&self.sql(), "DELETE FROM credit WHERE reference = ?", vec![reference.into()])?;
        }
        Ok(balance)
    }

    /// Adds to the balance, or takes off it; `None` where there is not so much. What there is now otherwise.
    async fn credit(&self, millionths: i64) -> worker::Result<Option<u64>> {
        let mut account = self.account().await?.ok_or("the account is gone")?;
        let balance = account.account.balance_millionths.checked_add_signed(millionths);
        let Some(balance) = balance.filter(|balance| i64::try_from(*balance).is_ok()) else {
            return Ok(None);
        };
        account.account.balance_millionths = balance;
        self.store(account).await?;
        Ok(Some(balance))
    }

    fn list_campaigns(&self, filter: &SendingFilter) -> worker::Result<Numbered<Campaign>> {
        let (condition, values) = condition(filter, &[]);
        let (limit, offset) = (filter.page.limit.get().into(), filter.page.offset());
        let total = self.count("campaign", &condition, values.clone())?;
        Ok(Numbered { items: self.campaigns(&condition, values, limit, offset)?, total })
    }

    /// Campaigns that a condition holds for, the newest first.
    fn campaigns(
        &self,
        condition: &str,
        values: Vec<SqlStorageValue>,
        limit: i64,
        offset: u64,
    ) -> worker::Result<Vec<Campaign>> {
        let select = format!(
            "SELECT id, name, created_at, updated_at FROM campaign WHERE {condition} ORDER BY id DESC LIMIT {limit} OFFSET {offset}"
        );
        let mut campaigns = Vec::new();
        for mut row in sql::rows(&self.sql(), &select, values)? {
            let id: u64 = row.number()?;
            campaigns.push(Campaign {
                id: CampaignId(id),
                name: row.text()?,
                created_at: Timestamp::from_millis(row.number()?),
                updated_at: Timestamp::from_millis(row.number()?),
                sendings: self.some_sendings("campaign = ?", vec![number(id)], MOST_SHOWN, 0)?,
            });
        }
        Ok(campaigns)
    }

    fn list_sendings(&self, filter: &SendingFilter) -> worker::Result<Numbered<SendingRow>> {
        let more = [
            ("campaign = ?", filter.campaign.map(|id| number(id.0))),
            ("status = ?", filter.status.map(|status| status.as_str().into())),
        ];
        let (condition, values) = condition(filter, &more);
        let (limit, offset) = (filter.page.limit.get().into(), filter.page.offset());
        let total = self.count(SENDINGS, &condition, after_now(values.clone()))?;
        Ok(Numbered { items: self.some_sendings(&condition, values, limit, offset)?, total })
    }

    /// Sendings that a condition holds for, the newest first.
    fn some_sendings(
        &self,
        condition: &str,
        values: Vec<SqlStorageValue>,
        limit: i64,
        offset: u64,
    ) -> worker::Result<Vec<SendingRow>> {
        let select = format!(
            "SELECT {COLUMNS} FROM {SENDINGS} WHERE {condition} ORDER BY id DESC LIMIT {limit} OFFSET {offset}"
        );
        sql::rows(&self.sql(), &select, after_now(values))?.into_iter().map(sending).collect()
    }

    fn count(&self, table: &str, condition: &str, values: Vec<SqlStorageValue>) -> worker::Result<u64> {
        sql::number(&self.sql(), &format!("SELECT count(*) FROM {table} WHERE {condition}"), values)
    }

    pub(super) fn sql(&self) -> SqlStorage {
        self.state.storage().sql()
    }
}

/// What a filter asks for, with further conditions that have a value.
fn condition(
    filter: &SendingFilter,
    more: &[(&'static str, Option<SqlStorageValue>)],
) -> (String, Vec<SqlStorageValue>) {
    let is_other = filter.channel.as_deref().is_some_and(|channel| channel != "sms");
    let own = [
        ("created_at < ?", filter.before.map(|before| before.millis().into())),
        ("created_at >= ?", filter.after.map(|after| after.millis().into())),
        ("0 = ?", is_other.then(|| 1.into())),
    ];
    let (mut conditions, mut values) = (vec!["true"], Vec::new());
    if let Some(name) = &filter.name {
        named(name, &mut conditions, &mut values);
    }
    for (condition, value) in own.iter().chain(more) {
        if let Some(value) = value {
            conditions.push(condition);
            values.push(value.clone());
        }
    }
    (conditions.join(" AND "), values)
}

/// Names by a pattern, where `*` stands for anything: how they begin, how they end, and what is between, in whatever order. The
/// platform's own patterns have at most 50 bytes.
fn named(pattern: &str, conditions: &mut Vec<&'static str>, values: &mut Vec<SqlStorageValue>) {
    /// A statement has at most 100 values.
    const MOST_BETWEEN: usize = 20;
    let mut add = |condition, text: &str| {
        conditions.push(condition);
        values.push(text.into());
    };
    let Some((begin, rest)) = pattern.split_once('*') else { return add("name = ?", pattern) };
    let (between, end) = rest.rsplit_once('*').unwrap_or(("", rest));
    // Of nothing, `instr` is 1.
    add("instr(name, ?) = 1", begin);
    add("instr(name || char(0), ? || char(0)) > 0", end);
    for text in between.split('*').filter(|text| !text.is_empty()).take(MOST_BETWEEN) {
        add("instr(name, ?) > 0", text);
    }
}

fn after_now(values: Vec<SqlStorageValue>) -> Vec<SqlStorageValue> {
    [env::now().millis().into()].into_iter().chain(values).collect()
}

pub(super) fn number(number: u64) -> SqlStorageValue {
    i64::try_from(number).unwrap_or(i64::MAX).into()
}

fn sending(mut row: Row) -> worker::Result<SendingRow> {
    let id = SendingId(row.number()?);
    let campaign_id = CampaignId(row.number()?);
    let (campaign_name, tags, status) = (row.text()?, row.text()?, row.text()?);
    let messages = row.number()?;
    let mut moment =
        || Ok::<_, worker::Error>(Some(row.number()?).filter(|at| *at >= 0).map(Timestamp::from_millis));
    let (schedule_at, expires_at) = (moment()?, moment()?);
    let mut moment = || row.number().map(Timestamp::from_millis);
    let (created_at, updated_at) = (moment()?, moment()?);
    let (summary, cost) = (row.text()?, row.number()?);
    let summary = if summary.is_empty() { Summary::default() } else { crate::json::read(&summary)? };
    Ok(SendingRow {
        id,
        campaign_id,
        campaign_name,
        tags: crate::json::read(&tags)?,
        status: status.parse().unwrap_or(SendingStatus::Sending),
        messages,
        schedule_at,
        expires_at,
        created_at,
        updated_at,
        summary: Summary { cost, ..summary },
    })
}
