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
        if joined.is_none() {
            self.write_last_entry()?;
            self.forget_old_entries(entry.id)?;
        }
        let entry = joined.unwrap_or(entry);
        if entry.count.is_power_of_two() {
            table.put(&entry)?;
        }
        *self.memory.last_entry.borrow_mut() = Some(entry);
        Ok(())
    }

    /// Stores what the latest entry has come to.
    fn write_last_entry(&self) -> worker::Result<()> {
        let last = self.memory.last_entry.borrow().clone();
        last.map_or(Ok(()), |last| self.table().put(&last))
    }

    fn forget_old_entries(&self, latest: u32) -> worker::Result<()> {
        let oldest = env::now().millis() - i64::from(AuditEntry::KEPT_SECONDS) * 1_000;
        let first = format!("{:010}", latest.saturating_sub(AuditEntry::KEPT));
        self.table::<AuditEntry>().remove_where(
            "id IN (SELECT id FROM audit ORDER BY id LIMIT 10) AND (id <= ? OR json_extract(data, '$.at') < ?)",
            vec![first.into(), SqlStorageValue::try_from_i64(oldest)?],
        )
    }
}
