//! Bodies of requests, from their readers.

use std::fmt::Display;

use serde_json::{Map, Value, json};
use shortwave::request::{
    Fields,
    describe::{self, Shape, Style},
    native::{Arguments, Reader},
};

/// A body that a caller might send: its name, what it shows, and the body.
pub type Example = (&'static str, &'static str, Value);

/// The body of a request that is no more than a text.
#[derive(Clone, Copy)]
pub struct Text {
    /// Its media type.
    pub kind: &'static str,
    /// What it is.
    pub words: &'static str,
    /// A text that a caller might send.
    pub example: &'static str,
}

impl Text {
    /// In the description.
    pub fn render(self) -> Value {
        let examples = json!({ "text": { "summary": "A text", "value": self.example } });
        json!({
            "required": false,
            "description": self.words,
            "content": { self.kind: { "schema": { "type": "string" }, "examples": examples } },
        })
    }
}

/// The body of a request.
pub struct Body {
    shape: Shape,
    examples: Vec<Example>,
    words: &'static [(&'static str, &'static str)],
    is_form_too: bool,
    /// Nothing needs to be sent, though the dialect reads JSON alone.
    is_optional: bool,
}

impl Body {
    /// A body of the REST dialect. `words` says of each field what it is, by its path.
    pub fn rest<T, E: Display>(
        read: impl Fn(&mut Fields) -> Result<T, E>,
        words: &'static [(&'static str, &'static str)],
        examples: Vec<Example>,
    ) -> Result<Self, String> {
        let shape = |example| describe::rest(example, &read).map_err(|error| error.to_string());
        Ok(Self {
            shape: shape_of(&examples, shape)?,
            examples,
            words,
            is_form_too: false,
            is_optional: false,
        })
    }

    /// The same, where nothing needs to be sent.
    pub const fn optional(mut self) -> Self {
        self.is_optional = true;
        self
    }

    /// A body of the native dialect.
    pub fn native<T>(
        read: fn(&mut Reader) -> Option<T>,
        words: &'static [(&'static str, &'static str)],
        examples: Vec<Example>,
    ) -> Result<Self, String> {
        let shape = |example| {
            let shape = describe::native(Arguments::Json(example), read);
            shape.map_err(|invalid| invalid.0.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "))
        };
        Ok(Self {
            shape: shape_of(&examples, shape)?,
            examples,
            words,
            is_form_too: true,
            is_optional: false,
        })
    }

    /// A body of the Engage API: read as the native dialect reads, but from JSON alone, and with other fields left alone.
    pub fn engage<T>(
        read: fn(&mut Reader) -> Option<T>,
        words: &'static [(&'static str, &'static str)],
        examples: Vec<Example>,
    ) -> Result<Self, String> {
        Ok(Self { is_form_too: false, ..Self::native(read, words, examples)? })
    }

    /// In the description: the schema by its name, and the body that refers to it.
    pub fn render(self, name: &str) -> Result<(Value, Value), String> {
        self.check()?;
        let reference = json!({ "$ref": format!("#/components/schemas/{name}") });
        let mut content = json!({
            "application/json": { "schema": reference, "examples": self.examples() },
        });
        if let (true, Value::Object(types)) = (self.is_form_too, &mut content) {
            let form = self.schema(Style::Form);
            types.insert("application/x-www-form-urlencoded".to_owned(), json!({ "schema": form }));
        }
        let schema = self.schema(if self.is_form_too { Style::Json } else { Style::OpenJson });
        // The native dialect reads the query where there is no body. To the others, no body is no JSON.
        let needs_fields = schema.get("required").is_some() || schema.get("anyOf").is_some();
        let is_required = !self.is_optional && (needs_fields || !self.is_form_too);
        Ok((schema, json!({ "required": is_required, "content": content })))
    }

    fn schema(&self, style: Style) -> Value {
        let word =
            |path: &str| self.words.iter().find(|(of, _)| *of == path).map(|(_, word)| (*word).to_owned());
        self.shape.schema(style, &word)
    }

    fn examples(&self) -> Value {
        let example = |(name, summary, value): &Example| {
            ((*name).to_owned(), json!({ "summary": summary, "value": value }))
        };
        Value::Object(self.examples.iter().map(example).collect())
    }

    /// Whether all is said: no field without a word, no word without a field, and no field that no example has.
    fn check(&self) -> Result<(), String> {
        let (unseen, paths) = (self.shape.unseen(), self.shape.paths());
        if !unseen.is_empty() {
            return Err(format!("no example has {}", unseen.join(", ")));
        }
        let words: Vec<&str> = self.words.iter().map(|(path, _)| *path).collect();
        if paths == words {
            return Ok(());
        }
        Err(format!("there are the fields {}, and words for {}", paths.join(", "), words.join(", ")))
    }
}

/// What all the examples together show.
fn shape_of(
    examples: &[Example],
    shape: impl Fn(Map<String, Value>) -> Result<Shape, String>,
) -> Result<Shape, String> {
    let mut whole = Shape::default();
    for (name, _, example) in examples {
        let Value::Object(map) = example.clone() else {
            return Err(format!("the example {name} is no object"));
        };
        whole.merge(shape(map).map_err(|error| format!("the example {name} is refused: {error}"))?);
    }
    Ok(whole)
}
