//! `/v1/links`

use serde_json::{Value, json};
use shortwave::{
    answer::native::{ClicksData, LinkData},
    link::LinkId,
    request::{
        native::Reader,
        v1::{self, Judge, listings},
    },
    target_url::{Schemes, TargetUrl, TargetUrlError, UrlParts},
};

use super::{
    Described,
    period::{FROM, INTERVAL, TIME_ZONE, TO},
    tags,
};
use crate::{
    answers::Answer,
    bodies::{Body, Example},
    operation::{Operation, Parameter},
    schemas::Schemas,
};

/// What both new and changed links are told, after what `$first` says.
macro_rules! fields {
    ($($first:expr),*) => {
        &[
            $($first,)*
            ("title", "What people call it; empty unless said."),
            ("tags", "What they sort it under."),
            ("notes", "What else there is to say of it."),
            ("externalId", "What another system knows it by."),
            (
                "preview",
                "How programs that show links in chats and feeds show it, in the place of what the target says of itself.",
            ),
            ("preview.title", "`og:title`"),
            ("preview.description", "`og:description`"),
            ("preview.image", "`og:image`: a picture on the web."),
            (
                "status",
                "The status that it redirects with: 302 unless said. 301 and 308 are for good, and browsers keep them for a \
                 day; 307 and 308 keep the method.",
            ),
            ("activeFrom", "It leads nowhere before: 404."),
            ("expiresAt", "It leads nowhere from then on: to `expiredTarget`, or a page that says so (410)."),
            ("expiredTarget", "Where it leads when it has expired, or its limit is used up."),
            ("clickLimit", "How often it may be followed. Exact, also when many follow it at once."),
            ("password", "What visitors are asked for. It is kept as a slow hash and never shown."),
            ("passQuery", "Whether the query of the short link goes on to the target, but for what that has already."),
            ("utm", "What is added to the target's query, where it is not there already."),
            ("utm.source", "`utm_source`"),
            ("utm.medium", "`utm_medium`"),
            ("utm.campaign", "`utm_campaign`"),
            ("utm.term", "`utm_term`"),
            ("utm.content", "`utm_content`"),
            ("targeting", "Who goes elsewhere: who fits every list of a rule that is not empty. The first that fits decides."),
            ("targeting.countries", "Where the visitor's network address is placed: ISO 3166-1 alpha-2."),
            ("targeting.languages", "The language that the visitor's browser prefers. `pt` takes in `pt-br`."),
            ("targeting.devices", "Kinds of device."),
            ("targeting.systems", "Operating systems."),
            ("targeting.target", "Where they go."),
            (
                "variants",
                "Targets that the other visitors are divided between. Who was sent to one is sent there again, by a cookie.",
            ),
            ("variants.target", "Where it leads."),
            ("variants.weight", "Its share, in proportion to the others' weights: 1 unless said."),
            ("deepLinks", "Where apps are opened; everybody else goes to the target."),
            ("deepLinks.ios", "On iOS: a universal link, or one of the app's scheme, which a page tries and goes on to the target."),
            ("deepLinks.android", "On Android: an app link, an `intent:` with its own fallback, or one of the app's scheme, as on iOS."),
            ("noindex", "Whether search engines are told to leave it alone."),
            ("archived", "Puts it away: it leads nowhere (410) until it is restored."),
        ]
    };
}

const TARGET: (&str, &str) = (
    "target",
    "Where it leads: an `http` or `https` URL, or one that opens an app, of at most 2,048 bytes, without user or password, and \
     not on the host of short links itself.",
);

