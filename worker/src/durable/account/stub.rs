//! An account's object, seen from outside.

use std::net::IpAddr;

use shortwave::{
    account::{
        Account, AccountDomain, AuditEntry, AuditEvent, DomainChange, Key, KeyChange, ProfileChange, Refusal,
        SecondFactorError, Seed, StoredAccount, StoredKey, StoredUser, User, UserChange,
    },
    auth::RecoveryCode,
    contact::{ContactId, Group, GroupId},
    domain::Domain,
    ids::{AccountId, KeyId, SessionId, UserId},
    keyed_hash::KeyedHash,
    message::{
        BlacklistKind, Blacklisted, Campaign, CampaignId, Known, Numbered, Open, SendingId, SendingRow,
        Summary, Unheard,
    },
    precondition::{Changed, Precondition},
    request::{BlacklistFilter, ContactFilter, PageWish, SendingFilter},
    time::Timestamp,
};
use worker::Env;

use super::{
    Added, Admission, Admitted, By, Command, NewSending, SecondFactorView, SignIn, SignedIn, Span, Standing,
    audit, blacklist, bulk,
    contacts::{self, StoredContact, Written, WrittenContact},
    domains, keys, profile,
    sendings::{self, Begun},
    unheard_notices, users,
};
use crate::{
    durable::{
        Asking, Object,
        listing::{Parameters, Share},
    },
    env,
    failure::Failure,
};

/// The object of one account, seen from outside.
pub struct AccountStub(Object);

impl AccountStub {
    /// The object of an account.
    pub fn of(env: &Env, account: &AccountId) -> Result<Self, Failure> {
        Ok(Self(Object::named(&env::accounts(env)?, account.as_str())?))
    }

    /// Judges a caller.
    pub fn admit(&self, admission: Admission) -> Asking<Admitted> {
        self.0.ask(&Command::Admit(Box::new(admission)))
    }

    /// Creates the account; false when there is one.
    pub fn create(&self, account: StoredAccount) -> Asking<bool> {
        self.0.ask(&Command::Profile(profile::Command::Create(account)))
    }

    /// The account, if there is one.
    pub fn show(&self) -> Asking<Option<Account>> {
        self.0.ask(&Command::Profile(profile::Command::Show))
    }

    /// Changes the account.
    pub fn change(
        &self,
        change: ProfileChange,
        precondition: Precondition,
        by: By,
    ) -> Asking<Changed<Account>> {
        self.0.ask(&Command::Profile(profile::Command::Change { change, precondition, by }))
    }

    /// Replaces the API password; false when there is no account.
    pub fn set_password(&self, password: KeyedHash, by: By) -> Asking<bool> {
        self.0.ask(&Command::Profile(profile::Command::SetPassword { password, by }))
    }

    /// Removes the account: what there was, with its users.
    pub fn remove(&self) -> Asking<Option<(Account, Vec<User>)>> {
        self.0.ask(&Command::Profile(profile::Command::Remove))
    }

    /// Adds a user; false when there are too many.
    pub fn add_user(&self, user: StoredUser, by: By) -> Asking<bool> {
        self.users(users::Command::Add { user: Box::new(user), by })
    }

    /// A user.
    pub fn user(&self, id: &UserId) -> Asking<Option<User>> {
        self.users(users::Command::Show(id.clone()))
    }

    /// The users.
    pub fn list_users(&self, parameters: Parameters) -> Asking<Share<User>> {
        self.users(users::Command::List(parameters))
    }

    /// Changes a user.
    pub fn change_user(
        &self,
        id: UserId,
        change: UserChange,
        precondition: Precondition,
        by: By,
    ) -> Asking<Changed<User>> {
        self.users(users::Command::Change { id, change, precondition, by })
    }

    /// Removes a user, and ends its sessions.
    pub fn remove_user(&self, id: UserId, precondition: Precondition, by: By) -> Asking<Changed<User>> {
        self.users(users::Command::Remove { id, precondition, by })
    }

