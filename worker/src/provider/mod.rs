//! Ways out: who carries messages to phones.

mod kannel;
mod sandbox;
mod webhook;

use std::time::Duration;

use shortwave::{
    message::{EventKind, Form, Sender},
    phone::Msisdn,
    provider::{self, Access},
    segment::Text,
};

use crate::outbound;

/// A message to be carried.
pub struct Submission<'a> {
    /// Its own among all messages of all accounts, and the same each time that it is submitted.
    pub id: &'a str,
    /// Whom it is from.
    pub from: &'a Sender,
    /// Whom it is for.
    pub to: &'a Msisdn,
    /// The text, without marks.
    pub text: &'a str,
    /// How it is sent.
    pub form: Form,
    /// What its parts share.
    pub reference_number: u16,
    /// The parts that the provider has already, a bit for each.
    pub taken: u32,
    /// The URL at which its receipts are taken.
    pub receipts_to: &'a str,
    /// Whether the sandbox remembers it.
    pub is_remembered: bool,
}

/// What a provider answered.
#[derive(Clone, Copy, Debug)]
pub enum Submitted {
    /// It has the message. A provider that plays a carrier says when it will tell what.
    Accepted(Option<(Duration, EventKind)>),
    /// It will not have it.
    Refused,
    /// It cannot have it now, or only these parts of it, a bit for each.
    Later(u32),
    /// Nobody knows whether it has it.
    Doubtful,
}

/// What a provider answered, and how many requests that took.
pub struct Answered {
    pub submitted: Submitted,
    pub requests: u32,
}

/// Whether there is somebody. Who is not there is given nothing: of a message that is then not answered for nobody knows where it is.
pub async fn is_there(access: &Access) -> worker::Result<bool> {
    let url = match access {
        Access::Sandbox => return Ok(true),
        Access::Kannel(gateway) => &gateway.url,
        Access::Webhook(receiver) => &receiver.url,
    };
    // Any answer will do, be it that it knows nobody who does not say who it is, or nothing to be read (501).
    let answer = outbound::gateway(url).await?;
    Ok(answer.is_some_and(|(status, _)| status < 500 || status == 501))
}

/// The most requests that a message of so many parts takes.
pub const fn requests(access: &Access, parts: u32) -> u32 {
    match access {
        Access::Sandbox => 0,
        Access::Kannel(_) => parts,
        Access::Webhook(_) => 1,
    }
}

/// Gives a provider a message.
pub async fn submit(access: &Access, submission: &Submission<'_>) -> worker::Result<Answered> {
    let text = Text::from(submission.text);
    let Ok(split) = submission.form.split(&text) else {
        return Ok(Answered { submitted: Submitted::Refused, requests: 0 });
    };
    let asked = provider::Submission {
        from: submission.from.as_str(),
        to: submission.to,
        text: &text,
        split: &split,
        reference_number: submission.reference_number,
        is_flash: submission.form.is_flash,
        receipts_to: submission.receipts_to,
    };
    match access {
        Access::Sandbox => Ok(Answered { submitted: sandbox::submit(submission), requests: 0 }),
        Access::Kannel(gateway) => kannel::submit(gateway, &asked, submission.taken).await,
        Access::Webhook(receiver) => webhook::submit(receiver, &asked, submission.id).await,
    }
}
