//! The parameters of a listing, for the API's description.

use serde_json::{Value, json};

use super::{Column, Kind, Listing, Term, order::MOST_TERMS, parse};
use crate::request::{FieldValue, describe::Argument};

impl Listing {
    /// The parameters that it takes. `sort` is a list with commas between.
    #[must_use]
    pub fn arguments(&self) -> Vec<Argument> {
        let columns = || std::iter::once(&self.key).chain(self.columns);
        let sortable = || columns().filter(|column| column.kind.is_sortable());
        let names = sortable().flat_map(|column| [column.name.to_owned(), format!("-{}", column.name)]);
        let sorted = self.default_sort;
        let sort = json!({
            "type": "array",
            "items": { "type": "string", "enum": names.collect::<Vec<_>>() },
            "minItems": 1,
            "maxItems": MOST_TERMS,
            "uniqueItems": true,
            "default": [written(sorted)],
            "description": "By what it is sorted: columns with commas between, `-` before one for descending.",
        });
        let general = [
            optional(
                "limit",
                within(&parse::LIMITS, "The most items of a page.", Some(parse::DEFAULT_LIMIT)),
            ),
            optional("sort", sort),
            optional(
                "offset",
                json!({ "type": "string", "description": "Where to go on: the `next` of the page before, of the same sort." }),
            ),
            optional(
                "page",
                within(&parse::PAGES, "Or which page, from 1, no deeper than 10,000 items.", None),
            ),
        ];
        general.into_iter().chain(columns().flat_map(filters)).collect()
    }
}

fn written(Term { column, descending }: Term) -> String {
    format!("{}{}", if descending { "-" } else { "" }, column.name)
}

fn within(range: &std::ops::RangeInclusive<u32>, description: &str, default: Option<u32>) -> Value {
    let mut schema = json!({
        "type": "integer", "minimum": range.start(), "maximum": range.end(), "description": description,
    });
    if let (Some(default), Value::Object(map)) = (default, &mut schema) {
        map.insert("default".to_owned(), json!(default));
    }
    schema
}

/// What a column can be filtered by.
fn filters(column: &Column) -> Vec<Argument> {
    let name = column.name;
    let filter = |suffix: &str, description: String| {
        let mut schema = column.kind.schema();
        if let Value::Object(map) = &mut schema {
            map.insert("description".to_owned(), json!(description));
        }
        optional(&format!("{name}{suffix}"), schema)
    };
    let equal = filter("", format!("Only items whose `{name}` is this."));
    match column.kind {
        Kind::Text => {
            let contains =
                format!("Only items whose `{name}` has this in it, whatever the case of ASCII letters.");
            vec![equal, filter(".contains", contains)]
        }
        Kind::Moment | Kind::Number => vec![
            equal,
            filter(".from", format!("Only items whose `{name}` is this or more.")),
            filter(".to", format!("Only items whose `{name}` is less than this.")),
        ],
        Kind::Flag => vec![equal],
        Kind::Search => vec![filter(
            "",
            "Only items that have this in them, whatever the case of ASCII letters.".to_owned(),
        )],
        Kind::Words => vec![filter("", format!("Only items of which this is one `{name}`."))],
    }
}

fn optional(name: &str, schema: Value) -> Argument {
    Argument { name: name.to_owned(), schema, is_required: false }
}

impl Kind {
    fn schema(self) -> Value {
        let number = || json!({ "type": "integer", "minimum": -Self::LARGEST, "maximum": Self::LARGEST });
        match self {
            Self::Text | Self::Search | Self::Words => String::schema(),
            Self::Moment => json!({ "anyOf": [{ "type": "string", "format": "date-time" }, number()] }),
            Self::Number => number(),
            Self::Flag => bool::schema(),
        }
    }
}
