//! The domains of an account, as `/v1` answers with them.

use serde::Serialize;

use super::WholeSeconds;
use crate::{
    account::{AccountDomain, DomainProof},
    target_url::TargetUrl,
};

/// A domain.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "describe", derive(schemars::JsonSchema), schemars(rename = "Domain"))]
#[serde(rename_all = "camelCase")]
pub struct DomainData<'a> {
    /// Its name.
    pub domain: &'a str,
    /// When it was shown to be the account's; `null` before, when nothing is served on it.
    pub verified_at: Option<WholeSeconds>,
    /// Whether links are made on it that do not say where.
    pub default: bool,
    /// Where it leads who asks for no link.
    pub root_target: Option<&'a str>,
    /// Where it leads who asks for a link that there is none of.
    pub not_found_target: Option<&'a str>,
    /// How to show that it is the account's: one of the two will do.
    pub verification: VerificationData,
    /// When it was added.
    pub created_at: WholeSeconds,
    /// When it was last changed.
    pub updated_at: WholeSeconds,
}

/// How to show that a domain is one's own.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "describe", derive(schemars::JsonSchema), schemars(rename = "DomainVerification"))]
pub struct VerificationData {
    /// A TXT record of the domain name system.
    pub dns: RecordData,
    /// Or a file on the domain's web server.
    pub http: FileData,
}

/// A record of the domain name system.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "describe", derive(schemars::JsonSchema), schemars(rename = "DomainRecord"))]
pub struct RecordData {
    /// Its name.
    pub name: String,
    /// `TXT`.
    pub r#type: &'static str,
    /// What it says.
    pub value: String,
}

/// A file.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "describe", derive(schemars::JsonSchema), schemars(rename = "DomainFile"))]
pub struct FileData {
    /// Where it is.
    pub url: String,
    /// What it says.
    pub content: String,
}

impl<'a> DomainData<'a> {
    /// Of a domain, with what shows whose it is.
    #[must_use]
    pub fn new(of: &'a AccountDomain, proof: &DomainProof, default: bool) -> Self {
        let name = of.domain.as_str();
        let value = proof.as_str().to_owned();
        let dns = RecordData {
            name: format!("{}.{name}", DomainProof::LABEL),
            r#type: "TXT",
            value: value.clone(),
        };
        let http = FileData { url: format!("http://{name}{}", DomainProof::PATH), content: value };
        Self {
            domain: name,
            verified_at: of.verified_at.map(WholeSeconds),
            default,
            root_target: of.root_target.as_ref().map(TargetUrl::as_str),
            not_found_target: of.not_found_target.as_ref().map(TargetUrl::as_str),
            verification: VerificationData { dns, http },
            created_at: WholeSeconds(of.created_at),
            updated_at: WholeSeconds(of.updated_at),
        }
    }
}
