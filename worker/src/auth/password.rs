//! Passwords, stretched by the platform.

use shortwave::{
    auth::{PasswordHash, Stretching},
    change::Change,
    keyed_hash::KeyedHash,
    link::change::LinkPassword,
};

use crate::{
    crypto,
    env::{self, Config},
    failure::Failure,
};

/// A password as it is compared, stretched as the stored one was.
pub async fn presented(config: &Config, password: &str, by: Stretching) -> Result<KeyedHash, Failure> {
    let stretched = crypto::pbkdf2(password, &by.salt, by.rounds).await?;
    Ok(PasswordHash::keyed(&stretched, &config.hash_key))
}

/// What becomes of a link's password.
pub async fn of_link(config: &Config, change: Change<LinkPassword>) -> Result<Change<PasswordHash>, Failure> {
    Ok(match change {
        Change::Keep => Change::Keep,
        Change::Clear => Change::Clear,
        Change::To(password) => Change::To(hashed(config, password.expose()).await?),
    })
}

/// A password as it is stored.
pub async fn hashed(config: &Config, password: &str) -> Result<PasswordHash, Failure> {
    let stretching = Stretching::new(env::random()?);
    let stretched = crypto::pbkdf2(password, &stretching.salt, stretching.rounds).await?;
    Ok(PasswordHash::new(stretching, &stretched, &config.hash_key))
}
