//! A gateway of the operator's that is posted messages, signed.

use shortwave::provider::{
    self,
    webhook::{self, Receiver},
};
use worker::console_error;

use super::{Answered, Submitted};
use crate::outbound;

/// Posts it the message.
pub async fn submit(
    receiver: &Receiver,
    asked: &provider::Submission<'_>,
    id: &str,
) -> worker::Result<Answered> {
    let status = outbound::submit(receiver, id, &webhook::body(asked, id)).await?;
    let submitted = match webhook::read_answer(status) {
        provider::Submitted::Accepted => Submitted::Accepted(None),
        provider::Submitted::Refused(_) => Submitted::Refused,
        provider::Submitted::Later(obstacle) => {
            console_error!("webhook that carries messages: {obstacle} ({status})");
            Submitted::Later(0)
        }
        provider::Submitted::Doubtful => Submitted::Doubtful,
    };
    Ok(Answered { submitted, requests: 1 })
}