    /// Begins a session for a user whose password was right.
    pub fn sign_in(&self, sign_in: SignIn) -> Asking<Result<SignedIn, Refusal>> {
        self.users(users::Command::SignIn(sign_in))
    }

    /// Exchanges a refresh token; `None` when the session is over.
    pub fn renew(
        &self,
        session: SessionId,
        generation: u32,
        address: Option<IpAddr>,
    ) -> Asking<Option<SignedIn>> {
        self.users(users::Command::Renew { session, generation, address })
    }

    /// Ends a session.
    pub fn sign_out(&self, session: SessionId, by: By) -> Asking<()> {
        self.users(users::Command::SignOut { session, by })
    }

    /// Ends a user's other sessions.
    pub fn end_other_sessions(&self, user: UserId, session: SessionId) -> Asking<()> {
        self.users(users::Command::EndOtherSessions { user, session })
    }

    /// What may be seen of a user's second factor.
    pub fn second_factor(&self, user: UserId) -> Asking<Option<SecondFactorView>> {
        self.users(users::Command::ShowFactor(user))
    }

    /// Begins to set up a second factor whose secret is derived from `seed`.
    pub fn enrol(&self, user: UserId, seed: Seed) -> Asking<bool> {
        self.users(users::Command::Enrol { user, seed })
    }

    /// Turns on the second factor that is being set up.
    pub fn confirm(
        &self,
        user: UserId,
        code: String,
        recovery: Vec<RecoveryCode>,
        by: By,
    ) -> Asking<Result<User, SecondFactorError>> {
        self.users(users::Command::Confirm { user, code, recovery, by })
    }

    /// Turns the second factor off.
    pub fn remove_factor(&self, user: UserId, by: By) -> Asking<()> {
        self.users(users::Command::RemoveFactor { user, by })
    }

    /// Replaces the recovery codes; false where there is no second factor.
    pub fn renew_recovery(&self, user: UserId, recovery: Vec<RecoveryCode>, by: By) -> Asking<bool> {
        self.users(users::Command::RenewRecovery { user, recovery, by })
    }

    /// Keeps a new key; false when there are too many.
    pub fn create_key(&self, key: StoredKey, by: By) -> Asking<bool> {
        self.keys(keys::Command::Create { key, by })
    }

    /// A key.
    pub fn key(&self, id: KeyId) -> Asking<Option<Key>> {
        self.keys(keys::Command::Show(id))
    }

    /// The keys.
    pub fn list_keys(&self, parameters: Parameters) -> Asking<Share<Key>> {
        self.keys(keys::Command::List(parameters))
    }

    /// Changes a key.
    pub fn change_key(
        &self,
        id: KeyId,
        change: KeyChange,
        precondition: Precondition,
        by: By,
    ) -> Asking<Changed<Key>> {
        self.keys(keys::Command::Change { id, change, precondition, by })
    }

    /// Revokes a key.
    pub fn revoke_key(&self, id: KeyId, precondition: Precondition, by: By) -> Asking<Changed<()>> {
        self.keys(keys::Command::Revoke { id, precondition, by })
    }

    /// The audit log.
    pub fn list_audit(&self, parameters: Parameters) -> Asking<Share<AuditEntry>> {
        self.0.ask(&Command::Audit(audit::Command::List(parameters)))
    }

    /// Writes an entry into the audit log.
    pub fn note(&self, by: By, event: AuditEvent, reason: Option<String>) -> Asking<()> {
        self.0.ask(&Command::Audit(audit::Command::Note { by, event, reason }))
    }

    fn users<R: serde::de::DeserializeOwned>(&self, command: users::Command) -> Asking<R> {
        self.0.ask(&Command::Users(command))
    }

    fn keys<R: serde::de::DeserializeOwned>(&self, command: keys::Command) -> Asking<R> {
        self.0.ask(&Command::Keys(command))
    }

    /// Takes what a sending may cost off the balance, and gives it a number; `None` where there is not so much.
    pub fn begin_sending(&self, sending: NewSending) -> Asking<Option<Begun>> {
        self.0.ask(&Command::Sendings(sendings::Command::Begin(sending)))
    }

