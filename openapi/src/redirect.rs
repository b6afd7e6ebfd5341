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
    let moved = |description: &str| json!({ "description": description, "headers": headers::of_answer(&[Header::Location, Header::CacheControl]) });
    let page = |description: &str| {
        json!({
            "description": description,
            "headers": headers::of_answer(&[]),
            "content": { "text/html": { "schema": { "type": "string" } }, "application/json": error },
        })
    };
    json!({ "get": {
        "operationId": "followLink",
        "tags": [tags::LINKS],
        "summary": "Follow a short link",
        "description": "Each call counts as a click; `HEAD`, bots and previews are counted apart. With a `+` behind the slug, a page shows \
             where the link leads.",
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
            "301": moved("The same for good: browsers keep the answer for a day."),
            "302": moved("Where the link leads. Nothing keeps this answer, so that each click comes by."),
            "307": moved("The same."),
            "308": moved("The same as 301."),
            "404": page("There is no such link, or it is not active yet. Who accepts JSON is told so in JSON."),
            "410": page("The link has expired, has no clicks left, or was put away."),
            "500": failure(500),
            "503": failure(503),
        },
    } })
}
