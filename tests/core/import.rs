//! Links that go out and come in again, and those that come from other services.

use proptest::prelude::*;
use serde_json::{Value, json};
use shortwave::{
    answer::{
        export::{Export, ExportFormat},
        native::LinkData,
    },
    change::Change,
    domain::Domain,
    link::{
        Draft, Link, LinkId, Preview, Rules, Words,
        agent::{Device, System},
        rules::{DeepLinks, Status, Targeting, Utm, Variant},
    },
    request::{
        import::{Format, ImportError, Imported, MAX_ROWS, Row, read},
        native::Invalid,
        v1::{CreateLink, Judge, SlugWish, create_link},
    },
    slug::Slug,
    target_url::{Schemes, TargetUrl, TargetUrlError},
    time::Timestamp,
};

use crate::target_url::parse;

fn url(written: &str) -> Result<TargetUrl, TargetUrlError> {
    TargetUrl::new(written, Schemes::WebAndApps, &["sho.rt"], parse)
}

fn target(written: &str) -> TargetUrl {
    url(written).unwrap()
}

fn created(row: Row) -> Result<CreateLink, Invalid> {
    row.read(|reader| {
        create_link(
            reader,
            Judge { url: &url, normalised: &str::to_owned, host: &|host| Some(host.to_owned()) },
        )
    })
}

fn imported(text: &str) -> Imported {
    read(text.as_bytes(), None).unwrap()
}

/// The fields of each row.
fn fields(text: &str) -> Vec<Value> {
    imported(text).rows.into_iter().map(|row| Value::Object(row.unwrap().fields)).collect()
}

/// What is wrong with the rows, before and after their fields are read.
fn wrong(text: &str) -> Vec<String> {
    let errors = |row: Result<Row, _>| match row.map(created) {
        Ok(Ok(_)) => Vec::new(),
        Ok(Err(Invalid(errors))) => errors,
        Err(error) => vec![error],
    };
    imported(text).rows.into_iter().flat_map(errors).map(|error| error.to_string()).collect()
}

fn exported(format: ExportFormat, links: &[Link]) -> String {
    let mut export = Export::new(format);
    let mut text = export.begin();
    for link in links {
        let short_url = format!("https://sho.rt/{}", link.id.slug.to_segment());
        text += &export.link(&LinkData::new(link, short_url, 7, Timestamp::from_millis(0)));
    }
    text + export.end()
}

/// A link that a row makes, with what nobody can choose taken over from the one that it was.
fn made_again(row: Row, link: &Link) -> Link {
    let CreateLink { target, settings, slug, domain, .. } = created(row).unwrap();
    let SlugWish::Own(slug) = slug else { panic!("no slug") };
    let draft = Draft::to(target).on(domain.of(None)).with(settings);
    Link { updated_at: link.updated_at, ..draft.into_link(slug, link.account_id.clone(), link.created_at) }
}

fn a_text(most: usize) -> impl Strategy<Value = String> {
    let character = prop_oneof![
        4 => prop::sample::select(vec!['=', '+', '-', '@', '\'', '"', ',', ';', '|', '[', ' ', '\t', '\r', '\n', '\u{feff}']),
        4 => prop::char::range('a', 'z'),
        1 => any::<char>(),
    ];
    prop::collection::vec(character, 0..=most).prop_map(|text| text.into_iter().collect())
}

fn a_tag() -> impl Strategy<Value = String> {
    "[ =+@'|;\\[\\]{}a-zé-]{1,8}"
}

fn a_target() -> impl Strategy<Value = TargetUrl> {
    "[a-z0-9,;'|=&?#é-]{0,12}".prop_map(|path| target(&format!("https://example.com/{path}")))
}

fn a_moment() -> impl Strategy<Value = Timestamp> {
    (0_i64..4_000_000_000).prop_map(|seconds| Timestamp::from_millis(seconds * 1_000))
}

fn some_of<T: Clone + std::fmt::Debug + 'static>(all: &[T]) -> impl Strategy<Value = Vec<T>> + use<T> {
    prop::sample::subsequence(all.to_vec(), 0..=all.len())
}

fn texts(all: &[&str]) -> impl Strategy<Value = Vec<String>> + use<> {
    some_of(&all.iter().map(ToString::to_string).collect::<Vec<_>>())
}

