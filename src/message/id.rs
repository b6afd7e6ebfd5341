//! What campaigns, sendings and messages are called.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

pub use crate::numbered::NumberError;
use crate::{
    numbered::numbered,
    written::{Form, Written},
};

numbered! {
    /// A campaign, within its account. Numbers begin at 1.
    CampaignId
}

numbered! {
    /// What one call sends, within its account. Numbers begin at 1.
    SendingId
}

/// A message, within its account: 13 digits and capitals, which say of which sending it is, and which of its messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MessageId(u64);

/// The text is no message's id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an id of a message has {} digits and capitals", MessageId::LENGTH)]
pub struct MessageIdError;

impl MessageId {
    /// How many characters it has: 36 to the power of 13 is more than 64 bits.
    pub const LENGTH: usize = 13;

    const NUMBER_BITS: u32 = 24;

    /// The message of a number, from 0, in a sending. Of larger numbers, what there is room for.
    #[must_use]
    pub const fn new(sending: SendingId, number: u32) -> Self {
        let number = number as u64 & ((1 << Self::NUMBER_BITS) - 1);
        Self((sending.0 & SendingId::LAST.0) << Self::NUMBER_BITS | number)
    }

    /// The sending.
    #[must_use]
    pub const fn sending(self) -> SendingId {
        SendingId(self.0 >> Self::NUMBER_BITS)
    }

    /// Which of its messages.
    #[must_use]
    pub fn number(self) -> u32 {
        u32::try_from(self.0 & ((1 << Self::NUMBER_BITS) - 1)).unwrap_or(u32::MAX)
    }
}

impl fmt::Display for MessageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (mut rest, mut digits) = (self.0, [0_u8; Self::LENGTH]);
        for digit in digits.iter_mut().rev() {
            *digit = u8::try_from(rest % 36).unwrap_or(0);
            rest /= 36;
        }
        digits.iter().try_for_each(|digit| {
            let character = char::from_digit(u32::from(*digit), 36).unwrap_or('0');
            write!(f, "{}", character.to_ascii_uppercase())
        })
    }
}

impl FromStr for MessageId {
    type Err = MessageIdError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let is_form = text.len() == Self::LENGTH && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
        u64::from_str_radix(text, 36).ok().filter(|_| is_form).map(Self).ok_or(MessageIdError)
    }
}

/// Ids of messages as a path has them, with commas between. What is none names no message, and is left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageIds(pub Vec<MessageId>);

impl MessageIds {
    /// More are not looked at.
    pub const MAX: usize = 100;
}

impl FromStr for MessageIds {
    type Err = MessageIdError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self(text.split(',').take(Self::MAX).filter_map(|id| id.parse().ok()).collect()))
    }
}

impl Written for MessageIds {
    const EXPECTED: &'static str = "id of a message, or several with commas between";
    const MAX: usize = Self::MAX * (MessageId::LENGTH + 1);

    fn form() -> Form {
        Form::Pattern("[0-9A-Z]{13}(,[0-9A-Z]{13}){0,99}".into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_tells_sending_and_number_and_is_read_again() {
        for (sending, number) in [(1, 0), (1, 9_999), (SendingId::LAST.0, (1 << 24) - 1)] {
            let id = MessageId::new(SendingId(sending), number);
            let text = id.to_string();
            assert_eq!((text.len(), text.parse()), (13, Ok(id)));
            assert_eq!((id.sending(), id.number()), (SendingId(sending), number));
        }
        for text in ["", "0", "+00000000000A", "ZZZZZZZZZZZZZ", "00000000000000", "00000000000é"] {
            assert_eq!(text.parse::<MessageId>(), Err(MessageIdError), "{text}");
        }
    }
}
