//! One object for each account name, and for each domain: which account's it is.

use serde::{Deserialize, Serialize};
use shortwave::{domain::Domain, ids::AccountId, keyed_hash::HashKey, username::Username};
use worker::{Env, State};

use super::{Asking, Class, Document, Object, Reply, reply};
use crate::{env, failure::Failure};

#[derive(Serialize, Deserialize)]
pub enum Command {
    Find,
    Claim(AccountId),
    Release(AccountId),
}

/// The entry of one name.
pub struct DirectoryObject {
    state: State,
}

impl Class for DirectoryObject {
    type Command = Command;

    fn new(state: State, _env: Env) -> Self {
        Self { state }
    }

    async fn answer(&self, command: Command) -> worker::Result<Reply> {
        let document = Document::of(&self.state);
        let current: Option<AccountId> = document.load().await?;
        match command {
            Command::Find => reply(&current),
            Command::Claim(account) => {
                if current.is_none() {
                    document.store(&account).await?;
                }
                reply(&current)
            }
            Command::Release(account) => {
                if current == Some(account) {
                    document.erase().await?;
                }
                reply(&())
            }
        }
    }
}

/// The entry of one name, seen from outside.
pub struct DirectoryStub(Object);

impl DirectoryStub {
    /// The entry of a username.
    pub fn of(env: &Env, key: &HashKey, username: &Username) -> Result<Self, Failure> {
        Self::named(env, key, "username", username.as_str())
    }

    /// The entry of the demo account, which no username reaches.
    pub fn of_demo(env: &Env, key: &HashKey, username: &Username) -> Result<Self, Failure> {
        Self::named(env, key, "demo", username.as_str())
    }

    /// The entry of a domain.
    pub fn of_domain(env: &Env, key: &HashKey, domain: &Domain) -> Result<Self, Failure> {
        Self::named(env, key, "domain", domain.as_str())
    }

    fn named(env: &Env, key: &HashKey, kind: &str, name: &str) -> Result<Self, Failure> {
        let parts = ["directory-object", kind, name];
        let name = key.hash(&parts.map(str::as_bytes)).to_hex();
        Ok(Self(Object::named(&env::directory(env)?, &name)?))
    }

    /// Whose name it is.
    pub fn find(&self) -> Asking<Option<AccountId>> {
        self.0.ask(&Command::Find)
    }

    /// Takes the name for an account. `Some` says whose it is already.
    pub fn claim(&self, account: &AccountId) -> Asking<Option<AccountId>> {
        self.0.ask(&Command::Claim(account.clone()))
    }

    /// Gives the name back, if it is this account's.
    pub fn release(&self, account: &AccountId) -> Asking<()> {
        self.0.ask(&Command::Release(account.clone()))
    }
}
