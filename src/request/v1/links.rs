//! `links`

use serde_json::{Value, json};

use super::period::{AskPeriod, period};
use crate::{
    change::Change,
    domain::Domain,
    link::{
        LinkChange, Preview, Rules, Words,
        agent::{Device, System},
        change::LinkPassword,
        counts::Dimension,
        rules::{DeepLinks, Status, Targeting, Utm, Variant},
    },
    locale::{CountryCode, LanguageTag},
    qr::{Background, Colour, Colours, Format, Options, QrError},
    request::{FieldError, FieldValue, Fields, Problem, native::Reader, value::Given},
    slug::{Alphabet, Length, Slug},
    target_url::{TargetUrl, TargetUrlError},
    time::Timestamp,
    written::{Form, Written},
};

/// What the platform knows of URLs and texts.
#[derive(Clone, Copy)]
pub struct Judge<'a> {
    /// Whether a link may lead to a URL as it was written.
    pub url: &'a dyn Fn(&str) -> Result<TargetUrl, TargetUrlError>,
    /// A text in Unicode's normalisation form C.
    pub normalised: &'a dyn Fn(&str) -> String,
    /// The name of a host in ASCII and small letters, where it is none of the deployment's own.
    pub host: &'a dyn Fn(&str) -> Option<String>,
}

/// `POST links`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreateLink {
    /// Where it is to lead.
    pub target: TargetUrl,
    /// What else is to be said of it.
    pub settings: LinkChange,
    /// What slug it is to have.
    pub slug: SlugWish,
    /// On which domain: to keep to the account's default, or not on any.
    pub domain: Change<Domain>,
    /// Whether a link that leads to the same place is taken in its place.
    pub find_or_create: bool,
}

/// What slug is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SlugWish {
    /// This one.
    Own(Slug),
    /// One that is drawn.
    Drawn(Alphabet, Length),
}

/// Reads `POST links`.
pub fn create_link(reader: &mut Reader, judge: Judge<'_>) -> Option<CreateLink> {
    let target = reader.take(|fields| fields.required_by("target", target_schema, |given| url(given, judge)));
    let own = reader.take(|fields| fields.changed_by("slug", Slug::schema, |given| slug(given, judge)));
    let on = reader.take(|fields| fields.changed_by("domain", Domain::schema, |given| domain(given, judge)));
    let find_or_create = reader.take(|fields| fields.flag("findOrCreate"));
    let length = reader.take(|fields| fields.number::<Length>("slugLength"));
    let alphabet = reader.take(|fields| fields.parsed::<Alphabet>("slugAlphabet"));
    let settings = settings(reader, judge);
    let drawn = SlugWish::Drawn(alphabet?.unwrap_or_default(), length?);
    Some(CreateLink {
        target: target?,
        settings: settings?,
        slug: own?.of(None).map_or(drawn, SlugWish::Own),
        domain: on?,
        find_or_create: find_or_create?,
    })
}

/// Reads `PUT links/{id}`: what is absent becomes what it is for a new link.
pub fn replace_link(reader: &mut Reader, judge: Judge<'_>) -> Option<LinkChange> {
    let target = reader.take(|fields| fields.required_by("target", target_schema, |given| url(given, judge)));
    let settings = settings(reader, judge)?.replacing();
    Some(LinkChange { target: Some(target?), ..settings })
}

/// Reads `PATCH links/{id}`: what is absent stays, and what is `null` becomes what it is for a new link.
pub fn update_link(reader: &mut Reader, judge: Judge<'_>) -> Option<LinkChange> {
    let target = reader.take(|fields| match changed_url(fields, "target", judge)? {
        Change::To(target) => Ok(Some(target)),
        Change::Keep => Ok(None),
        Change::Clear => Err(fields.error("target", Problem::Required)),
    });
    let settings = settings(reader, judge)?;
    Some(LinkChange { target: target?, ..settings })
}

