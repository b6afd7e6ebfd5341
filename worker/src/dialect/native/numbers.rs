//! `numbers`

use shortwave::{answer::native::NumberData, phone::Msisdn};

use super::{Answer, Asked};
use crate::{failure::Failure, phone};

/// `GET numbers/{number}`
pub async fn show(asked: &Asked<'_, '_>) -> Result<Answer, Failure> {
    let number: Msisdn = asked.id()?;
    Answer::one(asked, 200, NumberData::new(&number, &phone::judge(&number).await?))
}
