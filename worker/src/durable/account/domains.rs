//! The domains of an account.

use serde::{Deserialize, Serialize};
use shortwave::{
    account::{AccountDomain, AuditEvent, DomainChange, MAX_DOMAINS, StoredAccount},
    domain::Domain,
    precondition::{Changed, Precondition},
    request::v1::listings,
};

use super::{AccountObject, By, Reply, reply};
use crate::{
    durable::{
        listing::{self, Parameters},
        table::Row,
    },
    env,
};

#[derive(Serialize, Deserialize)]
pub enum Command {
    Add { domain: AccountDomain, by: By },
    Show(Domain),
    List(Parameters),
    Change { domain: Domain, change: DomainChange, precondition: Precondition, by: By },
    Verify { domain: Domain, by: By },
    Remove { domain: Domain, precondition: Precondition, by: By },
}

/// What became of a domain that was to be added.
#[derive(Clone, Copy, Serialize, Deserialize)]
pub enum Added {
    /// It was.
    Done,
    /// The account has it already.
    Already,
    /// The account has as many as it may have.
    TooMany,
}

impl Row for AccountDomain {
    const TABLE: &'static str = "domains";

    fn id(&self) -> String {
        self.domain.to_string()
    }
}

impl AccountObject {
    pub(super) async fn domains(&self, command: Command) -> worker::Result<Reply> {
        let account = self.account().await?.ok_or("the account is gone")?;
        let table = self.table::<AccountDomain>();
        table.create()?;
        match command {
            Command::Add { domain, by } => reply(&self.add_domain(&domain, &by)?),
            Command::Show(domain) => reply(&table.get(domain.as_str())?),
            Command::List(parameters) => {
                reply(&table.list(&listing::query(&listings::DOMAINS, &parameters)?)?)
            }
            Command::Change { domain, change, precondition, by } => {
                reply(&self.change_domain(account, &domain, change, &precondition, &by).await?)
            }
            Command::Verify { domain, by } => reply(&self.verify_domain(account, &domain, &by).await?),
            Command::Remove { domain, precondition, by } => {
                reply(&self.remove_domain(account, &domain, &precondition, &by).await?)
            }
        }
    }

    fn add_domain(&self, domain: &AccountDomain, by: &By) -> worker::Result<Added> {
        let table = self.table::<AccountDomain>();
        if table.get(domain.domain.as_str())?.is_some() {
            return Ok(Added::Already);
        }
        if table.count()? >= MAX_DOMAINS {
            return Ok(Added::TooMany);
        }
        table.put(domain)?;
        self.note(by, AuditEvent::DomainAdded, Some(domain.domain.to_string()), None)?;
        Ok(Added::Done)
    }

    async fn change_domain(
        &self,
        mut account: StoredAccount,
        domain: &Domain,
        change: DomainChange,
        precondition: &Precondition,
        by: &By,
    ) -> worker::Result<Changed<AccountDomain>> {
        let table = self.table::<AccountDomain>();
        let Some(mut found) = table.get(domain.as_str())? else { return Ok(Changed::Missing) };
        if !precondition.holds(found.version) {
            return Ok(Changed::Stale);
        }
        let is_default = change.is_default;
        found.change(change, env::now());
        table.put(&found)?;
        self.note(by, AuditEvent::DomainChanged, Some(domain.to_string()), None)?;
        if let Some(is_default) = is_default.filter(|_| found.verified_at.is_some()) {
            account.account.domains.set_default(domain, is_default);
            self.store(account).await?;
        }
        Ok(Changed::Done(found))
    }

    async fn verify_domain(
        &self,
        mut account: StoredAccount,
        domain: &Domain,
        by: &By,
    ) -> worker::Result<Option<AccountDomain>> {
        let table = self.table::<AccountDomain>();
        let Some(mut found) = table.get(domain.as_str())? else { return Ok(None) };
        found.change(DomainChange::default(), env::now());
        found.verified_at = Some(found.updated_at);
        table.put(&found)?;
        self.note(by, AuditEvent::DomainVerified, Some(domain.to_string()), None)?;
        account.account.domains.add(domain.clone());
        self.store(account).await?;
        Ok(Some(found))
    }

    async fn remove_domain(
        &self,
        mut account: StoredAccount,
        domain: &Domain,
        precondition: &Precondition,
        by: &By,
    ) -> worker::Result<Changed<()>> {
        let table = self.table::<AccountDomain>();
        let Some(found) = table.get(domain.as_str())? else { return Ok(Changed::Missing) };
        if !precondition.holds(found.version) {
            return Ok(Changed::Stale);
        }
        table.remove(domain.as_str())?;
        self.note(by, AuditEvent::DomainRemoved, Some(domain.to_string()), None)?;
        account.account.domains.remove(domain);
        self.store(account).await?;
        Ok(Changed::Done(()))
    }
}