fn a_targeting() -> impl Strategy<Value = Targeting> {
    let words = (texts(&["ES", "PT"]), texts(&["pt", "pt-br"]), some_of(Device::ALL), some_of(System::ALL));
    (words, a_target()).prop_map(|((countries, languages, devices, systems), target)| Targeting {
        countries,
        languages,
        devices,
        systems,
        target,
    })
}

fn some_rules() -> impl Strategy<Value = Rules> {
    let times = (prop::option::of(a_moment()), prop::option::of(a_moment()), prop::option::of(a_target()));
    let utm = [a_text(8), a_text(8), a_text(8), a_text(8), a_text(8)];
    let lists = (
        prop::collection::vec(a_targeting(), 0..3),
        prop::collection::vec((0_u16..=1_000, a_target()), 0..3),
    );
    let deep_links = prop::option::of(Just(target("whatsapp://send?phone=1")));
    let flags = any::<[bool; 3]>();
    let limit = prop::option::of(1_u32..=1_000_000_000);
    let status = prop::sample::select(Status::ALL.to_vec());
    (a_target(), status, times, utm, lists, deep_links, flags, limit).prop_map(
        |(target, status, times, utm, lists, ios, [pass_query, noindex, archived], click_limit)| {
            let [source, medium, campaign, term, content] = utm;
            Rules {
                status,
                active_from: times.0,
                expires_at: times.1,
                expired_target: times.2.clone(),
                click_limit,
                pass_query,
                utm: Utm { source, medium, campaign, term, content },
                targeting: lists.0,
                variants: lists.1.into_iter().map(|(weight, target)| Variant { weight, target }).collect(),
                deep_links: DeepLinks { ios, android: times.2 },
                noindex,
                archived,
                ..Rules::to(target)
            }
        },
    )
}

fn a_link() -> impl Strategy<Value = Link> {
    let slug = "[-_a-zA-Z0-9]{1,10}".prop_filter_map("reserved", |slug| slug.parse::<Slug>().ok());
    let preview = (a_text(12), a_text(12), prop::option::of(Just(target("https://example.com/i"))))
        .prop_map(|(title, description, image)| Preview { title, description, image });
    let words = (a_text(12), prop::collection::vec(a_tag(), 0..4), a_text(12), a_text(12), preview).prop_map(
        |(title, tags, notes, external_id, preview)| Words { title, tags, notes, external_id, preview },
    );
    let domain = prop::option::of(Just("go.example.org").prop_map(|name| name.parse::<Domain>().unwrap()));
    (domain, slug, some_rules(), words, a_moment()).prop_map(|(domain, slug, rules, words, at)| Link {
        id: LinkId { domain, slug },
        account_id: "account".into(),
        rules: Rules { has_preview: !words.preview.is_empty(), ..rules },
        words,
        password: None,
        created_at: at,
        updated_at: at,
        version: 1,
    })
}

proptest! {
    #[test]
    fn what_goes_out_comes_in_again(links in prop::collection::vec(a_link(), 0..4)) {
        for (written, read_as) in [(ExportFormat::Csv, Format::Csv), (ExportFormat::Json, Format::Json)] {
            let imported = imported(&exported(written, &links));
            prop_assert_eq!(imported.format, read_as);
            prop_assert_eq!(imported.rows.len(), links.len());
            for (index, (row, link)) in imported.rows.into_iter().zip(&links).enumerate() {
                let row = row.unwrap();
                prop_assert_eq!(row.row, index);
                prop_assert_eq!(row.past.created_at, Some(link.created_at));
                prop_assert_eq!(row.past.clicks, Some(7));
                prop_assert_eq!(&made_again(row, link), link);
            }
        }
    }

    /// Whatever comes, it is read or refused.
    #[test]
    fn anything_is_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        for format in std::iter::once(None).chain(Format::ALL.iter().copied().map(Some)) {
            let _ = read(&bytes, format);
        }
    }

    /// The same of what is nearly right.
    #[test]
    fn anything_under_a_known_header_is_read_or_refused(
        header in prop::sample::select(vec![
            "slug,target,tags,status,utm.source,targeting,deepLinks.ios,hasPassword\n",
            "Link;Custom Link;Destination URL;Tags\n",
            "shortCode\tlongUrl\ttags\n",
            "keyword,url,timestamp\n",
            "[{\"target\":",
            "{\"links\":[{\"long_url\":",
            "{\"shortUrls\":{\"data\":[{\"longUrl\":",
            "{\"links\":{\"link_1\":",
        ]),
        rest in "[\\[\\]{}:a\",;\t\n%'=0-9é]{0,80}",
    ) {
        if let Ok(imported) = read(format!("{header}{rest}").as_bytes(), None) {
            for row in imported.rows.into_iter().flatten() {
                let _ = created(row);
            }
        }
    }
}

