//! `Idempotency-Key` on every POST: a call that is repeated is answered as it was, and done once.

use shortwave::{
    account::Actor,
    error::{ApiError, ErrorCode},
    keyed_hash::KeyedHash,
};

use super::{Answer, Asked};
use crate::{
    durable::{Begun, IdempotencyStub},
    failure::Failure,
    json,
    seal::Sealed,
};

/// The most characters of a key.
const MAX_KEY: usize = 255;

/// A caller's key.
pub struct Key {
    stub: IdempotencyStub,
    /// What the call is.
    fingerprint: KeyedHash,
    /// What its answer is sealed under. It follows from the caller's key, which is not stored.
    seal: KeyedHash,
}

impl Key {
    /// The key of a call, where it has one.
    pub fn of(asked: &Asked<'_, '_>) -> Result<Option<Self>, Failure> {
        let Some(key) = asked.header("Idempotency-Key")?.filter(|_| asked.call.endpoint.method() == "POST")
        else {
            return Ok(None);
        };
        if key.is_empty() || key.len() > MAX_KEY {
            let text = format!("The Idempotency-Key header has 1 to {MAX_KEY} characters.");
            return Err(ApiError::new(ErrorCode::InvalidArguments, text).into());
        }
        let (hash_key, call) = (&asked.call.config.hash_key, &asked.call);
        let account = asked.caller.as_ref().map_or("", |caller| caller.account.id.as_str());
        let hash = |use_of_it: &[u8]| hash_key.hash(&[use_of_it, account.as_bytes(), key.as_bytes()]);
        let url = call.request.inner().url();
        // Who calls, and not with what: an access token may be another when the call is repeated.
        let actor = asked.caller.as_ref().map(|caller| caller.by().actor);
        let fingerprint = hash_key.hash(&[
            b"idempotent-call",
            path_and_query(&url).as_bytes(),
            actor.as_ref().map_or("", Actor::as_str).as_bytes(),
            &asked.body,
        ]);
        let stub = IdempotencyStub::of(call.env, hash(b"idempotency-object"))?;
        Ok(Some(Self { stub, fingerprint, seal: hash(b"idempotency-seal") }))
    }

    /// Answers the call, or as it was answered before. Only what was done is kept: a call that failed changed nothing,
    /// and may be made again with the same key.
    pub async fn answer(self, asked: Asked<'_, '_>) -> Result<Answer, Failure> {
        match self.stub.begin(self.fingerprint).await? {
            Begun::Fresh => {}
            Begun::Answered(sealed) => return self.again(&sealed).await,
            Begun::Running => return Err(conflict("The same call is being answered.")),
            Begun::Other => return Err(conflict("This Idempotency-Key was used for another call.")),
        }
        match asked.answer().await {
            Ok(answer) => {
                let sealed = Sealed::seal(self.seal, &serde_json::to_vec(&answer)?).await?;
                self.stub.finish(Some(sealed)).await?;
                Ok(answer)
            }
            Err(failure) => {
                self.stub.finish(None).await?;
                Err(failure)
            }
        }
    }

    async fn again(&self, sealed: &Sealed) -> Result<Answer, Failure> {
        let opened = String::from_utf8(sealed.open(self.seal).await?);
        let answer: Answer = json::read(&opened.map_err(|error| Failure::Hidden(error.to_string()))?)?;
        Ok(answer.with("Idempotency-Replayed", "true"))
    }
}

/// What of a URL is the call: the same at whichever of its hosts a deployment is asked.
fn path_and_query(url: &str) -> &str {
    url.splitn(4, '/').nth(3).unwrap_or_default()
}

fn conflict(text: &'static str) -> Failure {
    ApiError::new(ErrorCode::Conflict, text).into()
}
