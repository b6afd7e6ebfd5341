//! E-mail: how it gets out, by the operator's setting; what is sent; and what is said to the server that takes it. The Worker
//! holds the connection.

mod message;
mod settings;
pub mod smtp;

use std::fmt;

use serde::Serialize;

pub use message::{Line, Mail, Sender};
pub use settings::{Login, Security, Settings};

/// What became of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mailed {
    /// Whether the server has it.
    pub outcome: Outcome,
    /// How far it came.
    pub stage: Stage,
    /// The code that the server answered with (RFC 5321, clause 4.2), if it was that.
    pub reply: Option<u16>,
}

/// For the log: nothing of the message, the recipient or the server's words is in it.
impl fmt::Display for Mailed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} at {:?} ({})", self.outcome, self.stage, self.reply.unwrap_or_default())
    }
}

/// Whether the server has a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "describe", derive(schemars::JsonSchema), schemars(rename = "MailOutcome"))]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// It has, and answers for it from now on.
    Accepted,
    /// It has not, and will not take it when it comes again.
    Refused,
    /// It has not, and may take it later.
    Later,
    /// Nobody knows: the connection was lost after the whole message was given.
    Doubtful,
}

/// How far a message came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "describe", derive(schemars::JsonSchema), schemars(rename = "MailStage"))]
#[serde(rename_all = "lowercase")]
pub enum Stage {
    /// The connection, and the server's greeting.
    Connect,
    /// What the server can do.
    Hello,
    /// Encrypting the connection that was begun without.
    Tls,
    /// Name and password.
    Login,
    /// The sender's address.
    Sender,
    /// The recipient's address.
    Recipient,
    /// The message.
    Text,
}
