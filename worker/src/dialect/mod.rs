//! One module for each API document: it reads the document's requests, asks, and renders the document's answers.

pub mod admin;
pub mod rest;

use serde::Serialize;

/// The envelope that the REST dialect and `/admin` share: `{"data":…}`.
#[derive(Serialize)]
struct Data<T> {
    data: T,
}

/// A balance as the dialects write it.
#[expect(clippy::cast_precision_loss, reason = "exact below 9 billion of the currency")]
fn currency_units(millionths: u64) -> f64 {
    millionths as f64 / 1e6
}

/// What `/healthz` says.
#[derive(Serialize)]
pub struct Health {
    status: &'static str,
    version: &'static str,
    commit: &'static str,
}

impl Health {
    /// This build.
    pub const fn current() -> Self {
        let commit = match option_env!("SHORTWAVE_COMMIT") {
            Some(commit) => commit,
            None => "unknown",
        };
        Self { status: "ok", version: env!("CARGO_PKG_VERSION"), commit }
    }
}
