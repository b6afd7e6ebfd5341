//! What every deployment answers, whatever the dialect.

use serde::Serialize;

/// What `/healthz` says.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "describe", derive(schemars::JsonSchema))]
pub struct Health<'a> {
    /// `ok`.
    pub status: &'a str,
    /// The version that runs.
    pub version: &'a str,
    /// The commit that it was built from.
    pub commit: &'a str,
}
