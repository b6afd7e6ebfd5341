//! What the endpoints of `/v1` read.

mod account;
mod domains;
mod factors;
mod jobs;
mod keys;
mod links;
pub mod listings;
mod period;
mod session;
mod users;
mod verification_tokens;
mod verifications;
mod webhooks;

pub use account::{replace_account, update_account};
pub use domains::{CreateDomain, create_domain, update_domain};
pub use factors::{CheckFactor, CreateFactor, check_factor, create_factor, list_factors};
pub use jobs::{AskLinkJob, change_link, export_links, link_job};
pub use keys::{CreateKey, Lifetime, UpdateKey, create_key, update_key};
pub use links::{
    AskClicks, CreateLink, Judge, LinkQr, SlugWish, Tag, ask_clicks, create_link, link_qr, replace_link,
    update_link,
};
pub use period::AskPeriod;
pub use session::{ChangePassword, Login, change_password, confirm_second_factor, login, refresh};
pub use users::{CreateUser, create_user, update_user};
pub use verification_tokens::{
    CreateVerificationToken, Decided, TokenLifetime, begin_verification, create_verification_token,
};
pub use verifications::{
    AskVerificationStats, CreateVerification, ShowVerification, ask_verification_stats, check_verification,
    create_verification, resend_verification, show_verification,
};
pub use webhooks::create_webhook;

use super::native::Reader;

/// The most characters of a name that people give something.
const MAX_NAME: usize = 100;

/// Nothing: an endpoint without arguments.
#[must_use]
pub const fn nothing(_: &mut Reader) -> Option<()> {
    Some(())
}
