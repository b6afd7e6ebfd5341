//! `/v1/verifications`

use std::sync::LazyLock;

use serde_json::json;
use shortwave::{
    answer::verification::{StatsData, VerificationCheckData, VerificationData, VerificationTokenData},
    otp::VerificationId,
    phone::CallingPrefix,
    request::v1,
};

use super::{
    Described,
    period::{FROM, INTERVAL, TIME_ZONE, TO},
    tags,
};
use crate::{answers::Answer, bodies::Body, operation::Operation, schemas::Schemas};

const TOO_MANY: &str = "The recipient had too many codes, or too many wrong ones were checked: `Retry-After` says when to come again.";
const PAYEE: &str = "Who is paid: the code is for this payment only, and the text names it.";
const AMOUNT: &str = "How much is paid, with the currency.";

/// A field of a body, and a word to it.
type Field = (&'static str, &'static str);

static FIELDS: LazyLock<Vec<Field>> = LazyLock::new(|| {
    let mut fields = fields(
        "Whom to verify: 6 to 15 digits with or without `+`, or an e-mail address.",
        "The language of the text, `en` unless said; where there is no text in it, English.",
    );
    fields.push((
        "code",
        "The code, where the operator lets you decide on it: `length` and `alphabet` then say nothing.",
    ));
    fields.push((
        "address",
        "The network address of the one who asks you, by which it is limited how many may begin from one place.",
    ));
    fields
});

/// The same, by an account for a page.
static FIELDS_OF_TOKEN: LazyLock<Vec<Field>> = LazyLock::new(|| {
    let mut fields = fields(
        "Whom to verify. For the page to say, unless you do.",
        "The language of the text. For the page to say, unless you do.",
    );
    fields.insert(0, ("expiresIn", "The seconds in which the page may begin its verification."));
    fields
});

/// What is said of a verification, with words of its own for what a page may say where its account does not.
fn fields(recipient: &'static str, locale: &'static str) -> Vec<Field> {
    vec![
        ("recipient", recipient),
        (
            "channels",
            "The ways that the code goes, one after the other. One of the recipient's kind unless said.",
        ),
        ("channels.channel", "Which way. The word alone will do for a way to the recipient."),
        ("channels.to", "To whom, if not to the recipient."),
        ("channels.timeout", "The seconds after which the next way is taken, 60 unless said."),
        (
            "alphabet",
            "What the code is made of: `digits` unless said, or capitals and digits that do not look alike.",
        ),
        ("length", "The characters of the code."),
        ("attempts", "How many codes may be checked."),
        ("validity", "The seconds for which the code is valid."),
        (
            "appId",
            "Your application. A recipient has at most one pending verification for each. Empty unless said.",
        ),
        ("locale", locale),
        ("brand", "Who asks, as the text says it."),
        ("sender", "Whom a message is from: up to 15 digits, or 11 characters. `Verify` unless said."),
        ("domain", "The host of the page that a browser may fill the code in for (WebOTP)."),
        ("appHash", "What Android's SMS Retriever knows your app by."),
        (
            "template",
            "Your own text, in place of the words of a language: `{code}` once, and where you like `{minutes}`, `{brand}`, `{payee}` and `{amount}`.",
        ),
        ("payee", PAYEE),
        ("amount", AMOUNT),
        ("metadata", "Up to 10 texts of yours, to see again."),
    ]
}

fn of_verification() -> Operation {
    Operation::new(tags::VERIFICATIONS).argument::<VerificationId>(
        "The verification's id.",
        "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822c",
    )
}

