//! Kannel, an SMS gateway: its HTTP interface `sendsms`, and the receipts that it calls back with.
//!
//! Sources: Kannel's user guide 1.4.5, "SMS Push (send-sms) CGI variables" and "SMS Delivery Reports"; what it leaves
//! open was found out from the octets that a carrier got (`tests/gateway/`).
//!
//! A segment is a request of its own, with the user data header of ours, so that Kannel neither counts nor cuts. `coding`
//! is always said: with a header and without it, Kannel takes a text for binary.
//!
//! - GSM 7-bit (`coding=0`) goes in as text, which Kannel writes in the default alphabet. There is no way to give it
//!   septets: `coding=1` leaves octets alone, but marks them as binary. So what is written in a national table is
//!   given as the text that the default alphabet reads in the same septets, and the header names the table. An escape that
//!   leads nowhere in the default alphabet cannot be given, and the text is [`Unwritable`].
//! - UCS-2 (`coding=2`) goes in as octets, and comes out as they are.
//! - `charset` is the default of 1.4.5, and said because those of older versions were others.
//! - `mclass=0` makes a flash message: TP-DCS 0xF0 in GSM 7-bit, 0x18 in UCS-2.
//! - The recipient has a `+`, by which Kannel tells the carrier that the number is international.
//! - A sender goes in as it is, in UTF-8. A name with letters beyond ASCII is right at the carrier with
//!   `alt-addr-charset = gsm` in Kannel's group of that carrier; it has at most 20 octets.
//!
//! Receipts may come in any order: that the carrier took a segment, after that it was delivered.

use std::fmt;

use super::{Obstacle, Receipt, ReceiptStatus, Refusal, Submission, Submitted};
use crate::{
    percent,
    segment::{Alphabet, Message},
    time::Timestamp,
};

/// Kinds of receipts, as the bits of `dlr-mask` and of `%d`.
const DELIVERED: u8 = 1;
const FAILED: u8 = 2;
const BUFFERED: u8 = 4;
const CARRIER_ACCEPTED: u8 = 8;
const CARRIER_REFUSED: u8 = 16;
/// With [`FAILED`]. Neither can be asked for.
const EXPIRED: u8 = 32;
const UNKNOWN: u8 = 64;

/// Where one is, and what it knows us by.
#[derive(Clone, PartialEq, Eq)]
pub struct Gateway {
    /// The URL of its interface `sendsms`.
    pub url: String,
    /// Its `username`.
    pub username: String,
    /// Its `password`.
    pub password: String,
}

impl Gateway {
    /// What is asked in its name.
    #[must_use]
    pub fn credentials(&self) -> Credentials<'_> {
        Credentials { username: &self.username, password: &self.password }
    }
}

/// Redacted.
impl fmt::Debug for Gateway {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Gateway(..)")
    }
}

/// What [`Credentials`] allow is set in Kannel's group `sendsms-user`.
#[derive(Clone, Copy)]
pub struct Credentials<'a> {
    /// Its `username`.
    pub username: &'a str,
    /// Its `password`.
    pub password: &'a str,
}

/// Redacted.
impl fmt::Debug for Credentials<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Credentials(..)")
    }
}

/// The query of a request to `sendsms`, without a `?`.
#[derive(Clone, PartialEq, Eq)]
pub struct Query(String);

impl Query {
    /// To be put behind the `?`, as it is.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn set(&mut self, name: &str, value: &[u8]) {
        if !self.0.is_empty() {
            self.0.push('&');
        }
        self.0.extend([name, "=", &percent::encoded_bytes(value)]);
    }
}

/// Redacted: it has the credentials, the number and the text.
impl fmt::Debug for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Query({} octets)", self.0.len())
    }
}

/// The text is written in a national table, with a character that Kannel has no way to be given. It can be sent in
/// another encoding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("Kannel cannot be given a character of the national table")]
pub struct Unwritable;

/// The requests that carry a message, one for each segment, in order.
///
/// # Errors
/// When the text has a character that Kannel cannot be given. No segment is to be sent then.
pub fn requests(
    submission: &Submission<'_>,
    credentials: &Credentials<'_>,
) -> Result<Vec<Query>, Unwritable> {
    let messages = submission.split.messages(submission.text, submission.reference_number);
    (1..=u8::MAX)
        .zip(messages)
        .map(|(part, message)| request(submission, credentials, part, &message))
        .collect()
}

fn request(
    submission: &Submission<'_>,
    credentials: &Credentials<'_>,
    part: u8,
    message: &Message,
) -> Result<Query, Unwritable> {
    let mut query = Query(String::new());
    query.set("username", credentials.username.as_bytes());
    query.set("password", credentials.password.as_bytes());
    query.set("from", submission.from.as_bytes());
    query.set("to", format!("+{}", submission.to.as_str()).as_bytes());
    if let Some(septets) = message.septets() {
        query.set("coding", b"0");
        query.set("charset", b"UTF-8");
        query.set("text", Alphabet::DEFAULT.decode(&septets).ok_or(Unwritable)?.as_bytes());
    } else {
        query.set("coding", b"2");
        query.set("charset", b"UTF-16BE");
        query.set("text", message.body());
    }
    if !message.header().is_empty() {
        query.set("udh", message.header());
    }
    if submission.is_flash {
        query.set("mclass", b"0");
    }
    let mask = DELIVERED | FAILED | BUFFERED | CARRIER_ACCEPTED | CARRIER_REFUSED;
    query.set("dlr-mask", mask.to_string().as_bytes());
    query.set("dlr-url", receipt_template(submission.receipts_to, part).as_bytes());
    Ok(query)
}

