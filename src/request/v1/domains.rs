//! `domains`

use super::links::{Judge, changed_url, domain};
use crate::{
    account::DomainChange,
    domain::Domain,
    request::{FieldValue, native::Reader},
};

/// `POST domains`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreateDomain {
    /// Its name.
    pub domain: Domain,
    /// What else is to be said of it.
    pub settings: DomainChange,
}

/// Reads `POST domains`. That a domain is the default is for when it is verified.
pub fn create_domain(reader: &mut Reader, judge: Judge<'_>) -> Option<CreateDomain> {
    let name =
        reader.take(|fields| fields.required_by("domain", Domain::schema, |given| domain(given, judge)));
    let settings = targets(reader, judge);
    Some(CreateDomain { domain: name?, settings: settings? })
}

/// Reads `PATCH domains/{domain}`: what is absent stays, and what is `null` is cleared.
pub fn update_domain(reader: &mut Reader, judge: Judge<'_>) -> Option<DomainChange> {
    let settings = targets(reader, judge);
    let is_default = reader.take(|fields| fields.parsed::<bool>("default"));
    Some(DomainChange { is_default: is_default?, ..settings? })
}

fn targets(reader: &mut Reader, judge: Judge<'_>) -> Option<DomainChange> {
    let root_target = reader.take(|fields| changed_url(fields, "rootTarget", judge));
    let not_found_target = reader.take(|fields| changed_url(fields, "notFoundTarget", judge));
    Some(DomainChange { root_target: root_target?, not_found_target: not_found_target?, is_default: None })
}
