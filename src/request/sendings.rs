//! What the REST dialect's lists are asked for.

use serde::{Deserialize, Serialize};

use super::{FieldError, FieldValue, Fields};
use crate::{
    message::{CampaignId, EventFilter, SendingStatus},
    ranged::ranged,
    time::Timestamp,
};

ranged! {
    /// Items of a page: 1 to 1000, 100 unless said.
    PageLimit(u32) 1..=1_000, default 100, get
}

ranged! {
    /// Which page: from 1.
    PageNumber(u32) 1..=1_000_000, default 1, get
}

/// A page that is asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageWish {
    /// Which.
    pub page: PageNumber,
    /// How many items it has.
    pub limit: PageLimit,
}

impl PageWish {
    /// How many items are before it.
    #[must_use]
    pub const fn offset(self) -> u64 {
        (self.page.get() as u64 - 1) * self.limit.get() as u64
    }

    pub(super) fn of(fields: &mut Fields) -> Result<Self, FieldError> {
        Ok(Self { page: fields.number("page")?, limit: fields.number("limit")? })
    }
}

/// Which sendings, or which campaigns, are asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SendingFilter {
    /// Of one campaign.
    pub campaign: Option<CampaignId>,
    /// The campaign's name; `*` stands for anything.
    pub name: Option<String>,
    /// The channel: there are none of others than `sms`.
    pub channel: Option<String>,
    /// Made before.
    pub before: Option<Timestamp>,
    /// Made at this moment or after.
    pub after: Option<Timestamp>,
    /// Where they stand.
    pub status: Option<SendingStatus>,
    /// The page.
    pub page: PageWish,
}

const MAX_TEXT: usize = 255;

/// Reads the query of `GET campaigns`.
///
/// # Errors
/// The first field that breaks a rule.
pub fn campaigns(fields: &mut Fields) -> Result<SendingFilter, FieldError> {
    Ok(SendingFilter {
        name: fields.string("name", MAX_TEXT)?,
        channel: fields.string("channel", MAX_TEXT)?,
        before: moment(fields, "beforeDate")?,
        after: moment(fields, "afterDate")?,
        page: PageWish::of(fields)?,
        ..SendingFilter::default()
    })
}

/// Reads the query of `GET sendings` and of `GET campaigns/{id}/sendings`.
///
/// # Errors
/// The first field that breaks a rule.
pub fn sendings(fields: &mut Fields) -> Result<SendingFilter, FieldError> {
    let status = fields.parsed("status")?;
    Ok(SendingFilter { status, ..campaigns(fields)? })
}

/// Reads the query of `GET sendings/{id}/reports/events`.
///
/// # Errors
/// The first field that breaks a rule.
pub fn events(fields: &mut Fields) -> Result<EventFilter, FieldError> {
    Ok(EventFilter {
        before: moment(fields, "beforeDate")?,
        after: moment(fields, "afterDate")?,
        shows_custom_fields: fields.integer("showCustomFields", 0..=1)? == Some(1),
    })
}

/// A moment whose `+` was not encoded, and so came as a space, is taken too.
fn moment(fields: &mut Fields, name: &str) -> Result<Option<Timestamp>, FieldError> {
    Ok(fields.parsed::<Moment>(name)?.map(|Moment(moment)| moment))
}

struct Moment(Timestamp);

impl FieldValue for Moment {
    fn read(given: super::Given) -> Result<Self, super::Problem> {
        let text = given.string()?.replace(' ', "+");
        let form = super::Problem::Form { expected: "moment of ISO 8601 with its offset" };
        text.parse().map(Self).map_err(|_| form)
    }

    fn schema() -> serde_json::Value {
        serde_json::json!({ "type": "string", "format": "date-time" })
    }
}
