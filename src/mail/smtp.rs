//! What is said to a mail server (RFC 5321, 3207, 4954), without a connection: what was heard goes in, what to say comes out.

use std::{fmt, mem};

use base64::{Engine, engine::general_purpose::STANDARD};

use super::{Mailed, Outcome, Security, Settings, Stage};
use crate::email::Email;

/// The most bytes of a reply. The longest is what a server can do, a few hundred.
const MOST_OF_REPLY: usize = 4_096;

/// A conversation in which one message is given to a server.
pub struct Dialogue<'a> {
    settings: &'a Settings,
    to: &'a Email,
    message: String,
    /// What the next reply is to.
    awaited: Awaited,
    /// What came of that reply.
    heard: Vec<u8>,
    takes_unicode: bool,
}

/// Redacted.
impl fmt::Debug for Dialogue<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Dialogue({:?})", self.awaited)
    }
}

/// What is to be done next.
#[derive(Clone, PartialEq, Eq)]
pub enum Next {
    /// Say this, which may be nothing, and listen on.
    Say(String),
    /// Encrypt the connection, say this, and listen on.
    Encrypt(String),
    /// Hang up.
    End(Mailed),
}

/// Redacted: what is said has passwords, addresses and the message in it.
impl fmt::Debug for Next {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Say(_) => f.write_str("Say(..)"),
            Self::Encrypt(_) => f.write_str("Encrypt(..)"),
            Self::End(mailed) => write!(f, "End({mailed:?})"),
        }
    }
}

/// What a reply is to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Awaited {
    Greeting,
    Hello,
    StartTls,
    /// The first that is encrypted where the connection began without.
    HelloAgain,
    Username,
    Password,
    LoggedIn,
    Sender,
    Recipient,
    Data,
    Text,
}

impl Awaited {
    const fn stage(self) -> Stage {
        match self {
            Self::Greeting => Stage::Connect,
            Self::Hello => Stage::Hello,
            Self::StartTls | Self::HelloAgain => Stage::Tls,
            Self::Username | Self::Password | Self::LoggedIn => Stage::Login,
            Self::Sender => Stage::Sender,
            Self::Recipient => Stage::Recipient,
            Self::Data | Self::Text => Stage::Text,
        }
    }

    /// The first digit of the reply by which it goes on.
    const fn success(self) -> u16 {
        if matches!(self, Self::Username | Self::Password | Self::Data) { 3 } else { 2 }
    }

    /// Whether a refusal is of this message. Before, it is of us: somebody has to put the settings right.
    const fn is_of_message(self) -> bool {
        matches!(self, Self::Recipient | Self::Data | Self::Text)
    }
}

/// A server wants to know who we are before it takes more (RFC 4954, clause 6), whatever it was told.
const AUTHENTICATION_REQUIRED: u16 = 530;

impl<'a> Dialogue<'a> {
    /// That gives a message to the server of the settings. The first to speak is the server.
    #[must_use]
    pub const fn new(settings: &'a Settings, to: &'a Email, message: String) -> Self {
        Self { settings, to, message, awaited: Awaited::Greeting, heard: Vec::new(), takes_unicode: false }
    }

    /// Takes the bytes that came, as many as there are of a reply.
    pub fn hear(&mut self, bytes: &[u8]) -> Next {
        self.heard.extend_from_slice(bytes);
        let heard = String::from_utf8_lossy(&mem::take(&mut self.heard)).into_owned();
        match Reply::read(&heard) {
            Ok(Some(reply)) => self.answer(&reply),
            Ok(None) if heard.len() <= MOST_OF_REPLY => {
                self.heard = heard.into_bytes();
                Next::Say(String::new())
            }
            Ok(None) | Err(NoReply) => Next::End(self.lost()),
        }
    }

    /// What has become of the message where nothing more is heard.
    #[must_use]
    pub const fn lost(&self) -> Mailed {
        let outcome = match self.awaited {
            Awaited::Text => Outcome::Doubtful,
            _ => Outcome::Later,
        };
        Mailed { outcome, stage: self.awaited.stage(), reply: None }
    }

    fn answer(&mut self, reply: &Reply<'_>) -> Next {
        if reply.code / 100 != self.awaited.success() {
            return self.failed(reply.code);
        }
        match self.awaited {
            Awaited::Greeting => self.say(Awaited::Hello, self.hello()),
            Awaited::Hello if self.settings.security == Security::StartTls => self.start_tls(reply),
            // What came with it came unencrypted, from whomever.
            Awaited::StartTls if reply.is_followed => Next::End(self.lost()),
            Awaited::StartTls => {
                self.awaited = Awaited::HelloAgain;
                Next::Encrypt(self.hello() + "\r\n")
            }
            Awaited::Hello | Awaited::HelloAgain => self.log_in(reply),
            Awaited::Username => self.say(Awaited::Password, self.credential(|login| &login.username)),
            Awaited::Password => self.say(Awaited::LoggedIn, self.credential(|login| &login.password)),
            Awaited::LoggedIn => self.name_sender(),
            Awaited::Sender => self.say(Awaited::Recipient, format!("RCPT TO:<{}>", self.to.as_str())),
            Awaited::Recipient => self.say(Awaited::Data, "DATA".to_owned()),
            Awaited::Data => {
                let text = stuffed(&self.message);
                self.say(Awaited::Text, text)
            }
            Awaited::Text => self.end(Outcome::Accepted, Some(reply.code)),
        }
    }

