//! `/v1/link-jobs`, `/v1/link-export`

use serde_json::json;
use shortwave::{
    answer::native::{LinkJobData, LinkJobRowData},
    ids::LinkJobId,
    request::v1::{self, listings},
};

use super::{Described, tags};
use crate::{answers::Answer, operation::Operation, schemas::Schemas};

fn of_job() -> Operation {
    Operation::new(tags::LINKS).argument::<LinkJobId>("The job's id.", "0123456789abcdef")
}

pub fn create(schemas: &mut Schemas) -> Described {
    let list = json!({
        "type": "array",
        "items": { "type": "object" },
        "description": "Each the fields of `POST /v1/links`; or, to change links, an `id` and the fields of `PATCH /v1/links/{id}`.",
    });
    let content = json!({
        "application/json": {
            "schema": list,
            "examples": {
                "links": {
                    "summary": "Two links",
                    "value": [
                        { "target": "https://example.com/a", "tags": ["autumn"] },
                        { "target": "https://example.com/b" },
                    ],
                },
            },
        },
        "text/csv": { "schema": { "type": "string" } },
    });
    let job = schemas.one::<LinkJobData<'_>>();
    let answer = Answer::json(202, "The job, which goes on from here. No row of it is lost.", job).created();
    Operation::new(tags::LINKS)
        .words(
            "At most 10,000 rows, as a table or as JSON; also as Bitly, Shlink and YOURLS export links. A row that is wrong costs no \
             other.",
        )
        .file(content)
        .answers(answer)
        .fails(400, "Nothing could be read: no list, no known format, too many rows.")
        .fails(413, "Here, the body may have 8 MiB.")
        .reads(
            v1::link_job,
            &[
                ("operation", "What to do with each row: `create` unless said.", "create"),
                ("format", "How the rows are written; found out unless said. Changes are JSON.", "json"),
                (
                    "findOrCreate",
                    "Whether a link on the same domain that leads to the same target, and was not put away, is taken in the place \
                     of a new one.",
                    "false",
                ),
            ],
        )
}

pub fn show(schemas: &mut Schemas) -> Operation {
    of_job().answers(Answer::json(200, "The job.", schemas.one::<LinkJobData<'_>>()))
}

pub fn rows(schemas: &mut Schemas) -> Operation {
    let rows = Answer::json(200, "Some of the rows.", schemas.many::<LinkJobRowData>());
    of_job().lists(&listings::LINK_JOB_ROWS).answers(rows)
}

pub fn export() -> Described {
    let words = "Every link, in no order, as it can be imported again.";
    let answer = Answer::file("The links.");
    let parameters = [("format", "How they are written: `csv` unless said.", "json")];
    Operation::new(tags::LINKS).words(words).answers(answer).reads(v1::export_links, &parameters)
}
