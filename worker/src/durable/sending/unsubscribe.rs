//! Recipients who want no more.

use shortwave::message::{Event, EventKind, Sending};

use super::SendingObject;
use crate::env;

impl SendingObject {
    /// Notes once that a message's recipient unsubscribed; `None` where there is no such message.
    pub(super) async fn unsubscribe(&self, number: u32) -> worker::Result<Option<(Sending, String)>> {
        let Some((sending, messages)) = self.show(&[number]).await? else { return Ok(None) };
        let Some(message) = messages.into_iter().next() else { return Ok(None) };
        if !message.had(EventKind::Unsubscribed) {
            // It is no end of a message, nor does it bring it on.
            let event = Event { kind: EventKind::Unsubscribed, at: env::now() };
            self.change(number, message.state, event)?;
            self.wake_soon().await?;
        }
        Ok(Some((sending, message.to)))
    }
}
