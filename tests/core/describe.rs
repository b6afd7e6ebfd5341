//! What the readers' shapes say.

use serde_json::{Map, Value, json};
use shortwave::{
    auth::Role,
    email::Email,
    request::{
        FieldError, Fields, count_sms,
        describe::{Shape, Style, native, rest},
        generate_otp,
        native::{Arguments, Reader},
        shorten,
    },
    time::Timestamp,
};

fn object(value: Value) -> Map<String, Value> {
    let Value::Object(map) = value else { panic!("{value}") };
    map
}

fn shape<T>(read: fn(&mut Fields) -> Result<T, FieldError>, examples: &[Value]) -> Shape {
    let mut shape = Shape::default();
    for example in examples {
        shape.merge(rest(object(example.clone()), read).unwrap());
    }
    shape
}

fn schema(shape: &Shape) -> Value {
    shape.schema(Style::OpenJson, &|_| None)
}

#[test]
fn types_bounds_and_defaults_are_those_that_are_read() {
    let generate = shape(generate_otp, &[json!({ "recipient": "34666555444" })]);
    let flag = json!({ "type": ["boolean", "null"], "default": false });
    let number = |minimum: i64, maximum: i64, default: i64| json!({ "type": ["integer", "null"], "minimum": minimum, "maximum": maximum, "default": default });
    assert_eq!(
        schema(&generate),
        json!({
            "type": "object",
            "required": ["recipient"],
            "properties": {
                "recipient": { "anyOf": [
                    { "type": "string", "pattern": "^(?:[+]?[0-9]{6,15})$" },
                    { "type": "string", "format": "idn-email", "maxLength": 254 },
                ] },
                "alpha": flag,
                "length": number(3, 10, 4),
                "maxAttempts": number(1, 10, 3),
                "maxSecondsValidity": number(30, 600, 60),
                "appId": { "type": ["string", "null"], "maxLength": 255 },
                "rejectIfPendingCode": flag,
            },
        })
    );
}

#[test]
fn lists_have_the_shape_of_their_items() {
    let shorten = shape(shorten, &[json!({ "urls": [{ "longUrl": "a" }, { "longUrl": "b" }] })]);
    let item = json!({ "type": "object", "required": ["longUrl"], "properties": { "longUrl": { "type": "string" } } });
    let urls = json!({ "type": "array", "minItems": 1, "maxItems": 1000, "items": item });
    assert_eq!(
        schema(&shorten),
        json!({ "type": "object", "required": ["urls"], "properties": { "urls": urls } })
    );
    assert_eq!(shorten.paths(), ["urls", "urls.longUrl"]);
}

#[test]
fn what_no_example_has_is_told() {
    let bare = shape(count_sms, &[json!({ "message": "a", "encoding": "best" })]);
    assert_eq!(
        bare.unseen(),
        ["messages", "languages", "reference", "capacity", "graphemes", "trans", "smart"]
    );
    let rest = json!({
        "messages": ["a"], "languages": [], "reference": "8-bit", "capacity": { "gsm": [1, 2] }, "graphemes": true,
        "trans": 0, "smart": false,
    });
    let error = rest.clone();
    assert!(shortwave::request::describe::rest(object(error), count_sms).is_err(), "examples are read");
    let mut full = rest;
    full["capacity"]["gsm"] = json!([150, 150]);
    let shape = shape(count_sms, &[json!({ "message": "a", "encoding": "best" }), full]);
    assert_eq!(shape.unseen(), ["capacity.ucs2"]);
    let schema = schema(&shape);
    assert_eq!(
        schema["anyOf"],
        json!([
            { "type": "object", "required": ["message"], "properties": { "message": { "type": "string" } } },
            { "type": "object", "required": ["messages"], "properties": {
                "messages": { "type": "array", "minItems": 1, "maxItems": 1000, "items": { "type": "string" } },
            } },
        ])
    );
    assert_eq!(
        schema["properties"]["reference"],
        json!({ "type": ["string", "null"], "enum": ["8-bit", "16-bit", null] })
    );
}

fn reader(reader: &mut Reader) -> Option<()> {
    let email = reader.take(|fields| fields.required_parsed::<Email>("email"));
    let role = reader.take(|fields| fields.parsed::<Role>("role"));
    let limit = reader.take(|fields| fields.integer("limit", 1..=100));
    let moment = reader.take(|fields| fields.changed::<Timestamp>("expiresAt"));
    let inner = reader.object("inner", |reader| reader.take(|fields| fields.flag("flag")));
    email.and(role).and(limit).and(moment).and(inner).map(drop)
}

#[test]
fn the_native_dialect_has_no_other_fields() {
    let example = json!({ "email": "a@example.com", "role": "owner", "inner": { "flag": true } });
    let shape = native(Arguments::Json(object(example)), reader).unwrap();
    assert_eq!(shape.unseen(), ["limit", "expiresAt"]);
    let describe = |path: &str| (path == "inner.flag").then(|| "Whether.".to_owned());
    let schema = shape.schema(Style::Json, &describe);
    assert_eq!(schema["additionalProperties"], json!(false));
    assert_eq!(
        schema["properties"]["inner"],
        json!({
            "type": ["object", "null"],
            "properties": { "flag": { "type": ["boolean", "null"], "default": false, "description": "Whether." } },
            "additionalProperties": false,
        })
    );
    assert_eq!(schema["properties"]["expiresAt"]["anyOf"].as_array().unwrap().len(), 3);
}

#[test]
fn a_form_has_no_null_and_writes_flags_as_digits_too() {
    let example = json!({ "email": "a@example.com", "inner": { "flag": true } });
    let shape = native(Arguments::Json(object(example)), reader).unwrap();
    let schema = shape.schema(Style::Form, &|_| None);
    let empty = json!({ "type": "string", "maxLength": 0 });
    let flag = json!({ "type": ["boolean", "integer"], "enum": [true, false, 1, 0] });
    let inner = &schema["properties"]["inner"]["anyOf"][0]["properties"]["flag"];
    assert_eq!(*inner, json!({ "anyOf": [flag, empty], "default": false }));
    let limit = json!({ "type": "integer", "minimum": 1, "maximum": 100 });
    assert_eq!(schema["properties"]["limit"], json!({ "anyOf": [limit, empty] }));
    assert_eq!(schema["additionalProperties"], false);
}

#[test]
fn arguments_of_a_query_cannot_be_null_but_empty() {
    let pairs = Arguments::Pairs(vec![("email".to_owned(), "a@example.com".to_owned())]);
    let arguments = native(pairs, reader).unwrap().arguments();
    let names: Vec<_> =
        arguments.iter().map(|argument| (argument.name.as_str(), argument.is_required)).collect();
    assert_eq!(
        names,
        [("email", true), ("role", false), ("limit", false), ("expiresAt", false), ("inner", false)]
    );
    let limit = json!({ "type": "integer", "minimum": 1, "maximum": 100 });
    assert_eq!(arguments[2].schema, json!({ "anyOf": [limit, { "type": "string", "maxLength": 0 }] }));
}

#[test]
fn an_example_that_is_refused_describes_nothing() {
    assert!(native(Arguments::Json(Map::new()), reader).is_err());
}
