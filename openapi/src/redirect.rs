//! `GET /{slug}`, which is no endpoint of the API but what short links are for.

use serde_json::{Value, json};
use shortwave::{answer::rest, endpoint::Dialect, slug::Slug, written::Written};

use crate::{
    components::Components,
    endpoints::tags,
    failures::Failure,
    headers::{self, Header},
};

/// Its path.
pub const PATH: &str = "/{slug}";

/// In the description.
pub fn item(components: &mut Components) -> Value {
    let error = json!({ "schema": components.schemas.of::<rest::Error<'static>>() });
    let mut failure = |status| {
        let failure = Failure::new(Dialect::Platform, status);
        failure.render(&mut components.responses, &mut components.schemas)
    };
    json!({ "get": {
        "operationId": "followLink",
        "tags": [tags::LINKS],
        "summary": "Follow a short link",
        "description": "Each call counts as a click, `HEAD` does not.",
        "security": [],
        "parameters": [{
            "name": "slug",
            "in": "path",
            "required": true,
            "description": "What stands behind the host of the short link. Case counts.",
            "schema": Slug::form().schema(),
            "example": "dvRINN",
        }],
        "responses": {
            "302": {
                "description": "Where the link leads. Nothing keeps this answer, so that each click comes by.",
                "headers": headers::of_answer(&[Header::Location, Header::CacheControl]),
            },
            "404": {
                "description": "There is no such link. Who accepts JSON is told so in JSON.",
                "headers": headers::of_answer(&[]),
                "content": { "text/html": { "schema": { "type": "string" } }, "application/json": error },
            },
            "500": failure(500),
            "503": failure(503),
        },
    } })
}
