//! The domains of an account.

use serde::{Deserialize, Serialize};

use crate::{
    change::Change, domain::Domain, ids::AccountId, keyed_hash::HashKey, target_url::TargetUrl,
    time::Timestamp,
};

/// The most domains of an account, verified or not.
pub const MAX_DOMAINS: u64 = 50;

/// A domain that an account says is its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AccountDomain {
    /// Its name.
    pub domain: Domain,
    /// When it was shown to be the account's. Nothing is served on it before.
    pub verified_at: Option<Timestamp>,
    /// Where it leads who asks for no link.
    pub root_target: Option<TargetUrl>,
    /// Where it leads who asks for a link that there is none of.
    pub not_found_target: Option<TargetUrl>,
    /// When it was added.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
    /// Counts the changes, from 1.
    pub version: u32,
}

impl AccountDomain {
    /// A new one, not verified.
    #[must_use]
    pub fn new(domain: Domain, settings: DomainChange, created_at: Timestamp) -> Self {
        Self {
            domain,
            verified_at: None,
            root_target: settings.root_target.of(None),
            not_found_target: settings.not_found_target.of(None),
            created_at,
            updated_at: created_at,
            version: 1,
        }
    }

    /// Makes a change.
    pub fn change(&mut self, change: DomainChange, now: Timestamp) {
        change.root_target.apply_to(&mut self.root_target);
        change.not_found_target.apply_to(&mut self.not_found_target);
        self.updated_at = now;
        self.version += 1;
    }
}

/// What is to be changed of a domain.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DomainChange {
    /// Where it leads who asks for no link.
    pub root_target: Change<TargetUrl>,
    /// Where it leads who asks for a link that there is none of.
    pub not_found_target: Change<TargetUrl>,
    /// Whether links are made on it that do not say where; `None`: as before.
    pub is_default: Option<bool>,
}

/// The domains that an account may make links on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Domains {
    /// Those that were shown to be its own.
    pub verified: Vec<Domain>,
    /// The one of these for links that do not say where; `None` is the deployment's own host.
    pub default: Option<Domain>,
}

impl Domains {
    /// Of an account that has none.
    pub const NONE: Self = Self { verified: Vec::new(), default: None };

    /// Adds one that was shown to be the account's.
    pub fn add(&mut self, domain: Domain) {
        if !self.verified.contains(&domain) {
            self.verified.push(domain);
        }
    }

    /// Takes one away.
    pub fn remove(&mut self, domain: &Domain) {
        self.verified.retain(|verified| verified != domain);
        self.set_default(domain, false);
    }

    /// Where a new link is to be: on one that is wished, on none, or on the default. `None` where the wished one is none of
    /// these.
    #[must_use]
    pub fn place(&self, wish: Change<Domain>) -> Option<Option<Domain>> {
        match wish {
            Change::Keep => Some(self.default.clone()),
            Change::Clear => Some(None),
            Change::To(domain) => self.verified.contains(&domain).then_some(Some(domain)),
        }
    }

    /// Says of one whether it is the default.
    pub fn set_default(&mut self, domain: &Domain, is_default: bool) {
        if is_default {
            self.default = Some(domain.clone());
        } else {
            self.default.take_if(|default| default == domain);
        }
    }
}

/// What shows that a domain is an account's, when its owner puts it where only owners can.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DomainProof(String);

impl DomainProof {
    /// The label of the TXT record before the domain (RFC 8552: names with an underscore are no hosts).
    pub const LABEL: &'static str = "_shortwave";

    /// The path, on the domain's web server, of the file (RFC 8615).
    pub const PATH: &'static str = "/.well-known/shortwave-verification.txt";

    /// That of an account and a domain: nobody else's shows anything.
    #[must_use]
    pub fn of(key: &HashKey, account: &AccountId, domain: &Domain) -> Self {
        let parts = ["domain-proof", account.as_str(), domain.as_str()];
        let hash = key.hash(&parts.map(str::as_bytes)).to_hex();
        Self(format!("shortwave-verification={}", hash.get(..32).unwrap_or_default()))
    }

    /// What the record or the file says.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether one of these texts is it, whatever stands around it.
    #[must_use]
    pub fn is_among(&self, texts: &[String]) -> bool {
        texts.iter().any(|text| text.trim() == self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn domain(text: &str) -> Domain {
        text.parse().unwrap()
    }

    #[test]
    fn the_default_is_one_that_is_verified() {
        let mut domains = Domains::default();
        for name in ["a.example", "b.example", "a.example"] {
            domains.add(domain(name));
        }
        domains.set_default(&domain("a.example"), true);
        domains.set_default(&domain("b.example"), false);
        assert_eq!((domains.verified.len(), domains.default.clone()), (2, Some(domain("a.example"))));
        domains.remove(&domain("a.example"));
        assert_eq!(domains, Domains { verified: vec![domain("b.example")], default: None });
    }

    #[test]
    fn a_proof_is_of_one_account_and_one_domain() {
        let key = HashKey::new(&"k".repeat(32)).unwrap();
        let proof = |account: &str, name| DomainProof::of(&key, &account.parse().unwrap(), &domain(name));
        let (one, two) = ("aaaaaaaaaaaaaaaaaaaaaa", "bbbbbbbbbbbbbbbbbbbbbb");
        let texts = [format!(" {}\n", proof(one, "a.example").as_str()), "v=spf1 -all".to_owned()];
        assert!(proof(one, "a.example").is_among(&texts));
        assert!(!proof(two, "a.example").is_among(&texts));
        assert!(!proof(one, "b.example").is_among(&texts));
        assert!(!proof(one, "a.example").is_among(&[]));
    }
}
