//! API keys.

use serde::{Deserialize, Serialize};
use shortwave::{
    account::{AuditEvent, Key, KeyChange, StoredKey},
    ids::KeyId,
    precondition::{Changed, Precondition},
    request::v1::listings,
};

use super::{AccountObject, By, Reply, reply};
use crate::{
    durable::listing::{self, Parameters},
    env,
};

/// The most keys of an account.
const MAX_KEYS: u64 = 1_000;

#[derive(Serialize, Deserialize)]
pub enum Command {
    Create { key: StoredKey, by: By },
    Show(KeyId),
    List(Parameters),
    Change { id: KeyId, change: KeyChange, precondition: Precondition, by: By },
    Revoke { id: KeyId, precondition: Precondition, by: By },
}

impl AccountObject {
    pub(super) async fn keys(&self, command: Command) -> worker::Result<Reply> {
        if self.account().await?.is_none() {
            return Err("the account is gone".into());
        }
        match command {
            Command::Create { key, by } => reply(&self.create_key(&key, &by)?),
            Command::Show(id) => reply(&self.table::<StoredKey>().get(id.as_str())?.map(|key| key.key)),
            Command::List(parameters) => {
                let query = listing::query(&listings::KEYS, &parameters)?;
                reply(&self.table::<StoredKey>().list(&query)?.map(|key| key.key))
            }
            Command::Change { id, change, precondition, by } => {
                reply(&self.change_key(&id, change, &precondition, &by)?)
            }
            Command::Revoke { id, precondition, by } => reply(&self.revoke_key(&id, &precondition, &by)?),
        }
    }

    /// False when there are too many.
    fn create_key(&self, key: &StoredKey, by: &By) -> worker::Result<bool> {
        let table = self.table::<StoredKey>();
        if table.count()? >= MAX_KEYS {
            return Ok(false);
        }
        table.put(key)?;
        self.note(by, AuditEvent::KeyCreated, Some(key.key.id.to_string()), None)?;
        Ok(true)
    }

    fn change_key(
        &self,
        id: &KeyId,
        change: KeyChange,
        precondition: &Precondition,
        by: &By,
    ) -> worker::Result<Changed<Key>> {
        let table = self.table::<StoredKey>();
        let Some(mut key) = table.get(id.as_str())? else { return Ok(Changed::Missing) };
        if !precondition.holds(key.key.version) {
            return Ok(Changed::Stale);
        }
        key.change(change, env::now());
        table.put(&key)?;
        self.note(by, AuditEvent::KeyChanged, Some(id.to_string()), None)?;
        Ok(Changed::Done(key.key))
    }

    fn revoke_key(&self, id: &KeyId, precondition: &Precondition, by: &By) -> worker::Result<Changed<()>> {
        let table = self.table::<StoredKey>();
        let Some(key) = table.get(id.as_str())? else { return Ok(Changed::Missing) };
        if !precondition.holds(key.key.version) {
            return Ok(Changed::Stale);
        }
        table.remove(id.as_str())?;
        self.note(by, AuditEvent::KeyRevoked, Some(id.to_string()), None)?;
        Ok(Changed::Done(()))
    }
}
