//! `/api/rest`

use serde_json::json;
use shortwave::{
    answer::rest::{
        Account, BlacklistEntry, Campaign, Counted, CountryCoverage, Coverage, Listed, Message,
        NewBlacklistEntry, Otp, OtpCheck, Rescheduled, ScheduledList, Sending, Sent, ShortUrl, Unscheduled,
    },
    message::{BlacklistKind, CampaignId, MessageIds, SendingId},
    request::{self, Fields, Judging},
    time::Timestamp,
};

use super::{Described, tags};
use crate::{
    answers::Answer,
    bodies::{Body, Example},
    operation::Operation,
    schemas::Schemas,
};

const RECIPIENT: &str = "Whom the code is for: 6 to 15 digits with or without `+`, or an e-mail address.";
const APP_ID: &str = "Your application. A recipient may have one code for each. Empty unless said.";

/// What a new code takes, whichever dialect asks for it.
pub(super) const NEW_OTP: &[(&str, &str)] = &[
    ("recipient", RECIPIENT),
    ("alpha", "Capitals and digits that do not look alike, instead of digits."),
    ("length", "The characters of the code."),
    ("maxAttempts", "The checks that it stands, right and wrong."),
    ("maxSecondsValidity", "The seconds for which it is valid."),
    ("appId", APP_ID),
    ("rejectIfPendingCode", "Keep a code that could still be used, and answer 409."),
];

/// Examples of it.
pub(super) fn new_otp_examples() -> Vec<Example> {
    vec![
        ("phone", "Four digits for a phone", json!({ "recipient": "34666555444" })),
        (
            "email",
            "All there is to say",
            json!({
                "recipient": "someone@example.com", "alpha": true, "length": 6, "maxAttempts": 5,
                "maxSecondsValidity": 300, "appId": "shop", "rejectIfPendingCode": false,
            }),
        ),
    ]
}

