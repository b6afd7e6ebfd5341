//! Reading JSON from bytes.

use serde::de::{DeserializeOwned, Error};

/// Reads JSON. From a text, as all of it is read here: what is read from bytes too is compiled twice.
pub(crate) fn from_bytes<T: DeserializeOwned>(json: &[u8]) -> Result<T, serde_json::Error> {
    serde_json::from_str(str::from_utf8(json).map_err(Error::custom)?)
}