fn settings(reader: &mut Reader, judge: Judge<'_>) -> Option<LinkChange> {
    let title = reader.take(|fields| fields.changed_string("title", Words::MAX_TITLE));
    let tags = reader.take(|fields| fields.changed_list::<Tag>("tags", Words::MAX_TAGS));
    let notes = reader.take(|fields| fields.changed_string("notes", Words::MAX_NOTES));
    let external_id = reader.take(|fields| fields.changed_string("externalId", Words::MAX_EXTERNAL_ID));
    let preview = reader.take(|fields| fields.changed_object("preview", |fields| preview(fields, judge)));
    let status = reader.take(|fields| fields.changed_by("status", status_schema, |given| status(&given)));
    let active_from = reader.take(|fields| fields.changed::<Timestamp>("activeFrom"));
    let expires_at = reader.take(|fields| fields.changed::<Timestamp>("expiresAt"));
    let expired_target = reader.take(|fields| changed_url(fields, "expiredTarget", judge));
    let click_limit = reader.take(|fields| fields.changed_integer("clickLimit", 1..=Rules::MAX_CLICK_LIMIT));
    let password = reader.take(|fields| fields.changed::<LinkPassword>("password"));
    let pass_query = reader.take(|fields| fields.changed::<bool>("passQuery"));
    let utm = reader.take(|fields| fields.changed_object("utm", utm));
    let targeting = reader.take(|fields| {
        fields.changed_objects("targeting", Rules::MAX_TARGETING, |fields| targeting(fields, judge))
    });
    let variants = reader.take(|fields| {
        fields.changed_objects("variants", Rules::MAX_VARIANTS, |fields| variant(fields, judge))
    });
    let deep_links =
        reader.take(|fields| fields.changed_object("deepLinks", |fields| deep_links(fields, judge)));
    let noindex = reader.take(|fields| fields.changed::<bool>("noindex"));
    let archived = reader.take(|fields| fields.changed::<bool>("archived"));
    Some(LinkChange {
        target: None,
        status: status?,
        active_from: active_from?,
        expires_at: expires_at?,
        expired_target: expired_target?,
        click_limit: click_limit?.map(|limit| u32::try_from(limit).unwrap_or(u32::MAX)),
        password: password?,
        pass_query: pass_query?,
        utm: utm?,
        targeting: targeting?,
        variants: variants?,
        deep_links: deep_links?,
        noindex: noindex?,
        archived: archived?,
        title: title?,
        tags: tags?.map(|tags| tags.into_iter().map(|Tag(tag)| tag).collect()),
        notes: notes?,
        external_id: external_id?,
        preview: preview?,
    })
}

fn slug(given: Given, judge: Judge<'_>) -> Result<Slug, Problem> {
    let text = given.string()?;
    if text.chars().count() > Slug::MAX {
        return Err(Problem::TooLong { max: Slug::MAX });
    }
    (judge.normalised)(&text).parse().map_err(|_| Problem::Form { expected: Slug::EXPECTED })
}

/// A domain of an account.
pub(super) fn domain(given: Given, judge: Judge<'_>) -> Result<Domain, Problem> {
    let text = given.string()?;
    if text.len() > Domain::MAX {
        return Err(Problem::TooLong { max: Domain::MAX });
    }
    let name = (judge.host)(&text).and_then(|name| name.parse().ok());
    name.ok_or(Problem::Form { expected: Domain::EXPECTED })
}

/// A URL that a link may lead to.
fn url(given: Given, judge: Judge<'_>) -> Result<TargetUrl, Problem> {
    let text = given.string()?;
    (judge.url)(&text).map_err(|error| match error {
        TargetUrlError::TooLong => Problem::TooLong { max: TargetUrl::MAX_BYTES },
        TargetUrlError::Blocked => {
            Problem::Form { expected: "URL that a short link may lead to: its host is blocked here" }
        }
        _ => Problem::Form { expected: "URL that a short link may lead to" },
    })
}

pub(super) fn changed_url(
    fields: &mut Fields,
    name: &str,
    judge: Judge<'_>,
) -> Result<Change<TargetUrl>, FieldError> {
    fields.changed_by(name, target_schema, |given| url(given, judge))
}

fn target_schema() -> Value {
    Form::Format { name: "iri", max: TargetUrl::MAX_BYTES }.schema()
}

fn preview(fields: &mut Fields, judge: Judge<'_>) -> Result<Preview, FieldError> {
    let mut one = |name, most| Ok(fields.string(name, most)?.unwrap_or_default());
    let (title, description) =
        (one("title", Preview::MAX_TITLE)?, one("description", Preview::MAX_DESCRIPTION)?);
    let image = fields.changed_by("image", target_schema, |given| web_url(given, judge))?;
    Ok(Preview { title, description, image: image.of(None) })
}

/// The same, where browsers go themselves.
pub(super) fn web_url(given: Given, judge: Judge<'_>) -> Result<TargetUrl, Problem> {
    let url = url(given, judge)?;
    if url.is_web() { Ok(url) } else { Err(Problem::Form { expected: "http or https URL" }) }
}

fn status(given: &Given) -> Result<Status, Problem> {
    let code = given.whole().ok_or(Problem::Type { expected: "an integer" })?;
    Status::of(code).ok_or(Problem::Form { expected: "status of redirects: 301, 302, 307 or 308" })
}

fn status_schema() -> Value {
    json!({ "type": "integer", "enum": Status::ALL.map(Status::code) })
}

