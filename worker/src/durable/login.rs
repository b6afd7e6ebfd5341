//! One object for each e-mail address that somebody tried to sign in with: whose it is, the hash of the password, and
//! how many guesses there were. It looks the same from outside whether or not it is anybody's.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use shortwave::{
    auth::{Guesses, PasswordHash, RetryAfter, Stretching},
    email::Email,
    ids::{AccountId, UserId},
    keyed_hash::{HashKey, KeyedHash},
};
use worker::{Env, State};

use super::{Asking, Class, Document, Object, Reply, reply};
use crate::{env, failure::Failure};

/// How long guesses at nobody's login are kept: as long as they count.
const FORGOTTEN_AFTER: Duration = Duration::from_hours(25);

/// Who signs in with an e-mail address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoginOwner {
    /// The account.
    pub account: AccountId,
    /// Its user.
    pub user: UserId,
}

#[derive(Default, Serialize, Deserialize)]
struct Login {
    owner: Option<LoginOwner>,
    password: Option<PasswordHash>,
    guesses: Guesses,
}

#[derive(Serialize, Deserialize)]
pub enum Command {
    Begin { address: KeyedHash },
    Finish { presented: KeyedHash, address: KeyedHash },
    Claim { owner: LoginOwner, password: PasswordHash },
    SetPassword { owner: LoginOwner, password: PasswordHash },
    Release { owner: LoginOwner },
}

/// What comes of presenting a password.
#[derive(Serialize, Deserialize)]
pub struct Finished {
    /// Whose login it is, if it is anybody's.
    pub owner: Option<LoginOwner>,
    /// Whether the password was right.
    pub right: bool,
}

/// The login of one e-mail address.
pub struct LoginObject {
    state: State,
}

impl Class for LoginObject {
    type Command = Command;

    fn new(state: State, _env: Env) -> Self {
        Self { state }
    }

    async fn answer(&self, command: Command) -> worker::Result<Reply> {
        let document = Document::of(&self.state);
        let mut login: Login = document.load().await?.unwrap_or_default();
        match command {
            Command::Begin { address } => {
                let begun = login.guesses.attempt(address, env::now()).map_err(|RetryAfter(seconds)| seconds);
                if begun.is_ok() {
                    self.store(&document, &login).await?;
                }
                reply(&begun.map(|()| login.password.map(|password| password.stretching)))
            }
            Command::Finish { presented, address } => {
                let right = login.password.is_some_and(|password| password.is(presented));
                if right {
                    login.guesses.succeeded(address, env::now());
                    self.store(&document, &login).await?;
                }
                reply(&Finished { owner: login.owner, right })
            }
            Command::Claim { owner, password } => {
                let is_free = login.owner.is_none();
                if is_free {
                    login = Login { owner: Some(owner), password: Some(password), ..login };
                    self.store(&document, &login).await?;
                }
                reply(&is_free)
            }
            Command::SetPassword { owner, password } => {
                if login.owner.as_ref() == Some(&owner) {
                    login.password = Some(password);
                    self.store(&document, &login).await?;
                }
                reply(&())
            }
            Command::Release { owner } => {
                if login.owner.as_ref() == Some(&owner) {
                    document.erase().await?;
                }
                reply(&())
            }
        }
    }

    async fn alarm(&self) -> worker::Result<()> {
        let document = Document::of(&self.state);
        let login: Login = document.load().await?.unwrap_or_default();
        if login.owner.is_none() {
            document.erase().await?;
        }
        Ok(())
    }
}

impl LoginObject {
    async fn store(&self, document: &Document<'_>, login: &Login) -> worker::Result<()> {
        if login.owner.is_none() {
            self.state.storage().set_alarm(FORGOTTEN_AFTER).await?;
        }
        document.store(login).await
    }
}

/// The login of one e-mail address, seen from outside.
pub struct LoginStub(Object);

impl LoginStub {
    /// The login of an address, whatever the case that it is written in.
    pub fn of(env: &Env, key: &HashKey, email: &Email) -> Result<Self, Failure> {
        let parts = ["login-object", &email.login_name()];
        let name = key.hash(&parts.map(str::as_bytes)).to_hex();
        Ok(Self(Object::named(&env::logins(env)?, &name)?))
    }

    /// Begins an attempt to sign in, which counts as a wrong one until it is finished: how a password is stretched here,
    /// if there is one. The error is the seconds to wait.
    pub fn begin(&self, address: KeyedHash) -> Asking<Result<Option<Stretching>, u32>> {
        self.0.ask(&Command::Begin { address })
    }

    /// Presents a password.
    pub fn finish(&self, presented: KeyedHash, address: KeyedHash) -> Asking<Finished> {
        self.0.ask(&Command::Finish { presented, address })
    }

    /// Takes the address for a user; false when it is another's.
    pub fn claim(&self, owner: LoginOwner, password: PasswordHash) -> Asking<bool> {
        self.0.ask(&Command::Claim { owner, password })
    }

    /// Replaces its user's password.
    pub fn set_password(&self, owner: LoginOwner, password: PasswordHash) -> Asking<()> {
        self.0.ask(&Command::SetPassword { owner, password })
    }

    /// Gives the address back, if it is this user's.
    pub fn release(&self, owner: LoginOwner) -> Asking<()> {
        self.0.ask(&Command::Release { owner })
    }
}