pub fn account(schemas: &mut Schemas) -> Operation {
    Operation::new(tags::REST).answers(Answer::json(200, "The account.", schemas.data::<Account<'static>>()))
}

pub fn generate_otp(schemas: &mut Schemas) -> Described {
    let body = Body::rest(request::generate_otp, NEW_OTP, new_otp_examples())?;
    Ok(Operation::new(tags::REST)
        .words("It replaces an earlier code of the same application and recipient.")
        .body(body)
        .answers(Answer::json(200, "The code.", schemas.data::<Otp<'static>>()))
        .fails(409, "There is a code that could still be used, and `rejectIfPendingCode` keeps it."))
}

pub fn check_otp(schemas: &mut Schemas) -> Described {
    let body = Body::rest(
        request::check_otp,
        &[
            ("recipient", RECIPIENT),
            ("code", "The code, as the recipient gave it."),
            ("caseSensitive", "Whether `a` is another letter than `A`."),
            ("appId", APP_ID),
        ],
        vec![
            ("phone", "A code of digits", json!({ "recipient": "34666555444", "code": "4565" })),
            (
                "email",
                "All there is to say",
                json!({
                    "recipient": "someone@example.com", "code": "H7KQ2M", "caseSensitive": false, "appId": "shop",
                }),
            ),
        ],
    )?;
    Ok(Operation::new(tags::REST)
        .words("A wrong code is no failure: `valid` says how it ended. Every check counts as an attempt.")
        .body(body)
        .answers(Answer::json(200, "How it ended.", schemas.data::<OtpCheck<'static>>())))
}

pub fn count_sms(schemas: &mut Schemas) -> Described {
    let body = Body::rest(
        request::count_sms,
        &[
            ("message", "One text. It outranks `messages`."),
            ("messages", "Several texts. The answer is then a list."),
            ("languages", "Whose national tables `best` may use; all unless said."),
            (
                "encoding",
                "`auto`, unless said: GSM-7 where it has every character, otherwise UCS-2. `best`: the fewest messages, with \
                 national tables too.",
            ),
            (
                "reference",
                "The size of the reference that the messages of a long text share; `8-bit` unless said.",
            ),
            ("capacity", "A carrier's own room: units alone, and in a part."),
            ("capacity.gsm", "Of GSM-7."),
            ("capacity.ucs2", "Of UCS-2."),
            ("graphemes", "Cut nothing that a reader takes for one character."),
            ("trans", "1: replace characters as the vendor's API does."),
            ("smart", "Replace typography: quotes, dashes, ellipses, special spaces."),
        ],
        vec![
            ("one", "One text", json!({ "message": "Olá! A sua encomenda já está a caminho." })),
            (
                "several",
                "Several texts, and all there is to say",
                json!({
                    "messages": ["Sayın müşterimiz, şifreniz 482913.", "“Order [A-17]” – 59 €"], "encoding": "best",
                    "languages": ["turkish", "spanish"], "reference": "16-bit",
                    "capacity": { "gsm": [160, 152], "ucs2": [70, 66] }, "graphemes": true, "trans": 1, "smart": true,
                }),
            ),
        ],
    )?;
    Ok(Operation::new(tags::REST)
        .body(body)
        .answers(Answer::json(200, "What the text takes, or each of them.", schemas.data::<Counted>()))
        .fails(
            400,
            "The encoding lacks a character (code 113), or a text takes more than 255 messages (code 105).",
        ))
}

pub fn coverage(schemas: &mut Schemas) -> Operation {
    let networks = schemas.data::<Vec<Coverage<'static>>>();
    Operation::new(tags::REST)
        .words(
            "What is charged is what the row `Default` of a country says, since nobody can tell a number's network by its \
             digits; where a country has no such row, what its dearest network costs. Until the operator loads prices, \
             everything costs 0.",
        )
        .answers(Answer::json(200, "The networks, by country and name.", networks))
}

pub fn coverage_by_country(schemas: &mut Schemas) -> Operation {
    let countries = schemas.data::<Vec<CountryCoverage<'static>>>();
    Operation::new(tags::REST).answers(Answer::json(200, "The countries, by their codes.", countries))
}

pub fn send_sms(schemas: &mut Schemas) -> Described {
    let is_url = |_: &str| true;
    let judging = Judging { now: Timestamp::FIRST, is_url: &is_url, unsub_length: 0 };
    let read = |fields: &mut Fields| request::send_sms(fields, &judging);
    let body = Body::rest(
        read,
        &[
            (
                "message",
                "The text. `{name}` stands for a variable, `{OTP_CODE}` for a code that `otp/check` then accepts, \
                 `{UNSUB_URL}` for a page on which the recipient can unsubscribe.",
            ),
            (
                "to",
                "The numbers, with the prefix of their country, as strings or as numbers, with or without `+`.",
            ),
            ("from", "Whom it is from: at most 15 digits, or 11 characters of the GSM alphabet."),
            ("encoding", "`gsm` unless said."),
            ("scheduleDate", "When it is sent, as `YYYYmmddHHiiss` in UTC; at once unless said."),
            ("expirationDate", "When it is no longer sent, in the same form."),
            ("parts", "The most parts of a message."),
            (
                "notificationUrl",
                "Who is told of delivery receipts, by GET and with the document's escapes: one URL for all, or one for each recipient.",
            ),
            ("trans", "1: replace characters that GSM-7 lacks by the document's table."),
            (
                "campaignName",
                "The campaign that it belongs to, which is made where there is none of this name.",
            ),
            ("tags", "Tags of the campaign."),
            ("certified", "Whether it is carried by who certifies messages, which costs more."),
            (
                "sub",
                "The values of variables: an object for each recipient. What it does not have comes from the recipient's contact.",
            ),
            ("splitParts", "Send a long text as messages of their own instead of as one in parts."),
            ("flash", "Show it at once on the screen."),
            (
                "availableTimes",
                "The times of the week in which it is sent, in UTC. Day 1 is Monday; all days unless said.",
            ),
            ("otpConfig", "How the code is made that `{OTP_CODE}` stands for."),
            ("otpConfig.alpha", "Capitals and digits that do not look alike, instead of digits."),
            ("otpConfig.length", "The characters of the code."),
            ("otpConfig.maxAttempts", "The checks that it stands, right and wrong."),
            ("otpConfig.maxSecondsValidity", "The seconds for which it is valid, from when it is sent."),
            ("otpConfig.appId", APP_ID),
            ("otpConfig.rejectIfPendingCode", "Keep a code that could still be used, and send nothing."),
        ],
        vec![
            (
                "one",
                "One message",
                json!({ "to": ["34666555444"], "from": "TEST", "message": "SMS text message" }),
            ),
            (
                "all",
                "All there is to say",
                json!({
                    "message": "Hello {name|capitalize}, your code is {OTP_CODE}", "to": ["34666555444", 34_666_555_333_u64],
                    "from": "TEST", "encoding": "gsm", "scheduleDate": "29990101120000", "expirationDate": "29990102120000",
                    "parts": 2, "notificationUrl": "https://example.com/notify.php?id=%i&status=%s", "trans": 1,
                    "campaignName": "SPRING", "tags": ["news"], "certified": false,
                    "sub": [{ "name": "ana" }, { "name": "bob" }], "splitParts": false, "flash": false,
                    "availableTimes": [{ "day": 1, "from": "09:00", "to": "21:00" }],
                    "otpConfig": {
                        "alpha": true, "length": 5, "maxAttempts": 3, "maxSecondsValidity": 300, "appId": "shop",
                        "rejectIfPendingCode": false,
                    },
                }),
            ),
        ],
    )?;
    Ok(Operation::new(tags::REST)
        .words("Fields are judged in this order, and the first that breaks a rule is told. Unknown ones are ignored.")
        .body(body)
        .answers(Answer::json(202, "Messages to all are on their way.", schemas.of::<Sent<'static>>()))
        .answers(Answer::json(
            207,
            "Messages to some are on their way, and `result` says why not to the others.",
            schemas.of::<Sent<'static>>(),
        ))
        .fails(400, "A field breaks a rule, or nobody can be sent to; the code says which (104 to 196).")
        .fails(402, "There is not enough credit (code 111)."))
}

const GUID: &str = "The numbers of sendings; all that are scheduled unless said.";
const SCHEDULED_TYPE: &str = "`SMS` or `MAILING`, of which there are none.";

pub fn list_scheduled(schemas: &mut Schemas) -> Described {
    let parameters =
        &[("guid", GUID, "1"), ("type", SCHEDULED_TYPE, "SMS"), ("sendingId", "The number of one.", "1")];
    let list = schemas.of::<ScheduledList>();
    let words = "Of one whose number is asked for, `result` is that one, with its content.";
    let operation = Operation::new(tags::REST).words(words).reads_rest(request::scheduled, parameters)?;
    Ok(operation
        .answers(Answer::json(200, "Those that there are.", list))
        .fails(400, "A number is none (code 120)."))
}

pub fn update_scheduled(schemas: &mut Schemas) -> Described {
    let read = |fields: &mut Fields| request::reschedule(fields, Timestamp::FIRST);
    let body = Body::rest(
        read,
        &[
            ("guid", GUID),
            ("type", SCHEDULED_TYPE),
            ("scheduleDate", "When they are sent, as `YYYYmmddHHiiss` in UTC."),
        ],
        vec![(
            "two",
            "Two of them",
            json!({ "guid": [100, 101], "type": "SMS", "scheduleDate": "29990101120000" }),
        )],
    )?;
    let done = Answer::json(200, "For how many it was not too late.", schemas.of::<Rescheduled>());
    let failure = "A number is none (code 120), or the date is none to come (code 121).";
    Ok(Operation::new(tags::REST).body(body).answers(done).fails(400, failure))
}

pub fn remove_scheduled(schemas: &mut Schemas) -> Described {
    let body = Body::rest(
        request::scheduled,
        &[("guid", GUID), ("type", SCHEDULED_TYPE), ("sendingId", "The same.")],
        vec![("two", "Two of them", json!({ "guid": [100, 101], "type": "SMS", "sendingId": 102 }))],
    )?;
    let done = Answer::json(200, "For how many it was not too late.", schemas.of::<Unscheduled>());
    Ok(Operation::new(tags::REST)
        .body(body.optional())
        .answers(done)
        .fails(400, "A number is none (code 120)."))
}

/// What lists of campaigns and sendings are asked for.
macro_rules! list_parameters {
    ($($more:expr),*) => {
        &[
            $($more,)*
            ("name", "Of campaigns of this name; `*` stands for anything.", "SPRING*"),
            ("channel", "Of this channel. There is `sms`.", "sms"),
            ("beforeDate", "Made before, in ISO 8601.", "2999-01-01T00:00:00+00:00"),
            ("afterDate", "Made at this moment or after.", "2019-01-01T00:00:00+00:00"),
            ("page", "Which page.", "1"),
            ("limit", "How many of them a page has.", "100"),
        ]
    };
}

pub fn list_campaigns(schemas: &mut Schemas) -> Described {
    let campaigns = schemas.of::<Listed<Campaign>>();
    let operation = Operation::new(tags::REST).reads_rest(request::campaigns, list_parameters!())?;
    Ok(operation.answers(Answer::json(200, "A page of campaigns.", campaigns)))
}

pub fn show_campaign(schemas: &mut Schemas) -> Operation {
    Operation::new(tags::REST).argument::<CampaignId>("The campaign's id.", "1").answers(Answer::json(
        200,
        "The campaign.",
        schemas.data::<Campaign>(),
    ))
}

fn lists_sendings(operation: Operation, schemas: &mut Schemas) -> Described {
    let sendings = schemas.of::<Listed<Sending>>();
    let status = ("status", "Where they stand.", "FINISHED");
    let operation = operation.reads_rest(request::sendings, list_parameters!(status))?;
    Ok(operation.answers(Answer::json(200, "A page of sendings.", sendings)))
}

pub fn list_campaign_sendings(schemas: &mut Schemas) -> Described {
    lists_sendings(Operation::new(tags::REST).argument::<CampaignId>("The campaign's id.", "1"), schemas)
}

pub fn list_sendings(schemas: &mut Schemas) -> Described {
    lists_sendings(Operation::new(tags::REST), schemas)
}

pub fn show_sending(schemas: &mut Schemas) -> Operation {
    Operation::new(tags::REST).argument::<SendingId>("The sending's id.", "1").answers(Answer::json(
        200,
        "The sending.",
        schemas.data::<Sending>(),
    ))
}

pub fn report_events(_: &mut Schemas) -> Described {
    let parameters = &[
        ("beforeDate", "What happened before, in ISO 8601.", "2999-01-01T00:00:00+00:00"),
        ("afterDate", "What happened at this moment or after.", "2019-01-01T00:00:00+00:00"),
        ("showCustomFields", "1: tell the values of variables too, in JSON.", "1"),
    ];
    let operation = Operation::new(tags::REST).argument::<SendingId>("The sending's id.", "1");
    Ok(operation.reads_rest(request::events, parameters)?.answers(Answer::table("The events, in order.")))
}

pub fn show_sms(schemas: &mut Schemas) -> Operation {
    Operation::new(tags::REST)
        .argument::<MessageIds>("The ids of messages, at most 100, with commas between.", "0000000005XCO")
        .answers(Answer::json(200, "Those that there are.", schemas.data::<Vec<Message>>()))
        .fails(404, "There is none of them.")
}

/// An operation on one of the lists.
fn of_blacklist() -> Operation {
    Operation::new(tags::REST)
        .argument::<BlacklistKind>("What is sent no more: text messages, mailings or calls.", "sms")
        .fails(404, "There is no such list.")
}

fn blacklisted() -> Result<Body, String> {
    const WORDS: &str =
        "A number for `sms` and `voice`, with or without `+`; an e-mail address for `mailing`.";
    let read = |fields: &mut Fields| request::blacklisted(fields, BlacklistKind::Sms);
    Body::rest(
        read,
        &[("recipient", WORDS)],
        vec![("phone", "A number", json!({ "recipient": "34666555444" }))],
    )
}

pub fn list_blacklist(schemas: &mut Schemas) -> Described {
    let entries = schemas.of::<Listed<BlacklistEntry>>();
    let operation = of_blacklist().reads_rest(
        request::blacklist,
        &[
            ("recipient", "This recipient.", "+34666555444"),
            ("sendingId", "Who unsubscribed in this sending.", "1"),
            ("page", "Which page.", "1"),
            ("limit", "How many of them a page has.", "100"),
        ],
    )?;
    Ok(operation
        .words("Messages to numbers on the list `sms` are refused (code 102).")
        .answers(Answer::json(200, "A page of them.", entries)))
}

pub fn add_to_blacklist(schemas: &mut Schemas) -> Described {
    let entry = schemas.data::<NewBlacklistEntry>();
    Ok(of_blacklist()
        .words("Who is on the list already stays there as before.")
        .body(blacklisted()?)
        .answers(Answer::json(200, "Who is on the list now.", entry)))
}

pub fn remove_from_blacklist() -> Described {
    Ok(of_blacklist()
        .body(blacklisted()?)
        .answers(Answer::empty(204, "The recipient is not on the list, whether or not it was.")))
}

pub fn shorten(schemas: &mut Schemas) -> Described {
    let body = Body::rest(
        request::shorten,
        &[
            ("urls", "The URLs. The same URL twice gets two links."),
            (
                "urls.longUrl",
                "An `http` or `https` URL. Another is answered with `error: true`, and the others go on.",
            ),
        ],
        vec![(
            "two",
            "A URL, and what is none",
            json!({ "urls": [{ "longUrl": "https://example.com/" }, { "longUrl": "nope" }] }),
        )],
    )?;
    let urls = schemas.data::<Vec<ShortUrl>>();
    Ok(Operation::new(tags::REST).body(body).answers(Answer::json(
        200,
        "The links, in the order of the call.",
        urls,
    )))
}
