//! `/admin`

use serde_json::json;
use shortwave::{
    answer::admin::{Account, Balance, Blocklist, ClickedLink, Mailed, NewAccount, NewPassword, Prices},
    link::LinkId,
    request,
    username::Username,
};

use super::{Described, tags};
use crate::{
    answers::Answer,
    bodies::{Body, Text},
    operation::Operation,
    schemas::Schemas,
};

fn of_account() -> Operation {
    Operation::new(tags::ADMIN).argument::<Username>("The account's name.", "alice")
}

pub fn create_account(schemas: &mut Schemas) -> Described {
    let body = Body::rest(
        request::create_account,
        &[
            ("username", "The name that its callers authenticate with."),
            ("email", "Where its owner is reached."),
            ("timeZone", "An IANA time zone name; `UTC` unless said."),
            ("language", "ISO 639-1; `en` unless said."),
            ("country", "ISO 3166-1 alpha-2."),
            ("currency", "ISO 4217; `EUR` unless said."),
            ("limits", "How much it may ask before 429."),
            ("limits.account", "All its credentials together."),
            ("limits.account.perSecond", "In the long run, a second."),
            ("limits.account.burst", "At once."),
            ("limits.credential", "Each of its credentials."),
            ("limits.credential.perSecond", "In the long run, a second."),
            ("limits.credential.burst", "At once."),
            ("limits.verifications", "Verifications that begin within an hour."),
            ("limits.verifications.address", "From one network address of those who ask, 20 unless said."),
            ("limits.verifications.prefix", "To numbers with the same first six digits, 500 unless said."),
            ("limits.verifications.credential", "By each of its credentials, 10,000 unless said."),
            ("limits.verifications.account", "In all, 10,000 unless said."),
            (
                "limits.verifications.stopsPumping",
                "Whether a prefix is stopped when the codes that are sent there do not come back; it is unless said.",
            ),
            ("customCodes", "Whether it may decide on the codes of its verifications."),
            ("allowedIps", "Addresses and CIDR blocks that it may be used from; anywhere when empty."),
        ],
        vec![
            ("name", "A name is enough", json!({ "username": "alice" })),
            (
                "full",
                "All there is to say",
                json!({
                    "username": "bob@example.com", "email": "bob@example.com", "timeZone": "Europe/Madrid",
                    "language": "es", "country": "ES", "currency": "USD",
                    "limits": {
                        "account": { "perSecond": 200, "burst": 2000 }, "credential": { "perSecond": 50, "burst": 500 },
                        "verifications": {
                            "address": 50, "prefix": 2000, "credential": 50_000, "account": 100_000, "stopsPumping": true,
                        },
                    },
                    "customCodes": true,
                    "allowedIps": ["203.0.113.0/24", "2001:db8::1"],
                }),
            ),
        ],
    )?;
    let account = schemas.data::<NewAccount<'static>>();
    Ok(Operation::new(tags::ADMIN)
        .body(body)
        .answers(Answer::json(201, "The account, with the API password that is shown this once.", account))
        .fails(409, "The name is taken."))
}

