//! Tokens by which recipients unsubscribe: short, since they are paid for by the character, and of fixed length, so that the parts
//! of a text are counted before there are any.

use super::{MessageId, SendingId};
use crate::{auth::same_secret, ids::AccountId, keyed_hash::HashKey, random::BASE62};

/// The most messages of a sending.
pub const MAX_MESSAGES: usize = 10_000;

/// The characters of a keyed hash: 62^11 is above 2^64.
const PROOF: usize = 11;
/// Those of a message: 62^9 is above 2^40 sendings of [`MAX_MESSAGES`].
const MESSAGE: usize = 9;
const SHOWN: usize = AccountId::LENGTH + MESSAGE;

const BASE: u64 = 62;

/// Which message of which account a recipient unsubscribes by.
///
/// As text: 64 bits of a keyed hash of both, and both, covered with what follows from that hash, in letters and digits. So it leads
/// to the sending without anything to look it up in, tells no recipient whose it is or how much is sent, and the hash is a synthetic
/// initialization vector, after RFC 5297, section 3: the same token whenever the same message is submitted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unsubscription {
    /// Whose message it is.
    pub account: AccountId,
    /// Which.
    pub message: MessageId,
}

impl Unsubscription {
    /// The characters of a token.
    pub const LENGTH: usize = PROOF + SHOWN;

    /// The path of its URL, before the token.
    pub const PATH: &'static str = "/u/";

    /// The characters of its URL at an origin, which is scheme and host.
    #[must_use]
    pub fn url_length(origin: &str) -> u8 {
        u8::try_from(origin.len() + Self::PATH.len() + Self::LENGTH).unwrap_or(u8::MAX)
    }

    /// The token.
    #[must_use]
    pub fn token(&self, key: &HashKey) -> String {
        let number = self.message.sending().0 * MAX_MESSAGES as u64 + u64::from(self.message.number());
        let proof = self.proof(key);
        let shown = format!("{}{}", self.account, written(number, MESSAGE));
        let covered = shifted(&shown, &cover(key, &proof), u64::wrapping_add).unwrap_or_default();
        proof + &covered
    }

    /// The one that a token is of; `None` for what the holder of the key never made.
    #[must_use]
    pub fn read(token: &str, key: &HashKey) -> Option<Self> {
        let is_form = token.len() == Self::LENGTH && token.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let (proof, covered) = token.split_at_checked(PROOF).filter(|_| is_form)?;
        let uncovered = |digit: u64, by: u64| digit + BASE - by;
        let shown = shifted(covered, &cover(key, proof), uncovered)?;
        let (account, message) = shown.split_at_checked(AccountId::LENGTH)?;
        let number = read(message)?;
        let sending = SendingId(number / MAX_MESSAGES as u64);
        let message = MessageId::new(sending, u32::try_from(number % MAX_MESSAGES as u64).ok()?);
        let read = Self { account: account.parse().ok()?, message };
        same_secret(&read.proof(key), proof).then_some(read)
    }

    fn proof(&self, key: &HashKey) -> String {
        let message = self.message.to_string();
        let hash = key.hash(&[b"unsubscription", self.account.as_str().as_bytes(), message.as_bytes()]);
        written(hash.first(), PROOF)
    }
}

/// What each digit is covered with.
fn cover(key: &HashKey, proof: &str) -> [u8; 32] {
    *key.hash(&[b"unsubscription-cover", proof.as_bytes()]).as_bytes()
}

/// Digits, each with one of the bytes that cover them.
fn shifted(digits: &str, cover: &[u8; 32], shift: fn(u64, u64) -> u64) -> Option<String> {
    const _: () = assert!(SHOWN <= 32, "each digit has a byte of its own");
    digits.bytes().zip(cover).map(|(digit, by)| symbol(shift(value(digit)?, u64::from(*by) % BASE))).collect()
}

/// A number in so many digits, the most significant first.
fn written(number: u64, width: usize) -> String {
    let mut rest = number;
    let digits = (0..width).filter_map(|_| {
        let digit = symbol(rest);
        rest /= BASE;
        digit
    });
    digits.collect::<Vec<_>>().into_iter().rev().collect()
}

fn read(digits: &str) -> Option<u64> {
    digits.bytes().try_fold(0_u64, |number, digit| number.checked_mul(BASE)?.checked_add(value(digit)?))
}

/// The digit of a number's last place.
fn symbol(number: u64) -> Option<char> {
    BASE62.get(usize::try_from(number % BASE).ok()?).map(|&symbol| char::from(symbol))
}

fn value(digit: u8) -> Option<u64> {
    BASE62.iter().position(|&symbol| symbol == digit).map(|place| place as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(letter: &str) -> HashKey {
        HashKey::new(&letter.repeat(32)).unwrap()
    }

    fn of(account: &str, sending: u64, number: u32) -> Unsubscription {
        let message = MessageId::new(SendingId(sending), number);
        Unsubscription { account: account.parse().unwrap(), message }
    }

    #[test]
    fn a_token_leads_to_its_message_and_has_always_the_same_length() {
        for (sending, number) in [(1, 0), (1, 9_999), (123_456, 42), (SendingId::LAST.0, 9_999)] {
            for account in ["0000000000000000000000", "zzzzzzzzzzzzzzzzzzzzzz", "0123456789ABCDEFGHIJKl"] {
                let unsubscription = of(account, sending, number);
                let token = unsubscription.token(&key("k"));
                assert_eq!(token.len(), Unsubscription::LENGTH);
                assert_eq!(token, unsubscription.token(&key("k")));
                assert_eq!(Unsubscription::read(&token, &key("k")), Some(unsubscription));
            }
        }
        assert_eq!(Unsubscription::LENGTH, 42);
    }

    #[test]
    fn no_other_text_is_a_token() {
        let token = of("0123456789ABCDEFGHIJKl", 7, 3).token(&key("k"));
        assert_eq!(Unsubscription::read(&token, &key("o")), None);
        for place in 0..token.len() {
            let other = if token.as_bytes()[place] == b'0' { "1" } else { "0" };
            let mut changed = token.clone();
            changed.replace_range(place..=place, other);
            assert_eq!(Unsubscription::read(&changed, &key("k")), None, "{changed}");
        }
        let (longer, foreign) = (format!("{token}0"), "é".repeat(Unsubscription::LENGTH / 2));
        for text in ["", &token[1..], &token[..41], &longer, &foreign, &"-".repeat(42), &"z".repeat(42)] {
            assert_eq!(Unsubscription::read(text, &key("k")), None, "{text}");
        }
    }

    #[test]
    fn nothing_of_what_it_leads_to_is_seen_in_it() {
        let account = "0123456789ABCDEFGHIJKl";
        let (first, second) = (of(account, 7, 3).token(&key("k")), of(account, 7, 4).token(&key("k")));
        assert!(!first.contains(&account[..4]), "{first}");
        let alike = first.bytes().zip(second.bytes()).filter(|(one, other)| one == other).count();
        assert!(alike < 8, "{first} {second}");
    }
}
