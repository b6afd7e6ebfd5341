use serde_json::{Map, Value, json};
use shortwave::{
    answer::{
        export::{Export, ExportFormat},
        native::LinkData,
    },
    link::{Draft, Link, Preview, Words, rules::Utm, table},
    slug::Slug,
    target_url::{Schemes, TargetUrl},
    time::Timestamp,
};

use crate::target_url::parse;

const NOW: Timestamp = Timestamp::from_millis(1_767_268_800_000);

fn target(written: &str) -> TargetUrl {
    TargetUrl::new(written, Schemes::WebAndApps, &[], parse).unwrap()
}

fn link(slug: &str) -> Link {
    let slug: Slug = slug.parse().unwrap();
    Draft::to(target("https://example.com/?a=1,2")).into_link(slug, "account".into(), NOW)
}

fn full() -> Link {
    let mut link = link("-a");
    link.words = Words {
        title: "=1+1".into(),
        tags: vec!["a".into(), "b c".into()],
        notes: "said \"so\"".into(),
        external_id: "7".into(),
        preview: Preview {
            title: "T".into(),
            description: "D, d".into(),
            image: Some(target("https://example.com/i")),
        },
    };
    link.rules.utm = Utm { source: "sms".into(), ..Utm::default() };
    link.rules.expires_at = Some(Timestamp::from_millis(1_893_456_000_000));
    link.rules.click_limit = Some(5);
    link.rules.deep_links.ios = Some(target("tel:1"));
    link
}

fn exported(format: ExportFormat, links: &[Link]) -> String {
    let mut export = Export::new(format);
    let mut text = export.begin();
    for link in links {
        text += &export.link(&LinkData::new(link, format!("https://sho.rt/{}", link.id.slug), 7, NOW));
    }
    text + export.end()
}

#[test]
fn a_table_of_links_has_a_row_for_each() {
    assert_eq!(
        exported(ExportFormat::Csv, &[full(), link("b")]),
        "id,domain,slug,shortUrl,target,title,tags,notes,externalId,preview.title,preview.description,preview.image,status,activeFrom,expiresAt,expiredTarget,clickLimit,\
         hasPassword,passQuery,utm.source,utm.medium,utm.campaign,utm.term,utm.content,targeting,variants,deepLinks.ios,\
         deepLinks.android,noindex,archived,state,clicks,createdAt,updatedAt\r\n\
         '-a,,'-a,https://sho.rt/-a,\"https://example.com/?a=1,2\",'=1+1,\"a,b c\",\"said \"\"so\"\"\",7,T,\"D, d\",https://example.com/i,302,,\
         2030-01-01T00:00:00+00:00,,5,false,false,sms,,,,,,,tel:1,,false,false,active,7,\
         2026-01-01T12:00:00+00:00,2026-01-01T12:00:00+00:00\r\n\
         b,,b,https://sho.rt/b,\"https://example.com/?a=1,2\",,,,,,,,302,,,,,false,false,,,,,,,,,,false,false,active,7,\
         2026-01-01T12:00:00+00:00,2026-01-01T12:00:00+00:00\r\n"
    );
}

#[test]
fn json_of_links_is_what_the_api_answers() {
    let links = [full(), link("b")];
    let answered =
        links.each_ref().map(|link| LinkData::new(link, format!("https://sho.rt/{}", link.id.slug), 7, NOW));
    for count in 0..=2 {
        let text = exported(ExportFormat::Json, &links[..count]);
        assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), json!(answered[..count]));
        assert_eq!(text.lines().count(), count + 2, "a line for each link: {text}");
    }
}

/// The paths of all that an object says: `utm.source`.
fn paths(object: &Map<String, Value>) -> Vec<String> {
    let of = |(name, value): (&String, &Value)| match value {
        Value::Object(inner) => inner.keys().map(|inner| format!("{name}.{inner}")).collect(),
        _ => vec![name.clone()],
    };
    object.iter().flat_map(of).collect()
}

#[test]
fn everything_that_is_told_of_a_link_has_a_column() {
    let link = full();
    let told = serde_json::to_value(LinkData::new(&link, String::new(), 0, NOW)).unwrap();
    for path in paths(told.as_object().unwrap()) {
        assert!(table::told().any(|column| column.name == path), "{path}");
    }
}
