//! Answers of `/v1`.

use serde::Serialize;

use super::WholeSeconds;
pub use super::domain::DomainData;
pub use super::job::{LinkJobData, LinkJobRowData};
pub use super::link::{ClicksData, LinkData};
pub use super::notification::NotificationData;
pub use super::number::NumberData;
pub use super::webhook::{DeliveryData, NewWebhookData, WebhookData};
use crate::{
    account::{Account, AuditEntry, Key, Limits, User},
    listing::Pagination,
    otp::traffic::VerificationLimits,
    rate_limit::Rate,
    request::FieldError,
};
#[cfg(feature = "describe")]
use crate::{
    auth::{Role, Scope},
    written::As,
};

/// About the call itself.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "describe", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Meta {
    /// When it was answered, in milliseconds since 1970.
    pub timestamp: i64,
    /// What to ask support with. Also in the `X-Transaction-Id` header.
    pub transaction_id: String,
    /// A sentence for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "describe", schemars(with = "String"))]
    pub explain: Option<String>,
}

/// About a call for some of a collection.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "describe", derive(schemars::JsonSchema))]
pub struct PageMeta {
    /// About the call.
    #[serde(flatten)]
    pub meta: Meta,
    /// Where the page stands.
    pub pagination: Pagination,
}

/// An answer with one resource.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "describe", derive(schemars::JsonSchema), schemars(inline))]
pub struct One<T> {
    /// About the call.
    pub meta: Meta,
    /// The resource.
    pub data: T,
}

/// An answer with some of a collection.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "describe", derive(schemars::JsonSchema), schemars(inline))]
pub struct Many<T> {
    /// About the call.
    pub meta: PageMeta,
    /// The resources.
    pub items: Vec<T>,
}

/// An answer that something went wrong. The HTTP status says what.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "describe", derive(schemars::JsonSchema), schemars(rename = "Failure"))]
pub struct Failed {
    /// About the call.
    pub meta: Meta,
    /// What went wrong.
    pub errors: Errors,
}

/// What went wrong.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "describe", derive(schemars::JsonSchema), schemars(rename = "FailureErrors"))]
pub struct Errors {
    /// In one sentence.
    pub reason: String,
    /// Each argument that was wrong.
    pub details: Vec<Detail>,
}

/// One argument that was wrong.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "describe", derive(schemars::JsonSchema), schemars(rename = "FailureDetail"))]
pub struct Detail {
    /// Which: `scopes.1`. Positions count from 0.
    pub path: String,
    /// What is wrong with it, for programs.
    pub code: String,
    /// The same for people.
    pub message: String,
}

impl From<&FieldError> for Detail {
    fn from(error: &FieldError) -> Self {
        Self { path: error.path.clone(), code: error.problem.code().to_owned(), message: error.to_string() }
    }
}

/// How many requests are answered before 429.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "describe", derive(schemars::JsonSchema), schemars(rename = "Rate"))]
#[serde(rename_all = "camelCase")]
pub struct RateData {
    /// In the long run, a second.
    pub per_second: u32,
    /// At once.
    pub burst: u32,
}

impl From<Rate> for RateData {
    fn from(rate: Rate) -> Self {
        Self { per_second: rate.per_second(), burst: rate.burst() }
    }
}

/// The limits of an account.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "describe", derive(schemars::JsonSchema), schemars(rename = "Limits"))]
pub struct LimitsData {
    /// Of all its credentials together.
    pub account: RateData,
    /// Of each credential.
    pub credential: RateData,
    /// Of verifications that begin.
    pub verifications: VerificationLimitsData,
}

/// How many verifications may begin within an hour.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "describe", derive(schemars::JsonSchema), schemars(rename = "VerificationLimits"))]
#[serde(rename_all = "camelCase")]
pub struct VerificationLimitsData {
    /// From one network address.
    pub address: u32,
    /// To numbers with the same first six digits.
    pub prefix: u32,
    /// By one credential.
    pub credential: u32,
    /// Of the account.
    pub account: u32,
    /// Whether such a prefix is stopped when the codes that are sent there do not come back.
    pub stops_pumping: bool,
}