pub fn create(schemas: &mut Schemas) -> Described {
    let body = Body::native(
        v1::create_verification,
        &FIELDS,
        vec![
            ("phone", "Six digits for a phone", json!({ "recipient": "34666555444" })),
            (
                "payment",
                "All there is to say, but for an app on Android",
                json!({
                    "recipient": "34666555444",
                    "channels": ["sms", { "channel": "sms", "to": "34666555443", "timeout": 30 }],
                    "alphabet": "alphanumeric", "length": 8, "attempts": 3, "validity": 120, "appId": "shop", "locale": "es",
                    "brand": "Acme Bank", "sender": "Acme", "domain": "bank.example.com", "payee": "Corner Shop",
                    "amount": "12.50 EUR", "address": "203.0.113.7", "metadata": { "order": "7301" },
                }),
            ),
            ("decided", "A code of your own", json!({ "recipient": "34666555444", "code": "481516" })),
            (
                "android",
                "For an app, in words of your own",
                json!({
                    "recipient": "34666555444", "brand": "Acme", "appHash": "FA+9qCX9VSu",
                    "template": "{brand}: {code} lets you in for {minutes} minutes.",
                }),
            ),
        ],
    )?;
    let verification = Answer::json(201, "The verification.", schemas.one::<VerificationData<'_>>());
    Ok(Operation::new(tags::VERIFICATIONS)
        .words(
            "The code is sent, and never answered. A verification that is pending for the same application and recipient is \
             canceled. One that is `blocked` at once has a recipient who is sent nothing, and costs nothing.",
        )
        .body(body)
        .answers(verification.created())
        .fails(402, "There is not enough credit.")
        .fails(409, "A page's token has begun a verification before.")
        .fails(429, TOO_MANY)
        .fails(503, "Nobody carries messages."))
}

pub fn stats(schemas: &mut Schemas) -> Described {
    let answer = Answer::json(200, "What became of them.", schemas.one::<StatsData<'_>>());
    let operation = Operation::new(tags::VERIFICATIONS)
        .words(
            "What happened to a verification counts where it was created. What was sent and delivered is by the channel that it went, the \
             rest by the first one. It is kept for 92 days.",
        )
        .answers(answer);
    operation.reads(
        v1::ask_verification_stats,
        &[
            FROM,
            TO,
            INTERVAL,
            TIME_ZONE,
            ("group", "By what they are told apart.", "prefix"),
            ("country", "Those to numbers of this country only.", "ES"),
            ("prefix", "Those to numbers with these first six digits only.", "346665"),
            ("channel", "Those by this channel only.", "sms"),
        ],
    )
}

pub fn open_prefix() -> Operation {
    Operation::new(tags::VERIFICATIONS)
        .argument::<CallingPrefix>("The first six digits, as `stops` has them.", "346665")
        .words("Codes go there again, and it is not stopped for 24 hours.")
        .answers(Answer::empty(204, "It is open."))
}

pub fn create_token(schemas: &mut Schemas) -> Described {
    let body = Body::native(
        v1::create_verification_token,
        &FIELDS_OF_TOKEN,
        vec![
            ("open", "For whoever opens the page", json!({ "brand": "Acme", "domain": "example.com" })),
            (
                "decided",
                "All there is to say, but for an app on Android",
                json!({
                    "expiresIn": 300, "recipient": "34666555444",
                    "channels": ["sms", { "channel": "sms", "to": "34666555443", "timeout": 30 }],
                    "alphabet": "alphanumeric", "length": 8, "attempts": 3, "validity": 120, "appId": "shop", "locale": "es",
                    "brand": "Acme Bank", "sender": "Acme", "domain": "bank.example.com", "payee": "Corner Shop",
                    "amount": "12.50 EUR", "metadata": { "session": "8c1f" },
                }),
            ),
            (
                "android",
                "For a page of an app, in words of your own",
                json!({ "brand": "Acme", "appHash": "FA+9qCX9VSu", "template": "{brand}: {code} lets you in." }),
            ),
        ],
    )?;
    let token =
        Answer::json(201, "The token. It is shown this once.", schemas.one::<VerificationTokenData>());
    Ok(Operation::new(tags::VERIFICATIONS)
        .words(
            "With it as a bearer, a page begins one verification: `POST /v1/verifications` with `recipient` and `locale`, as far as the token \
             has none, and nothing else. For that verification, and no other, it may then be shown, checked, sent again and canceled, until \
             ten minutes after `expiresAt`. A second one is 409. A call that was answered 400, 402 or 429 has begun nothing, and may be made again.",
        )
        .body(body)
        .answers(token))
}

pub fn show(schemas: &mut Schemas) -> Described {
    let verification = Answer::json(200, "Where it stands.", schemas.one::<VerificationData<'_>>());
    let recipient = (
        "recipient",
        "Whom it is said to be for: 404 where it is for somebody else. What a page says of that proves nothing.",
        "34666555444",
    );
    Ok(of_verification()
        .words("It can be seen for 24 hours after it came to its end.")
        .reads(v1::show_verification, &[recipient])?
        .answers(verification))
}

pub fn check(schemas: &mut Schemas) -> Described {
    let body = Body::native(
        v1::check_verification,
        &[
            (
                "code",
                "The code, as somebody typed it: in any case, with spaces and hyphens, in the digits of any script.",
            ),
            ("payee", "Who is paid, where it is for a payment, as it was given at first."),
            ("amount", "How much, as it was given at first."),
        ],
        vec![
            ("code", "A code", json!({ "code": "123 456" })),
            (
                "payment",
                "A payment's",
                json!({ "code": "123456", "payee": "Corner Shop", "amount": "12.50 EUR" }),
            ),
        ],
    )?;
    Ok(of_verification()
        .words("A wrong code is no failure: `valid` and the verification's `status` say how it ended. Of many right checks at once, one is valid.")
        .body(body)
        .answers(Answer::json(200, "How it ended.", schemas.one::<VerificationCheckData<'_>>()))
        .fails(429, TOO_MANY))
}

pub fn resend(schemas: &mut Schemas) -> Described {
    let body = Body::native(
        v1::resend_verification,
        &[("newCode", "Another code, valid anew; the former is void. The same one unless said.")],
        vec![("again", "The same code", json!({ "newCode": false }))],
    )?;
    Ok(of_verification()
        .words("It goes the way that was taken last. The attempts stay counted.")
        .body(body)
        .answers(Answer::json(200, "The verification.", schemas.one::<VerificationData<'_>>()))
        .fails(402, "There is not enough credit.")
        .fails(409, "The verification came to its end.")
        .fails(429, TOO_MANY)
        .fails(503, "Nobody carries messages."))
}

pub fn cancel() -> Operation {
    of_verification()
        .answers(Answer::empty(204, "It is canceled."))
        .fails(409, "It came to another end before.")
}
