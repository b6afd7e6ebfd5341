//! Plays a carrier: what becomes of a message goes by the last digit of its number.

use std::time::Duration;

use shortwave::{message::EventKind, otp::ChannelKind};

use super::{Submission, Submitted};
use crate::sandbox;

/// After so long it tells what became of a message.
const RECEIPT_AFTER: Duration = Duration::from_millis(300);

pub fn submit(submission: &Submission<'_>) -> Submitted {
    if submission.is_remembered {
        sandbox::remember(
            ChannelKind::Sms,
            submission.to.as_str(),
            submission.from.as_str(),
            submission.text,
        );
    }
    let kind = match submission.to.as_str().bytes().last() {
        Some(b'9') => return Submitted::Refused,
        Some(b'8') => EventKind::Undelivered,
        Some(b'7') => EventKind::Expired,
        Some(b'6') => EventKind::Rejected,
        Some(b'5') => return Submitted::Accepted(None),
        _ => EventKind::Delivered,
    };
    Submitted::Accepted(Some((RECEIPT_AFTER, kind)))
}