    fn failed(&self, code: u16) -> Next {
        let is_final = self.awaited.is_of_message() && code != AUTHENTICATION_REQUIRED;
        let outcome = match code {
            500.. if is_final => Outcome::Refused,
            400.. => Outcome::Later,
            _ => self.lost().outcome,
        };
        self.end(outcome, Some(code))
    }

    const fn end(&self, outcome: Outcome, reply: Option<u16>) -> Next {
        Next::End(Mailed { outcome, stage: self.awaited.stage(), reply })
    }

    fn say(&mut self, awaited: Awaited, line: String) -> Next {
        self.awaited = awaited;
        Next::Say(line + "\r\n")
    }

    /// A client without a name of its own gives one that it stands for.
    fn hello(&self) -> String {
        format!("EHLO {}", self.settings.from.address().domain())
    }

    fn start_tls(&mut self, reply: &Reply<'_>) -> Next {
        self.awaited = Awaited::StartTls;
        if reply.offers("STARTTLS", None) {
            self.say(Awaited::StartTls, "STARTTLS".to_owned())
        } else {
            self.end(Outcome::Later, None)
        }
    }

    fn log_in(&mut self, reply: &Reply<'_>) -> Next {
        self.takes_unicode = reply.offers("SMTPUTF8", None);
        let Some(login) = &self.settings.login else { return self.name_sender() };
        self.awaited = Awaited::LoggedIn;
        if reply.offers("AUTH", Some("PLAIN")) {
            let words = STANDARD.encode(format!("\0{}\0{}", login.username, login.password));
            self.say(Awaited::LoggedIn, format!("AUTH PLAIN {words}"))
        } else if reply.offers("AUTH", Some("LOGIN")) {
            self.say(Awaited::Username, "AUTH LOGIN".to_owned())
        } else {
            self.end(Outcome::Later, None)
        }
    }

    fn credential(&self, part: impl FnOnce(&super::Login) -> &String) -> String {
        self.settings.login.as_ref().map(|login| STANDARD.encode(part(login))).unwrap_or_default()
    }

    /// An address beyond ASCII is for servers that say so (RFC 6531).
    fn name_sender(&mut self) -> Next {
        let is_ascii = self.to.as_str().is_ascii();
        if !is_ascii && !self.takes_unicode {
            self.awaited = Awaited::Recipient;
            return self.end(Outcome::Refused, None);
        }
        let how = if is_ascii { "" } else { " BODY=8BITMIME SMTPUTF8" };
        let from = self.settings.from.address().as_str();
        self.say(Awaited::Sender, format!("MAIL FROM:<{from}>{how}"))
    }
}

/// The message's lines, none of which is the full stop that comes after the last (RFC 5321, clause 4.5.2).
fn stuffed(message: &str) -> String {
    let message = message.replace("\r\n.", "\r\n..");
    let first = if message.starts_with('.') { "." } else { "" };
    let last = if message.ends_with("\r\n") { "" } else { "\r\n" };
    format!("{first}{message}{last}.")
}

/// What a server said.
struct Reply<'a> {
    code: u16,
    /// What stands behind the code, line by line.
    lines: Vec<&'a str>,
    /// Whether it said more without being asked.
    is_followed: bool,
}

/// What came is no reply.
struct NoReply;

impl<'a> Reply<'a> {
    /// The reply that comes first; `None` as long as its last line is not there.
    fn read(heard: &'a str) -> Result<Option<Self>, NoReply> {
        let (mut rest, mut lines) = (heard, Vec::new());
        while let Some((line, after)) = rest.split_once('\n') {
            let (code, text) = line.trim_end().split_at_checked(3).ok_or(NoReply)?;
            let code = code.parse().ok().filter(|code| (200..600).contains(code)).ok_or(NoReply)?;
            rest = after;
            lines.push(text.get(1..).unwrap_or_default());
            match text.bytes().next() {
                Some(b'-') => (),
                Some(b' ') | None => return Ok(Some(Self { code, lines, is_followed: !rest.is_empty() })),
                Some(_) => return Err(NoReply),
            }
        }
        Ok(None)
    }

    /// Whether a server can do something, in a certain way. The first line is its name.
    fn offers(&self, what: &str, way: Option<&str>) -> bool {
        self.lines.iter().skip(1).any(|line| {
            let mut words = line.split_ascii_whitespace();
            let is_what = words.next().is_some_and(|word| word.eq_ignore_ascii_case(what));
            is_what && way.is_none_or(|way| words.any(|word| word.eq_ignore_ascii_case(way)))
        })
    }
}
