//! `audit`

use shortwave::{answer::native::AuditData, request::v1::listings};

use super::{Answer, Asked};
use crate::failure::Failure;

/// `GET audit`
pub async fn list(asked: &Asked<'_, '_>) -> Result<Answer, Failure> {
    let (query, parameters) = asked.list_query(&listings::AUDIT)?;
    let page = asked.account()?.list_audit(parameters).await?.page(&query);
    Answer::many(asked, page.items.iter().map(AuditData::from).collect(), page.pagination)
}