const OF_NEW: &[(&str, &str)] = fields![
    TARGET,
    (
        "slug",
        "The part after the host: 1 to 64 letters, digits, `-` and `_`. Case counts. Letters of any script, but not of several, \
         nor such as look like others. Drawn unless said."
    ),
    (
        "domain",
        "One of the account's domains that are verified; `null` for the deployment's own host. The account's default unless said."
    ),
    (
        "findOrCreate",
        "Whether a link on the same domain that leads to the same target, and was not put away, is answered in the place of a new one."
    ),
    ("slugLength", "How many characters are drawn."),
    (
        "slugAlphabet",
        "What they are drawn from: digits and letters (`base62`) unless said; `unambiguous` has none that are taken for another."
    )
];

const OF_CHANGED: &[(&str, &str)] = fields![TARGET];

const QR_PARAMETERS: &[Parameter] = &[
    ("format", "What to write the image in; SVG unless said.", "png"),
    ("size", "Width and height of the whole image in pixels.", "256"),
    ("margin", "The quiet zone on each side, in modules. Scanners rely on four.", "4"),
    (
        "level",
        "The least level of error correction; M unless said. A code gets a higher one where it has room for that.",
        "Q",
    ),
    ("foreground", "The colour of the dark modules; black unless said. `#` is `%23` in a URL.", "#1a2b3c"),
    (
        "background",
        "What is behind them; white unless said. It is lighter than the foreground, with a contrast of at least 3 (WCAG 2.2); \
         a transparent one is judged as if it were white.",
        "#ffffff",
    ),
    (
        "logo",
        "A PNG for the middle: at most 4,096 bytes, written in base64url, and 1,024 x 1,024 pixels, not interlaced. It takes \
         up to a fifth of the side, and makes the level H.",
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAACXBIWXMAAAPoAAAD6AG1e1JrAAAADElEQVQImWM4oOAAAALEASGB4xQKAAAAAElFTkSuQmCC",
    ),
];

fn titled() -> Example {
    ("titled", "A link with a title", json!({ "target": "https://example.com/sale", "title": "Sale" }))
}

/// Every setting, once.
fn whole() -> Value {
    json!({
        "target": "https://example.com/sale",
        "title": "Sale",
        "tags": ["autumn", "shoes"],
        "notes": "Ends with the month.",
        "externalId": "crm-4711",
        "preview": { "title": "Autumn sale", "description": "All boots at half price.", "image": "https://example.com/boots.jpg" },
        "status": 307,
        "activeFrom": "2026-01-01T00:00:00Z",
        "expiresAt": "2036-01-01T00:00:00Z",
        "expiredTarget": "https://example.com/over",
        "clickLimit": 5000,
        "password": "open sesame",
        "passQuery": true,
        "utm": { "source": "sms", "medium": "text", "campaign": "autumn", "term": "shoes", "content": "a" },
        "targeting": [
            {
                "countries": ["ES", "MX"],
                "languages": ["es"],
                "devices": ["mobile", "tablet"],
                "systems": ["ios", "android"],
                "target": "https://example.com/rebajas"
            }
        ],
        "variants": [
            { "target": "https://example.com/sale/a", "weight": 3 },
            { "target": "https://example.com/sale/b", "weight": 1 }
        ],
        "deepLinks": { "ios": "https://example.com/app/sale", "android": "market://details?id=com.example" },
        "noindex": true,
        "archived": false
    })
}

fn with_rules() -> Example {
    ("rules", "A link with everything", whole())
}

fn of_own_slug() -> Example {
    (
        "slug",
        "A slug of one's own",
        json!({ "target": "https://example.com/sale", "slug": "autumn-sale", "domain": null }),
    )
}

fn drawn() -> Example {
    let body = json!({ "target": "https://example.com/sale", "slugLength": 8, "slugAlphabet": "unambiguous", "findOrCreate": false });
    ("drawn", "A slug to be read aloud", body)
}

/// Examples are of URLs that any parser leaves as they are.
pub const JUDGE: Judge<'_> =
    Judge { url: &judged, normalised: &str::to_owned, host: &|host| Some(host.to_owned()) };

