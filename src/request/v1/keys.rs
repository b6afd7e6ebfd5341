//! `auth/keys`

use serde_json::{Value, json};

use super::MAX_NAME;
use crate::{
    auth::{Scope, Scopes},
    change::Change,
    ranged::OutOfRange,
    request::{FieldValue, Given, Problem, native::Reader},
};

/// For how many seconds a key is to be valid: a minute to ten years.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lifetime(u32);

impl Lifetime {
    const MIN: u32 = 60;
    const MAX: u32 = 10 * 365 * 24 * 3_600;

    /// The seconds.
    #[must_use]
    pub const fn seconds(self) -> u32 {
        self.0
    }
}

impl FieldValue for Lifetime {
    fn read(given: Given) -> Result<Self, Problem> {
        let seconds = given.whole().ok_or(Problem::Type { expected: "an integer" })?;
        let range = OutOfRange { min: Self::MIN.into(), max: Self::MAX.into() };
        let seconds = u32::try_from(seconds).map_err(|_| range)?;
        if (Self::MIN..=Self::MAX).contains(&seconds) { Ok(Self(seconds)) } else { Err(range.into()) }
    }

    fn schema() -> Value {
        json!({ "type": "integer", "minimum": Self::MIN, "maximum": Self::MAX })
    }
}

/// `POST auth/keys`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreateKey {
    /// What people are to call it.
    pub name: String,
    /// What it may do.
    pub scopes: Scopes,
    /// For how long; for good, unless said.
    pub lifetime: Option<Lifetime>,
}

/// Reads `POST auth/keys`.
pub fn create_key(reader: &mut Reader) -> Option<CreateKey> {
    let name = reader.take(|fields| fields.required_string("name", MAX_NAME));
    let scopes = reader.take(|fields| fields.required_parsed_list::<Scope>("scopes", 1..=Scope::ALL.len()));
    let lifetime = reader.take(|fields| fields.parsed("expiresIn"));
    Some(CreateKey { name: name?, scopes: scopes?.into_iter().collect(), lifetime: lifetime? })
}

/// `PATCH auth/keys/{id}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UpdateKey {
    /// What people are to call it.
    pub name: Option<String>,
    /// What it may do.
    pub scopes: Option<Scopes>,
    /// For how long from now on.
    pub lifetime: Change<Lifetime>,
}

/// Reads `PATCH auth/keys/{id}`.
pub fn update_key(reader: &mut Reader) -> Option<UpdateKey> {
    let name = reader.take(|fields| fields.string("name", MAX_NAME));
    let scopes = reader.take(|fields| fields.parsed_list::<Scope>("scopes", 1..=Scope::ALL.len()));
    let lifetime = reader.take(|fields| fields.changed("expiresIn"));
    let scopes = scopes?.map(|scopes| scopes.into_iter().collect());
    Some(UpdateKey { name: name?, scopes, lifetime: lifetime? })
}
