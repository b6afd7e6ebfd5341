//! Users, their sessions and their second factors.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};
use shortwave::{
    account::{
        Account, Actor, AuditEvent, Identity, Refusal, Renewal, SecondFactor, SecondFactorError, Session,
        StoredUser, User, UserChange, Whose, from_allowed_address,
    },
    auth::RecoveryCode,
    ids::{SessionId, UserId},
    precondition::{Changed, Precondition},
    request::v1::listings,
};

use super::{AccountObject, By, Reply, reply};
use crate::{
    durable::listing::{self, Parameters},
    env,
};

/// The most users of an account.
const MAX_USERS: u64 = 1_000;

#[derive(Serialize, Deserialize)]
pub enum Command {
    Add { user: Box<StoredUser>, by: By },
    Show(UserId),
    List(Parameters),
    Change { id: UserId, change: UserChange, precondition: Precondition, by: By },
    Remove { id: UserId, precondition: Precondition, by: By },
    SignIn(SignIn),
    Renew { session: SessionId, generation: u32, address: Option<IpAddr> },
    SignOut { session: SessionId, by: By },
    EndOtherSessions { user: UserId, session: SessionId },
    ShowFactor(UserId),
    Enrol { user: UserId, seed: [u8; 16] },
    Confirm { user: UserId, code: String, recovery: Vec<RecoveryCode>, by: By },
    RemoveFactor { user: UserId, by: By },
    RenewRecovery { user: UserId, recovery: Vec<RecoveryCode>, by: By },
}

/// Somebody whose password was right.
#[derive(Serialize, Deserialize)]
pub struct SignIn {
    /// Who it is.
    pub user: UserId,
    /// The id of the session that is to begin.
    pub session: SessionId,
    /// A code of the second factor, if one is given.
    pub second_factor: Option<String>,
    /// From where.
    pub address: Option<IpAddr>,
}

/// A user with a session.
#[derive(Serialize, Deserialize)]
pub struct SignedIn {
    /// The user.
    pub user: User,
    /// The session.
    pub session: Session,
}

/// What may be seen of a second factor.
#[derive(Clone, Copy, Serialize, Deserialize)]
pub struct SecondFactorView {
    /// Whether signing in takes it.
    pub is_on: bool,
    /// How many recovery codes are left.
    pub recovery_codes_left: usize,
}

impl AccountObject {
    pub(super) async fn users(&self, command: Command) -> worker::Result<Reply> {
        let Some(account) = self.account().await? else { return Err("the account is gone".into()) };
        let account = account.account;
        match command {
            Command::Add { user, by } => reply(&self.add_user(&user, &by)?),
            Command::Show(id) => reply(&self.user(&id)?.map(|user| user.user)),
            Command::List(parameters) => {
                let query = listing::query(&listings::USERS, &parameters)?;
                reply(&self.table::<StoredUser>().list(&query)?.map(|user| user.user))
            }
            Command::Change { id, change, precondition, by } => {
                reply(&self.change_user(&id, change, &precondition, &by)?)
            }
            Command::Remove { id, precondition, by } => reply(&self.remove_user(&id, &precondition, &by)?),
            Command::SignIn(sign_in) => reply(&self.sign_in(&account, sign_in)?),
            Command::Renew { session, generation, address } => {
                reply(&self.renew(&session, generation, address)?)
            }
            Command::SignOut { session, by } => {
                self.table::<Session>().remove(session.as_str())?;
                self.note(&by, AuditEvent::SignedOut, None, None)?;
                reply(&())
            }
            Command::EndOtherSessions { user, session } => {
                self.end_sessions(&user, Some(&session))?;
                reply(&())
            }
            Command::ShowFactor(user) => reply(&self.user(&user)?.map(|user| view(&user))),
            Command::Enrol { user, seed } => reply(&self.enrol(&user, seed)?),
            Command::Confirm { user, code, recovery, by } => {
                reply(&self.confirm(&account, &user, &code, &recovery, &by)?)
            }
            Command::RemoveFactor { user, by } => reply(&self.remove_factor(&user, &by)?),
            Command::RenewRecovery { user, recovery, by } => {
                reply(&self.renew_recovery(&account, &user, &recovery, &by)?)
            }
        }
    }

    fn user(&self, id: &UserId) -> worker::Result<Option<StoredUser>> {
        self.table().get(id.as_str())
    }

    /// False when there are too many.
    fn add_user(&self, user: &StoredUser, by: &By) -> worker::Result<bool> {
        let table = self.table::<StoredUser>();
        if table.count()? >= MAX_USERS {
            return Ok(false);
        }
        table.put(user)?;
        self.note(by, AuditEvent::UserAdded, Some(user.user.id.to_string()), None)?;
        Ok(true)
    }

    fn change_user(
        &self,
        id: &UserId,
        change: UserChange,
        precondition: &Precondition,
        by: &By,
    ) -> worker::Result<Changed<User>> {
        let Some(mut user) = self.user(id)? else { return Ok(Changed::Missing) };
        if !precondition.holds(user.user.version) {
            return Ok(Changed::Stale);
        }
        user.change(change, env::now());
        self.table().put(&user)?;
        self.note(by, AuditEvent::UserChanged, Some(id.to_string()), None)?;
        Ok(Changed::Done(user.user))
    }

