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
    let shown = json!({
        "description": "Programs that show links in chats and feeds are told of the link's own preview, if it has one. Telephones get a \
             page that opens the link's app, where `deepLinks` says one by its own scheme, and goes on to the target without it.",
        "headers": headers::of_answer(&[Header::CacheControl]),
        "content": { "text/html": { "schema": { "type": "string" } } },
    });
    let slug = json!([{
        "name": "slug",
        "in": "path",
        "required": true,
        "description": "What stands behind the host of the short link. Case counts.",
        "schema": Slug::form().schema(),
        "example": "dvRINN",
    }]);
    let locked = page(
        "The link asks for a password: who sends it by `POST` goes on. Or whoever runs the service has blocked where it leads.",
    );
    let closed = page("The link has expired, has no clicks left, or was put away.");
    let missing =
        page("There is no such link, or it is not active yet. Who accepts JSON is told so in JSON.");
    let unlock = json!({
        "operationId": "unlockLink",
        "tags": [tags::LINKS],
        "summary": "Open a short link with its password",
        "description": "What the page of a link with a password sends.",
        "security": [],
        "parameters": slug,
        "requestBody": {
            "required": true,
            "content": { "application/x-www-form-urlencoded": { "schema": {
                "type": "object",
                "properties": { "password": { "type": "string", "description": "The link's password." } },
                "required": ["password"],
            } } },
        },
        "responses": {
            "303": {
                "description": "The password is right: follow the link, with the cookie that comes with this answer.",
                "headers": headers::of_answer(&[Header::Location, Header::CacheControl]),
            },
            "403": page("It is not the password."),
            "404": missing,
            "405": failure(405),
            "413": failure(413),
            "429": page("Too many wrong passwords from this address: `Retry-After` says when to come again."),
            "500": failure(500),
            "503": failure(503),
        },
    });
    json!({ "post": unlock, "get": {
        "operationId": "followLink",
        "tags": [tags::LINKS],
        "summary": "Follow a short link",
        "description": "Each call counts as a click; `HEAD`, bots and previews are counted apart. With a `+` behind the slug, a page shows \
             where the link leads.",
        "security": [],
        "parameters": slug,
        "responses": {
            "200": shown,
            "301": moved("The same for good: browsers keep the answer for a day."),
            "302": moved("Where the link leads. Nothing keeps this answer, so that each click comes by."),
            "307": moved("The same."),
            "308": moved("The same as 301."),
            "403": locked,
            "404": missing,
            "410": closed,
            "500": failure(500),
            "503": failure(503),
        },
    } })
}
