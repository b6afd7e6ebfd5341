//! One object for each account: the account, its users and their sessions, its API keys, its audit log, and how much it
//! has asked lately.

mod admission;
mod audit;
mod blacklist;
mod bulk;
mod contacts;
mod domains;
mod keys;
mod profile;
mod removal;
mod sendings;
mod stub;
mod unheard;
mod unheard_notices;
mod users;

pub use admission::{Admission, Admitted, RateState};
pub use audit::By;
pub use bulk::{Span, Standing};
pub use contacts::WrittenContact;
pub use domains::Added;
pub use sendings::{Begun as BegunSending, NewSending};
pub use stub::AccountStub;
use users::SecondFactorView;
pub use users::{SignIn, SignedIn};

use std::{
    cell::{Cell, RefCell},
    collections::HashMap,
    rc::Rc,
};

use serde::{Deserialize, Serialize};
use shortwave::{
    account::{AuditEntry, Session, StoredAccount, StoredKey, StoredUser},
    rate_limit::Bucket,
};
use worker::{Env, State};

use super::{
    Class, Document, Reply, reply,
    table::{Row, Table},
};
use crate::{env::Config, failure::Failure};

/// What the object is asked; one group of commands for each file.
#[derive(Serialize, Deserialize)]
pub enum Command {
    Admit(Box<Admission>),
    Profile(profile::Command),
    Users(users::Command),
    Keys(keys::Command),
    Audit(audit::Command),
    Domains(domains::Command),
    Sendings(sendings::Command),
    Blacklist(blacklist::Command),
    Contacts(contacts::Command),
    Bulk(bulk::Command),
    Unheard(unheard_notices::Command),
}

/// The object of one account.
///
/// What takes no more than one look at its tables is done without a wait, so that nothing comes between. Where there
/// is no account yet, or no longer, nothing is written: probing for accounts leaves no trace in storage.
pub struct AccountObject {
    state: State,
    env: Env,
    /// No borrow of it outlives a statement, so a panic leaves it whole.
    memory: Memory,
}

/// What an object remembers between two requests, and forgets when it rests.
struct Memory {
    /// The account as it was last read or written. Nobody else writes it.
    account: RefCell<Option<StoredAccount>>,
    /// What the account has asked lately. The object rests after longer than a bucket takes to fill.
    bucket: Cell<Bucket>,
    /// What each of its credentials has asked.
    buckets: RefCell<HashMap<String, Bucket>>,
    /// The latest entry of the audit log, whose count may be ahead of what is stored.
    last_entry: RefCell<Option<AuditEntry>>,
}

impl Class for AccountObject {
    type Command = Command;

    fn new(state: State, env: Env) -> Self {
        let memory = Memory {
            account: RefCell::default(),
            bucket: Cell::new(Bucket::full()),
            buckets: RefCell::default(),
            last_entry: RefCell::default(),
        };
        Self { state, env, memory }
    }

    async fn answer(&self, command: Command) -> worker::Result<Reply> {
        match command {
            Command::Admit(admission) => reply(&self.admit(*admission).await?),
            Command::Profile(command) => self.profile(command).await,
            Command::Users(command) => self.users(command).await,
            Command::Keys(command) => self.keys(command).await,
            Command::Audit(command) => self.audit(command).await,
            Command::Domains(command) => self.domains(command).await,
            Command::Sendings(command) => self.sendings(command).await,
            Command::Blacklist(command) => self.blacklist(command).await,
            Command::Contacts(command) => self.contacts(command).await,
            Command::Bulk(command) => self.bulk(command).await,
            Command::Unheard(command) => self.unheard(command).await,
        }
    }

    async fn alarm(&self) -> worker::Result<()> {
        self.ask_after_unheard().await?;
        Ok(self.erase_sendings().await?)
    }
}

impl AccountObject {
    /// The account, if there is one.
    async fn account(&self) -> worker::Result<Option<StoredAccount>> {
        let cached = self.memory.account.borrow().clone();
        if cached.is_some() {
            return Ok(cached);
        }
        let stored: Option<StoredAccount> = Document::of(&self.state).load().await?;
        // Somebody may have read it, and changed it, meanwhile.
        let mut memory = self.memory.account.borrow_mut();
        if memory.is_none() {
            *memory = stored;
        }
        Ok(memory.clone())
    }

    async fn store(&self, account: StoredAccount) -> worker::Result<()> {
        // First, so that nobody who asks while it is being written goes by what was before. Should the write fail, the platform
        // begins the object anew.
        *self.memory.account.borrow_mut() = Some(account.clone());
        Document::of(&self.state).store(&account).await
    }

    fn config(&self) -> worker::Result<Rc<Config>> {
        Ok(Config::load(&self.env).map_err(Failure::from)?)
    }

    fn table<T: Row>(&self) -> Table<T> {
        Table::of(&self.state)
    }
}

impl Row for StoredUser {
    const TABLE: &'static str = "users";

    fn id(&self) -> String {
        self.user.id.to_string()
    }
}

impl Row for StoredKey {
    const TABLE: &'static str = "keys";

    fn id(&self) -> String {
        self.key.id.to_string()
    }
}

impl Row for Session {
    const TABLE: &'static str = "sessions";

    fn id(&self) -> String {
        self.id.to_string()
    }
}

impl Row for AuditEntry {
    const TABLE: &'static str = "audit";

    fn id(&self) -> String {
        format!("{:010}", self.id)
    }
}
