//! The platform: bindings, configuration, the clock and randomness. Nothing else in the crate names a binding.

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
    key(env, "OTP_KEY")
}

fn key(env: &Env, name: &'static str) -> Result<HashKey, NotConfigured> {
    text(env, name).and_then(|secret| HashKey::new(&secret).ok()).ok_or_else(|| NotConfigured(vec![name]))
}

fn text(env: &Env, name: &str) -> Option<String> {
    env.var(name).ok().map(|value| value.to_string()).filter(|value| !value.is_empty())
}

/// Secrets that are missing or shorter than they must be.
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
    /// Reads the configuration; names every secret that is wrong.
    pub fn load(env: &Env) -> Result<Self, NotConfigured> {
        let admin_token = text(env, "ADMIN_TOKEN").filter(|token| token.len() >= HashKey::MIN_LENGTH);
        let hash_key = key(env, "HASH_KEY").ok();
        let (Some(admin_token), Some(hash_key), Ok(_)) = (&admin_token, &hash_key, otp_key(env)) else {
            let secrets = [
                ("ADMIN_TOKEN", admin_token.is_none()),
                ("HASH_KEY", hash_key.is_none()),
                ("OTP_KEY", otp_key(env).is_err()),
            ];
            return Err(NotConfigured(
                secrets.iter().filter(|(_, wrong)| *wrong).map(|(name, _)| *name).collect(),
            ));
        };
        let local = text(env, "ENVIRONMENT").is_some_and(|name| name == "local");
        Ok(Self {
            admin_token: admin_token.clone(),
            hash_key: hash_key.clone(),
            short_host: text(env, "SHORT_HOST"),
            demo: demo(env).filter(|_| local),
            test_faults: local && text(env, "TEST_FAULTS").is_some(),
        })
    }
}

fn demo(env: &Env) -> Option<(Username, ApiPassword)> {
    let username = text(env, "DEMO_USERNAME")?.parse().ok()?;
    Some((username, ApiPassword::presented(&text(env, "DEMO_API_PASSWORD")?)))
}
