//! `users`

use super::MAX_NAME;
use crate::{
    account::UserChange,
    auth::{Password, Role},
    email::Email,
    request::native::Reader,
};

/// `POST users`.
#[derive(Clone, Debug)]
pub struct CreateUser {
    /// Signs in with it.
    pub email: Email,
    /// Its first password.
    pub password: Password,
    /// How people call it; may be empty.
    pub name: String,
    /// What it may do.
    pub role: Role,
}

/// Reads `POST users`.
pub fn create_user(reader: &mut Reader) -> Option<CreateUser> {
    let email = reader.take(|fields| fields.required_parsed("email"));
    let password = reader.take(|fields| fields.required_parsed("password"));
    let name = reader.take(|fields| fields.string("name", MAX_NAME));
    let role = reader.take(|fields| fields.required_parsed("role"));
    Some(CreateUser { email: email?, password: password?, name: name?.unwrap_or_default(), role: role? })
}

/// Reads `PATCH users/{id}`.
pub fn update_user(reader: &mut Reader) -> Option<UserChange> {
    let name = reader.take(|fields| fields.string("name", MAX_NAME));
    let role = reader.take(|fields| fields.parsed("role"));
    Some(UserChange { name: name?, role: role? })
}
