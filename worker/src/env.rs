//! The platform: bindings, configuration, the clock and randomness. Nothing else in the crate names a binding.

use std::{cell::OnceCell, num::NonZeroU16, rc::Rc};

use shortwave::{
    auth::{AccessTokens, ApiPassword, SigningKeys},
    keyed_hash::HashKey,
    mail,
    otp::Keys,
    provider::Providers,
    settings::SettingsError,
    time::Timestamp,
    username::Username,
};
use wasm_bindgen::JsCast;
use worker::{Date, Env, Fetcher, ObjectNamespace, js_sys::Reflect};

use crate::{cors::Cors, failure::Failure, kv::Namespace, platform};

/// The current time.
pub fn now() -> Timestamp {
    Timestamp::from_millis(i64::try_from(Date::now().as_millis()).unwrap_or(i64::MAX))
}

/// Bytes from the platform's cryptographic generator.
pub fn random<const N: usize>() -> Result<[u8; N], Failure> {
    let mut bytes = [0; N];
    fill(&mut bytes)?;
    Ok(bytes)
}

/// Many of them.
pub fn random_bytes(count: usize) -> Result<Vec<u8>, Failure> {
    let mut bytes = vec![0; count];
    fill(&mut bytes)?;
    Ok(bytes)
}

#[expect(clippy::disallowed_methods, reason = "the one place that draws randomness")]
fn fill(bytes: &mut [u8]) -> Result<(), Failure> {
    getrandom::fill(bytes).map_err(|error| Failure::Hidden(error.to_string()))
}

/// A random identifier: UUID version 4 (RFC 9562).
pub fn random_id() -> Result<String, Failure> {
    Ok(uuid::Builder::from_random_bytes(random()?).into_uuid().to_string())
}

/// What is said where bytes of randomness run out, which they do once in more than a lifetime.
pub fn no_randomness() -> Failure {
    Failure::Hidden("not enough random bytes".to_owned())
}

/// One object for each account.
pub fn accounts(env: &Env) -> worker::Result<ObjectNamespace> {
    env.durable_object("ACCOUNTS")
}

/// One object for each account name.
pub fn directory(env: &Env) -> worker::Result<ObjectNamespace> {
    env.durable_object("DIRECTORY")
}

/// One object for each e-mail address that somebody signs in with.
pub fn logins(env: &Env) -> worker::Result<ObjectNamespace> {
    env.durable_object("LOGINS")
}

/// One object for each network address that failed to authenticate.
pub fn guards(env: &Env) -> worker::Result<ObjectNamespace> {
    env.durable_object("GUARDS")
}

/// One object for each idempotency key.
pub fn idempotency(env: &Env) -> worker::Result<ObjectNamespace> {
    env.durable_object("IDEMPOTENCY")
}

/// One object for each (account, application, recipient).
pub fn otps(env: &Env) -> worker::Result<ObjectNamespace> {
    env.durable_object("OTPS")
}

/// One object for each job that makes or changes many links.
pub fn link_jobs(env: &Env) -> worker::Result<ObjectNamespace> {
    env.durable_object("LINK_JOBS")
}

/// One object for each sending.
pub fn sendings(env: &Env) -> worker::Result<ObjectNamespace> {
    env.durable_object("SENDINGS")
}

/// One object for each (account, host that is told what becomes of messages).
pub fn notifiers(env: &Env) -> worker::Result<ObjectNamespace> {
    env.durable_object("NOTIFIERS")
}

/// One object for what becomes of the verifications of each account.
pub fn verification_traffic(env: &Env) -> worker::Result<ObjectNamespace> {
    env.durable_object("VERIFICATION_TRAFFIC")
}

/// One object for the webhooks of each account.
pub fn webhooks(env: &Env) -> worker::Result<ObjectNamespace> {
    env.durable_object("WEBHOOKS")
}

/// `LinkId::SHARDS` objects that own all slugs.
pub fn link_shards(env: &Env) -> worker::Result<ObjectNamespace> {
    env.durable_object("LINK_SHARDS")
}

/// What redirects read.
pub fn links(env: &Env) -> worker::Result<Namespace> {
    let links = Reflect::get(env, &"LINKS".into())?;
    if links.is_undefined() { Err("LINKS is not bound".into()) } else { Ok(links.unchecked_into()) }
}

/// The static pages of `www/`.
pub fn assets(env: &Env) -> worker::Result<Fetcher> {
    env.assets("ASSETS")
}

fn key(env: &Env, name: &str) -> Option<HashKey> {
    text(env, name).and_then(|secret| HashKey::new(&secret).ok())
}

fn text(env: &Env, name: &str) -> Option<String> {
    env.var(name).ok().map(|value| value.to_string()).filter(|value| !value.is_empty())
}

/// Settings that are missing or unfit, as the operator is to be told.
#[derive(Debug)]
pub struct NotConfigured(pub Vec<String>);

/// Asked for records of the domain name system unless the operator says another.
const RESOLVER: &str = "https://cloudflare-dns.com/dns-query";

