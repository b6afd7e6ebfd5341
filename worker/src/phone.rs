//! What phone numbers are.

use shortwave::{phone::Msisdn, phone_kind::Judged};

use crate::{failure::Failure, platform};

/// Judges a number. What does it is loaded with the first one.
pub async fn judge(number: &Msisdn) -> Result<Judged, Failure> {
    Ok(Judged::of(number, &platform::phone(number.as_str()).await?))
}
