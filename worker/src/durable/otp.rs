//! One object for each (account, application, recipient): its pending code, erased by its own alarm.

use serde::{Deserialize, Serialize};
use shortwave::{
    ids::{AccountId, OtpId},
    keyed_hash::HashKey,
    otp::{self, Checked, Code, Generate, GenerateError, Otp, Presented, RANDOM_BYTES, Verdict},
    request::OtpIdentity,
    time::Timestamp,
};
use worker::{Env, ScheduledTime, State};

use super::{Asking, Class, Document, Object, Reply, reply};
use crate::{env, failure::Failure};

#[derive(Serialize, Deserialize)]
enum Command {
    Generate(Generate),
    Check(Presented),
    Show,
    Remove,
    Panic,
}

/// A command, and the account that it comes from.
#[derive(Serialize, Deserialize)]
pub struct Asked {
    account: AccountId,
    command: Command,
}

/// A code, and the account that it belongs to: an object may be asked by its name, which anybody can make up.
#[derive(Serialize, Deserialize)]
struct Held {
    account: AccountId,
    otp: Otp,
}

/// The code of one (account, application, recipient).
///
/// Two checks of one code never see the same state: between reading it and writing it there is no wait but for
/// storage, during which the platform delivers nothing else to the object.
pub struct OtpObject {
    state: State,
    env: Env,
}

impl Class for OtpObject {
    type Command = Asked;

    fn new(state: State, env: Env) -> Self {
        Self { state, env }
    }

    async fn answer(&self, Asked { account, command }: Asked) -> worker::Result<Reply> {
        let document = Document::of(&self.state);
        let held: Option<Held> = document.load().await?;
        let current = held.filter(|held| held.account == account).map(|held| held.otp);
        match command {
            Command::Generate(generate) => {
                reply(&self.generate(&document, account, current.as_ref(), &generate).await?)
            }
            Command::Check(presented) => reply(&self.check(&document, account, current, &presented).await?),
            Command::Show => reply(&current.filter(|otp| env::now() < otp.forget_at())),
            Command::Remove => {
                if current.is_some() {
                    document.erase().await?;
                }
                reply(&current.is_some())
            }
            Command::Panic => deliberate_panic(),
        }
    }

    async fn alarm(&self) -> worker::Result<()> {
        let document = Document::of(&self.state);
        match document.load::<Held>().await? {
            Some(Held { otp, .. }) if env::now() < otp.forget_at() => {
                self.forget_later(otp.forget_at()).await
            }
            _ => document.erase().await,
        }
    }
}

impl OtpObject {
    async fn generate(
        &self,
        document: &Document<'_>,
        account: AccountId,
        current: Option<&Otp>,
        request: &Generate,
    ) -> worker::Result<Result<(Otp, Code), GenerateError>> {
        let key = env::otp_key(&self.env).map_err(Failure::from)?;
        let random = env::random::<RANDOM_BYTES>()?;
        let generated = otp::generate(current, request, env::now(), &random, &key);
        if let Ok((otp, _)) = &generated {
            document.store(&Held { account, otp: otp.clone() }).await?;
            self.forget_later(otp.forget_at()).await?;
        }
        Ok(generated)
    }

    async fn check(
        &self,
        document: &Document<'_>,
        account: AccountId,
        current: Option<Otp>,
        presented: &Presented,
    ) -> worker::Result<Checked> {
        let key = env::otp_key(&self.env).map_err(Failure::from)?;
        let checked = otp::check(current, presented, env::now(), &key);
        match &checked {
            Checked { verdict: Verdict::Valid, .. } => document.erase().await?,
            Checked { otp: Some(otp), .. } => document.store(&Held { account, otp: otp.clone() }).await?,
            Checked { otp: None, .. } => {}
        }
        Ok(checked)
    }

    async fn forget_later(&self, at: Timestamp) -> worker::Result<()> {
        let milliseconds = at.millis() - env::now().millis();
        self.state.storage().set_alarm(ScheduledTime::from(milliseconds)).await
    }
}

#[expect(clippy::panic, reason = "only /admin/test asks for it, to show that it costs one request")]
fn deliberate_panic() -> worker::Result<Reply> {
    panic!("asked for by /admin/test/panic-otp")
}

/// The object of one code, seen from outside by one account.
pub struct OtpStub {
    id: OtpId,
    account: AccountId,
    stub: Object,
}

impl OtpStub {
    /// The object of one of an account's codes.
    ///
    /// The platform stores an object's name in the clear: a keyed hash keeps the recipient out of it.
    pub fn of(
        env: &Env,
        key: &HashKey,
        account: &AccountId,
        identity: &OtpIdentity,
    ) -> Result<Self, Failure> {
        let parts = ["otp-object", account.as_str(), &identity.app_id, identity.recipient.as_str()];
        Self::of_id(env, account, key.hash(&parts.map(str::as_bytes)).into())
    }

    /// The object of an id that a caller gives.
    pub fn of_id(env: &Env, account: &AccountId, id: OtpId) -> Result<Self, Failure> {
        let stub = Object::named(&env::otps(env)?, id.as_str())?;
        Ok(Self { id, account: account.clone(), stub })
    }

    /// The code's id.
    pub const fn id(&self) -> &OtpId {
        &self.id
    }

    /// Makes a new code.
    pub fn generate(&self, request: Generate) -> Asking<Result<(Otp, Code), GenerateError>> {
        self.ask(Command::Generate(request))
    }

    /// Checks a code.
    pub fn check(&self, presented: Presented) -> Asking<Checked> {
        self.ask(Command::Check(presented))
    }

    /// Where the code stands, if there is one.
    pub fn show(&self) -> Asking<Option<Otp>> {
        self.ask(Command::Show)
    }

    /// Withdraws the code; false when there is none.
    pub fn remove(&self) -> Asking<bool> {
        self.ask(Command::Remove)
    }

    /// Makes the object panic.
    pub fn panic(&self) -> Asking<()> {
        self.ask(Command::Panic)
    }

    fn ask<R: serde::de::DeserializeOwned>(&self, command: Command) -> Asking<R> {
        self.stub.ask(&Asked { account: self.account.clone(), command })
    }
}
