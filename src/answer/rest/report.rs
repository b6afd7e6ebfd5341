//! `sendings/{id}/reports/events`: what happened in a sending, as a table ("Events report by sending").

use crate::{
    country::CountryIso,
    csv::Csv,
    message::{EventRow, SendingRow},
};

const COLUMNS: [&str; 13] = [
    "campaignName",
    "campaignId",
    "sendingId",
    "contactId",
    "event",
    "phone",
    "email",
    "landline",
    "countryIso",
    "browser",
    "os",
    "url",
    "createdAt",
];

/// The column of the values of variables, in JSON, for who asks for it. The document does not say how they are shown.
const CUSTOM_FIELDS: &str = "customFields";

/// A report that is being written.
#[derive(Clone, Debug)]
pub struct EventsReport {
    campaign_name: String,
    campaign_id: String,
    sending_id: String,
    shows_custom_fields: bool,
}

impl EventsReport {
    /// Of a sending.
    #[must_use]
    pub fn of(row: &SendingRow, shows_custom_fields: bool) -> Self {
        let (campaign_id, sending_id) = (row.campaign_id.0.to_string(), row.id.0.to_string());
        Self { campaign_name: row.campaign_name.clone(), campaign_id, sending_id, shows_custom_fields }
    }

    /// The first row.
    #[must_use]
    pub fn begin(&self) -> String {
        let mut csv = Csv::default();
        csv.row(COLUMNS.into_iter().chain(self.shows_custom_fields.then_some(CUSTOM_FIELDS)));
        csv.into_text()
    }

    /// Rows of events.
    #[must_use]
    pub fn rows(&self, events: &[EventRow]) -> String {
        let mut csv = Csv::default();
        for EventRow { to, event, values, .. } in events {
            let country = to.parse().ok().and_then(|number| CountryIso::of(&number));
            let country = country.as_ref().map_or("", CountryIso::as_str);
            let at = event.at.to_rfc3339();
            let contact = "";
            let cells = [
                &self.campaign_name,
                &self.campaign_id,
                &self.sending_id,
                contact,
                event.kind.as_str(),
                to,
                "",
                "",
                country,
                "",
                "",
                "",
                &at,
            ];
            let custom = self.shows_custom_fields.then_some(values.as_deref().unwrap_or("{}"));
            csv.row(cells.into_iter().chain(custom));
        }
        csv.into_text()
    }
}
