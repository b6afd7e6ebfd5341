//! Refresh tokens: how a signed-in person stays so.

use super::{base62, same_secret};
use crate::{
    ids::{AccountId, SessionId},
    keyed_hash::HashKey,
};

/// What a refresh token says, once it is known to be genuine.
///
/// As text: [`Self::PREFIX`], the account (22 characters), the session (16), the generation (6 digits of base62), and a
/// keyed hash of the three (64 hexadecimal digits). The server's key proves that the server issued it, so nothing
/// secret is stored: the session only keeps which generation is current. One that is behind was used before, which
/// means that somebody has a copy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefreshToken {
    /// Whose session it is.
    pub account: AccountId,
    /// Which session it prolongs.
    pub session: SessionId,
    /// How many tokens the session was given before this one.
    pub generation: u32,
}

/// The text is not a refresh token of this server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RefreshTokenError {
    /// Not the prefix and fields of the right width.
    #[error("not a refresh token")]
    Form,
    /// Made without the server's key, or altered.
    #[error("not a refresh token of this server")]
    Forged,
}

impl RefreshToken {
    /// What every refresh token starts with.
    pub const PREFIX: &'static str = "sw_refresh_";

    const HASH_WIDTH: usize = 64;

    /// The text of a token: to be shown once, never logged or stored.
    #[must_use]
    pub fn issue(account: &AccountId, session: &SessionId, generation: u32, key: &HashKey) -> String {
        let generation = base62::write_number(generation);
        let hash = proof(account.as_str(), session.as_str(), &generation, key);
        format!("{}{account}{session}{generation}{hash}", Self::PREFIX)
    }

    /// Reads a token that this server issued.
    ///
    /// # Errors
    /// When the text has another form, or its hash is not the one that the server's key gives.
    pub fn read(text: &str, key: &HashKey) -> Result<Self, RefreshTokenError> {
        let widths = [AccountId::LENGTH, SessionId::LENGTH, base62::NUMBER_WIDTH, Self::HASH_WIDTH];
        let fields = text.strip_prefix(Self::PREFIX).and_then(|fields| base62::cut(fields, widths));
        let [account, session, generation, hash] = fields.ok_or(RefreshTokenError::Form)?;
        if !same_secret(&proof(account, session, generation, key), hash) {
            return Err(RefreshTokenError::Forged);
        }
        Ok(Self {
            account: account.parse().map_err(|_| RefreshTokenError::Form)?,
            session: session.parse().map_err(|_| RefreshTokenError::Form)?,
            generation: base62::read_number(generation).ok_or(RefreshTokenError::Form)?,
        })
    }
}

/// The hash that only the holder of the key can make.
fn proof(account: &str, session: &str, generation: &str, key: &HashKey) -> String {
    key.hash(&[b"refresh", account.as_bytes(), session.as_bytes(), generation.as_bytes()]).to_hex()
}
