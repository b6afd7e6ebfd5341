//! The platform: bindings, configuration, the clock and randomness. Nothing else in the crate names a binding.

use std::{cell::OnceCell, rc::Rc};

use shortwave::{auth::ApiPassword, keyed_hash::HashKey, time::Timestamp, username::Username};
use worker::{Date, Env, Fetcher, KvStore, ObjectNamespace};

use crate::failure::Failure;

/// The current time.
pub fn now() -> Timestamp {
    Timestamp::from_millis(i64::try_from(Date::now().as_millis()).unwrap_or(i64::MAX))
}

/// Bytes from the platform's cryptographic generator.
#[expect(clippy::disallowed_methods, reason = "the one place that draws randomness")]
pub fn random<const N: usize>() -> Result<[u8; N], Failure> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| Failure::Hidden(error.to_string()))?;
    Ok(bytes)
}

/// A random identifier: UUID version 4 (RFC 9562).
pub fn random_id() -> Result<String, Failure> {
    Ok(uuid::Builder::from_random_bytes(random()?).into_uuid().to_string())
}

/// One object for each account name.
pub fn accounts(env: &Env) -> worker::Result<ObjectNamespace> {
    env.durable_object("ACCOUNTS")
}

/// One object for each (account, application, recipient).
pub fn otps(env: &Env) -> worker::Result<ObjectNamespace> {
    env.durable_object("OTPS")
}

/// `Slug::SHARDS` objects that own all slugs.
pub fn link_shards(env: &Env) -> worker::Result<ObjectNamespace> {
    env.durable_object("LINK_SHARDS")
}

/// What redirects read.
pub fn links(env: &Env) -> worker::Result<KvStore> {
    env.kv("LINKS")
}

/// The static pages of `www/`.
pub fn assets(env: &Env) -> worker::Result<Fetcher> {
    env.assets("ASSETS")
}

/// The key that one-time codes are hashed under.
pub fn otp_key(env: &Env) -> Result<HashKey, NotConfigured> {
    key(env, "OTP_KEY").ok_or_else(|| NotConfigured(vec!["OTP_KEY"]))
}

fn key(env: &Env, name: &str) -> Option<HashKey> {
    text(env, name).and_then(|secret| HashKey::new(&secret).ok())
}

fn text(env: &Env, name: &str) -> Option<String> {
    env.var(name).ok().map(|value| value.to_string()).filter(|value| !value.is_empty())
}

/// Settings that are missing or unfit, as the operator is to be told.
#[derive(Debug)]
pub struct NotConfigured(pub Vec<&'static str>);

/// What the operator configured.
pub struct Config {
    /// The bearer token of `/admin`.
    pub admin_token: String,
    /// The key that API passwords and recipients are hashed under. It stays: what it hashed is lost without it.
    pub hash_key: HashKey,
    /// The host of short links, if it is not the one that is asked.
    pub short_host: Option<String>,
    /// The account that exists on a developer's machine only.
    pub demo: Option<(Username, ApiPassword)>,
    /// Whether `/admin/test` may break things on purpose. Never outside a developer's machine.
    pub test_faults: bool,
}

impl Config {
    /// The configuration, read once: a change of settings is a new deployment, with instances of its own.
    pub fn load(env: &Env) -> Result<Rc<Self>, NotConfigured> {
        thread_local!(static LOADED: OnceCell<Rc<Config>> = const { OnceCell::new() });
        if let Some(config) = LOADED.with(|loaded| loaded.get().cloned()) {
            return Ok(config);
        }
        let config = Rc::new(Self::read(env)?);
        Ok(LOADED.with(|loaded| loaded.get_or_init(|| config).clone()))
    }

    /// Reads the configuration; names every setting that is wrong.
    fn read(env: &Env) -> Result<Self, NotConfigured> {
        let admin_token = text(env, "ADMIN_TOKEN").filter(|token| token.len() >= HashKey::MIN_LENGTH);
        let (hash_key, otp_key) = (key(env, "HASH_KEY"), key(env, "OTP_KEY"));
        let short_host = text(env, "SHORT_HOST");
        let short_host_fits = short_host.as_deref().is_none_or(is_host);
        let (Some(admin_token), Some(hash_key), true, true) =
            (admin_token.clone(), hash_key.clone(), otp_key.is_some(), short_host_fits)
        else {
            let wrong = [
                ("ADMIN_TOKEN", admin_token.is_none()),
                ("HASH_KEY", hash_key.is_none()),
                ("OTP_KEY", otp_key.is_none()),
                ("SHORT_HOST", !short_host_fits),
            ];
            let names = wrong.into_iter().filter(|(_, wrong)| *wrong).map(|(name, _)| name);
            return Err(NotConfigured(names.collect()));
        };
        let local = text(env, "ENVIRONMENT").is_some_and(|name| name == "local");
        Ok(Self {
            admin_token,
            hash_key,
            short_host,
            demo: demo(env).filter(|_| local),
            test_faults: local && text(env, "TEST_FAULTS").is_some(),
        })
    }
}

/// Whether a text may stand between `https://` and a path.
fn is_host(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-:[]".contains(&byte))
}

fn demo(env: &Env) -> Option<(Username, ApiPassword)> {
    let username = text(env, "DEMO_USERNAME")?.parse().ok()?;
    Some((username, ApiPassword::presented(&text(env, "DEMO_API_PASSWORD")?)))
}
