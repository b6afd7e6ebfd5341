//! Which account credentials are of. Keys and tokens say it themselves; a username is looked up.

use std::{cell::RefCell, collections::HashMap};

use shortwave::{
    account::{Limits, Profile, StoredAccount},
    auth::same_secret,
    ids::AccountId,
    otp::traffic::VerificationLimits,
    rate_limit::Rate,
    username::Username,
};
use worker::Env;

use super::presented::Presented;
use crate::{
    durable::{AccountStub, By, DirectoryStub},
    env::{self, Config},
    failure::Failure,
};

/// The most names that an instance of the Worker remembers.
const MAX_REMEMBERED: usize = 1_000;

thread_local! {
    /// Whose names are. A name hardly ever becomes another account's, and when it does the old account refuses.
    static REMEMBERED: RefCell<HashMap<Username, AccountId>> = RefCell::default();
}

/// The account that credentials are of.
#[derive(Debug)]
pub struct Located {
    /// The account; one that never was, where the credentials are nobody's or not of one account.
    pub account: AccountId,
    /// Whether it may be another by now.
    pub is_remembered: bool,
}

/// The account that all credentials are of, as far as is remembered.
pub async fn locate(env: &Env, config: &Config, presented: &[Presented]) -> Result<Located, Failure> {
    let mut located: Option<Located> = None;
    for one in presented {
        let next = match one {
            Presented::Key(key) => Located { account: key.account.clone(), is_remembered: false },
            Presented::Page(token) => Located { account: token.account.clone(), is_remembered: false },
            Presented::Token { account, .. } => Located { account: account.clone(), is_remembered: false },
            Presented::Basic { username, .. } => named(env, config, username).await?,
        };
        located = Some(match located {
            Some(before) if before.account != next.account => {
                Located { account: nobody(config, b"two accounts")?, ..next }
            }
            Some(before) => Located { is_remembered: before.is_remembered || next.is_remembered, ..next },
            None => next,
        });
    }
    located.ok_or_else(|| Failure::Hidden("no credentials to locate".to_owned()))
}

/// The same, with names looked up anew.
pub async fn relocate(env: &Env, config: &Config, presented: &[Presented]) -> Result<Located, Failure> {
    for one in presented {
        if let Presented::Basic { username, .. } = one {
            REMEMBERED.with_borrow_mut(|names| names.remove(username));
        }
    }
    locate(env, config, presented).await
}

/// Whose a name is. One that is nobody's leads to an account that never was, which refuses like any other.
async fn named(env: &Env, config: &Config, username: &Username) -> Result<Located, Failure> {
    if let Some(account) = REMEMBERED.with_borrow(|names| names.get(username).cloned()) {
        return Ok(Located { account, is_remembered: true });
    }
    let Some(account) = entry(env, config, username)?.find().await? else {
        return Ok(Located { account: nobody(config, username.as_str().as_bytes())?, is_remembered: false });
    };
    REMEMBERED.with_borrow_mut(|names| {
        if names.len() >= MAX_REMEMBERED {
            names.clear();
        }
        names.insert(username.clone(), account.clone());
    });
    Ok(Located { account, is_remembered: false })
}

/// An account that never was.
fn nobody(config: &Config, name: &[u8]) -> Result<AccountId, Failure> {
    let (one, two) = (config.hash_key.hash(&[b"nobody", name]), config.hash_key.hash(&[b"nobody-2", name]));
    let bytes = [one.as_bytes().as_slice(), two.as_bytes()].concat();
    AccountId::generate(&bytes).ok_or_else(env::no_randomness)
}

/// The directory's entry of a name that a caller gives.
fn entry(env: &Env, config: &Config, username: &Username) -> Result<DirectoryStub, Failure> {
    if is_demo_name(config, username) {
        return DirectoryStub::of_demo(env, &config.hash_key, username);
    }
    DirectoryStub::of(env, &config.hash_key, username)
}

fn is_demo_name(config: &Config, username: &Username) -> bool {
    config.demo.as_ref().is_some_and(|(name, _)| name == username)
}

/// Makes the demo account what the configuration says it is, for the one who knows its password.
pub async fn ensure_demo(env: &Env, config: &Config, presented: &[Presented]) -> Result<bool, Failure> {
    let Some((username, password)) = &config.demo else { return Ok(false) };
    let is_demo = |one: &Presented| {
        matches!(one, Presented::Basic { username: name, password: given }
            if name == username && same_secret(password.expose(), given.expose()))
    };
    if !presented.iter().any(is_demo) {
        return Ok(false);
    }
    let (directory, hash) = (entry(env, config, username)?, password.hash(&config.hash_key));
    let id = AccountId::generate(&env::random::<64>()?).ok_or_else(env::no_randomness)?;
    let id = directory.claim(&id).await?.unwrap_or(id);
    let account = AccountStub::of(env, &id)?;
    if !account.set_password(hash, By::operator()).await? {
        let profile =
            Profile { limits: demo_limits(), custom_codes: true, ..Profile::named(username.clone()) };
        account.create(StoredAccount::new(id, profile, hash, env::now())).await?;
    }
    Ok(true)
}

/// The demo account, which is made where it is not there yet; `None` where there is to be none.
pub async fn demo_account(env: &Env, config: &Config) -> Result<Option<AccountId>, Failure> {
    let Some((username, password)) = config.demo.clone() else { return Ok(None) };
    let entry = entry(env, config, &username)?;
    if let Some(account) = entry.find().await? {
        return Ok(Some(account));
    }
    ensure_demo(env, config, &[Presented::Basic { username, password }]).await?;
    entry.find().await
}

/// A machine that nobody else uses needs no limits.
fn demo_limits() -> Limits {
    let generous = Rate::new(100_000, 100_000);
    let verifications = VerificationLimits::NONE;
    generous.map_or_else(Limits::default, |rate| Limits { account: rate, credential: rate, verifications })
}
