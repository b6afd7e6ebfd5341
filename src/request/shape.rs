//! The shape of what a reader reads, as it shows in what the reader asks for while it reads an example.

use std::{cell::RefCell, ops::RangeInclusive, rc::Rc};

use serde_json::{Map, Value, json};

use super::notes::Presence;

/// The notes of one object: shared by all the objects of a list.
#[derive(Clone, Debug, Default)]
pub(super) struct Notes(Rc<RefCell<Shape>>);

impl Notes {
    pub(super) fn field(&self, name: &str, presence: Presence, schema: impl FnOnce() -> Value) {
        self.note(name, presence, || Kind::Value(schema()));
    }

    pub(super) fn object(&self, name: &str, presence: Presence) -> Self {
        let inner = Self::default();
        self.note(name, presence, || Kind::Object(inner.clone()));
        inner
    }

    pub(super) fn objects(&self, name: &str, presence: Presence, count: &RangeInclusive<usize>) -> Self {
        let inner = Self::default();
        self.note(name, presence, || Kind::Objects(inner.clone(), count.clone(), None));
        inner
    }

    pub(super) fn objects_or_words(
        &self,
        name: &str,
        presence: Presence,
        count: &RangeInclusive<usize>,
        word: impl FnOnce() -> Value,
    ) -> Self {
        let inner = Self::default();
        self.note(name, presence, || Kind::Objects(inner.clone(), count.clone(), Some(word())));
        inner
    }

    pub(super) fn seen(&self, name: &str) {
        let mut shape = self.0.borrow_mut();
        if let Some(field) = shape.fields.iter_mut().find(|field| field.name == name) {
            field.is_seen = true;
        }
    }

    pub(super) fn one_of(&self, names: &[&'static str]) {
        self.0.borrow_mut().one_of = names.to_vec();
    }

    pub(super) fn shape(&self) -> Shape {
        self.0.borrow().clone()
    }

    fn note(&self, name: &str, presence: Presence, kind: impl FnOnce() -> Kind) {
        let mut shape = self.0.borrow_mut();
        if shape.fields.iter().all(|field| field.name != name) {
            shape.fields.push(Field { name: name.to_owned(), presence, kind: kind(), is_seen: false });
        }
    }
}

/// The fields of an object.
#[derive(Clone, Debug, Default)]
pub struct Shape {
    fields: Vec<Field>,
    one_of: Vec<&'static str>,
}

#[derive(Clone, Debug)]
struct Field {
    name: String,
    presence: Presence,
    kind: Kind,
    /// An example has it, so that what is within it has been read too.
    is_seen: bool,
}

#[derive(Clone, Debug)]
enum Kind {
    Value(Value),
    Object(Notes),
    /// Or a word in place of an object.
    Objects(Notes, RangeInclusive<usize>, Option<Value>),
}

/// How an object is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// In JSON, with other fields that are ignored.
    OpenJson,
    /// In JSON, without other fields.
    Json,
    /// In a form, without other fields. Nothing in it is `null`, and what is true or false may be 1 or 0.
    Form,
}

/// A field as an argument of a query.
#[derive(Clone, Debug)]
pub struct Argument {
    /// Its name.
    pub name: String,
    /// What it may be, in JSON Schema, with its default.
    pub schema: Value,
    /// Whether it must be there.
    pub is_required: bool,
}

impl Shape {
    /// Adds what another example showed.
    pub fn merge(&mut self, other: Self) {
        self.one_of = other.one_of;
        for field in other.fields {
            match self.fields.iter_mut().find(|known| known.name == field.name) {
                Some(known) => known.merge(&field),
                None => self.fields.push(field),
            }
        }
    }

    /// The fields that no example has, by path. What is within them is not known.
    #[must_use]
    pub fn unseen(&self) -> Vec<String> {
        let inner = |field: &Field| match &field.kind {
            Kind::Object(notes) | Kind::Objects(notes, ..) => notes.shape().unseen(),
            Kind::Value(_) => Vec::new(),
        };
        let of = |field: &Field| {
            if !field.is_seen {
                return vec![field.name.clone()];
            }
            inner(field).iter().map(|path| format!("{}.{path}", field.name)).collect()
        };
        self.fields.iter().flat_map(of).collect()
    }

    /// The paths of all fields, in the order in which they are read.
    #[must_use]
    pub fn paths(&self) -> Vec<String> {
        let of = |field: &Field| {
            let inner = match &field.kind {
                Kind::Object(notes) | Kind::Objects(notes, ..) => notes.shape().paths(),
                Kind::Value(_) => Vec::new(),
            };
            let inner = inner.into_iter().map(|path| format!("{}.{path}", field.name));
            std::iter::once(field.name.clone()).chain(inner).collect::<Vec<_>>()
        };
        self.fields.iter().flat_map(of).collect()
    }

    /// As the schema of an object. `describe` is asked for what to say of each path.
    #[must_use]
    pub fn schema(&self, style: Style, describe: &impl Fn(&str) -> Option<String>) -> Value {
        self.schema_below("", style, describe)
    }

