//! `/v1/domains`

use serde_json::json;
use shortwave::{
    answer::native::DomainData,
    domain::Domain,
    request::{
        native::Reader,
        v1::{self, listings},
    },
};

use super::{Described, links::JUDGE, tags};
use crate::{answers::Answer, bodies::Body, operation::Operation, schemas::Schemas};

const ROOT_TARGET: (&str, &str) = ("rootTarget", "Where it leads who asks for no link: 404 unless said.");
const NOT_FOUND_TARGET: (&str, &str) =
    ("notFoundTarget", "Where it leads who asks for a link that there is none of: 404 unless said.");

fn of_domain() -> Operation {
    Operation::new(tags::DOMAINS)
        .argument::<Domain>("Its name, in ASCII and small letters.", "go.example.org")
}

fn domain(schemas: &mut Schemas) -> Answer {
    Answer::json(200, "The domain.", schemas.one::<DomainData<'_>>()).versioned()
}

pub fn list(schemas: &mut Schemas) -> Operation {
    let domains = schemas.many::<DomainData<'_>>();
    let answer = Answer::json(200, "Some of the domains.", domains);
    Operation::new(tags::DOMAINS).lists(&listings::DOMAINS).answers(answer)
}

pub fn create(schemas: &mut Schemas) -> Described {
    let body = Body::native(
        |reader: &mut Reader| v1::create_domain(reader, JUDGE),
        &[
            ("domain", "The name of a host that shows to the deployment, and is none of its own."),
            ROOT_TARGET,
            NOT_FOUND_TARGET,
        ],
        vec![
            ("name", "A name is enough", json!({ "domain": "go.example.org" })),
            (
                "whole",
                "All there is to say",
                json!({
                    "domain": "go.example.com",
                    "rootTarget": "https://example.com/",
                    "notFoundTarget": "https://example.com/missing",
                }),
            ),
        ],
    )?;
    let words = "Nothing is served on it before it is verified.";
    let domain =
        Answer::json(201, "The domain, and how to show whose it is.", schemas.one::<DomainData<'_>>());
    Ok(Operation::new(tags::DOMAINS)
        .words(words)
        .body(body)
        .answers(domain.created().versioned())
        .fails(409, "The account has it already, or as many as it may have."))
}

pub fn show(schemas: &mut Schemas) -> Operation {
    of_domain().versioned().answers(domain(schemas))
}

pub fn update(schemas: &mut Schemas) -> Described {
    let body = Body::native(
        |reader: &mut Reader| v1::update_domain(reader, JUDGE),
        &[
            ROOT_TARGET,
            NOT_FOUND_TARGET,
            ("default", "Whether links are made on it that do not say where. There is one default at most."),
        ],
        vec![(
            "root",
            "To the shop's front page",
            json!({ "rootTarget": "https://example.com/", "notFoundTarget": null, "default": false }),
        )],
    )?;
    Ok(of_domain()
        .versioned()
        .words("What is absent stays; what is `null` is cleared. It reaches everybody within two minutes.")
        .body(body)
        .answers(domain(schemas))
        .fails(409, "It is not verified, and so cannot be the default."))
}

pub fn verify(schemas: &mut Schemas) -> Operation {
    of_domain()
        .words("Looks for the TXT record, and then for the file. Links on the domain work from then on.")
        .answers(domain(schemas))
        .fails(409, "Neither was found, or another account has the domain.")
}

pub fn remove() -> Operation {
    of_domain()
        .versioned()
        .words("Its links stay with the account, and lead on again when it is verified again.")
        .answers(Answer::empty(204, "It is removed."))
}
