//! What operations refer to by name.

use serde_json::{Map, Value, json};

use crate::{headers, schemas::Schemas, security};

/// What operations refer to by name.
pub struct Components {
    /// Of answers.
    pub schemas: Schemas,
    /// Of requests.
    pub bodies: Map<String, Value>,
    /// Failures.
    pub responses: Map<String, Value>,
}

impl Components {
    pub fn new() -> Self {
        Self { schemas: Schemas::new(), bodies: Map::new(), responses: Map::new() }
    }

    /// In the description.
    pub fn render(self) -> Value {
        let mut schemas = self.bodies;
        schemas.extend(self.schemas.into_named());
        json!({
            "schemas": schemas,
            "responses": self.responses,
            "headers": headers::components(),
            "parameters": headers::parameters(),
            "securitySchemes": security::schemes(),
        })
    }
}