    /// The same of all the sendings of a call to many, which is open from then on.
    pub fn begin_call(
        &self,
        transaction_id: String,
        sendings: Vec<NewSending>,
    ) -> Asking<Option<Vec<Begun>>> {
        self.0.ask(&Command::Bulk(bulk::Command::Begin { transaction_id, sendings }))
    }

    /// All of a call was accepted, by the first of its sendings; false where it was given up.
    pub fn settle_call(&self, call: SendingId) -> Asking<bool> {
        self.0.ask(&Command::Bulk(bulk::Command::Settle(call)))
    }

    /// What has become of the call that a sending belongs to.
    pub fn standing(&self, sending: SendingId) -> Asking<Standing> {
        self.0.ask(&Command::Bulk(bulk::Command::Standing(sending)))
    }

    /// From when on so many parts may be submitted for calls to many, where there may be so many in a second.
    pub fn turn(&self, parts: u32, per_second: u32) -> Asking<Timestamp> {
        self.0.ask(&Command::Bulk(bulk::Command::Turn { parts, per_second }))
    }

    /// Some of the messages of calls to many, and how many there are.
    pub fn bulk_page(
        &self,
        transaction_id: Option<String>,
        offset: u64,
        size: u32,
    ) -> Asking<(Vec<Span>, u64)> {
        self.0.ask(&Command::Bulk(bulk::Command::Page { transaction_id, offset, size }))
    }

    /// Keeps what nobody heard of messages.
    pub fn note_unheard(&self, notices: Vec<Unheard>) -> Asking<()> {
        self.0.ask(&Command::Unheard(unheard_notices::Command::Note(notices)))
    }

    /// Some of what nobody heard.
    pub fn list_unheard(&self, parameters: Parameters) -> Asking<Share<Unheard>> {
        self.0.ask(&Command::Unheard(unheard_notices::Command::List(parameters)))
    }

    /// Notes how far a sending is; false where there is no account any more.
    pub fn report_sending(&self, sending: SendingId, summary: Summary) -> Asking<bool> {
        self.0.ask(&Command::Sendings(sendings::Command::Report { sending, summary }))
    }

    /// Knows nothing of a sending any more.
    pub fn forget_sending(&self, sending: SendingId) -> Asking<()> {
        self.0.ask(&Command::Sendings(sendings::Command::Forget(sending)))
    }

    /// A campaign.
    pub fn campaign(&self, id: CampaignId) -> Asking<Option<Campaign>> {
        self.0.ask(&Command::Sendings(sendings::Command::ShowCampaign(id)))
    }

    /// Some of the campaigns.
    pub fn list_campaigns(&self, filter: SendingFilter) -> Asking<Numbered<Campaign>> {
        self.0.ask(&Command::Sendings(sendings::Command::ListCampaigns(filter)))
    }

    /// A sending.
    pub fn sending(&self, id: SendingId) -> Asking<Option<SendingRow>> {
        self.0.ask(&Command::Sendings(sendings::Command::ShowSending(id)))
    }

    /// Some of the sendings.
    pub fn list_sendings(&self, filter: SendingFilter) -> Asking<Numbered<SendingRow>> {
        self.0.ask(&Command::Sendings(sendings::Command::ListSendings(filter)))
    }

    /// Adds to the balance, or takes off it: what there is now, or `None` where there is not so much.
    /// What comes again by the same name changes nothing.
    pub fn credit(&self, millionths: i64, reference: Option<String>) -> Asking<Option<u64>> {
        self.0.ask(&Command::Sendings(sendings::Command::Credit { millionths, reference }))
    }

    /// Some of those whom the account sends nothing.
    pub fn list_blacklist(
        &self,
        kind: BlacklistKind,
        filter: BlacklistFilter,
    ) -> Asking<Numbered<Blacklisted>> {
        self.0.ask(&Command::Blacklist(blacklist::Command::List { kind, filter }))
    }