fn judged(text: &str) -> Result<TargetUrl, TargetUrlError> {
    let scheme = text.split(':').next().unwrap_or_default().to_owned();
    let parts = UrlParts {
        href: text.to_owned(),
        scheme,
        credentials: String::new(),
        host: "example.com".to_owned(),
    };
    TargetUrl::new(text, Schemes::WebAndApps, &[], |_| Some(parts.clone()))
}

fn of_link() -> Operation {
    let description = "What stands behind the host of the short link, where case counts; with the domain and a colon before it \
                       where it is on a domain of the account.";
    Operation::new(tags::LINKS).argument::<LinkId>(description, "dvRINN")
}

fn link(schemas: &mut Schemas) -> Answer {
    Answer::json(200, "The link.", schemas.one::<LinkData<'_>>()).versioned()
}

pub fn list(schemas: &mut Schemas) -> Operation {
    let links = schemas.many::<LinkData<'_>>();
    Operation::new(tags::LINKS).lists(&listings::LINKS).answers(Answer::json(
        200,
        "Some of the links.",
        links,
    ))
}

pub fn create(schemas: &mut Schemas) -> Described {
    let read = |reader: &mut Reader| v1::create_link(reader, JUDGE);
    let body = Body::native(read, OF_NEW, vec![titled(), of_own_slug(), drawn(), with_rules()])?;
    let link = Answer::json(201, "The link. It can be followed from now on.", schemas.one::<LinkData<'_>>());
    Ok(Operation::new(tags::LINKS)
        .body(body)
        .answers(link.created().versioned())
        .answers(self::link(schemas))
        .fails(409, "The slug is taken, or was."))
}

pub fn show(schemas: &mut Schemas) -> Operation {
    of_link().versioned().answers(link(schemas))
}

pub fn qr() -> Described {
    let images = Answer::images("The image. The code says the short URL.");
    let operation = of_link().words(
        "A size that has less than a pixel for each module is refused in PNG, and a logo whose pixels cannot be read in both.",
    );
    Ok(operation.reads(v1::link_qr, QR_PARAMETERS)?.answers(images))
}

pub fn replace(schemas: &mut Schemas) -> Described {
    let read = |reader: &mut Reader| v1::replace_link(reader, JUDGE);
    let body = Body::native(read, OF_CHANGED, vec![titled(), with_rules()])?;
    Ok(of_link()
        .versioned()
        .words("What is absent becomes what it is for a new link.")
        .body(body)
        .answers(link(schemas)))
}

pub fn update(schemas: &mut Schemas) -> Described {
    let read = |reader: &mut Reader| v1::update_link(reader, JUDGE);
    let body = Body::native(read, OF_CHANGED, vec![titled(), with_rules()])?;
    let words = "What is absent stays; what is `null` becomes what it is for a new link.";
    Ok(of_link().versioned().words(words).body(body).answers(link(schemas)))
}

pub fn read_preview(schemas: &mut Schemas) -> Operation {
    of_link()
        .versioned()
        .words(
            "Reads title, description and picture where `target` leads, by what it says as `og:` or `twitter:`, or else its title \
             and description, and sets `preview` to that. Servers on the public internet only, for at most 10 seconds, and of a \
             page the first megabyte.",
        )
        .answers(link(schemas))
        .fails(409, "The page cannot be read, or says nothing of itself.")
}

pub fn clicks(schemas: &mut Schemas) -> Described {
    let answer = Answer::json(200, "How often.", schemas.one::<ClicksData<'_>>()).or_csv();
    let operation = of_link().answers(answer);
    operation.reads(
        v1::ask_clicks,
        &[
            FROM,
            TO,
            INTERVAL,
            TIME_ZONE,
            (
                "group",
                "By what people's clicks are told apart. `target` is the field that said where to go.",
                "country",
            ),
        ],
    )
}

pub fn remove() -> Operation {
    of_link().versioned().answers(Answer::empty(204, "It leads nowhere."))
}
