//! Answers what the tests of the gateway ask the core: a JSON object on each line of the input, and one for it on the output.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "the tests ask")]

use std::io::{self, BufRead, Write};

use serde::Deserialize;
use serde_json::{Value, json};
use shortwave::{
    provider::{
        Receipt, Submission,
        kannel::{self, Credentials},
    },
    segment::{Alphabet, Carrier, Encoding, Language, Message, Text, split},
    time::Timestamp,
};

/// What may be asked, each under its own name.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
enum Question {
    /// The segments of a message, and the requests that carry it.
    Message(Outgoing),
    /// What an answer to such a request says: status and body.
    Answer(u16, String),
    /// What the query of a receipt says.
    Receipt(String),
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Outgoing {
    text: String,
    /// `gsm`, `ucs2`, or the languages of the locking and the single shift table with a slash between them.
    encoding: String,
    from: String,
    to: String,
    #[serde(default)]
    is_flash: bool,
    reference_number: u16,
    receipts_to: String,
    username: String,
    password: String,
}

fn main() {
    for line in io::stdin().lock().lines() {
        let question = serde_json::from_str(&line.expect("a line")).expect("a question");
        writeln!(io::stdout(), "{}", answer(question)).expect("somebody who listens");
    }
}

fn answer(question: Question) -> Value {
    match question {
        Question::Message(outgoing) => message(&outgoing),
        Question::Answer(status, body) => json!(format!("{:?}", kannel::read_answer(status, &body))),
        Question::Receipt(query) => kannel::read_receipt(&query).as_ref().map_or(Value::Null, receipt),
    }
}

fn message(outgoing: &Outgoing) -> Value {
    let text = Text::from(outgoing.text.as_str());
    let split =
        split(&text, encoding(&outgoing.encoding), &Carrier::default()).expect("a text of the encoding");
    let credentials = Credentials { username: &outgoing.username, password: &outgoing.password };
    let submission = Submission {
        from: &outgoing.from,
        to: &outgoing.to.parse().expect("a phone number"),
        text: &text,
        split: &split,
        reference_number: outgoing.reference_number,
        is_flash: outgoing.is_flash,
        receipts_to: &outgoing.receipts_to,
    };
    let segments: Vec<_> =
        split.messages(&text, outgoing.reference_number).map(|message| segment(&message)).collect();
    let queries = kannel::requests(&submission, &credentials).ok();
    let queries =
        queries.map(|queries| queries.iter().map(|query| query.as_str().to_owned()).collect::<Vec<_>>());
    json!({ "segments": segments, "queries": queries })
}

fn segment(message: &Message) -> Value {
    json!({
        "dataCoding": message.data_coding_scheme,
        "header": message.header(),
        "body": message.septets().unwrap_or_else(|| message.body().to_owned()),
    })
}

fn receipt(receipt: &Receipt) -> Value {
    json!({
        "part": receipt.part,
        "status": receipt.status.name(),
        "carrierId": receipt.carrier_id,
        "reason": receipt.reason,
        "at": receipt.at.map(Timestamp::millis),
    })
}

fn encoding(name: &str) -> Encoding {
    match name.split_once('/') {
        Some((locking, single)) => {
            Encoding::Gsm7(Alphabet::new(language(locking), language(single)).unwrap())
        }
        None if name == "gsm" => Encoding::GSM_DEFAULT,
        None => Encoding::Ucs2,
    }
}

fn language(name: &str) -> Language {
    name.parse().expect("a language")
}
