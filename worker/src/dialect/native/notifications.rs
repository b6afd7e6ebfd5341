//! `notifications`

use shortwave::{answer::native::NotificationData, request::v1::listings};

use super::{Answer, Asked};
use crate::failure::Failure;

/// `GET notifications`
pub async fn list(asked: &Asked<'_, '_>) -> Result<Answer, Failure> {
    let (query, parameters) = asked.list_query(&listings::NOTIFICATIONS)?;
    let page = asked.account()?.list_unheard(parameters).await?.page(&query);
    Answer::many(asked, page.items.iter().map(NotificationData::from).collect(), page.pagination)
}