/// What a table would tell otherwise than it is, if it were written plainly.
#[test]
fn tricky_words_stay_as_they_are() {
    let slug: Slug = "-a".parse().unwrap();
    let at = Timestamp::from_millis(0);
    for tags in [&["[]"][..], &["[1]", "a"], &[" a", "b"], &["=1+1"], &["'=1+1", "-"], &["a;b|c"]] {
        let mut link =
            Draft::to(target("https://example.com/?a=1,2;3")).into_link(slug.clone(), "account".into(), at);
        link.words.tags = tags.iter().map(ToString::to_string).collect();
        link.words.title = "  ".into();
        link.words.notes = "''=1+1,\"\r\n\"".into();
        link.words.external_id = "+34\t".into();
        for format in ExportFormat::ALL {
            let row = imported(&exported(*format, std::slice::from_ref(&link))).rows.remove(0).unwrap();
            assert_eq!(made_again(row, &link), link);
        }
    }
}

#[test]
fn answers_of_the_api_are_read_as_they_are() {
    let link = json!({ "id": "a", "domain": null, "slug": "a", "target": "https://example.com/", "shortUrl": "https://sho.rt/a", "hasPassword": false,
        "clicks": 3, "createdAt": "2026-01-01T12:00:00+00:00", "updatedAt": "2026-01-01T12:00:00+00:00" });
    for text in
        [json!([link]), json!({ "meta": {}, "items": [link] }), json!({ "data": { "items": [link] } })]
    {
        let row = imported(&text.to_string()).rows.remove(0).unwrap();
        // On no domain, wherever the account makes its links otherwise.
        let fields = json!({ "domain": null, "slug": "a", "target": "https://example.com/" });
        assert_eq!(Value::Object(row.fields), fields);
        assert_eq!(row.past.clicks, Some(3));
        assert_eq!(row.past.created_at.map(Timestamp::millis), Some(1_767_268_800_000));
    }
    assert_eq!(imported("[]").rows, []);
}

#[test]
fn a_table_is_read_as_people_write_it() {
    let text = "\u{feff} SLUG ;Target;tags;status;passquery;expiresat;clickLimit;UTM.Source;notes;variants;\r\n\
        a; https://example.com/ ; x , y ;301;TRUE;2030-01-01T00:00:00Z;5;sms; kept ;[{\"target\":\"https://example.com/b\"}];\r\n\
        ;;;;;;;;;;\r\n\
        b;https://example.com/\r\n";
    assert_eq!(
        fields(text),
        [
            json!({ "slug": "a", "target": "https://example.com/", "tags": ["x", "y"], "status": 301, "passQuery": true,
                "expiresAt": "2030-01-01T00:00:00Z", "clickLimit": 5, "utm": { "source": "sms" }, "notes": " kept ",
                "variants": [{ "target": "https://example.com/b" }] }),
            json!({ "slug": "b", "target": "https://example.com/" }),
        ]
    );
    assert_eq!(wrong(text), [""; 0]);
}

#[test]
fn the_domain_of_a_link_of_ours_is_a_field() {
    let expected = json!({ "domain": "go.example.org", "slug": "a", "target": "https://example.com/" });
    let table = "id,domain,slug,target\ngo.example.org:a,go.example.org,a,https://example.com/\n";
    let list = json!([{ "id": "go.example.org:a", "domain": "go.example.org", "slug": "a", "target": "https://example.com/" }]);
    assert_eq!([fields(table), fields(&list.to_string())].concat(), [expected.clone(), expected]);
}

