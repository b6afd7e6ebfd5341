//! `auth/…`

use crate::{auth::Password, email::Email, request::native::Reader};

/// The most characters of a password that is presented: more than any may have.
const MAX_PRESENTED: usize = 256;
/// The most characters of a refresh token that is presented.
const MAX_TOKEN: usize = 512;
/// The most characters of a code of the second factor, with the spaces that apps show.
const MAX_CODE: usize = 32;

/// `POST auth/login`.
#[derive(Clone, Debug)]
pub struct Login {
    /// Who says it is.
    pub email: Email,
    /// What it presents.
    pub password: String,
}

/// Reads `POST auth/login`.
pub fn login(reader: &mut Reader) -> Option<Login> {
    let email = reader.take(|fields| fields.required_parsed("email"));
    let password = reader.take(|fields| fields.required_string("password", MAX_PRESENTED));
    Some(Login { email: email?, password: password? })
}

/// Reads `POST auth/refresh`: the refresh token.
pub fn refresh(reader: &mut Reader) -> Option<String> {
    reader.take(|fields| fields.required_string("refreshToken", MAX_TOKEN))
}

/// `POST auth/password`.
#[derive(Clone, Debug)]
pub struct ChangePassword {
    /// The password so far, as presented.
    pub current: String,
    /// The new one.
    pub new: Password,
}

/// Reads `POST auth/password`.
pub fn change_password(reader: &mut Reader) -> Option<ChangePassword> {
    let current = reader.take(|fields| fields.required_string("currentPassword", MAX_PRESENTED));
    let new = reader.take(|fields| fields.required_parsed("newPassword"));
    Some(ChangePassword { current: current?, new: new? })
}

/// Reads `POST auth/second-factor/confirm`: a code of the app.
pub fn confirm_second_factor(reader: &mut Reader) -> Option<String> {
    reader.take(|fields| fields.required_string("code", MAX_CODE))
}