impl From<VerificationLimits> for VerificationLimitsData {
    fn from(limits: VerificationLimits) -> Self {
        Self {
            address: limits.address.get(),
            prefix: limits.prefix.get(),
            credential: limits.credential.get(),
            account: limits.account.get(),
            stops_pumping: limits.stops_pumping,
        }
    }
}

impl From<Limits> for LimitsData {
    fn from(limits: Limits) -> Self {
        Self {
            account: limits.account.into(),
            credential: limits.credential.into(),
            verifications: limits.verifications.into(),
        }
    }
}

/// An account.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "describe", derive(schemars::JsonSchema), schemars(rename = "Account"))]
#[serde(rename_all = "camelCase")]
pub struct AccountData {
    /// Its id.
    pub id: String,
    /// The name that its callers authenticate with.
    pub username: String,
    /// Where its owner is reached.
    pub email: Option<String>,
    /// An IANA time zone name.
    pub time_zone: String,
    /// ISO 639-1.
    pub language: String,
    /// ISO 3166-1 alpha-2.
    pub country: Option<String>,
    /// ISO 4217.
    pub currency: String,
    /// Credit left, in the currency.
    pub balance: f64,
    /// From where it may be used; anywhere when empty.
    pub allowed_ips: Vec<String>,
    /// Whether its users must have a second factor.
    pub second_factor_required: bool,
    /// Where it is told what becomes of its messages.
    pub event_url: Option<String>,
    /// What that is signed with, in base64 after `whsec_`. It is in the answer to a call that sets `eventUrl`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "describe", schemars(with = "String"))]
    pub event_secret: Option<String>,
    /// The calling codes that its verifications may send codes to; all countries when empty.
    pub code_prefixes: Vec<String>,
    /// Whether the REST dialect keeps the codes to itself that it makes.
    pub hides_codes: bool,
    /// Whether it may decide on the codes of its verifications, which the operator allows.
    pub custom_codes: bool,
    /// How much it may ask.
    pub limits: LimitsData,
    /// When it was created.
    pub created_at: WholeSeconds,
}

impl From<&Account> for AccountData {
    fn from(account: &Account) -> Self {
        let profile = &account.profile;
        Self {
            id: account.id.to_string(),
            username: profile.username.as_str().to_owned(),
            email: profile.email.clone(),
            time_zone: profile.time_zone.clone(),
            language: profile.language.clone(),
            country: profile.country.clone(),
            currency: profile.currency.clone(),
            balance: super::currency_units(account.balance_millionths),
            allowed_ips: profile.allowed_ips.iter().map(ToString::to_string).collect(),
            second_factor_required: profile.second_factor_required,
            event_url: profile.event_url.clone(),
            code_prefixes: profile.code_prefixes.iter().map(|prefix| prefix.as_str().to_owned()).collect(),
            hides_codes: profile.hides_codes,
            custom_codes: profile.custom_codes,
            event_secret: None,
            limits: profile.limits.into(),
            created_at: WholeSeconds(account.created_at),
        }
    }
}

/// A user of an account.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "describe", derive(schemars::JsonSchema), schemars(rename = "User"))]
#[serde(rename_all = "camelCase")]
pub struct UserData {
    /// Its id.
    pub id: String,
    /// Signs in with it.
    pub email: String,
    /// How people call it.
    pub name: String,
    /// `owner`, `admin`, `developer` or `viewer`.
    #[cfg_attr(feature = "describe", schemars(with = "As<Role>"))]
    pub role: String,
    /// Whether signing in takes a second factor.
    pub second_factor: bool,
    /// When it was added.
    pub created_at: WholeSeconds,
    /// When it was last changed.
    pub updated_at: WholeSeconds,
}

impl From<&User> for UserData {
    fn from(user: &User) -> Self {
        Self {
            id: user.id.to_string(),
            email: user.email.as_str().to_owned(),
            name: user.name.clone(),
            role: user.role.as_str().to_owned(),
            second_factor: user.second_factor,
            created_at: WholeSeconds(user.created_at),
            updated_at: WholeSeconds(user.updated_at),
        }
    }
}

