//! Links of YOURLS.
//!
//! Sources: the API's answers to the action `stats` (`YOURLS/YOURLS`, includes/functions.php, `yourls_get_stats`), with
//! `links.link_1` and so on, each with `shorturl`, `url`, `title`, `timestamp`, `ip`, `clicks`; those to `shlink-list`, an
//! action that a plugin adds (`shlinkio/shlink-importer`, `YourlsImporter.php`), with `result`, each with `keyword` instead of
//! `shorturl`. A table of its database's `yourls_url`, with `keyword`, `url`, `title`, `timestamp`, `ip`, `clicks`. The table
//! that the plugin Import Export writes (`GautamGupta/YOURLS-Import-Export`, fileio/csv.php), with `source`, which is
//! `/keyword/`, `target`, `hits`.

use serde_json::{Map, Value};

use super::{
    Past,
    record::{Made, Record},
    short_url,
};

/// The columns that say where a link leads.
pub(super) const TARGET: &[&str] = &["url", "target"];

/// The address of who made it is left out. When it was made is said in the time of the server, which is not known: as if it
/// were UTC.
pub(super) fn link(mut record: Record) -> (Map<String, Value>, Past) {
    let short_url = record.text(&["shorturl"]).unwrap_or_default();
    let (host, slug) = short_url::parts(&short_url);
    let source = record.text(&["source"]).map(|source| source.trim_matches('/').to_owned());
    let keyword = record.take(&["keyword"]).or_else(|| source.or(slug).map(Value::from));
    let past = Past {
        domain: host,
        created_at: record.moment(&["timestamp"]),
        clicks: record.count(&["clicks", "hits"]),
    };
    Made::default()
        .with("target", record.take(TARGET))
        .with_slug(keyword)
        .with("title", record.take(&["title"]))
        .of(past)
}
