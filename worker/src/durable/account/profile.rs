//! The account itself: made, shown, changed, removed.

use serde::{Deserialize, Serialize};
use shortwave::{
    account::{Account, AuditEvent, ProfileChange, Session, StoredAccount, StoredKey, StoredUser, User},
    keyed_hash::KeyedHash,
    precondition::{Changed, Precondition},
};

use super::{AccountObject, By, Reply, reply};
#[derive(Serialize, Deserialize)]
pub enum Command {
    Create(StoredAccount),
    Show,
    Change { change: ProfileChange, precondition: Precondition, by: By },
    SetPassword { password: KeyedHash, by: By },
    Remove,
}

impl AccountObject {
    pub(super) async fn profile(&self, command: Command) -> worker::Result<Reply> {
        let account = self.account().await?;
        match (command, account) {
            (Command::Create(created), None) => {
                self.create_tables()?;
                self.store(created).await?;
                reply(&true)
            }
            (Command::Create(_), Some(_)) | (Command::SetPassword { .. }, None) => reply(&false),
            (Command::Show, account) => reply(&account.map(|account| account.account)),
            (Command::Change { .. }, None) => reply(&Changed::<Account>::Missing),
            (Command::Change { change, precondition, by }, Some(account)) => {
                reply(&self.change(account, change, &precondition, &by).await?)
            }
            (Command::SetPassword { password, by }, Some(account)) => {
                self.store(StoredAccount { password, ..account }).await?;
                self.note(&by, AuditEvent::ApiPasswordReplaced, None, None)?;
                reply(&true)
            }
            (Command::Remove, account) => reply(&self.remove(account).await?),
        }
    }

    fn create_tables(&self) -> worker::Result<()> {
        self.table::<StoredUser>().create()?;
        self.table::<StoredKey>().create()?;
        self.table::<Session>().create()?;
        self.create_audit()
    }

    async fn change(
        &self,
        mut account: StoredAccount,
        change: ProfileChange,
        precondition: &Precondition,
        by: &By,
    ) -> worker::Result<Changed<Account>> {
        if !precondition.holds(account.account.version) {
            return Ok(Changed::Stale);
        }
        account.account.change(change);
        let changed = account.account.clone();
        self.store(account).await?;
        self.note(by, AuditEvent::AccountChanged, None, None)?;
        Ok(Changed::Done(changed))
    }

    /// Erases everything, its sendings a little later. What was there is told, with its users, whose logins are to be given back.
    async fn remove(&self, account: Option<StoredAccount>) -> worker::Result<Option<(Account, Vec<User>)>> {
        let Some(account) = account else { return Ok(None) };
        let users = self.table::<StoredUser>().all()?;
        *self.memory.account.borrow_mut() = None;
        *self.memory.last_entry.borrow_mut() = None;
        self.erase(&account.account.id).await?;
        Ok(Some((account.account, users.into_iter().map(|user| user.user).collect())))
    }
}
