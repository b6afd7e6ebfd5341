//! Ids: random names that are never used twice.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::{
    random,
    written::{Form, Written},
};

/// The text is not an id of its kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an id of this kind has {length} letters and digits")]
pub struct IdError {
    length: usize,
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $length:literal) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// How many characters it has.
            pub const LENGTH: usize = $length;

            /// A new one from random bytes; `None` when they run out ([`random::symbols`]).
            #[must_use]
            pub fn generate(random: &[u8]) -> Option<Self> {
                random::symbols(random::BASE62, Self::LENGTH, random).map(Self)
            }

            /// The characters.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = IdError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.to_owned().try_into()
            }
        }

        impl TryFrom<String> for $name {
            type Error = IdError;

            fn try_from(text: String) -> Result<Self, Self::Error> {
                if text.len() == Self::LENGTH && text.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
                    return Ok(Self(text));
                }
                Err(IdError { length: Self::LENGTH })
            }
        }

        impl Written for $name {
            const EXPECTED: &'static str = "id";
            const MAX: usize = 64;

            fn form() -> Form {
                Form::Pattern(concat!("[0-9A-Za-z]{", $length, "}").into())
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

id! {
    /// An account: 22 characters of base62, 131 bits.
    AccountId, 22
}
id! {
    /// A user: a person who may sign in to an account. 16 characters of base62, 95 bits.
    UserId, 16
}
id! {
    /// A session of a user. 16 characters of base62, 95 bits.
    SessionId, 16
}
id! {
    /// An API key, within its account. 8 characters of base62, 47 bits.
    KeyId, 8
}

id! {
    /// A token for a page. 16 characters of base62, 95 bits.
    PageTokenId, 16
}

id! {
    /// A job that makes or changes links, within its account. 16 characters of base62, 95 bits.
    LinkJobId, 16
}

id! {
    /// A webhook, within its account. 16 characters of base62, 95 bits.
    WebhookId, 16
}
id! {
    /// A delivery to a webhook. 16 characters of base62, 95 bits.
    DeliveryId, 16
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_has_its_length_and_only_letters_and_digits() {
        assert_eq!("0aZ45678".parse::<KeyId>().unwrap().to_string(), "0aZ45678");
        for text in ["", "0aZ4567", "0aZ456789", "0aZ4567-", "0aZ4567é", "éééé"] {
            assert_eq!(text.parse::<KeyId>().unwrap_err(), IdError { length: 8 }, "{text}");
        }
        assert!(serde_json::from_str::<KeyId>("\"0aZ4567-\"").is_err());
    }

    #[test]
    fn a_new_id_is_drawn_whole_or_not_at_all() {
        let bytes: Vec<u8> = (0..64).collect();
        assert_eq!(AccountId::generate(&bytes).unwrap().as_str(), "0123456789ABCDEFGHIJKL");
        assert_eq!(AccountId::generate(&bytes[..21]), None);
    }
}
