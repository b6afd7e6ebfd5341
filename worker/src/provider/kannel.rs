//! The operator's Kannel, by its HTTP interface.

use std::fmt;

use shortwave::{
    provider::{self, kannel},
    segment::Text,
};
use worker::console_error;

use super::{Submission, Submitted};
use crate::outbound;

/// Where it is, and how it is asked.
pub struct Kannel {
    /// The URL of its interface `sendsms`.
    pub url: String,
    /// Whom it knows.
    pub username: String,
    /// By what.
    pub password: String,
}

/// Redacted.
impl fmt::Debug for Kannel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Kannel(..)")
    }
}

impl Kannel {
    /// Whether it answers at all, be it that it knows nobody who does not say who it is.
    pub async fn is_there(&self) -> worker::Result<bool> {
        let answer = outbound::gateway(&self.url).await?;
        Ok(answer.is_some_and(|(status, _)| status < 500))
    }

    /// Gives it the parts that it does not have, one after the other.
    pub async fn submit(&self, submission: &Submission<'_>) -> worker::Result<Submitted> {
        let text = Text::from(submission.text);
        let credentials = kannel::Credentials { username: &self.username, password: &self.password };
        let Ok(split) = submission.form.split(&text) else { return Ok(Submitted::Refused) };
        let asked = provider::Submission {
            from: submission.from.as_str(),
            to: submission.to,
            text: &text,
            split: &split,
            reference_number: submission.reference_number,
            is_flash: submission.form.is_flash,
            receipts_to: submission.receipts_to,
        };
        let Ok(requests) = kannel::requests(&asked, &credentials) else { return Ok(Submitted::Refused) };
        let mut taken = submission.taken;
        for (part, request) in requests.iter().enumerate() {
            let bit = 1 << part;
            if taken & bit != 0 {
                continue;
            }
            let answer = outbound::gateway(&format!("{}?{}", self.url, request.as_str())).await?;
            let Some((status, body)) = answer else { return Ok(Submitted::Doubtful) };
            match kannel::read_answer(status, &body) {
                provider::Submitted::Accepted => taken |= bit,
                provider::Submitted::Refused(_) => return Ok(Submitted::Refused),
                provider::Submitted::Later(obstacle) => {
                    console_error!("kannel: {obstacle} ({status})");
                    return Ok(Submitted::Later(taken));
                }
            }
        }
        Ok(Submitted::Accepted(None))
    }
}