#[test]
fn what_is_wrong_is_told_by_row_and_field_and_costs_no_other_row() {
    let text = "slug,target,status,passQuery,tags,targeting,clickLimit\n\
        a,https://example.com/,,,,,\n\
        b,nope,303,perhaps,,,\n\
        c,,,,\"a,b\"\"c\",\"[{\"\"countries\"\":[\"\"ES\"\"]}]\",x\n\
        d,https://example.com/,,,,,,,\n\
        e,https://example.com/,,,,,\n\
        f,\"https://example.com/";
    assert_eq!(
        wrong(text),
        [
            "The rows.1.target field must be a valid URL that a short link may lead to.",
            "The rows.1.status field must be a valid status of redirects: 301, 302, 307 or 308.",
            "The rows.1.passQuery field must be true or false.",
            "The rows.2.target field is required.",
            "The rows.2.tags.1 field must be a valid tag: 1 to 50 characters without quotation marks, backslashes and commas.",
            "The rows.2.clickLimit field must be an integer.",
            "The rows.2.targeting.0.target field is required.",
            "The rows.3 field must have between 1 and 7 items.",
            "The rows.5 field must be a valid row whose quotation marks are closed.",
        ]
    );
    let text = r#"[{"target":"https://example.com/"},5,{"target":7},{"target":"https://example.com/","colour":1},{}]"#;
    assert_eq!(
        wrong(text),
        [
            "The rows.1 field must be an object.",
            "The rows.2.target field must be a string.",
            "The rows.3.colour field is unknown.",
            "The rows.4.target field is required.",
        ]
    );
}

#[test]
fn a_link_with_a_password_is_given_one_again_or_stays_out() {
    let links = |password: Value| {
        let link = json!({ "target": "https://example.com/", "hasPassword": true, "password": password });
        json!([link]).to_string()
    };
    assert_eq!(wrong(&links(Value::Null)), ["The rows.0.password field is required."]);
    assert_eq!(wrong(&links(json!("sesame"))), [""; 0]);
    let table = "target,hasPassword,password\nhttps://example.com/,true,\nhttps://example.com/,true,sesame\n\
        https://example.com/,WAHR,\nhttps://example.com/,FALSE,\nhttps://example.com/,0,\nhttps://example.com/,,\n";
    assert_eq!(
        wrong(table),
        ["The rows.0.password field is required.", "The rows.2.password field is required."]
    );
    let row = imported(table).rows.remove(1).unwrap();
    let Change::To(password) = created(row).unwrap().settings.password else { panic!("no password") };
    assert_eq!(password.expose(), "sesame");
}

#[test]
fn what_cannot_be_read_at_all_says_why() {
    let too_many = "x\n".repeat(MAX_ROWS + 1);
    let json_too_many = format!("[{}1]", "1,".repeat(MAX_ROWS));
    let deep = "[".repeat(100_000);
    for (text, format, message) in [
        ("", None, "the format is not known by its columns or fields: say which it is"),
        ("name,address\n", None, "the format is not known by its columns or fields: say which it is"),
        ("[{\"name\":1}]", None, "the format is not known by its columns or fields: say which it is"),
        ("[{]", None, "the JSON breaks off or is malformed in line 1, column 3"),
        ("", Some(Format::Json), "the JSON breaks off or is malformed in line 1, column 0"),
        (&deep, None, "the JSON breaks off or is malformed in line 1, column 128"),
        ("{\"name\":[]}", None, "the JSON has no list of links"),
        ("\"target", None, "the table's header has a quotation mark that is not closed"),
        ("slug\n", Some(Format::Csv), "no column of the table says where its links lead"),
        ("slug\n", Some(Format::Bitly), "no column of the table says where its links lead"),
        ("[]", Some(Format::Csv), "no column of the table says where its links lead"),
        ("target, colour \n", None, "the column `colour` is unknown"),
        ("target,tags,Tags\n", None, "the column `Tags` is there twice"),
        (&format!("target\n{too_many}"), None, "more than 10000 links"),
        (&json_too_many, None, "more than 10000 links"),
    ] {
        let error = read(text.as_bytes(), format).unwrap_err();
        assert_eq!(error.to_string(), message, "{text:.40}");
    }
    assert_eq!(read(b"target\n\xff", None).unwrap_err(), ImportError::Encoding);
    let most = format!("target\n{}", too_many.strip_suffix("x\n").unwrap());
    assert_eq!(imported(&most).rows.len(), MAX_ROWS);
}

