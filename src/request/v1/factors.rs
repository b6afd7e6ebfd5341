//! `factors`

use crate::{
    auth::RecoveryCode,
    otp::{AppText, Parameters, Presented},
    request::{native::Reader, otp::MAX_CODE},
};

/// The most characters of what an account calls one of its users.
const MAX_USER: usize = 200;

/// `POST factors`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreateFactor {
    /// Whose it is, as the account calls its user.
    pub user: String,
    /// How its codes are made.
    pub parameters: Parameters,
    /// Who asks for codes, as the app shows it.
    pub issuer: AppText,
    /// Whose codes they are, as the app shows it.
    pub label: AppText,
}

/// Reads `POST factors`.
pub fn create_factor(reader: &mut Reader) -> Option<CreateFactor> {
    let user = reader.take(|fields| fields.required_string("user", MAX_USER));
    let kind = reader.take(|fields| fields.parsed("type"));
    let issuer = reader.take(|fields| fields.required_parsed("issuer"));
    let label = reader.take(|fields| fields.required_parsed("label"));
    let hash = reader.take(|fields| fields.parsed("algorithm"));
    let digits = reader.take(|fields| fields.number("digits"));
    let period = reader.take(|fields| fields.number("period"));
    let (kind, hash) = (kind?.unwrap_or_default(), hash?.unwrap_or_default());
    let parameters = Parameters { kind, hash, digits: digits?, period: period? };
    Some(CreateFactor { user: user?, parameters, issuer: issuer?, label: label? })
}

/// Reads `GET factors`: the user.
pub fn list_factors(reader: &mut Reader) -> Option<String> {
    reader.take(|fields| fields.required_string("user", MAX_USER))
}

/// `POST factors/{id}/check`
#[derive(Clone, Debug)]
pub struct CheckFactor {
    /// A code of the app.
    pub code: Presented,
    /// The same, if it is a recovery code.
    pub recovery: RecoveryCode,
    /// The code that the app showed after it.
    pub next: Option<Presented>,
    /// Whose the factor is to be.
    pub user: Option<String>,
}

/// Reads `POST factors/{id}/check`.
pub fn check_factor(reader: &mut Reader) -> Option<CheckFactor> {
    let code = reader.take(|fields| fields.required_string("code", MAX_CODE));
    let next = reader.take(|fields| fields.string("nextCode", MAX_CODE));
    let user = reader.take(|fields| fields.string("user", MAX_USER));
    let code = code?;
    Some(CheckFactor {
        recovery: RecoveryCode::presented(&code),
        code: Presented::typed(&code),
        next: next?.as_deref().map(Presented::typed),
        user: user?,
    })
}
