//! Tokens for pages: made for an account, and spent by the verification that a page begins.

use shortwave::{
    answer::{WholeSeconds, verification::VerificationTokenData},
    auth::PageToken,
    error::{ApiError, ErrorCode},
    ids::{AccountId, KeyId, PageTokenId},
    otp::VerificationId,
    request::{FieldError, Problem, native::Invalid, v1},
};
use worker::Env;

use crate::{
    auth,
    durable::OtpStub,
    env::{self, Config},
    failure::Failure,
};

/// Makes a token of an account. `key` is the API key that asks for it, if it is one.
pub fn issue(
    config: &Config,
    account: &AccountId,
    key: Option<KeyId>,
    wanted: &v1::CreateVerificationToken,
) -> Result<VerificationTokenData, Failure> {
    let token = PageToken {
        account: account.clone(),
        id: PageTokenId::generate(&env::random::<64>()?).ok_or_else(env::no_randomness)?,
        key,
        expires_at: env::now().plus_seconds(wanted.lifetime.seconds().into()),
        decided: wanted.decided.written(),
    };
    let text = token.issue(&config.hash_key).ok_or_else(too_much)?;
    Ok(VerificationTokenData { token: text, expires_at: WholeSeconds(token.expires_at) })
}

/// Of all that is decided, only metadata can be too long.
fn too_much() -> Failure {
    let expected = "object that fits into a token of 4,096 bytes, with all the others";
    let error = FieldError { path: "metadata".to_owned(), problem: Problem::Form { expected } };
    Invalid::from(error).into()
}

/// A page that begins its verification.
pub struct Page<'a> {
    token: &'a PageToken,
    stub: OtpStub,
    random: [u8; 8],
}

impl<'a> Page<'a> {
    /// A page with its token, and what the account has decided; a token that begins nothing any more is as good as none.
    pub fn of(env: &Env, config: &Config, token: &'a PageToken) -> Result<(Self, v1::Decided), Failure> {
        let decided = v1::Decided::read(&token.decided).filter(|_| token.may_begin(env::now()));
        let decided = decided.ok_or(auth::UNKNOWN)?;
        let stub = OtpStub::of_token(env, &config.hash_key, token)?;
        Ok((Self { token, stub, random: random_of(config, token) }, decided))
    }

    /// Spends the token, before anything is begun: of calls at once, one does. What the verification's id ends in, by which the page is
    /// known to be the one that began it.
    pub async fn spend(&self) -> Result<[u8; 8], Failure> {
        if self.stub.spend(self.token.ends_at()).await? {
            return Ok(self.random);
        }
        Err(ApiError::new(ErrorCode::Conflict, "The token has begun a verification: ask for another").into())
    }

    /// Has it again where nothing was begun. After a failure of ours, nobody knows whether something was.
    pub async fn settle<T>(&self, begun: &Result<T, Failure>) -> Result<(), Failure> {
        match begun {
            Err(Failure::Told(_) | Failure::TooManyGuesses(_)) => self.stub.give_back().await,
            _ => Ok(()),
        }
    }
}

/// Whether a verification is the one that a token began. It follows from its id, so that nobody is asked.
pub fn has_begun(config: &Config, token: &PageToken, id: &VerificationId) -> bool {
    id.ends_with(random_of(config, token))
}

/// Without the server's key as good as random.
fn random_of(config: &Config, token: &PageToken) -> [u8; 8] {
    token.name(&config.hash_key).first().to_be_bytes()
}
