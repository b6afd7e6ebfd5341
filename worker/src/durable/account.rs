//! One object for each account name: the account, if there is one.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};
use shortwave::{
    account::{Account, Profile, Refusal, StoredAccount, authenticate},
    keyed_hash::KeyedHash,
    username::Username,
};
use worker::{DurableObject, Env, Request, Response, State, Stub, durable_object};

use super::{Document, ask, command, reply};
use crate::{env, failure::Failure};

#[derive(Serialize, Deserialize)]
enum Command {
    Authenticate { presented: KeyedHash, address: Option<IpAddr> },
    Create { id: String, profile: Profile, password: KeyedHash },
    Show,
    SetPassword { password: KeyedHash },
    Remove,
}

/// The account of one name.
#[durable_object(fetch)]
pub struct AccountObject {
    state: State,
}

impl DurableObject for AccountObject {
    fn new(state: State, _env: Env) -> Self {
        Self { state }
    }

    async fn fetch(&self, mut request: Request) -> worker::Result<Response> {
        let command = command(&mut request).await?;
        let document = Document::of(&self.state);
        let stored: Option<StoredAccount> = document.load().await?;
        match command {
            Command::Authenticate { presented, address } => {
                reply(&authenticate(stored.as_ref(), presented, address))
            }
            Command::Show => reply(&stored.map(|stored| stored.account)),
            Command::Create { id, profile, password } => {
                if stored.is_some() {
                    return reply(&None::<Account>);
                }
                let created = StoredAccount::new(id, profile, password, env::now());
                document.store(&created).await?;
                reply(&Some(created.account))
            }
            Command::SetPassword { password } => {
                let Some(stored) = stored else { return reply(&false) };
                document.store(&StoredAccount { password, ..stored }).await?;
                reply(&true)
            }
            Command::Remove => {
                document.erase().await?;
                reply(&stored.is_some())
            }
        }
    }
}

/// The object of one account name, seen from outside.
pub struct AccountStub(Stub);

impl AccountStub {
    /// The object of a name.
    pub fn of(env: &Env, username: &Username) -> Result<Self, Failure> {
        Ok(Self(env::accounts(env)?.get_by_name(username.as_str())?))
    }

    /// The object of the demo account. No username reaches it: they have no colon.
    pub fn of_demo(env: &Env, username: &Username) -> Result<Self, Failure> {
        Ok(Self(env::accounts(env)?.get_by_name(&format!("demo:{}", username.as_str()))?))
    }

    /// The account, for the one who has its password and comes from an allowed address.
    pub async fn authenticate(
        &self,
        presented: KeyedHash,
        address: Option<IpAddr>,
    ) -> Result<Result<Account, Refusal>, Failure> {
        ask(&self.0, &Command::Authenticate { presented, address }).await
    }

    /// Creates the account; `None` when there is one.
    pub async fn create(&self, profile: Profile, password: KeyedHash) -> Result<Option<Account>, Failure> {
        ask(&self.0, &Command::Create { id: env::random_id()?, profile, password }).await
    }

    /// The account, if there is one.
    pub async fn show(&self) -> Result<Option<Account>, Failure> {
        ask(&self.0, &Command::Show).await
    }

    /// Replaces the password; false when there is no account.
    pub async fn set_password(&self, password: KeyedHash) -> Result<bool, Failure> {
        ask(&self.0, &Command::SetPassword { password }).await
    }

    /// Removes the account; false when there was none.
    pub async fn remove(&self) -> Result<bool, Failure> {
        ask(&self.0, &Command::Remove).await
    }
}