/// An API key.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "describe", derive(schemars::JsonSchema), schemars(rename = "Key"))]
#[serde(rename_all = "camelCase")]
pub struct KeyData {
    /// Its id, which is also in the key.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// What it may do.
    #[cfg_attr(feature = "describe", schemars(with = "Vec<As<Scope>>"))]
    pub scopes: Vec<String>,
    /// How the key begins, and which it is.
    pub hint: String,
    /// When it was made.
    pub created_at: WholeSeconds,
    /// When it was last changed.
    pub updated_at: WholeSeconds,
    /// From when on it is refused.
    pub expires_at: Option<WholeSeconds>,
    /// When it was last used, within a minute.
    pub last_used_at: Option<WholeSeconds>,
}

/// A new API key, with the key itself.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "describe", derive(schemars::JsonSchema), schemars(rename = "NewKey"))]
pub struct NewKeyData {
    /// What can be seen of it later.
    #[serde(flatten)]
    pub seen: KeyData,
    /// The key itself, which is shown this once.
    pub key: String,
}

impl From<&Key> for KeyData {
    fn from(key: &Key) -> Self {
        Self {
            id: key.id.to_string(),
            name: key.name.clone(),
            scopes: key.scopes.iter().map(|scope| scope.as_str().to_owned()).collect(),
            hint: key.hint.clone(),
            created_at: WholeSeconds(key.created_at),
            updated_at: WholeSeconds(key.updated_at),
            expires_at: key.expires_at.map(WholeSeconds),
            last_used_at: key.last_used_at.map(WholeSeconds),
        }
    }
}

/// An entry of the audit log.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "describe", derive(schemars::JsonSchema), schemars(rename = "AuditEntry"))]
#[serde(rename_all = "camelCase")]
pub struct AuditData {
    /// Counts the entries, from 1.
    pub id: u32,
    /// When it happened; the first time, where it happened more than once.
    pub at: WholeSeconds,
    /// What happened.
    pub event: String,
    /// Who did it: `operator`, `unknown`, `api-password`, `key:ID`, `page:ID` or `user:ID`.
    pub actor: String,
    /// From where.
    pub address: Option<String>,
    /// What it was done to.
    pub subject: Option<String>,
    /// More words.
    pub reason: Option<String>,
    /// How often, in a row within a minute.
    pub count: u32,
}

impl From<&AuditEntry> for AuditData {
    fn from(entry: &AuditEntry) -> Self {
        Self {
            id: entry.id,
            at: WholeSeconds(entry.at),
            event: entry.event.as_str().to_owned(),
            actor: entry.actor.as_str().to_owned(),
            address: entry.address.clone(),
            subject: entry.subject.clone(),
            reason: entry.reason.clone(),
            count: entry.count,
        }
    }
}

/// The tokens of a session.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "describe", derive(schemars::JsonSchema), schemars(rename = "Tokens"))]
#[serde(rename_all = "camelCase")]
pub struct TokensData {
    /// Authenticates calls, as `Authorization: Bearer`. Also in the answer's own `Authorization` header.
    pub access_token: String,
    /// `Bearer`.
    pub token_type: String,
    /// For how many seconds the access token is good.
    pub expires_in: u32,
    /// To be exchanged for new tokens, once.
    pub refresh_token: String,
    /// Who signed in.
    pub user: UserData,
}

/// The second factor of a user.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "describe", derive(schemars::JsonSchema), schemars(rename = "SecondFactor"))]
#[serde(rename_all = "camelCase")]
pub struct SecondFactorData {
    /// Whether signing in takes it.
    pub on: bool,
    /// How many recovery codes are left.
    pub recovery_codes_left: usize,
}

/// A second factor that is being set up. Shown once.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "describe", derive(schemars::JsonSchema), schemars(rename = "Enrolment"))]
pub struct EnrolmentData {
    /// The shared secret in base32, to be typed into an app.
    pub secret: String,
    /// The same as apps read it from a QR code.
    pub uri: String,
}

/// Recovery codes, each good once in the place of a code of the app. Shown once.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "describe", derive(schemars::JsonSchema), schemars(rename = "RecoveryCodes"))]
#[serde(rename_all = "camelCase")]
pub struct RecoveryCodesData {
    /// The codes.
    pub recovery_codes: Vec<String>,
}
