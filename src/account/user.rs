//! People who may sign in to an account.

use serde::{Deserialize, Serialize};

use super::SecondFactor;
use crate::{auth::Role, email::Email, ids::UserId, time::Timestamp};

/// A user of an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct User {
    /// Never used again.
    pub id: UserId,
    /// Signs in with it. No two users of a deployment have the same.
    pub email: Email,
    /// How people call it; may be empty.
    pub name: String,
    /// What it may do.
    pub role: Role,
    /// Whether signing in takes a second factor.
    pub second_factor: bool,
    /// When it was added.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
    /// Counts the changes, from 1.
    pub version: u32,
}

/// What is to be changed of a user; what is `None` stays.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserChange {
    /// A new name.
    pub name: Option<String>,
    /// A new role.
    pub role: Option<Role>,
}

/// A user as it is stored.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StoredUser {
    /// The user.
    pub user: User,
    /// The state of its second factor.
    pub factor: SecondFactor,
}

impl StoredUser {
    /// A new user.
    #[must_use]
    pub fn new(id: UserId, email: Email, name: String, role: Role, now: Timestamp) -> Self {
        let user = User {
            id,
            email,
            name,
            role,
            second_factor: false,
            created_at: now,
            updated_at: now,
            version: 1,
        };
        Self { user, factor: SecondFactor::default() }
    }

    /// Makes a change.
    pub fn change(&mut self, change: UserChange, now: Timestamp) {
        let user = &mut self.user;
        user.name = change.name.unwrap_or_else(|| std::mem::take(&mut user.name));
        user.role = change.role.unwrap_or(user.role);
        self.touch(now);
    }

    /// Takes over a new state of the second factor.
    pub fn set_factor(&mut self, factor: SecondFactor, now: Timestamp) {
        if self.user.second_factor != factor.is_on() {
            self.user.second_factor = factor.is_on();
            self.touch(now);
        }
        self.factor = factor;
    }

    const fn touch(&mut self, now: Timestamp) {
        self.user.updated_at = now;
        self.user.version += 1;
    }
}
