//! What `campaigns` and `sendings` answer.

use serde::Serialize;

use super::super::{Data, WholeSeconds, currency_units};
use crate::{
    message::{self, EventKind, SendingRow},
    request::PageWish,
};

/// A page of a list.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "describe", derive(schemars::JsonSchema), schemars(inline))]
pub struct Listed<T> {
    /// The items, the newest first.
    pub data: Vec<T>,
    /// Where the page stands.
    pub meta: ListMeta,
}

/// Where a page stands.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "describe", derive(schemars::JsonSchema), schemars(rename = "RestListMeta"))]
pub struct ListMeta {
    /// Where it stands.
    pub pagination: ListPagination,
}

/// Where a page stands.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "describe", derive(schemars::JsonSchema), schemars(inline))]
pub struct ListPagination {
    /// How many items there are on all pages.
    pub total: u64,
    /// How many are on this one.
    pub count: usize,
    /// The most that a page has.
    pub per_page: u32,
    /// Which page it is, from 1.
    pub current_page: u32,
    /// How many there are.
    pub total_pages: u64,
    /// The next page, if there is one; otherwise an empty list, as the vendor has it.
    pub links: ListLinks,
}

/// The next page, or an empty list.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "describe", derive(schemars::JsonSchema), schemars(inline))]
#[serde(untagged)]
pub enum ListLinks {
    /// There is one.
    Next {
        /// Its URL.
        next: String,
    },
    /// There is none.
    None([(); 0]),
}

impl<T> Listed<T> {
    /// A page; `url` is that of the list, with its filters and without a page.
    #[must_use]
    pub fn new(data: Vec<T>, total: u64, wish: PageWish, url: &str) -> Self {
        let (per_page, current_page, count) = (wish.limit.get(), wish.page.get(), data.len());
        let total_pages = total.div_ceil(u64::from(per_page)).max(1);
        let links = if u64::from(current_page) < total_pages {
            let separator = if url.contains('?') { '&' } else { '?' };
            ListLinks::Next { next: format!("{url}{separator}page={}", current_page + 1) }
        } else {
            ListLinks::None([])
        };
        let pagination = ListPagination { total, count, per_page, current_page, total_pages, links };
        Self { data, meta: ListMeta { pagination } }
    }
}

/// A campaign.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "describe", derive(schemars::JsonSchema), schemars(rename = "RestCampaign"))]
#[serde(rename_all = "camelCase")]
pub struct Campaign {
    /// Its id.
    pub id: u64,
    /// Its name; empty for what was sent without one.
    pub name: String,
    /// `basic`
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// When it was made.
    pub created_at: WholeSeconds,
    /// When something was last sent in it.
    pub updated_at: WholeSeconds,
    /// Where it is.
    pub links: CampaignLinks,
    /// Its latest sendings, at most 100.
    pub sendings: Data<Vec<Sending>>,
}

/// Where a campaign is.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "describe", derive(schemars::JsonSchema), schemars(inline))]
pub struct CampaignLinks {
    /// Its URL.
    #[serde(rename = "self")]
    pub this: String,
    /// That of its sendings.
    pub sendings: String,
}

impl Campaign {
    /// A campaign of an account with a currency, as who asks at an origin sees it.
    #[must_use]
    pub fn new(campaign: message::Campaign, currency: &str, origin: &str) -> Self {
        let this = format!("{origin}/api/rest/campaigns/{}", campaign.id.0);
        let sendings = campaign.sendings.iter().map(|row| Sending::new(row, currency, origin)).collect();
        Self {
            id: campaign.id.0,
            name: campaign.name,
            kind: "basic",
            created_at: WholeSeconds(campaign.created_at),
            updated_at: WholeSeconds(campaign.updated_at),
            links: CampaignLinks { sendings: format!("{this}/sendings"), this },
            sendings: Data { data: sendings },
        }
    }
}

