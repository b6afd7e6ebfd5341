//! Messages as they are sent: RFC 5322 and MIME (RFC 2045, 2047). There is no way to put a line of one's own among the headers.

use std::{fmt, str::FromStr};

use base64::{Engine, engine::general_purpose::STANDARD};

use crate::{
    email::{Email, EmailError},
    hex::hex,
    time::Timestamp,
};

/// A text on one line: what would end the line, or control a terminal, becomes a space.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line(String);

impl From<&str> for Line {
    fn from(text: &str) -> Self {
        Self(text.replace(char::is_control, " "))
    }
}

impl Line {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Whom mail is from: an address in ASCII, and perhaps a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sender {
    name: Line,
    address: Email,
}

impl Sender {
    /// The address.
    #[must_use]
    pub const fn address(&self) -> &Email {
        &self.address
    }

    /// As the header has it.
    fn header(&self) -> String {
        const MOST: usize = 67;
        let address = self.address.as_str();
        match self.name.as_str() {
            "" => address.to_owned(),
            name if is_phrase(name) && name.len() + address.len() <= MOST => format!("{name} <{address}>"),
            name => format!("{}\r\n <{address}>", encoded_words(name)),
        }
    }
}

/// An address, or a name with the address behind it in angle brackets.
impl FromStr for Sender {
    type Err = EmailError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (name, address) = match text.strip_suffix('>').and_then(|text| text.rsplit_once('<')) {
            Some((name, address)) => (name.trim(), address),
            None => ("", text),
        };
        let address = Some(address).filter(|address| address.is_ascii()).ok_or(EmailError)?;
        Ok(Self { name: name.into(), address: address.parse()? })
    }
}

/// What is to be sent.
#[derive(Clone, Copy)]
pub struct Mail<'a> {
    /// Whom it is for.
    pub to: &'a Email,
    /// What it is about.
    pub subject: &'a Line,
    /// What it says.
    pub text: &'a str,
}

/// Redacted: it has a recipient, and what only the recipient is to know.
impl fmt::Debug for Mail<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Mail(..)")
    }
}

impl Mail<'_> {
    /// The whole message: headers, an empty line, and the text. `random` is its own, and makes its name.
    #[must_use]
    pub fn message(&self, from: &Sender, random: [u8; 16], at: Timestamp) -> String {
        let headers = [
            ("From", from.header()),
            ("To", self.to.as_str().to_owned()),
            ("Subject", subject(self.subject)),
            ("Date", at.to_rfc2822()),
            ("Message-ID", format!("<{}@{}>", hex(&random), from.address.domain())),
            // No holiday notes come back (RFC 3834, clause 5).
            ("Auto-Submitted", "auto-generated".to_owned()),
            ("MIME-Version", "1.0".to_owned()),
            ("Content-Type", "text/plain; charset=utf-8".to_owned()),
            ("Content-Transfer-Encoding", "base64".to_owned()),
        ];
        let mut message = String::new();
        for (name, value) in headers {
            message.extend([name, ": ", &value, "\r\n"]);
        }
        message.push_str("\r\n");
        push_text(&mut message, self.text);
        message
    }
}

/// The most bytes of base64 that a line of 76 characters holds.
const BYTES_OF_LINE: usize = 57;

/// In base64, with the lines' ends that a text has in MIME (RFC 2046, clause 4.1.1).
fn push_text(message: &mut String, text: &str) {
    let text = text.replace("\r\n", "\n").replace('\r', "\n").replace('\n', "\r\n");
    for line in text.as_bytes().chunks(BYTES_OF_LINE) {
        STANDARD.encode_string(line, message);
        message.push_str("\r\n");
    }
}

/// As it is where that is plain and fits the line.
fn subject(subject: &Line) -> String {
    const MOST: usize = 67;
    let text = subject.as_str();
    let is_plain = text.is_ascii() && !text.contains("=?") && text.trim_ascii() == text;
    if is_plain && text.len() <= MOST { text.to_owned() } else { encoded_words(text) }
}

/// Whether a name may stand as it is: words of letters and digits, with one space between.
fn is_phrase(name: &str) -> bool {
    let is_word = |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_alphanumeric());
    name.split(' ').all(is_word)
}

/// A text in encoded words (RFC 2047), each on a line of its own, which readers join. Each has whole characters, and fits a line
/// of 76 characters with a header's name before it.
fn encoded_words(text: &str) -> String {
    const MOST: usize = 39;
    let mut words = String::new();
    let mut rest = text;
    while !rest.is_empty() {
        let (word, after) = rest.split_at(rest.floor_char_boundary(MOST));
        let start = if words.is_empty() { "=?utf-8?B?" } else { "\r\n =?utf-8?B?" };
        words.push_str(start);
        STANDARD.encode_string(word, &mut words);
        words.push_str("?=");
        rest = after;
    }
    words
}
