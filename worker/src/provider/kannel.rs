//! The operator's Kannel, by its HTTP interface.

use shortwave::provider::{
    self,
    kannel::{self, Gateway},
};
use worker::console_error;

use super::{Answered, Submitted};
use crate::outbound;

/// Gives it the parts that it does not have, one after the other.
pub async fn submit(
    gateway: &Gateway,
    asked: &provider::Submission<'_>,
    mut taken: u32,
) -> worker::Result<Answered> {
    let mut requests = 0;
    let answered = |submitted, requests| Ok(Answered { submitted, requests });
    let Ok(queries) = kannel::requests(asked, &gateway.credentials()) else {
        return answered(Submitted::Refused, requests);
    };
    for (part, query) in queries.iter().enumerate() {
        let bit = 1 << part;
        if taken & bit != 0 {
            continue;
        }
        requests += 1;
        let answer = outbound::gateway(&format!("{}?{}", gateway.url, query.as_str())).await?;
        let Some((status, body)) = answer else { return answered(Submitted::Doubtful, requests) };
        match kannel::read_answer(status, &body) {
            provider::Submitted::Accepted => taken |= bit,
            provider::Submitted::Refused(_) => return answered(Submitted::Refused, requests),
            provider::Submitted::Later(obstacle) => {
                console_error!("kannel: {obstacle} ({status})");
                return answered(Submitted::Later(taken), requests);
            }
            provider::Submitted::Doubtful => return answered(Submitted::Doubtful, requests),
        }
    }
    answered(Submitted::Accepted(None), requests)
}