/// What one call sent.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "describe", derive(schemars::JsonSchema), schemars(rename = "RestSending"))]
#[serde(rename_all = "camelCase")]
pub struct Sending {
    /// Its id.
    pub id: u64,
    /// The name of its campaign; empty where it has none.
    pub campaign_name: String,
    /// `PENDING`, `SENDING`, `FINISHED` or `CANCELLED`.
    pub status: &'static str,
    /// `sms`
    pub channel: &'static str,
    /// How many messages it has.
    pub total: u32,
    /// How many of them are not to be submitted any more.
    pub processed: u32,
    /// The parts of those that were sent.
    pub total_sms_parts: u32,
    /// What it costs, in units of the currency.
    pub cost: f64,
    /// ISO 4217, upper case.
    pub currency: String,
    /// The tags of its campaign.
    pub tags: Vec<String>,
    /// When it is sent, where it was scheduled.
    pub scheduled_at: Option<WholeSeconds>,
    /// When it is no longer sent.
    pub expires_at: Option<WholeSeconds>,
    /// When the first message was sent.
    pub started_at: Option<WholeSeconds>,
    /// When the last was.
    pub finished_at: Option<WholeSeconds>,
    /// When it was accepted.
    pub created_at: WholeSeconds,
    /// When it last went on.
    pub updated_at: WholeSeconds,
    /// How many messages something happened to.
    pub events: SendingEvents,
    /// Where it is.
    pub links: SendingLinks,
}

/// How many messages something happened to; of what does not happen to messages, none.
#[derive(Debug, Default, Serialize)]
#[cfg_attr(feature = "describe", derive(schemars::JsonSchema), schemars(rename = "RestSendingEvents"))]
pub struct SendingEvents {
    pub delivered: u32,
    pub opened: u32,
    pub opened_unique: u32,
    pub clicked: u32,
    pub clicked_unique: u32,
    pub unsubscribed: u32,
    pub hard_bounced: u32,
    pub complaint: u32,
    pub sent: u32,
    pub soft_bounced: u32,
    pub undelivered: u32,
    pub rejected: u32,
    pub expired: u32,
    pub unsubscribed_landing: u32,
}

/// Where a sending is.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "describe", derive(schemars::JsonSchema), schemars(inline))]
#[serde(rename_all = "camelCase")]
pub struct SendingLinks {
    /// Its URL.
    #[serde(rename = "self")]
    pub this: String,
    /// That of its events.
    pub events_report: String,
}

impl Sending {
    /// A sending of an account with a currency, as who asks at an origin sees it.
    #[must_use]
    pub fn new(row: &SendingRow, currency: &str, origin: &str) -> Self {
        let this = format!("{origin}/api/rest/sendings/{}", row.id.0);
        let summary = &row.summary;
        let count = |kind| summary.count(kind);
        Self {
            id: row.id.0,
            campaign_name: row.campaign_name.clone(),
            status: row.status.as_str(),
            channel: "sms",
            total: row.messages,
            processed: summary.processed,
            total_sms_parts: summary.parts,
            cost: currency_units(summary.cost),
            currency: currency.to_owned(),
            tags: row.tags.clone(),
            scheduled_at: row.schedule_at.map(WholeSeconds),
            expires_at: row.expires_at.map(WholeSeconds),
            started_at: summary.started_at.map(WholeSeconds),
            finished_at: summary.finished_at.map(WholeSeconds),
            created_at: WholeSeconds(row.created_at),
            updated_at: WholeSeconds(row.updated_at),
            events: SendingEvents {
                delivered: count(EventKind::Delivered),
                clicked: count(EventKind::Clicked),
                clicked_unique: count(EventKind::Clicked),
                unsubscribed: count(EventKind::Unsubscribed),
                sent: count(EventKind::Sent),
                undelivered: count(EventKind::Undelivered),
                rejected: count(EventKind::Rejected),
                expired: count(EventKind::Expired),
                ..SendingEvents::default()
            },
            links: SendingLinks { events_report: format!("{this}/reports/events"), this },
        }
    }
}
