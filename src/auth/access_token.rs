//! What access tokens say, and whether they may still say it (RFC 7519, RFC 9068).

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{SigningKeys, TokenError};
use crate::{time::Timestamp, unique_json};

/// How far another clock may be from ours, in seconds: so long after its end, and before its start, a token still
/// counts (RFC 7519, clauses 4.1.4 and 4.1.5).
pub const LEEWAY_SECONDS: u32 = 30;

/// The `typ` of access tokens (RFC 9068, clause 2.1).
const TYPE: &str = "at+jwt";

/// The most audiences of a token that is read.
const MAX_AUDIENCES: usize = 8;

/// The last second of the year 9999, after which no token of ours ends: the last that RFC 3339 can write.
const LAST_SECOND: i64 = 253_402_300_799;

/// Issues access tokens, and reads those that it issued.
#[derive(Clone, Debug)]
pub struct AccessTokens {
    /// What tokens are signed and verified with.
    pub keys: SigningKeys,
    /// Who issues them: the `iss` of each (RFC 7519, clause 4.1.1).
    pub issuer: String,
    /// Whom they are for: the `aud` of each (RFC 7519, clause 4.1.3).
    pub audience: String,
}

/// What a token says of its bearer. In a token that is read, no text but the scope is empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claims {
    /// The account that it acts on: `acct`, a claim of our own.
    pub account: String,
    /// The user that it acts for: `sub` (RFC 7519, clause 4.1.2).
    pub user: String,
    /// The session that it belongs to and ends with: `sid`.
    pub session: String,
    /// What it may do, separated by spaces: `scope` (RFC 8693, clause 4.2). Empty when the token has none.
    pub scope: String,
    /// When it was issued: `iat` (RFC 7519, clause 4.1.6). As the next two, in whole seconds: what is beyond is
    /// dropped on the way into a token, and what is before 1970 or after 9999 becomes the nearest moment within.
    pub issued_at: Timestamp,
    /// The first moment at which it is valid: `nbf` (RFC 7519, clause 4.1.5).
    pub not_before: Timestamp,
    /// The first moment at which it is valid no longer: `exp` (RFC 7519, clause 4.1.4).
    pub expires_at: Timestamp,
    /// The token's own name: `jti` (RFC 7519, clause 4.1.7).
    pub id: String,
}

impl AccessTokens {
    /// A token with these claims, of the type `at+jwt`.
    #[must_use]
    pub fn issue(&self, claims: &Claims) -> String {
        let payload = Payload::new(self, claims);
        // A struct of strings and numbers always has a JSON form.
        self.keys.sign(TYPE, &serde_json::to_vec(&payload).unwrap_or_default())
    }

    /// What a token says, when it is ours, for us, and valid at this moment, give or take [`LEEWAY_SECONDS`].
    ///
    /// All of the claims but `scope` must be there. Others are ignored (RFC 7519, clause 4), but none may be
    /// there twice.
    ///
    /// # Errors
    /// Any [`TokenError`]: the first that applies, in the order in which they are declared.
    pub fn read(&self, token: &str, now: Timestamp) -> Result<Claims, TokenError> {
        let payload = Payload::read(&self.keys.verify(token, TYPE)?)?;
        if payload.iss != self.issuer {
            return Err(TokenError::Issuer);
        }
        if !payload.aud.includes(&self.audience) {
            return Err(TokenError::Audience);
        }
        let claims = payload.into_claims();
        claims.check_times(now)?;
        Ok(claims)
    }
}

impl Claims {
    fn check_times(&self, now: Timestamp) -> Result<(), TokenError> {
        if now.plus_seconds(LEEWAY_SECONDS) < self.not_before {
            return Err(TokenError::NotYetValid);
        }
        if now >= self.expires_at.plus_seconds(LEEWAY_SECONDS) {
            return Err(TokenError::Expired);
        }
        Ok(())
    }
}

/// The claims as JSON has them.
#[derive(Serialize, Deserialize)]
struct Payload {
    iss: String,
    aud: Audience,
    acct: Name,
    sub: Name,
    sid: Name,
    #[serde(default)]
    scope: String,
    iat: NumericDate,
    nbf: NumericDate,
    exp: NumericDate,
    jti: Name,
}

impl Payload {
    fn new(tokens: &AccessTokens, claims: &Claims) -> Self {
        Self {
            iss: tokens.issuer.clone(),
            aud: Audience::One(tokens.audience.clone()),
            acct: Name(claims.account.clone()),
            sub: Name(claims.user.clone()),
            sid: Name(claims.session.clone()),
            scope: claims.scope.clone(),
            iat: claims.issued_at.into(),
            nbf: claims.not_before.into(),
            exp: claims.expires_at.into(),
            jti: Name(claims.id.clone()),
        }
    }

    fn read(json: &[u8]) -> Result<Self, TokenError> {
        let members = unique_json::object(json).map_err(|_| TokenError::Claims)?;
        serde_json::from_value(Value::Object(members)).map_err(|_| TokenError::Claims)
    }

    fn into_claims(self) -> Claims {
        Claims {
            account: self.acct.0,
            user: self.sub.0,
            session: self.sid.0,
            scope: self.scope,
            issued_at: self.iat.into(),
            not_before: self.nbf.into(),
            expires_at: self.exp.into(),
            id: self.jti.0,
        }
    }
}

/// One audience, or a list of them (RFC 7519, clause 4.1.3).
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Several(Vec<String>),
}

impl Audience {
    fn includes(&self, audience: &str) -> bool {
        match self {
            Self::One(one) => one == audience,
            Self::Several(several) => {
                several.len() <= MAX_AUDIENCES && several.iter().any(|one| one == audience)
            }
        }
    }
}

/// A text that is not empty, when it was read.
#[derive(Serialize, Deserialize)]
#[serde(try_from = "String")]
struct Name(String);

impl TryFrom<String> for Name {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        if text.is_empty() { Err("empty") } else { Ok(Self(text)) }
    }
}

/// Whole seconds since 1970, up to [`LAST_SECOND`] (RFC 7519, clause 2, where fractions are allowed: we write
/// none and so read none).
#[derive(Serialize, Deserialize)]
#[serde(try_from = "i64")]
struct NumericDate(i64);

impl TryFrom<i64> for NumericDate {
    type Error = &'static str;

    fn try_from(seconds: i64) -> Result<Self, Self::Error> {
        if (0..=LAST_SECOND).contains(&seconds) { Ok(Self(seconds)) } else { Err("out of range") }
    }
}

impl From<Timestamp> for NumericDate {
    fn from(moment: Timestamp) -> Self {
        Self(moment.millis().div_euclid(1_000).clamp(0, LAST_SECOND))
    }
}

impl From<NumericDate> for Timestamp {
    fn from(date: NumericDate) -> Self {
        Self::from_millis(date.0 * 1_000)
    }
}
