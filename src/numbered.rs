//! What an account counts: campaigns, sendings, contacts.

/// The text is no number of its kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no whole number from 1 to 40 bits")]
pub struct NumberError;

/// Makes a type for the numbers of a sequence that each account has for itself.
macro_rules! numbered {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
        )]
        #[serde(transparent)]
        pub struct $name(pub u64);

        impl $name {
            /// The last that there is: they have at most 40 bits.
            pub const LAST: Self = Self((1 << 40) - 1);
        }

        impl std::str::FromStr for $name {
            type Err = $crate::numbered::NumberError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                let is_form = text.bytes().all(|byte| byte.is_ascii_digit());
                let number = text.parse().ok().filter(|number| is_form && (1..=Self::LAST.0).contains(number));
                number.map(Self).ok_or($crate::numbered::NumberError)
            }
        }

        impl $crate::written::Written for $name {
            const EXPECTED: &'static str = "number";
            const MAX: usize = 20;

            fn form() -> $crate::written::Form {
                $crate::written::Form::Pattern("[1-9][0-9]{0,11}".into())
            }
        }
    };
}

pub(crate) use numbered;