    fn schema_below(&self, prefix: &str, style: Style, describe: &impl Fn(&str) -> Option<String>) -> Value {
        let property = |field: &Field| {
            let path = format!("{prefix}{}", field.name);
            let mut schema = field.kind.schema(&path, style, describe);
            match field.presence {
                Presence::Required if style == Style::Form => accept_digits(&mut schema),
                Presence::Required => {}
                _ if style == Style::Form => {
                    accept_digits(&mut schema);
                    accept_empty(&mut schema);
                }
                Presence::Optional | Presence::Default(_) => accept_null(&mut schema),
            }
            annotate(&mut schema, field.presence, describe(&path));
            (field.name.clone(), schema)
        };
        let properties: Map<_, _> = self.fields.iter().map(property).collect();
        let mut schema = json!({ "type": "object", "properties": properties });
        let required: Vec<_> = self.required().collect();
        if !required.is_empty() {
            set(&mut schema, "required", json!(required));
        }
        if !self.one_of.is_empty() {
            set(&mut schema, "anyOf", self.alternatives());
        }
        if style != Style::OpenJson {
            set(&mut schema, "additionalProperties", json!(false));
        }
        schema
    }

    fn required(&self) -> impl Iterator<Item = &str> {
        let required = self.fields.iter().filter(|field| matches!(field.presence, Presence::Required));
        required.map(|field| field.name.as_str())
    }

    /// For each of the fields of which there must be one, an object that has it.
    fn alternatives(&self) -> Value {
        let alternative = |name: &&str| {
            let field = self.fields.iter().find(|field| field.name == *name)?;
            let schema = field.kind.schema(name, Style::OpenJson, &|_| None);
            Some(json!({ "type": "object", "required": [name], "properties": { *name: schema } }))
        };
        self.one_of.iter().filter_map(alternative).collect()
    }

    /// As the arguments of a query, where an empty one is as good as none.
    #[must_use]
    pub fn arguments(&self) -> Vec<Argument> {
        let argument = |field: &Field| {
            let mut schema = field.kind.schema(&field.name, Style::OpenJson, &|_| None);
            let is_required = matches!(field.presence, Presence::Required);
            if !is_required {
                accept_empty(&mut schema);
            }
            annotate(&mut schema, field.presence, None);
            Argument { name: field.name.clone(), schema, is_required }
        };
        self.fields.iter().map(argument).collect()
    }
}

impl Field {
    fn merge(&mut self, other: &Self) {
        self.is_seen |= other.is_seen;
        match (&self.kind, &other.kind) {
            (Kind::Object(known), Kind::Object(notes))
            | (Kind::Objects(known, ..), Kind::Objects(notes, ..)) => {
                known.0.borrow_mut().merge(notes.shape());
            }
            _ => {}
        }
    }
}

impl Kind {
    fn schema(&self, path: &str, style: Style, describe: &impl Fn(&str) -> Option<String>) -> Value {
        let inner = |notes: &Notes| notes.shape().schema_below(&format!("{path}."), style, describe);
        match self {
            Self::Value(schema) => schema.clone(),
            Self::Object(notes) => inner(notes),
            Self::Objects(notes, count, word) => {
                let object = inner(notes);
                let item =
                    word.as_ref().map_or_else(|| object.clone(), |word| json!({ "anyOf": [word, object] }));
                json!({ "type": "array", "minItems": count.start(), "maxItems": count.end(), "items": item })
            }
        }
    }
}

/// Adds what is said beside what may be there.
fn annotate(schema: &mut Value, presence: Presence, description: Option<String>) {
    if let Presence::Default(default) = presence {
        set(schema, "default", default());
    }
    if let Some(description) = description {
        set(schema, "description", json!(description));
    }
}

fn set(schema: &mut Value, key: &str, value: Value) {
    if let Value::Object(map) = schema {
        map.insert(key.to_owned(), value);
    }
}

/// Lets a schema of what is true or false have 1 and 0 too.
fn accept_digits(schema: &mut Value) {
    if schema.get("type") == Some(&json!("boolean")) {
        set(schema, "type", json!(["boolean", "integer"]));
        set(schema, "enum", json!([true, false, 1, 0]));
    }
}

/// Lets a schema have an empty text too, where it is none of a list.
fn accept_empty(schema: &mut Value) {
    let is_text = schema.get("type") == Some(&json!("string"));
    if is_text && ["enum", "format", "minLength", "pattern"].iter().all(|key| schema.get(key).is_none()) {
        return;
    }
    let empty = json!({ "type": "string", "maxLength": 0 });
    if let Some(alternatives) = schema.get_mut("anyOf").and_then(Value::as_array_mut) {
        alternatives.push(empty);
    } else if schema.get("type") != Some(&json!("array")) {
        *schema = json!({ "anyOf": [schema, empty] });
    }
}

/// Lets a schema have `null` too.
fn accept_null(schema: &mut Value) {
    if let Some(alternatives) = schema.get_mut("anyOf").and_then(Value::as_array_mut) {
        alternatives.push(json!({ "type": "null" }));
        return;
    }
    if let Some(words) = schema.get_mut("enum").and_then(Value::as_array_mut) {
        words.push(Value::Null);
    }
    if let Some(kind) = schema.get("type").cloned() {
        set(schema, "type", json!([kind, "null"]));
    }
}
