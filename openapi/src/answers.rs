//! Answers that are no failures.

use serde_json::{Map, Value, json};

use crate::headers::{self, Header};

/// An answer to a call that was served.
pub struct Answer {
    pub status: u16,
    description: &'static str,
    content: Vec<(&'static str, Value)>,
    headers: Vec<Header>,
}

impl Answer {
    /// With JSON of a schema.
    pub fn json(status: u16, description: &'static str, schema: Value) -> Self {
        Self { status, description, content: vec![("application/json", schema)], headers: Vec::new() }
    }

    /// With an image of one of two kinds, and the name of a file for it.
    pub fn images(description: &'static str) -> Self {
        let content = vec![
            ("image/svg+xml", json!({ "type": "string" })),
            ("image/png", json!({ "contentMediaType": "image/png" })),
        ];
        let headers = vec![Header::CacheControl, Header::ContentDisposition];
        Self { status: 200, description, content, headers }
    }

    /// With links in a file of one of two kinds.
    pub fn file(description: &'static str) -> Self {
        let content = vec![
            ("text/csv", json!({ "type": "string" })),
            ("application/json", json!({ "type": "array", "items": { "type": "object" } })),
        ];
        Self { status: 200, description, content, headers: vec![Header::ContentDisposition] }
    }

    /// With a table in a file.
    pub fn table(description: &'static str) -> Self {
        let content = vec![("text/csv", json!({ "type": "string" }))];
        Self { status: 200, description, content, headers: vec![Header::ContentDisposition] }
    }

    /// With a text.
    pub fn text(status: u16, description: &'static str) -> Self {
        Self::text_of("text/plain", status, description)
    }

    /// With a table.
    pub fn csv(status: u16, description: &'static str) -> Self {
        Self::text_of("text/csv", status, description)
    }

    fn text_of(kind: &'static str, status: u16, description: &'static str) -> Self {
        let content = vec![(kind, json!({ "type": "string" }))];
        Self { status, description, content, headers: vec![Header::CacheControl] }
    }

    /// The same as a table, for who accepts one before JSON.
    pub fn or_csv(mut self) -> Self {
        self.content.push(("text/csv", json!({ "type": "string" })));
        self
    }

    /// With nothing.
    pub const fn empty(status: u16, description: &'static str) -> Self {
        Self { status, description, content: Vec::new(), headers: Vec::new() }
    }

    /// With another header.
    pub fn with(mut self, header: Header) -> Self {
        self.headers.push(header);
        self
    }

    /// In the description, with the headers that all such answers have.
    pub fn render(&self, common: &[Header]) -> Value {
        let headers = headers::of_answer(&[&self.headers, common].concat());
        let mut answer = json!({ "description": self.description, "headers": headers });
        let content: Map<_, _> = self.content.iter().map(of_kind).collect();
        if let (false, Value::Object(map)) = (content.is_empty(), &mut answer) {
            map.insert("content".to_owned(), Value::Object(content));
        }
        answer
    }
}

fn of_kind((kind, schema): &(&'static str, Value)) -> (String, Value) {
    ((*kind).to_owned(), json!({ "schema": schema }))
}
