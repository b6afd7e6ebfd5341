//! `/v1/links`

use serde_json::json;
use shortwave::{
    answer::native::LinkData,
    request::v1::{self, listings},
    slug::Slug,
};

use super::{Described, tags};
use crate::{
    answers::Answer,
    bodies::{Body, Example},
    operation::Operation,
    schemas::Schemas,
};

const FIELDS: &[(&str, &str)] = &[
    (
        "target",
        "Where it leads: an `http` or `https` URL of at most 2,048 bytes, without user or password, and not on the host of \
         short links itself.",
    ),
    ("title", "What people call it; empty unless said."),
];

fn example() -> Example {
    ("titled", "A link with a title", json!({ "target": "https://example.com/sale", "title": "Sale" }))
}

fn of_link() -> Operation {
    let description = "What stands behind the host of the short link. Case counts.";
    Operation::new(tags::LINKS).argument::<Slug>(description, "dvRINN").versioned()
}

fn link(schemas: &mut Schemas) -> Answer {
    Answer::json(200, "The link.", schemas.one::<LinkData>()).versioned()
}

pub fn list(schemas: &mut Schemas) -> Operation {
    let links = schemas.many::<LinkData>();
    Operation::new(tags::LINKS).lists(&listings::LINKS).answers(Answer::json(
        200,
        "Some of the links.",
        links,
    ))
}

pub fn create(schemas: &mut Schemas) -> Described {
    let body = Body::native(v1::create_link, FIELDS, vec![example()])?;
    let link = Answer::json(201, "The link. It can be followed from now on.", schemas.one::<LinkData>());
    Ok(Operation::new(tags::LINKS).body(body).answers(link.created().versioned()))
}

pub fn show(schemas: &mut Schemas) -> Operation {
    of_link().answers(link(schemas))
}

pub fn replace(schemas: &mut Schemas) -> Described {
    let body = Body::native(v1::replace_link, FIELDS, vec![example()])?;
    Ok(of_link().words("What is absent becomes what it is for a new link.").body(body).answers(link(schemas)))
}

pub fn update(schemas: &mut Schemas) -> Described {
    let body = Body::native(v1::update_link, FIELDS, vec![example()])?;
    Ok(of_link().words("What is absent stays.").body(body).answers(link(schemas)))
}

pub fn remove() -> Operation {
    of_link().answers(Answer::empty(204, "It leads nowhere."))
}