/// The format, the fields of the rows, and what is told of their past: domain, moment and clicks.
type Told = (Format, Vec<(Value, Option<&'static str>, Option<&'static str>, Option<u64>)>);

fn assert_told(text: &str, (format, expected): Told) {
    let imported = imported(text);
    assert_eq!(imported.format, format);
    let rows: Vec<_> = imported.rows.into_iter().map(Result::unwrap).collect();
    assert_eq!(rows.len(), expected.len());
    for (row, (fields, domain, created_at, clicks)) in rows.into_iter().zip(expected) {
        assert_eq!(Value::Object(row.fields.clone()), fields);
        assert_eq!(row.past.domain.as_deref(), domain, "{fields}");
        let moment = row.past.created_at.map(Timestamp::to_rfc3339);
        assert_eq!(moment.as_deref(), created_at, "{fields}");
        assert_eq!(row.past.clicks, clicks, "{fields}");
        created(row).unwrap();
    }
}

#[test]
fn links_of_bitly_are_read() {
    let api = include_str!("../fixtures/imports/bitly.json");
    assert_told(
        api,
        (
            Format::Bitly,
            vec![
                (
                    json!({ "target": "https://example.com/spring?a=1,2", "slug": "3usiGLP", "title": "Spring, \"new\"",
                        "tags": ["sale", "e-mail"], "externalId": "bit.ly/3usiGLP" }),
                    None,
                    Some("2021-05-06T15:20:52+00:00"),
                    None,
                ),
                (
                    json!({ "target": "https://example.com/help", "slug": "help-me", "externalId": "bit.ly/2Diay99",
                        "tags": [] }),
                    Some("go.example.com"),
                    Some("2020-02-29T22:00:00+00:00"),
                    None,
                ),
            ],
        ),
    );
    let table = include_str!("../fixtures/imports/bitly.csv");
    assert_told(
        table,
        (
            Format::Bitly,
            vec![
                (
                    json!({ "target": "https://example.com/spring?a=1,2", "slug": "3usiGLP", "title": "Spring, \"new\"",
                        "externalId": "bit.ly/3usiGLP" }),
                    None,
                    Some("2021-05-06T15:20:52+00:00"),
                    Some(1_234),
                ),
                (
                    json!({ "target": "https://example.com/help", "slug": "Help-me", "externalId": "go.example.com/2Diay99" }),
                    Some("go.example.com"),
                    Some("2020-02-29T22:00:00+00:00"),
                    Some(0),
                ),
            ],
        ),
    );
    assert_told(
        "Bitlink,Title,Long URL,Tags,Created,Total Clicks\nbit.ly/promo,Promo,https://example.com/,\"a, b\",2020-01-01,42\n",
        (
            Format::Bitly,
            vec![(
                json!({ "target": "https://example.com/", "slug": "promo", "title": "Promo", "tags": ["a", "b"],
                    "externalId": "bit.ly/promo" }),
                None,
                Some("2020-01-01T00:00:00+00:00"),
                Some(42),
            )],
        ),
    );
}

