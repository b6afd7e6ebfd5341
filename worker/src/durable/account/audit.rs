//! The audit log.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};
use shortwave::{
    account::{Actor, AuditEntry, AuditEvent},
    request::v1::listings,
};
use worker::SqlStorageValue;

use super::{AccountObject, Reply, reply};
use crate::{
    durable::listing::{self, Parameters},
    env,
};

/// Who does something, and from where.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct By {
    /// Who.
    pub actor: Actor,
    /// From where.
    pub address: Option<IpAddr>,
}

impl By {
    /// Whoever runs the deployment.
    pub fn operator() -> Self {
        Self { actor: Actor::operator(), address: None }
    }
}

#[derive(Serialize, Deserialize)]
pub enum Command {
    List(Parameters),
    Note { by: By, event: AuditEvent, reason: Option<String> },
}

impl AccountObject {
    pub(super) async fn audit(&self, command: Command) -> worker::Result<Reply> {
        if self.account().await?.is_none() {
            return Err("the account is gone".into());
        }
        match command {
            Command::List(parameters) => {
                self.write_last_entry()?;
                let query = listing::query(&listings::AUDIT, &parameters)?;
                reply(&self.table::<AuditEntry>().list(&query)?)
            }
            Command::Note { by, event, reason } => {
                self.note(&by, event, None, reason)?;
                reply(&())
            }
        }
    }

    /// Writes an entry, or counts it as one more of the one before. A flood of the same is written down less and less
    /// often, the whole of it before anybody looks.
    pub(super) fn note(
        &self,
        by: &By,
        event: AuditEvent,
        subject: Option<String>,
        reason: Option<String>,
    ) -> worker::Result<()> {
        let table = self.table::<AuditEntry>();
        let remembered = self.memory.last_entry.borrow().clone();
        let last = remembered.map_or_else(|| table.last(), |last| Ok(Some(last)))?;
        let entry = AuditEntry {
            id: last.as_ref().map_or(1, |last| last.id.saturating_add(1)),
            at: env::now(),
            event,
            actor: by.actor.clone(),
            address: by.address.map(|address| address.to_string()),
            subject,
            reason,
            count: 1,
        };
        let joined = last.and_then(|last| entry.joined(&last));
        let is_new = joined.is_none();
        if is_new {
            self.write_last_entry()?;
        }
        let entry = joined.unwrap_or(entry);
        if is_written(&entry) {
            table.put(&entry)?;
        }
        *self.memory.last_entry.borrow_mut() = Some(entry);
        if is_new { self.forget_old_entries() } else { Ok(()) }
    }

    /// Stores what the latest entry has come to, where that is not stored yet.
    fn write_last_entry(&self) -> worker::Result<()> {
        let last = self.memory.last_entry.borrow().clone().filter(|last| !is_written(last));
        last.map_or(Ok(()), |last| self.table().put(&last))
    }

    /// Strangers have a quota of their own: whoever only knows an account's name cannot wash out what its own people did.
    fn forget_old_entries(&self) -> worker::Result<()> {
        let oldest = env::now().millis() - i64::from(AuditEntry::KEPT_SECONDS) * 1_000;
        let audit = self.table::<AuditEntry>();
        audit.remove_where(
            "id IN (SELECT id FROM audit ORDER BY id LIMIT 10) AND json_extract(data, '$.at') < ?",
            vec![SqlStorageValue::try_from_i64(oldest)?],
        )?;
        for (whose, kept) in [("=", AuditEntry::KEPT_OF_STRANGERS), ("!=", AuditEntry::KEPT)] {
            let beyond = format!(
                "id IN (SELECT id FROM audit WHERE json_extract(data, '$.actor') {whose} 'unknown'
                 ORDER BY id DESC LIMIT 10 OFFSET ?)"
            );
            audit.remove_where(&beyond, vec![SqlStorageValue::try_from_i64(kept.into())?])?;
        }
        Ok(())
    }

    /// Makes the table of the log, and what finds its latest entries, of strangers and of others.
    pub(super) fn create_audit(&self) -> worker::Result<()> {
        let audit = self.table::<AuditEntry>();
        audit.create()?;
        let index = |name: &str, whose: &str| {
            let condition = format!("json_extract(data, '$.actor') {whose} 'unknown'");
            let sql = format!("CREATE INDEX IF NOT EXISTS {name} ON audit (id) WHERE {condition}");
            audit.sql().exec(&sql, None).map(drop)
        };
        index("audit_of_strangers", "=")?;
        index("audit_of_others", "!=")
    }
}

/// Whether an entry is stored the moment that it comes to its count.
const fn is_written(entry: &AuditEntry) -> bool {
    entry.count.is_power_of_two()
}