/// What the operator configured.
pub struct Config {
    /// The bearer token of `/admin`.
    pub admin_token: String,
    /// The key that API passwords and recipients are hashed under. It stays: what it hashed is lost without it.
    pub hash_key: HashKey,
    /// The keys that one-time codes are made and kept under.
    pub otp_keys: Keys,
    /// The host of short links, if it is not the one that is asked.
    pub short_host: Option<String>,
    /// Whom to ask for records of the domain name system: a URL that answers `application/dns-json`.
    pub resolver: String,
    /// How long a webhook or a notification that was not heard waits before it is told again, and how much longer each time.
    pub retry_seconds: u32,
    /// How long an isolate goes by the prices that it has.
    pub prices_seconds: u16,
    /// How long a message that a gateway may have, or not, waits for its receipt before it counts as undelivered.
    pub doubt_seconds: u32,
    /// How many parts of messages to many an account may submit in a second.
    pub bulk_parts_per_second: u32,
    /// Who carries messages; nobody where none is set, but on a developer's machine.
    pub providers: Option<Providers>,
    /// How e-mail gets out; not at all where that is not set.
    pub mail: Option<mail::Settings>,
    /// Whether this is a developer's machine.
    pub is_local: bool,
    /// What access tokens are issued and read with.
    pub tokens: AccessTokens,
    /// Which origins' pages may call.
    pub cors: Cors,
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
        let mut wrong = Vec::new();
        let mut need = |name: &str, fits: bool| {
            if !fits {
                wrong.push(name.to_owned());
            }
        };
        let admin_token = text(env, "ADMIN_TOKEN").filter(|token| token.len() >= HashKey::MIN_LENGTH);
        need("ADMIN_TOKEN", admin_token.is_some());
        let hash_key = key(env, "HASH_KEY");
        need("HASH_KEY", hash_key.is_some());
        let otp_key = key(env, "OTP_KEY");
        need("OTP_KEY", otp_key.is_some());
        let former_otp_key = key(env, "FORMER_OTP_KEY");
        need("FORMER_OTP_KEY", former_otp_key.is_some() || text(env, "FORMER_OTP_KEY").is_none());
        let short_host = text(env, "SHORT_HOST");
        need("SHORT_HOST", short_host.as_deref().is_none_or(is_host));
        let keys = hash_key.as_ref().and_then(|hash_key| signing_keys(env, hash_key));
        need("TOKEN_KEYS", keys.is_some() || hash_key.is_none());
        let cors = text(env, "CORS_ORIGINS").unwrap_or_default().parse().ok();
        need("CORS_ORIGINS", cors.is_some());
        // worker/blocklist.js goes by it.
        let seconds = text(env, "BLOCKLIST_SECONDS");
        need("BLOCKLIST_SECONDS", seconds.is_none_or(|seconds| seconds.parse::<NonZeroU16>().is_ok()));
        let prices = text(env, "PRICES_SECONDS").map_or(Some(60), |seconds| seconds.parse::<u16>().ok());
        need("PRICES_SECONDS", prices.is_some_and(|seconds| seconds > 0));
        let retry =
            text(env, "WEBHOOK_RETRY_SECONDS").map_or(Some(60), |seconds| seconds.parse::<u16>().ok());
        need("WEBHOOK_RETRY_SECONDS", retry.is_some_and(|seconds| seconds > 0));
        let doubt = text(env, "GATEWAY_DOUBT_SECONDS").map_or(Some(3_600), |seconds| seconds.parse().ok());
        need("GATEWAY_DOUBT_SECONDS", doubt.is_some_and(|seconds| seconds > 0));
        let bulk = text(env, "BULK_PARTS_PER_SECOND").map_or(Some(100), |parts| parts.parse().ok());
        need("BULK_PARTS_PER_SECOND", bulk.is_some_and(|parts| parts > 0));
        let local = text(env, "ENVIRONMENT").is_some_and(|name| name == "local");
        let providers = providers(env, local);
        if let Err(error) = &providers {
            need(&format!("PROVIDERS ({error})"), false);
        }
        let mail = text(env, "MAIL").map(|setting| mail::Settings::parse(&setting, local)).transpose();
        if let Err(error) = &mail {
            need(&format!("MAIL ({error})"), false);
        }
        let (Some(admin_token), Some(hash_key), Some(otp_key), Some(keys), Some(cors), true) =
            (admin_token, hash_key, otp_key, keys, cors, wrong.is_empty())
        else {
            return Err(NotConfigured(wrong));
        };
        let issuer = text(env, "TOKEN_ISSUER").unwrap_or_else(|| "shortwave".to_owned());
        Ok(Self {
            admin_token,
            hash_key,
            otp_keys: Keys::new(otp_key, former_otp_key),
            short_host,
            resolver: text(env, "DNS_URL").unwrap_or_else(|| RESOLVER.to_owned()),
            retry_seconds: retry.unwrap_or(60).into(),
            prices_seconds: prices.unwrap_or(60),
            doubt_seconds: doubt.unwrap_or(3_600),
            bulk_parts_per_second: bulk.unwrap_or(100),
            providers: providers.unwrap_or_default(),
            mail: mail.unwrap_or_default(),
            is_local: local,
            tokens: AccessTokens { keys, issuer, audience: "shortwave-api".to_owned() },
            cors,
            demo: demo(env).filter(|_| local),
            test_faults: local && text(env, "TEST_FAULTS").is_some(),
        })
    }
}

/// The keys that the operator set, or else one derived from the hash key. `None` when those that are set are unfit.
fn signing_keys(env: &Env, hash_key: &HashKey) -> Option<SigningKeys> {
    match text(env, "TOKEN_KEYS") {
        Some(keys) => SigningKeys::from_jwk_set(&keys).ok(),
        None => Some(SigningKeys::hs256("derived", *hash_key.hash(&[b"access-token"]).as_bytes())),
    }
}

/// Those who carry messages, as they are set.
fn providers(env: &Env, is_local: bool) -> Result<Option<Providers>, SettingsError> {
    match text(env, "PROVIDERS") {
        Some(setting) => Providers::parse(&setting, &platform::is_plain_web).map(Some),
        None => Ok(is_local.then(Providers::sandbox)),
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
