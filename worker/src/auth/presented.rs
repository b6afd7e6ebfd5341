//! What a request's headers present.

use shortwave::{
    account::Proof,
    auth::{ApiKey, ApiPassword, BasicCredentials, Claims, PageToken},
    ids::{AccountId, SessionId, UserId},
    username::Username,
};
use worker::Request;

use crate::{
    env::{self, Config},
    failure::Failure,
};

/// The longest header that is looked at.
const MAX_HEADER_BYTES: usize = 8_192;

/// Credentials of the right form. Whether they are right is for the account to say.
pub enum Presented {
    /// A username and API password.
    Basic {
        /// The name.
        username: Username,
        /// The password.
        password: ApiPassword,
    },
    /// An API key.
    Key(ApiKey),
    /// A page's token, whose hash and times are right.
    Page(PageToken),
    /// An access token, whose signature and times are right.
    Token {
        /// The account that it acts on.
        account: AccountId,
        /// The user that it acts for.
        user: UserId,
        /// The session that it belongs to.
        session: SessionId,
    },
}

impl Presented {
    /// The credentials of a request, whose `Authorization` is given; `None` where they are none. Where there is an
    /// `X-Authorization`, both must hold, for one and the same account: it takes Basic credentials beside the bearer's.
    pub fn of(request: &Request, authorization: &str, config: &Config) -> Result<Option<Vec<Self>>, Failure> {
        let other = request.headers().get("X-Authorization")?.filter(|other| !other.is_empty());
        if [Some(authorization), other.as_deref()].iter().flatten().any(|one| one.len() > MAX_HEADER_BYTES) {
            return Ok(None);
        }
        Ok(match other {
            None => Self::read(authorization, config).map(|one| vec![one]),
            Some(other) => Self::bearer(authorization, config)
                .zip(Self::basic(&other))
                .map(|(bearer, basic)| vec![bearer, basic]),
        })
    }

    fn read(header: &str, config: &Config) -> Option<Self> {
        Self::basic(header).or_else(|| Self::bearer(header, config))
    }

    fn basic(header: &str) -> Option<Self> {
        let BasicCredentials { username, password } = header.parse().ok()?;
        Some(Self::Basic { username: username.parse().ok()?, password })
    }

    fn bearer(header: &str, config: &Config) -> Option<Self> {
        let token = bearer(header)?;
        if token.starts_with(ApiKey::PREFIX) {
            return token.parse().ok().map(Self::Key);
        }
        if token.starts_with(PageToken::PREFIX) {
            return PageToken::read(token, &config.hash_key, env::now()).ok().map(Self::Page);
        }
        let Claims { account, user, session, .. } = config.tokens.read(token, env::now()).ok()?;
        Some(Self::Token {
            account: account.parse().ok()?,
            user: user.parse().ok()?,
            session: session.parse().ok()?,
        })
    }

    /// A page's token, if it is one.
    pub fn into_page(self) -> Option<PageToken> {
        match self {
            Self::Page(token) => Some(token),
            Self::Basic { .. } | Self::Key(_) | Self::Token { .. } => None,
        }
    }

    /// What the account is to judge.
    pub fn proof(&self, config: &Config) -> Proof {
        match self {
            Self::Basic { password, .. } => Proof::Password(password.hash(&config.hash_key)),
            Self::Key(key) => Proof::Key { id: key.id.clone(), hash: key.hash(&config.hash_key) },
            Self::Page(token) => Proof::Page { id: token.id.clone(), key: token.key.clone() },
            Self::Token { user, session, .. } => {
                Proof::Session { user: user.clone(), session: session.clone() }
            }
        }
    }
}

/// The token of an `Authorization: Bearer` header (RFC 6750, clause 2.1).
pub fn bearer(header: &str) -> Option<&str> {
    let (scheme, token) = header.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
}