fn utm(fields: &mut Fields) -> Result<Utm, FieldError> {
    let mut one = |name| Ok(fields.string(name, Utm::MAX)?.unwrap_or_default());
    Ok(Utm {
        source: one("source")?,
        medium: one("medium")?,
        campaign: one("campaign")?,
        term: one("term")?,
        content: one("content")?,
    })
}

fn targeting(fields: &mut Fields, judge: Judge<'_>) -> Result<Targeting, FieldError> {
    let most = 0..=Rules::MAX_WORDS;
    Ok(Targeting {
        countries: texts(fields.parsed_list::<CountryCode>("countries", most.clone())?),
        languages: texts(fields.parsed_list::<LanguageTag>("languages", most.clone())?),
        devices: fields.parsed_list::<Device>("devices", most.clone())?.unwrap_or_default(),
        systems: fields.parsed_list::<System>("systems", most)?.unwrap_or_default(),
        target: fields.required_by("target", target_schema, |given| url(given, judge))?,
    })
}

fn texts<T: Into<String>>(list: Option<Vec<T>>) -> Vec<String> {
    list.unwrap_or_default().into_iter().map(Into::into).collect()
}

fn variant(fields: &mut Fields, judge: Judge<'_>) -> Result<Variant, FieldError> {
    let target = fields.required_by("target", target_schema, |given| url(given, judge))?;
    let weight = fields.integer("weight", 0..=Rules::MAX_WEIGHT)?.unwrap_or(1);
    Ok(Variant { weight: u16::try_from(weight).unwrap_or_default(), target })
}

fn deep_links(fields: &mut Fields, judge: Judge<'_>) -> Result<DeepLinks, FieldError> {
    let mut one = |name| Ok(changed_url(fields, name, judge)?.of(None));
    Ok(DeepLinks { ios: one("ios")?, android: one("android")? })
}

/// What people sort a link under: 1 to 50 characters, neither control characters nor quotation marks nor commas.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag(String);

/// The text is no tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no tag")]
pub struct TagError;

impl std::str::FromStr for Tag {
    type Err = TagError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let fits = |character: char| !character.is_control() && !"\",\\\u{2028}\u{2029}".contains(character);
        let is_tag = !text.is_empty() && text.chars().count() <= Self::MAX && text.chars().all(fits);
        if is_tag { Ok(Self(text.to_owned())) } else { Err(TagError) }
    }
}

impl Written for Tag {
    const EXPECTED: &'static str = "tag: 1 to 50 characters without quotation marks, backslashes and commas";
    const MAX: usize = 50;

    fn form() -> Form {
        Form::Pattern(r#"[^"\\,\x00-\x1f\x7f-\x9f\u2028\u2029]{1,50}"#.into())
    }
}

/// `GET links/{id}/clicks`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AskClicks {
    /// In what time.
    pub period: AskPeriod,
    /// By what they are grouped.
    pub group: Option<Dimension>,
}

/// Reads `GET links/{id}/clicks`.
pub fn ask_clicks(reader: &mut Reader) -> Option<AskClicks> {
    let period = period(reader);
    let group = reader.take(|fields| fields.parsed::<Dimension>("group"));
    Some(AskClicks { period: period?, group: group? })
}

/// `GET links/{id}/qr`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkQr {
    /// What to write the image in.
    pub format: Format,
    /// How to draw it.
    pub options: Options,
}

/// Reads `GET links/{id}/qr`. A logo's pixels are not looked at.
pub fn link_qr(reader: &mut Reader) -> Option<LinkQr> {
    let format = reader.take(|fields| fields.parsed("format"));
    let size = reader.take(|fields| fields.number("size"));
    let margin = reader.take(|fields| fields.number("margin"));
    let level = reader.take(|fields| fields.parsed("level"));
    let foreground = reader.take(|fields| fields.parsed("foreground"));
    let background = reader.take(|fields| fields.parsed("background"));
    let logo = reader.take(|fields| fields.parsed("logo"));
    let colours = colours(reader, foreground?, background?);
    let level = level?.unwrap_or_default();
    let options = Options { size: size?, margin: margin?, level, colours: colours?, logo: logo? };
    Some(LinkQr { format: format?.unwrap_or(Format::Svg), options })
}

fn colours(
    reader: &mut Reader,
    foreground: Option<Colour>,
    background: Option<Background>,
) -> Option<Colours> {
    let default = Colours::default();
    let foreground = foreground.unwrap_or(default.foreground());
    let judged = Colours::new(foreground, background.unwrap_or(default.background()));
    judged.map_err(|error| reader.refuse("background", of_colours(error))).ok()
}

/// What is wrong with a background, beside a foreground.
fn of_colours(error: QrError) -> Problem {
    Problem::Form {
        expected: match error {
            QrError::Inverted => "colour that is lighter than foreground",
            _ => "colour with a contrast of at least 3 to foreground",
        },
    }
}
