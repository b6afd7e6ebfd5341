//! Who is calling: what a request presents, and from where.

mod access_token;
mod address;
mod api_key;
mod backoff;
mod base62;
mod basic;
mod guesses;
mod hotp;
mod jwk;
mod jws;
mod page_token;
mod password;
mod recovery;
mod refresh;
mod scope;
mod secret;
mod signature;
mod totp;
#[cfg(test)]
mod vectors;

pub use access_token::{AccessTokens, Claims, LEEWAY_SECONDS};
pub use address::{AddressRule, AddressRuleError};
pub use api_key::{ApiKey, ApiKeyError};
pub use backoff::{Backoff, RetryAfter};
pub use basic::{BasicCredentials, BasicError};
pub use guesses::Guesses;
pub use hotp::HotpHash;
pub(crate) use hotp::{HotpUri, base32};
pub use jwk::{KeyError, KeySetError, PublicKeySet, SigningKeys};
pub use jws::{MAX_TOKEN_BYTES, TokenError, Verified};
pub use page_token::{PageToken, PageTokenError};
pub use password::{Password, PasswordError, PasswordHash, Stretching};
pub use recovery::{RecoveryCode, RecoveryCodes};
pub use refresh::{RefreshToken, RefreshTokenError};
pub use scope::{Role, RoleError, Scope, ScopeError, Scopes};
pub use secret::{ApiPassword, same_secret};
pub use totp::TotpSecret;