/// The URL of a segment's receipts. Kannel puts values in place of `%` and a letter, so one that is in the URL is doubled.
fn receipt_template(receipts_to: &str, part: u8) -> String {
    let separator = if receipts_to.contains('?') { '&' } else { '?' };
    format!("{}{separator}part={part}&type=%d&carrier-id=%F&at=%T&reply=%A", receipts_to.replace('%', "%%"))
}

/// Reads what Kannel answered to a request: status and body.
///
/// A status says most of it: 202 when Kannel has the segment, for a carrier now (`0: Accepted for delivery`) or, as
/// none is connected, later (`3: Queued for later delivery`). With 403 it does not know the user, or has no carrier. 502 and 504 are
/// of a proxy, which does not know how far a request came.
#[must_use]
pub fn read_answer(status: u16, body: &str) -> Submitted {
    match status {
        200..=299 => Submitted::Accepted,
        403 if body.contains("Not routable") => Submitted::Refused(Refusal::Route),
        // 413 and 414 are of a proxy: there is one size of requests.
        400 | 413 | 414 => Submitted::Refused(Refusal::Request),
        300..=399 | 401 | 403 | 404 | 405 | 407 => Submitted::Later(Obstacle::Settings),
        502 | 504 => Submitted::Doubtful,
        _ => Submitted::Later(Obstacle::Gateway),
    }
}

/// Reads the query of a call that Kannel made to a URL of [`Submission::receipts_to`]; `None` where it is none of Kannel's. The
/// fields of one's own are left alone. Where a name is there twice, the later counts, which is ours.
#[must_use]
pub fn read_receipt(query: &str) -> Option<Receipt> {
    let value = |name: &str| {
        let mut fields = query.split('&').filter_map(|field| field.split_once('='));
        let (_, value) = fields.rfind(|(other, _)| *other == name)?;
        Some(percent::decoded(&value.replace('+', " "))).filter(|value| !value.is_empty())
    };
    let reply = value("reply").unwrap_or_default();
    Some(Receipt {
        part: Some(value("part")?.parse().ok().filter(|part| *part > 0)?),
        status: status(value("type")?.parse().ok()?, &reply)?,
        carrier_id: value("carrier-id").filter(|id| id.len() <= MAX_CARRIER_ID),
        reason: reason(&reply),
        at: value("at").and_then(|at| moment(&at)),
    })
}

/// Of seconds since 1970.
fn moment(seconds: &str) -> Option<Timestamp> {
    seconds.parse::<i64>().ok()?.checked_mul(1000).map(Timestamp::from_millis)
}

/// The longest id that SMPP has: 64 characters and an end (SMPP 3.4, clause 5.2.23).
const MAX_CARRIER_ID: usize = 64;

fn status(kind: u8, reply: &str) -> Option<ReceiptStatus> {
    let has = |bits: u8| kind & bits != 0;
    if has(DELIVERED) {
        return Some(ReceiptStatus::Delivered);
    }
    if has(CARRIER_REFUSED) {
        return Some(ReceiptStatus::Rejected);
    }
    if has(EXPIRED) {
        return Some(ReceiptStatus::Expired);
    }
    if has(FAILED | UNKNOWN) {
        // Kannel has one kind for most that goes wrong. What the carrier said is in its reply.
        let stated = field(reply, "stat:").and_then(ReceiptStatus::named);
        let otherwise = if has(UNKNOWN) { ReceiptStatus::Unknown } else { ReceiptStatus::Undelivered };
        let is_failure = |status: &ReceiptStatus| status.is_final() && *status != ReceiptStatus::Delivered;
        return Some(stated.filter(is_failure).unwrap_or(otherwise));
    }
    has(BUFFERED | CARRIER_ACCEPTED).then_some(ReceiptStatus::Accepted)
}

/// The code of `NACK/0x0000000b/Invalid Destination Address`, or that of a receipt, `err:011`.
fn reason(reply: &str) -> Option<String> {
    let refusal = reply.strip_prefix("NACK/").and_then(|refusal| refusal.split('/').next());
    let code = refusal.or_else(|| field(reply, "err:"))?;
    // A carrier says what it likes: it is kept where it is a code, and not one that says that all is well.
    let is_code = (1..=16).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_alphanumeric());
    (is_code && code.bytes().any(|byte| byte != b'0')).then(|| code.to_owned())
}

/// A field of a receipt's text: `id:… sub:001 … stat:UNDELIV err:011 text:…`. That text is the last, and is the sender's.
fn field<'a>(reply: &'a str, name: &str) -> Option<&'a str> {
    let own = reply.split_once(" text:").map_or(reply, |(own, _)| own);
    own.split(' ').find_map(|field| field.strip_prefix(name))
}
