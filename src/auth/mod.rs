//! Who is calling: what a request presents, and from where.

mod address;
mod basic;
mod secret;

pub use address::{AddressRule, AddressRuleError};
pub use basic::{BasicCredentials, BasicError};
pub use secret::{ApiPassword, same_secret};
