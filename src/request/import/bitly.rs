//! Bitly's links.
//!
//! Sources: the API's answers to `GET /v4/groups/{group_guid}/bitlinks` (dev.bitly.com, Bitlinks; as `shlinkio/shlink-importer`
//! reads them in `BitlyApiImporter.php`), with `links`, each with `id`, `link`, `long_url`, `title`, `tags`, `created_at`,
//! `custom_bitlinks`, `archived`, `deeplinks`. The table that its web pages export, with `Link`, `Custom Link`, `Date created`,
//! `Title`, `Destination URL`, `Engagements` and `Status` (URLR's guide "Migration from Bitly", which names the columns that
//! count; `ramsey/website` reads them in this order); in older ones, `Bitlink`, `Long URL`, `Created`, `Tags`, `Total Clicks`.

use serde_json::{Map, Value};

use super::{
    Past,
    record::{Made, Record},
    short_url,
};

/// The columns that say where a link leads.
pub(super) const TARGET: &[&str] = &["destinationurl", "longurl"];

/// Hosts that Bitly serves everybody's links on, so that nobody can take one along.
const SHARED_HOSTS: [&str; 3] = ["bit.ly", "bitly.com", "j.mp"];

/// Where there is a link of the customer's choice, its slug counts; the drawn one becomes the external id, by which it can
/// still be found. `archived` and `Status` are left out: what Bitly does not list any more leads where it led all the same.
pub(super) fn link(mut record: Record) -> (Map<String, Value>, Past) {
    let drawn = record.text(&["link", "bitlink", "id"]);
    let custom = record.take(&["custombitlinks", "customlink"]).and_then(first);
    let short_url = custom.or_else(|| drawn.clone()).unwrap_or_default();
    let (host, slug) = short_url::parts(&short_url);
    let external_id = drawn.map(|drawn| short_url::without_scheme(&drawn).to_owned());
    let past = Past {
        domain: host.filter(|host| !SHARED_HOSTS.contains(&host.as_str())),
        created_at: record.moment(&["createdat", "datecreated", "created"]),
        clicks: record.count(&["engagements", "totalclicks", "clicks"]),
    };
    Made::default()
        .with("target", record.take(TARGET))
        .with("slug", slug)
        .with("title", record.take(&["title"]))
        .with("tags", record.words(&["tags"], &[',', ';', '|']))
        .with("externalId", external_id)
        .of(past)
}

/// The first text of a list, or a text that stands alone.
fn first(value: Value) -> Option<String> {
    match value {
        Value::Array(list) => list.into_iter().find_map(first),
        Value::String(text) if !text.is_empty() => Some(text),
        _ => None,
    }
}
