//! `verifications/tokens`: what an account decides of a verification, and what it leaves to the page that begins it.

use serde::{Deserialize, Serialize};

use super::verifications::{CreateVerification, Said, Way, begun, ways_to};
use crate::{
    locale::Locale,
    ranged::ranged,
    recipient::Recipient,
    request::{Problem, native::Reader},
};

ranged! {
    /// Seconds in which a page may begin its verification: 60 to 3,600, 600 unless said.
    TokenLifetime(u16) 60..=3_600, default 600, seconds
}

/// `POST verifications/tokens`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreateVerificationToken {
    /// For how long.
    pub lifetime: TokenLifetime,
    /// What is decided.
    pub decided: Decided,
}

/// What an account has decided of a verification that a page begins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decided {
    /// For whom; for the page to say, where it does not.
    recipient: Option<Recipient>,
    /// All but the language, which may be left to the page.
    said: Said,
}

impl Decided {
    /// To be kept in a token.
    #[must_use]
    pub fn written(&self) -> Vec<u8> {
        // Texts, numbers and lists can be written.
        postcard::to_allocvec(self).unwrap_or_default()
    }

    /// What was written so; `None` where another version of this wrote it.
    #[must_use]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        postcard::from_bytes(bytes).ok()
    }
}

/// Reads `POST verifications/tokens`.
pub fn create_verification_token(reader: &mut Reader) -> Option<CreateVerificationToken> {
    let lifetime = reader.take(|fields| fields.number::<TokenLifetime>("expiresIn"));
    let recipient = reader.take(|fields| fields.parsed::<Recipient>("recipient"));
    let said = Said::read(reader);
    let (recipient, said) = (recipient?, said?);
    match &recipient {
        Some(recipient) => ways_to(reader, recipient, &said.ways).map(drop)?,
        // Or the code would go to another than whom the page names.
        None if said.ways.iter().any(Way::has_recipient) => reader.refuse("recipient", Problem::Required),
        None => {}
    }
    Some(CreateVerificationToken { lifetime: lifetime?, decided: Decided { recipient, said } })
}

/// Reads `POST verifications` of a page: what its token leaves open, and nothing else.
pub fn begin_verification(reader: &mut Reader, decided: Decided) -> Option<CreateVerification> {
    let Decided { recipient, mut said } = decided;
    let recipient =
        recipient.or_else(|| reader.take(|fields| fields.required_parsed::<Recipient>("recipient")));
    if said.locale.is_none() {
        said.locale = reader.take(|fields| fields.parsed::<Locale>("locale"))?.map(String::from);
    }
    begun(reader, recipient?, said)
}