    /// Those of some recipients whom it sends nothing, in order.
    pub fn blacklisted_among(&self, kind: BlacklistKind, recipients: Vec<String>) -> Asking<Vec<String>> {
        self.0.ask(&Command::Blacklist(blacklist::Command::Among { kind, recipients }))
    }

    /// Notes that somebody is sent nothing from now on, who may have unsubscribed in a sending.
    pub fn add_to_blacklist(
        &self,
        kind: BlacklistKind,
        recipient: String,
        sending: Option<SendingId>,
    ) -> Asking<Blacklisted> {
        self.0.ask(&Command::Blacklist(blacklist::Command::Add { kind, recipient, sending }))
    }

    /// Notes that somebody may be sent to again.
    pub fn remove_from_blacklist(&self, kind: BlacklistKind, recipient: String) -> Asking<()> {
        self.0.ask(&Command::Blacklist(blacklist::Command::Remove { kind, recipient }))
    }

    /// Contacts, page by page.
    pub fn list_contacts(&self, filter: ContactFilter) -> Asking<Numbered<StoredContact>> {
        self.contacts(contacts::Command::List(filter))
    }

    /// Makes a contact, or replaces one.
    pub fn write_contact(
        &self,
        id: Option<ContactId>,
        contact: WrittenContact,
    ) -> Asking<Written<StoredContact>> {
        self.contacts(contacts::Command::Write { id, contact })
    }

    /// Removes a contact; false where there is none.
    pub fn remove_contact(&self, id: ContactId) -> Asking<bool> {
        self.contacts(contacts::Command::Remove(id))
    }

    /// What contacts have for variables that a call leaves open, by their numbers, in order. `None` where that is too much for one.
    pub fn values_of_contacts(&self, open: Open) -> Asking<Option<Vec<Known>>> {
        self.contacts(contacts::Command::Values(open))
    }

    /// Groups of contacts, page by page, or one.
    pub fn list_groups(&self, id: Option<GroupId>, page: PageWish) -> Asking<Numbered<Group>> {
        self.contacts(contacts::Command::ListGroups { id, page })
    }

    /// Makes a group, or renames one.
    pub fn write_group(&self, id: Option<GroupId>, name: String) -> Asking<Written<Group>> {
        self.contacts(contacts::Command::WriteGroup { id, name })
    }

    /// Removes a group; false where there is none.
    pub fn remove_group(&self, id: GroupId) -> Asking<bool> {
        self.contacts(contacts::Command::RemoveGroup(id))
    }

    fn contacts<R: serde::de::DeserializeOwned>(&self, command: contacts::Command) -> Asking<R> {
        self.0.ask(&Command::Contacts(command))
    }

    /// Adds a domain.
    pub fn add_domain(&self, domain: AccountDomain, by: By) -> Asking<Added> {
        self.0.ask(&Command::Domains(domains::Command::Add { domain, by }))
    }

    /// A domain.
    pub fn domain(&self, domain: Domain) -> Asking<Option<AccountDomain>> {
        self.0.ask(&Command::Domains(domains::Command::Show(domain)))
    }

    /// Some of the domains.
    pub fn list_domains(&self, parameters: Parameters) -> Asking<Share<AccountDomain>> {
        self.0.ask(&Command::Domains(domains::Command::List(parameters)))
    }

    /// Changes a domain.
    pub fn change_domain(
        &self,
        domain: Domain,
        change: DomainChange,
        precondition: Precondition,
        by: By,
    ) -> Asking<Changed<AccountDomain>> {
        self.0.ask(&Command::Domains(domains::Command::Change { domain, change, precondition, by }))
    }

    /// Notes that a domain was shown to be the account's.
    pub fn verify_domain(&self, domain: Domain, by: By) -> Asking<Option<AccountDomain>> {
        self.0.ask(&Command::Domains(domains::Command::Verify { domain, by }))
    }

    /// Removes a domain.
    pub fn remove_domain(&self, domain: Domain, precondition: Precondition, by: By) -> Asking<Changed<()>> {
        self.0.ask(&Command::Domains(domains::Command::Remove { domain, precondition, by }))
    }
}