    fn remove_user(
        &self,
        id: &UserId,
        precondition: &Precondition,
        by: &By,
    ) -> worker::Result<Changed<User>> {
        let Some(user) = self.user(id)? else { return Ok(Changed::Missing) };
        if !precondition.holds(user.user.version) {
            return Ok(Changed::Stale);
        }
        self.end_sessions(id, None)?;
        self.table::<StoredUser>().remove(id.as_str())?;
        self.note(by, AuditEvent::UserRemoved, Some(id.to_string()), None)?;
        Ok(Changed::Done(user.user))
    }

    /// Ends a user's sessions, or all but one.
    fn end_sessions(&self, user: &UserId, except: Option<&SessionId>) -> worker::Result<()> {
        self.table::<Session>().remove_where(
            "json_extract(data, '$.user') = ? AND id != ?",
            vec![user.as_str().into(), except.map_or("", SessionId::as_str).into()],
        )
    }

    fn sign_in(&self, account: &Account, sign_in: SignIn) -> worker::Result<Result<SignedIn, Refusal>> {
        let Some(stored) = self.user(&sign_in.user)? else { return Ok(Err(Refusal::Credentials)) };
        let user = stored.user.clone();
        let session = Session::new(sign_in.session, sign_in.user.clone(), env::now());
        let identity = Identity::User { user: sign_in.user.clone(), session: session.id.clone() };
        let by = By { actor: Actor::from(&identity), address: sign_in.address };
        let mut allowed = from_allowed_address(account, sign_in.address);
        if allowed.is_ok() && stored.factor.is_on() {
            allowed = self.present(account, stored, sign_in.second_factor.as_deref())?;
        }
        if let Err(refusal) = allowed {
            self.note(&by, AuditEvent::SignInFailed, None, Some(refusal.to_string()))?;
            return Ok(Err(refusal));
        }
        self.begin_session(&session)?;
        self.note(&by, AuditEvent::SignedIn, None, None)?;
        Ok(Ok(SignedIn { user, session }))
    }

    fn begin_session(&self, session: &Session) -> worker::Result<()> {
        let table = self.table::<Session>();
        let kept = i32::try_from(Session::MAX_OF_USER - 1).unwrap_or(i32::MAX);
        table.remove_where(
            "id IN (SELECT id FROM sessions WHERE json_extract(data, '$.user') = ?
             ORDER BY json_extract(data, '$.expiresAt') DESC LIMIT -1 OFFSET ?)",
            vec![session.user.as_str().into(), kept.into()],
        )?;
        table.put(session)
    }

    fn renew(
        &self,
        id: &SessionId,
        generation: u32,
        address: Option<IpAddr>,
    ) -> worker::Result<Option<SignedIn>> {
        let table = self.table::<Session>();
        let Some(mut session) = table.get(id.as_str())? else { return Ok(None) };
        let Some(user) = self.user(&session.user)? else { return Ok(None) };
        match session.renew(generation, env::now()) {
            Renewal::Renewed => {
                table.put(&session)?;
                return Ok(Some(SignedIn { user: user.user, session }));
            }
            Renewal::Reused => {
                let identity = Identity::User { user: session.user, session: session.id };
                let by = By { actor: Actor::from(&identity), address };
                self.note(&by, AuditEvent::RefreshTokenReused, None, None)?;
            }
            Renewal::Expired => {}
        }
        table.remove(id.as_str())?;
        Ok(None)
    }

    /// What the new secret is derived from is stored; the secret is for the caller to derive.
    fn enrol(&self, id: &UserId, seed: [u8; 16]) -> worker::Result<bool> {
        let Some(mut user) = self.user(id)? else { return Ok(false) };
        user.factor.enrol(seed);
        self.table().put(&user)?;
        Ok(true)
    }

    fn confirm(
        &self,
        account: &Account,
        id: &UserId,
        code: &str,
        recovery: &[RecoveryCode],
        by: &By,
    ) -> worker::Result<Result<User, SecondFactorError>> {
        let Some(mut user) = self.user(id)? else { return Ok(Err(SecondFactorError::NotPending)) };
        let mut factor = user.factor.clone();
        let config = self.config()?;
        let whose = Whose { key: &config.hash_key, account: &account.id, user: id };
        let confirmed = factor.confirm(code, recovery, whose, env::now());
        user.set_factor(factor, env::now());
        self.table().put(&user)?;
        if confirmed.is_ok() {
            self.note(by, AuditEvent::SecondFactorOn, Some(id.to_string()), None)?;
        }
        Ok(confirmed.map(|()| user.user))
    }

    fn remove_factor(&self, id: &UserId, by: &By) -> worker::Result<()> {
        if let Some(mut user) = self.user(id)?.filter(|user| user.factor.is_on()) {
            user.set_factor(SecondFactor::default(), env::now());
            self.table().put(&user)?;
            self.note(by, AuditEvent::SecondFactorOff, Some(id.to_string()), None)?;
        }
        Ok(())
    }

    fn renew_recovery(
        &self,
        account: &Account,
        id: &UserId,
        recovery: &[RecoveryCode],
        by: &By,
    ) -> worker::Result<bool> {
        let Some(mut user) = self.user(id)? else { return Ok(false) };
        let config = self.config()?;
        let whose = Whose { key: &config.hash_key, account: &account.id, user: id };
        if !user.factor.renew_recovery(recovery, whose) {
            return Ok(false);
        }
        self.table().put(&user)?;
        self.note(by, AuditEvent::RecoveryCodesRenewed, Some(id.to_string()), None)?;
        Ok(true)
    }
}

fn view(user: &StoredUser) -> SecondFactorView {
    SecondFactorView { is_on: user.factor.is_on(), recovery_codes_left: user.factor.recovery_codes_left() }
}
