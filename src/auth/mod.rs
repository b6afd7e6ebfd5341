//! Who is calling: what a request presents, and from where.

mod address;
mod basic;
mod scope;
mod secret;

pub use address::{AddressRule, AddressRuleError};
pub use basic::{BasicCredentials, BasicError};
pub use scope::{Role, RoleError, Scope, ScopeError, Scopes};
pub use secret::{ApiPassword, same_secret};
