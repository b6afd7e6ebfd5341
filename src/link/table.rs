//! Links as rows of a table, with a column for each field of the API.
//!
//! A row is made of a link's JSON, and JSON of a row. Whoever reads a link from it judges what it says, not this module: a
//! cell that is no number where there should be one becomes a text.

use serde_json::{Map, Value};

use crate::csv;

/// A column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// The field's name; `utm.source` is the field `source` of `utm`.
    pub name: &'static str,
    /// What its cells hold.
    pub kind: Kind,
    /// Who says it.
    pub origin: Origin,
}

/// What the cells of a column hold. An empty cell holds nothing, of whatever kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A text, as it stands.
    Text,
    /// A text that spaces are no part of.
    Word,
    /// A whole number.
    Number,
    /// RFC 3339, or a number of milliseconds.
    Moment,
    /// `true`, `false`, `1` or `0`, in whatever case: spreadsheets write capitals.
    Flag,
    /// Words with commas between them, or JSON.
    Words,
    /// JSON.
    Json,
}

/// Who says what a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Who makes the link. It is told of the link too.
    Maker,
    /// The same, but it is never told.
    Untold,
    /// Nobody: it follows from the rest, or is found out.
    Service,
}

use Kind::{Flag, Json, Moment, Number, Text, Word, Words};
use Origin::{Maker, Service, Untold};

/// All of them, in their order. The last are never told.
pub const COLUMNS: [Column; 35] = [
    column("id", Word, Service),
    column("domain", Word, Maker),
    column("slug", Word, Maker),
    column("shortUrl", Word, Service),
    column("target", Word, Maker),
    column("title", Text, Maker),
    column("tags", Words, Maker),
    column("notes", Text, Maker),
    column("externalId", Text, Maker),
    column("preview.title", Text, Maker),
    column("preview.description", Text, Maker),
    column("preview.image", Word, Maker),
    column("status", Number, Maker),
    column("activeFrom", Moment, Maker),
    column("expiresAt", Moment, Maker),
    column("expiredTarget", Word, Maker),
    column("clickLimit", Number, Maker),
    column("hasPassword", Flag, Service),
    column("passQuery", Flag, Maker),
    column("utm.source", Text, Maker),
    column("utm.medium", Text, Maker),
    column("utm.campaign", Text, Maker),
    column("utm.term", Text, Maker),
    column("utm.content", Text, Maker),
    column("targeting", Json, Maker),
    column("variants", Json, Maker),
    column("deepLinks.ios", Word, Maker),
    column("deepLinks.android", Word, Maker),
    column("noindex", Flag, Maker),
    column("archived", Flag, Maker),
    column("state", Word, Service),
    column("clicks", Number, Service),
    column("createdAt", Moment, Service),
    column("updatedAt", Moment, Service),
    column("password", Text, Untold),
];

const fn column(name: &'static str, kind: Kind, origin: Origin) -> Column {
    Column { name, kind, origin }
}

/// The columns in which links are told.
pub fn told() -> impl Iterator<Item = &'static Column> {
    COLUMNS.iter().filter(|column| column.origin != Untold)
}

/// The cells of a link, in the order of [`told`].
pub fn row(link: &Value) -> impl Iterator<Item = String> {
    told().map(|column| column.kind.write(column.of(link)))
}

impl Column {
    /// The one with a name, whatever its case.
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Self> {
        COLUMNS.iter().find(|column| column.name.eq_ignore_ascii_case(name.trim()))
    }

    /// What a link has there.
    fn of<'a>(&self, link: &'a Value) -> &'a Value {
        self.name.split('.').try_fold(link, |value, name| value.get(name)).unwrap_or(&Value::Null)
    }

    /// Gives a link what a cell holds.
    pub fn read(&self, cell: &str, link: &mut Map<String, Value>) {
        let Some(value) = self.kind.read(csv::unguarded(cell)) else { return };
        let Some((object, name)) = self.name.split_once('.') else {
            link.insert(self.name.to_owned(), value);
            return;
        };
        let object = link.entry(object).or_insert_with(|| Value::Object(Map::new()));
        if let Some(object) = object.as_object_mut() {
            object.insert(name.to_owned(), value);
        }
    }
}

impl Kind {
    fn write(self, value: &Value) -> String {
        match (self, value) {
            (_, Value::Null) => String::new(),
            (_, Value::String(text)) => text.clone(),
            (Json | Words, Value::Array(list)) if list.is_empty() => String::new(),
            (Words, Value::Array(list)) => written_words(list).unwrap_or_else(|| value.to_string()),
            (_, value) => value.to_string(),
        }
    }

    fn read(self, cell: &str) -> Option<Value> {
        let trimmed = cell.trim();
        let word = || Value::from(trimmed);
        match self {
            _ if trimmed.is_empty() && self != Text => None,
            Text if cell.is_empty() => None,
            Text => Some(cell.into()),
            Word => Some(word()),
            Number | Moment => Some(trimmed.parse().map_or_else(|_| word(), |number: i64| number.into())),
            Flag => Some(flag(trimmed).map_or_else(word, Value::from)),
            Words => Some(words(trimmed)),
            Json => Some(serde_json::from_str(trimmed).unwrap_or_else(|_| word())),
        }
    }
}

fn flag(text: &str) -> Option<bool> {
    match text {
        "1" => Some(true),
        "0" => Some(false),
        _ => text.to_ascii_lowercase().parse().ok(),
    }
}

/// Words with commas between them; `None` where they would not be read as they are.
fn written_words(words: &[Value]) -> Option<String> {
    let words: Vec<_> = words.iter().map(Value::as_str).collect::<Option<_>>()?;
    let is_plain = |word: &&str| !word.is_empty() && word.trim() == *word && !word.contains(',');
    let written = words.join(",");
    (words.iter().all(is_plain) && !written.starts_with('[')).then_some(written)
}

fn words(cell: &str) -> Value {
    if cell.starts_with('[')
        && let Ok(list @ Value::Array(_)) = serde_json::from_str(cell)
    {
        return list;
    }
    split(cell, &[','])
}

/// The words of a text that stand between separators.
#[must_use]
pub fn split(text: &str, separators: &[char]) -> Value {
    text.split(separators).map(str::trim).filter(|word| !word.is_empty()).collect()
}