#[test]
fn links_of_shlink_are_read() {
    let api = include_str!("../fixtures/imports/shlink.json");
    assert_told(
        api,
        (
            Format::Shlink,
            vec![
                (
                    json!({ "target": "https://example.com/wiki", "slug": "wiki", "title": "The wiki", "tags": ["homelab", "notes"],
                        "activeFrom": "2025-01-01T00:00:00+01:00", "expiresAt": "2030-01-01T00:00:00+01:00",
                        "clickLimit": 100, "noindex": true, "passQuery": true }),
                    Some("s.example.org"),
                    Some("2024-01-02T09:00:00+00:00"),
                    Some(3),
                ),
                (
                    json!({ "target": "https://example.com/open", "slug": "café", "tags": [], "noindex": false,
                        "passQuery": false }),
                    Some("go.example.com"),
                    Some("2024-01-03T09:00:00+00:00"),
                    Some(12),
                ),
            ],
        ),
    );
    let table = include_str!("../fixtures/imports/shlink.csv");
    assert_told(
        table,
        (
            Format::Shlink,
            vec![
                (
                    json!({ "target": "https://example.com/wiki", "slug": "wiki", "title": "The wiki", "tags": ["homelab", "notes"] }),
                    Some("s.example.org"),
                    Some("2024-01-02T09:00:00+00:00"),
                    Some(3),
                ),
                (
                    json!({ "target": "https://example.com/open", "slug": "café" }),
                    Some("go.example.com"),
                    Some("2024-01-03T09:00:00+00:00"),
                    Some(12),
                ),
            ],
        ),
    );
    assert_told(
        "Long URL;Short code;Tags;Domain;Title\nhttps://example.com/;a;x|y;Go.Example.com;\n",
        (
            Format::Shlink,
            vec![(
                json!({ "target": "https://example.com/", "slug": "a", "tags": ["x", "y"] }),
                Some("go.example.com"),
                None,
                None,
            )],
        ),
    );
}

#[test]
fn links_of_yourls_are_read() {
    let expected = |index: usize, domain| {
        let rows = [
            (
                json!({ "target": "https://example.com/a?x=1&y=2", "slug": "ozh", "title": "Ozh's" }),
                domain,
                Some("2024-05-01T12:00:00+00:00"),
                Some(2),
            ),
            (
                json!({ "target": "https://example.com/b", "slug": "zkQPr" }),
                domain,
                Some("2024-05-02T12:00:00+00:00"),
                Some(0),
            ),
        ];
        rows[index].clone()
    };
    let both = |domain| (Format::Yourls, vec![expected(0, domain), expected(1, domain)]);
    // Links have numbers: the tenth comes after the second.
    assert_told(include_str!("../fixtures/imports/yourls.json"), both(Some("y.example.org")));
    let table = include_str!("../fixtures/imports/yourls.csv");
    assert_told(table, both(None));
    assert_told(&table.replace(',', "\t"), both(None));
    let result = json!({ "result": [{ "keyword": "ozh", "url": "https://example.com/a?x=1&y=2", "title": "Ozh's",
        "timestamp": "2024-05-01 12:00:00", "ip": "203.0.113.9", "clicks": "2" }] });
    assert_told(&result.to_string(), (Format::Yourls, vec![expected(0, None)]));
    assert_told(
        "source,target,hits\r\n/ozh/,https://example.com/a?x=1&y=2,2\r\n",
        (
            Format::Yourls,
            vec![(json!({ "target": "https://example.com/a?x=1&y=2", "slug": "ozh" }), None, None, Some(2))],
        ),
    );
}

#[test]
fn a_format_that_is_said_counts() {
    let text = "url,target,title\nhttps://example.com/a,https://example.com/b,x\n";
    let row =
        |format| read(text.as_bytes(), Some(format)).map(|imported| imported.rows[0].clone().unwrap().fields);
    let fields = row(Format::Yourls).unwrap();
    assert_eq!(fields["target"], "https://example.com/a");
    assert_eq!(row(Format::Csv), Err(ImportError::UnknownColumn { name: "url".into() }));
}

#[cfg(feature = "describe")]
#[test]
fn everything_that_a_link_is_made_of_has_a_column() {
    use shortwave::{
        link::table,
        request::{describe, native::Arguments},
    };

    let example = json!({ "target": "https://example.com/", "utm": { "source": "" }, "deepLinks": { "ios": null }, "preview": { "title": "" } });
    let Value::Object(example) = example else { panic!("no object") };
    let judge = Judge { url: &url, normalised: &str::to_owned, host: &|host| Some(host.to_owned()) };
    let shape = describe::native(Arguments::Json(example), |reader| create_link(reader, judge)).unwrap();
    let drawn = ["findOrCreate", "slugLength", "slugAlphabet"];
    for path in shape.paths().iter().filter(|path| !["utm", "deepLinks", "preview"].contains(&path.as_str()))
    {
        let is_column = table::COLUMNS.iter().any(|column| column.name == path);
        assert!(is_column != drawn.contains(&path.as_str()), "{path}");
    }
}
