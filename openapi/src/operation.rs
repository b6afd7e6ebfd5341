//! Operations: an endpoint, with all that is to be said of it.

use std::fmt::Display;

use serde_json::{Map, Value, json};
use shortwave::{
    endpoint::{Access, Dialect, Endpoint},
    listing::Listing,
    request::{
        Fields,
        describe::{self, Argument, Shape},
        native::{Arguments, Reader},
    },
    written::Written,
};

use crate::{
    answers::Answer,
    bodies::{Body, Text},
    components::Components,
    failures,
    headers::{self, Header},
    security,
};

/// A parameter of a query: its name, what it is, and what it might be.
pub type Parameter = (&'static str, &'static str, &'static str);

/// What types cannot tell of an endpoint.
pub struct Operation {
    tag: &'static str,
    words: Option<&'static str>,
    argument: Option<Value>,
    query: Vec<Argument>,
    body: Option<Body>,
    file: Option<Value>,
    text: Option<Text>,
    answers: Vec<Answer>,
    failures: Vec<(u16, &'static str)>,
    is_versioned: bool,
    takes_second_factor: bool,
}

impl Operation {
    /// An operation that belongs to others of a kind.
    pub const fn new(tag: &'static str) -> Self {
        Self {
            tag,
            words: None,
            argument: None,
            query: Vec::new(),
            body: None,
            file: None,
            text: None,
            answers: Vec::new(),
            failures: Vec::new(),
            is_versioned: false,
            takes_second_factor: false,
        }
    }

    /// More than the endpoint's own words say.
    pub const fn words(mut self, words: &'static str) -> Self {
        self.words = Some(words);
        self
    }

    /// The argument of its path.
    pub fn argument<T: Written>(mut self, description: &str, example: &str) -> Self {
        let schema = T::form().schema();
        self.argument = Some(json!({ "description": description, "schema": schema, "example": example }));
        self
    }

    /// It gives a collection out, page by page.
    pub fn lists(mut self, listing: &Listing) -> Self {
        self.query = listing.arguments();
        self
    }

    /// What it reads of its query.
    pub fn reads<T>(
        self,
        read: fn(&mut Reader) -> Option<T>,
        parameters: &[Parameter],
    ) -> Result<Self, String> {
        let example = parameters.iter().map(|(name, _, example)| ((*name).to_owned(), (*example).to_owned()));
        let shape = describe::native(Arguments::Pairs(example.collect()), read);
        let shape = shape.map_err(|invalid| format!("the example is refused: {:?}", invalid.0))?;
        self.shows(&shape, parameters)
    }

    /// The same of the REST dialect.
    pub fn reads_rest<T, E: Display>(
        self,
        read: fn(&mut Fields) -> Result<T, E>,
        parameters: &[Parameter],
    ) -> Result<Self, String> {
        let example = parameters.iter().map(|(name, _, example)| ((*name).to_owned(), (*example).to_owned()));
        let shape = describe::rest_query(example.collect(), read);
        let shape = shape.map_err(|error| format!("the example is refused: {error}"))?;
        self.shows(&shape, parameters)
    }

    fn shows(mut self, shape: &Shape, parameters: &[Parameter]) -> Result<Self, String> {
        self.query = shape.arguments();
        let words = parameters.iter().map(|(name, _, _)| *name);
        if !self.query.iter().map(|argument| argument.name.as_str()).eq(words) {
            return Err(format!("the query has the parameters {}", shape.paths().join(", ")));
        }
        for (argument, (_, words, example)) in self.query.iter_mut().zip(parameters) {
            let example = example.parse::<i64>().map_or_else(|_| json!(example), |number| json!(number));
            if let Value::Object(schema) = &mut argument.schema {
                schema.insert("description".to_owned(), json!(words));
                schema.insert("example".to_owned(), example);
            }
        }
        Ok(self)
    }

    /// What it reads.
    pub fn body(mut self, body: Body) -> Self {
        self.body = Some(body);
        self
    }

    /// A body that no reader of fields reads: its kinds, as the description has them.
    pub fn file(mut self, content: Value) -> Self {
        self.file = Some(content);
        self
    }

    /// What it reads, where that is a text as it stands.
    pub const fn text(mut self, text: Text) -> Self {
        self.text = Some(text);
        self
    }

    /// What it answers.
    pub fn answers(mut self, answer: Answer) -> Self {
        self.answers.push(answer);
        self
    }

    /// A failure that follows neither from the dialect nor from who may call.
    pub fn fails(mut self, status: u16, meaning: &'static str) -> Self {
        self.failures.push((status, meaning));
        self
    }

    /// What it shows or changes has versions.
    pub const fn versioned(mut self) -> Self {
        self.is_versioned = true;
        self
    }

    /// It takes a second factor, though anybody may call.
    pub const fn takes_second_factor(mut self) -> Self {
        self.takes_second_factor = true;
        self
    }

    pub const fn has_argument(&self) -> bool {
        self.argument.is_some()
    }

    pub const fn has_query(&self) -> bool {
        !self.query.is_empty()
    }

    pub const fn has_body(&self) -> bool {
        self.body.is_some()
    }

    pub const fn has_text(&self) -> bool {
        self.text.is_some()
    }

    pub const fn is_versioned(&self) -> bool {
        self.is_versioned
    }

    /// In the description. The schema of its body goes to the others.
    pub fn render(mut self, endpoint: Endpoint, components: &mut Components) -> Result<Value, String> {
        let mut operation = Map::new();
        let (summary, description) = self.said(endpoint);
        operation.insert("operationId".to_owned(), json!(lower_first(endpoint.name())));
        operation.insert("tags".to_owned(), json!([self.tag]));
        operation.insert("summary".to_owned(), json!(summary));
        if !description.is_empty() {
            operation.insert("description".to_owned(), json!(description));
        }
        operation.insert("security".to_owned(), security::requirement(endpoint));
        let parameters = self.parameters(endpoint)?;
        if !parameters.is_empty() {
            operation.insert("parameters".to_owned(), json!(parameters));
        }
        let responses = self.responses(endpoint, components)?;
        if let Some(body) = self.body.take() {
            let name = format!("{}Body", endpoint.name());
            let (schema, body) = body.render(&name)?;
            components.bodies.insert(name, schema);
            operation.insert("requestBody".to_owned(), body);
        } else if let Some(text) = self.text {
            operation.insert("requestBody".to_owned(), text.render());
        }
        if let Some(content) = self.file.take() {
            operation.insert("requestBody".to_owned(), json!({ "required": true, "content": content }));
        }
        operation.insert("responses".to_owned(), responses);
        Ok(Value::Object(operation))
    }

    /// The first sentence, and the others.
    fn said(&self, endpoint: Endpoint) -> (&'static str, String) {
        let whole = endpoint.summary();
        let (first, rest) = whole.split_once(". ").unwrap_or((whole, ""));
        let scope = endpoint.access().scope().map(|scope| format!("Scope: `{}`.", scope.as_str()));
        let said = [rest, self.words.unwrap_or_default(), scope.as_deref().unwrap_or_default()];
        let description: Vec<_> = said.into_iter().filter(|said| !said.is_empty()).collect();
        (first.trim_end_matches('.'), description.join("\n\n"))
    }

    fn parameters(&self, endpoint: Endpoint) -> Result<Vec<Value>, String> {
        let mut parameters = Vec::new();
        match (name_of_argument(endpoint.path()), &self.argument) {
            (Some(name), Some(argument)) => parameters.push(of_path(name, argument)),
            (None, None) => {}
            _ => return Err("the argument of the path is not described, or is none".to_owned()),
        }
        parameters.extend(self.query.iter().map(of_query));
        let is_native = endpoint.dialect() == Dialect::Native;
        if is_native && endpoint.method() == "POST" {
            parameters.push(headers::parameter("IdempotencyKey"));
        }
        if is_native && self.is_versioned && ["PUT", "PATCH", "DELETE"].contains(&endpoint.method()) {
            parameters.push(headers::parameter("IfMatch"));
        }
        if endpoint.access().is_guarded() || self.takes_second_factor {
            parameters.push(headers::parameter("SecondFactor"));
        }
        Ok(parameters)
    }

    fn responses(&self, endpoint: Endpoint, components: &mut Components) -> Result<Value, String> {
        if self.answers.is_empty() {
            return Err("no answer is described".to_owned());
        }
        let headers = headers_of_answers(endpoint);
        let answers = self.answers.iter().map(|answer| (answer.status.to_string(), answer.render(&headers)));
        let mut responses: Map<_, _> = answers.collect();
        for failure in failures::of(endpoint, self, &self.failures) {
            let response = failure.render(&mut components.responses, &mut components.schemas);
            responses.insert(failure.status().to_string(), response);
        }
        Ok(Value::Object(responses))
    }
}

/// The headers that all its answers to calls that were served may have.
fn headers_of_answers(endpoint: Endpoint) -> Vec<Header> {
    let mut headers = Vec::new();
    if !matches!(endpoint.access(), Access::Public | Access::Operator) {
        headers.extend([Header::RateLimit, Header::RateLimitPolicy]);
    }
    if endpoint.dialect() == Dialect::Native && endpoint.method() == "POST" {
        headers.push(Header::Replayed);
    }
    headers
}

/// The headers of the native dialect's answers follow from what is answered.
impl Answer {
    /// The resource and its version.
    pub fn versioned(self) -> Self {
        self.with(Header::ETag)
    }

    /// A new resource.
    pub fn created(self) -> Self {
        self.with(Header::Location)
    }
}

fn of_path(name: &str, argument: &Value) -> Value {
    let mut parameter = json!({ "name": name, "in": "path", "required": true });
    if let (Value::Object(parameter), Value::Object(argument)) = (&mut parameter, argument) {
        parameter.extend(argument.clone());
    }
    parameter
}

/// What is said of an argument is said of the parameter. A list has commas between.
fn of_query(argument: &Argument) -> Value {
    let mut schema = argument.schema.clone();
    let mut parameter = json!({ "name": argument.name, "in": "query", "required": argument.is_required });
    if let Value::Object(map) = &mut parameter {
        for key in ["description", "example"] {
            let said = schema.as_object_mut().and_then(|schema| schema.remove(key));
            map.extend(said.map(|said| (key.to_owned(), said)));
        }
        if schema.get("type") == Some(&json!("array")) {
            map.insert("style".to_owned(), json!("form"));
            map.insert("explode".to_owned(), json!(false));
        }
        map.insert("schema".to_owned(), schema);
    }
    parameter
}

fn name_of_argument(path: &str) -> Option<&str> {
    path.split('/').find_map(|segment| segment.strip_prefix('{')?.strip_suffix('}'))
}

fn lower_first(name: &str) -> String {
    let mut characters = name.chars();
    characters.next().map(|first| first.to_lowercase().chain(characters).collect()).unwrap_or_default()
}
