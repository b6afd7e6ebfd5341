//! Shlink's links.
//!
//! Sources: the API's answers to `GET /rest/v3/short-urls` (`shlinkio/shlink`, docs/swagger/definitions/ShortUrl.json and
//! ShortUrlMeta.json; as `shlinkio/shlink-importer` reads them in `ShlinkMapper.php`), with `shortUrls.data`, each with
//! `shortCode`, `shortUrl`, `longUrl`, `dateCreated`, `visitsSummary`, `tags`, `meta`, `domain`, `title`, `crawlable`,
//! `forwardQuery`. The table that its web client exports (`shlinkio/shlink-web-component`, `ExportShortUrlsBtn.tsx`), with
//! `createdAt`, `domain`, `shortCode`, `shortUrl`, `longUrl`, `title`, `tags` with `|` between them, `visits`. The one that
//! its own importer takes (`CsvImporter.php`), with `Long URL`, `Short code`, `Tags`, `Domain`, `Title`.

use serde_json::{Map, Value};

use super::{
    Past,
    record::{Made, Record},
    short_url,
};

/// The column that says where a link leads.
pub(super) const TARGET: &[&str] = &["longurl"];

/// Its rules of redirection come with another call of its API, and are left out.
pub(super) fn link(mut record: Record) -> (Map<String, Value>, Past) {
    let short_url = record.text(&["shorturl"]).unwrap_or_default();
    let (host, slug) = short_url::parts(&short_url);
    let mut meta = record.inner("meta");
    let visits = record.inner("visitssummary").remove("total").and_then(|total| total.as_u64());
    let past = Past {
        domain: record.text(&["domain"]).map(|domain| domain.to_lowercase()).or(host),
        created_at: record.moment(&["datecreated", "createdat"]),
        clicks: visits.or_else(|| record.count(&["visitscount", "visits"])),
    };
    // What it says of crawlers, it says in robots.txt, where a link is kept from them unless it is `crawlable`.
    let is_crawlable = record.take(&["crawlable"]).and_then(|crawlable| crawlable.as_bool());
    Made::default()
        .with("target", record.take(TARGET))
        .with_slug(record.take(&["shortcode"]).or_else(|| slug.map(Value::from)))
        .with("title", record.take(&["title"]))
        .with("tags", record.words(&["tags"], &['|']))
        .with("activeFrom", meta.remove("validSince"))
        .with("expiresAt", meta.remove("validUntil"))
        .with("clickLimit", meta.remove("maxVisits"))
        .with("noindex", is_crawlable.map(|is_crawlable| !is_crawlable))
        .with("passQuery", record.take(&["forwardquery"]))
        .of(past)
}
