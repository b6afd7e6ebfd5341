//! Which parts of a message have got how far.

use super::EventKind;

/// The parts of a message: a bit for each that a provider has, and for each that the phone has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parts {
    /// How many there are.
    pub count: u8,
    /// Those that a provider has.
    pub taken: u32,
    /// Those that the phone has.
    pub delivered: u32,
}

impl Parts {
    /// Whether there is a part of a number, from 1.
    #[must_use]
    pub const fn has(self, part: u8) -> bool {
        1 <= part && part <= self.count
    }

    /// Notes what happened to a part, by its number from 1, or to all of them, and says what has thereby happened to the message: it is
    /// sent and delivered when all of its parts are, and ends otherwise with the first that does.
    pub fn note(&mut self, part: Option<u8>, kind: EventKind) -> Option<EventKind> {
        let bits = match part {
            None => self.all(),
            Some(part) => 1_u32.checked_shl(u32::from(part.checked_sub(1)?)).filter(|_| self.has(part))?,
        };
        match kind {
            EventKind::Sent => {
                self.taken |= bits;
                (self.taken == self.all()).then_some(kind)
            }
            EventKind::Delivered => {
                self.taken |= bits;
                self.delivered |= bits;
                (self.delivered == self.all()).then_some(kind)
            }
            EventKind::Undelivered | EventKind::Rejected | EventKind::Expired => Some(kind),
            EventKind::Clicked | EventKind::Unsubscribed => None,
        }
    }

    const fn all(self) -> u32 {
        if self.count >= 32 { u32::MAX } else { (1 << self.count) - 1 }
    }
}

#[cfg(test)]
mod tests {
    use super::{EventKind::*, *};

    #[test]
    fn a_message_is_sent_and_delivered_with_its_last_part_and_fails_with_its_first() {
        let mut parts = Parts { count: 3, taken: 0, delivered: 0 };
        let noted =
            [(2, Sent), (1, Sent), (2, Sent), (3, Sent), (3, Delivered), (3, Delivered), (1, Delivered)];
        let outcomes = noted.map(|(part, kind)| parts.note(Some(part), kind));
        assert_eq!(outcomes, [None, None, None, Some(Sent), None, None, None]);
        assert_eq!(parts.note(Some(2), Delivered), Some(Delivered));
        assert_eq!(parts.note(Some(1), Expired), Some(Expired));
        for part in [0, 4, 255] {
            assert_eq!((parts.note(Some(part), Delivered), parts.has(part)), (None, false), "{part}");
        }
    }

    #[test]
    fn what_happened_to_no_part_happened_to_all() {
        let mut parts = Parts { count: 3, taken: 0, delivered: 0 };
        assert_eq!(
            [Sent, Delivered, Undelivered].map(|kind| parts.note(None, kind)),
            [Some(Sent), Some(Delivered), Some(Undelivered)]
        );
    }
}
