//! The schemas of answers, from their types.

use schemars::{
    JsonSchema, SchemaGenerator,
    generate::SchemaSettings,
    transform::{RestrictFormats, Transform},
};
use serde_json::{Map, Value};
use shortwave::answer::{
    Data,
    native::{Many, One},
};

/// Where those schemas are that have a name.
const PATH: &str = "/components/schemas";

/// The formats that other tools know. Those of Rust's integers say no more than their bounds do.
const FORMATS: [&str; 2] = ["date-time", "double"];

/// The schemas of answers.
pub struct Schemas(SchemaGenerator);

impl Schemas {
    pub fn new() -> Self {
        let settings = SchemaSettings::draft2020_12().for_serialize().with(|settings| {
            settings.definitions_path = PATH.into();
            settings.meta_schema = None;
        });
        Self(settings.into_generator())
    }

    /// The schema of a type: a reference where it has a name.
    pub fn of<T: JsonSchema>(&mut self) -> Value {
        without_formats(self.0.subschema_for::<T>())
    }

    /// In the envelope of the REST dialect and `/admin`.
    pub fn data<T: JsonSchema>(&mut self) -> Value {
        self.of::<Data<T>>()
    }

    /// In the envelope of the native dialect.
    pub fn one<T: JsonSchema>(&mut self) -> Value {
        self.of::<One<T>>()
    }

    /// A collection in the envelope of the native dialect.
    pub fn many<T: JsonSchema>(&mut self) -> Value {
        self.of::<Many<T>>()
    }

    /// Those that have a name.
    pub fn into_named(mut self) -> Map<String, Value> {
        let named = self.0.take_definitions(true);
        let mut named: Vec<_> =
            named.into_iter().filter_map(|(name, schema)| Some((name, schema.try_into().ok()?))).collect();
        named.sort_by(|(one, _): &(String, schemars::Schema), (other, _)| one.cmp(other));
        named.into_iter().map(|(name, schema)| (name, without_formats(schema))).collect()
    }
}

fn without_formats(mut schema: schemars::Schema) -> Value {
    let mut known = RestrictFormats::default();
    known.infer_from_meta_schema = false;
    known.allowed_formats = FORMATS.map(Into::into).into();
    known.transform(&mut schema);
    schema.to_value()
}
