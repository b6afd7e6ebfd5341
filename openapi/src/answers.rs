//! Answers that are no failures.

use serde_json::{Value, json};

use crate::headers::{self, Header};

/// An answer to a call that was served.
pub struct Answer {
    pub status: u16,
    description: &'static str,
    content: Option<(&'static str, Value)>,
    headers: Vec<Header>,
}

impl Answer {
    /// With JSON of a schema.
    pub const fn json(status: u16, description: &'static str, schema: Value) -> Self {
        Self { status, description, content: Some(("application/json", schema)), headers: Vec::new() }
    }

    /// With nothing.
    pub const fn empty(status: u16, description: &'static str) -> Self {
        Self { status, description, content: None, headers: Vec::new() }
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
        if let (Some((kind, schema)), Value::Object(map)) = (&self.content, &mut answer) {
            map.insert("content".to_owned(), json!({ *kind: { "schema": schema } }));
        }
        answer
    }
}