pub fn show_account(schemas: &mut Schemas) -> Operation {
    of_account().answers(Answer::json(200, "The account.", schemas.data::<Account<'static>>()))
}

pub fn update_account(schemas: &mut Schemas) -> Described {
    let body = Body::rest(
        request::update_account,
        &[
            ("limits", "How much it may ask before 429."),
            ("limits.account", "All its credentials together."),
            ("limits.account.perSecond", "In the long run, a second."),
            ("limits.account.burst", "At once."),
            ("limits.credential", "Each of its credentials."),
            ("limits.credential.perSecond", "In the long run, a second."),
            ("limits.credential.burst", "At once."),
            ("limits.verifications", "Verifications that begin within an hour."),
            ("limits.verifications.address", "From one network address of those who ask, 20 unless said."),
            ("limits.verifications.prefix", "To numbers with the same first six digits, 500 unless said."),
            ("limits.verifications.credential", "By each of its credentials, 10,000 unless said."),
            ("limits.verifications.account", "In all, 10,000 unless said."),
            (
                "limits.verifications.stopsPumping",
                "Whether a prefix is stopped when the codes that are sent there do not come back; it is unless said.",
            ),
            ("allowedIps", "Addresses and CIDR blocks that it may be used from; anywhere when empty."),
            ("secondFactorRequired", "Whether its users must have a second factor."),
            ("customCodes", "Whether it may decide on the codes of its verifications."),
        ],
        vec![(
            "full",
            "All there is to change",
            json!({
                "limits": {
                    "account": { "perSecond": 200, "burst": 2000 }, "credential": { "perSecond": 50, "burst": 500 },
                    "verifications": {
                        "address": 50, "prefix": 2000, "credential": 50_000, "account": 100_000, "stopsPumping": true,
                    },
                },
                "allowedIps": [], "secondFactorRequired": false, "customCodes": false,
            }),
        )],
    )?;
    let account = schemas.data::<Account<'static>>();
    Ok(of_account().body(body).answers(Answer::json(200, "The account as it is now.", account)))
}

pub fn remove_account() -> Operation {
    of_account()
        .words("Its users can no longer sign in. Its messages are erased within minutes, and what is scheduled is not sent. Its short links go on.")
        .answers(Answer::empty(204, "It is gone."))
}

pub fn rotate_password(schemas: &mut Schemas) -> Operation {
    let password = schemas.data::<NewPassword<'static>>();
    of_account().words("The old one is refused from now on.").answers(Answer::json(
        200,
        "The new password, which is shown this once.",
        password,
    ))
}

pub fn show_link(schemas: &mut Schemas) -> Operation {
    Operation::new(tags::ADMIN)
        .argument::<LinkId>(
            "Its id: what stands behind the host, with the domain and a colon before it where there is one.",
            "dvRINN",
        )
        .answers(Answer::json(200, "The link.", schemas.data::<ClickedLink<'static>>()))
}

pub fn show_blocklist() -> Operation {
    Operation::new(tags::ADMIN)
        .words("The hosts that no short link may lead to.")
        .answers(Answer::text(200, "The list as it was written; nothing where there is none."))
}

pub fn replace_blocklist(schemas: &mut Schemas) -> Operation {
    let text = Text {
        kind: "text/plain",
        words: "A host a line; what follows `#` is a comment. `example.com` is that host alone, `.example.com` and \
                `*.example.com` are that host and all under it. At most 100,000 in 1 MiB; none clears the list.",
        example: "# As of today\nphishing.example\n*.malware.example # and all under it\n192.0.2.1\n",
    };
    Operation::new(tags::ADMIN)
        .words(
            "No link can be made to a host on it, and links that lead there are answered with 403: by the whole \
             deployment within two minutes.",
        )
        .text(text)
        .answers(Answer::json(200, "It is taken.", schemas.data::<Blocklist>()))
        .fails(400, "Some lines are no hosts, and the description has their numbers; or there are too many. Nothing was changed.")
}

pub fn clear_blocklist() -> Operation {
    Operation::new(tags::ADMIN)
        .words("Links may lead anywhere again: by the whole deployment within two minutes.")
        .answers(Answer::empty(204, "There is none any more."))
}

pub fn show_prices() -> Operation {
    Operation::new(tags::ADMIN)
        .words("Without any that were loaded, the world's mobile networks, where everything costs 0.")
        .answers(Answer::csv(200, "The prices, as they can be loaded again."))
}

pub fn replace_prices(schemas: &mut Schemas) -> Operation {
    let text = Text {
        kind: "text/csv",
        words: "A row for each network, and one without `networkName` and `mnc` for a country as a whole. The first row names \
                the columns, which may be in any order: `countryIso`, `countryName` and `cost` have to be there. `currency` is \
                the same in all rows, and `EUR` unless said. `certifiedSurcharge` is what a part costs more in a certified \
                message. At most 20,000 rows in 2 MiB.",
        example: "countryIso,countryName,networkName,mcc,mnc,cost,currency,certifiedSurcharge\n\
                  AD,Andorra,Default,213,,0.065,EUR,0.2\nAD,Andorra,Servei De Tele. DAndorra,213,003,0.065,EUR,0.2\n\
                  AE,United Arab Emirates,,424,,0.0868,EUR,\n",
    };
    Operation::new(tags::ADMIN)
        .words("Messages cost what they say from then on, and only go where they say: in the whole deployment within two minutes.")
        .text(text)
        .answers(Answer::json(200, "They are taken.", schemas.data::<Prices>()))
        .fails(400, "Some rows are wrong, and the description has their lines and columns; or there are none, or too many. Nothing was changed.")
}

pub fn clear_prices() -> Operation {
    Operation::new(tags::ADMIN)
        .words("Everything costs 0 again: in the whole deployment within two minutes.")
        .answers(Answer::empty(204, "There are none of the operator's any more."))
}

pub fn credit(schemas: &mut Schemas) -> Described {
    let body = Body::rest(
        request::credit,
        &[
            ("amount", "In units of the account's currency; less than 0 is taken off."),
            ("reference", "A name: what comes again by the same one changes nothing."),
        ],
        vec![("some", "A payment", json!({ "amount": 12.5, "reference": "invoice 2026-117" }))],
    )?;
    Ok(of_account()
        .body(body)
        .answers(Answer::json(200, "What it has now.", schemas.data::<Balance>()))
        .fails(402, "It has not so much (code 111)."))
}

pub fn test_mail(schemas: &mut Schemas) -> Described {
    let body = Body::rest(
        request::test_mail,
        &[
            ("to", "The address that it is sent to."),
            ("subject", "What it is about; a few words of ours unless said."),
            ("text", "What it says; a few words of ours unless said."),
        ],
        vec![
            ("ours", "With words of ours", json!({ "to": "you@example.com" })),
            (
                "own",
                "With your own",
                json!({ "to": "you@example.com", "subject": "Déjà vu", "text": "Hello\n" }),
            ),
        ],
    )?;
    Ok(Operation::new(tags::ADMIN)
        .words(
            "It is given to the server of the setting `MAIL` at once. `accepted` means that the server has it, and `refused` that it \
             never will; `later` is worth another try, and of `doubtful` nobody knows.",
        )
        .body(body)
        .answers(Answer::json(200, "What became of it.", schemas.data::<Mailed>()))
        .fails(503, "The setting `MAIL` is not there, or more is asked at this moment than can be served."))
}
