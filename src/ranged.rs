//! Whole numbers that have a range.

/// A number outside its range.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("must be between {min} and {max}")]
pub struct OutOfRange {
    /// The least that is allowed.
    pub min: i64,
    /// The most.
    pub max: i64,
}

/// A whole number in a range, with a value for where none is given.
pub trait Ranged: TryFrom<i64, Error = OutOfRange> + Into<i64> + Default {
    /// The least.
    const MIN: i64;

    /// The most.
    const MAX: i64;
}

/// Makes a type for the whole numbers of a range.
macro_rules! ranged {
    ($(#[$doc:meta])* $name:ident($inner:ty) $min:literal..=$max:literal, default $default:literal, $get:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
        #[serde(transparent)]
        pub struct $name($inner);

        impl $name {
            /// The value.
            #[must_use]
            pub const fn $get(self) -> $inner {
                self.0
            }
        }

        impl $crate::ranged::Ranged for $name {
            const MIN: i64 = $min;
            const MAX: i64 = $max;
        }

        impl TryFrom<i64> for $name {
            type Error = $crate::ranged::OutOfRange;

            fn try_from(value: i64) -> Result<Self, Self::Error> {
                <$inner>::try_from(value)
                    .ok()
                    .filter(|value| ($min..=$max).contains(value))
                    .map(Self)
                    .ok_or($crate::ranged::OutOfRange { min: $min, max: $max })
            }
        }

        impl From<$name> for i64 {
            fn from(value: $name) -> Self {
                Self::from(value.0)
            }
        }

        impl Default for $name {
            fn default() -> Self {
                Self($default)
            }
        }
    };
}

pub(crate) use ranged;
