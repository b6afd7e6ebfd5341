//! What a caller wants of something that may also be absent.

use serde::{Deserialize, Serialize};

/// What becomes of a value that there may be or not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Change<T> {
    /// It stays as it is.
    #[default]
    Keep,
    /// There is none afterwards.
    Clear,
    /// This is it afterwards.
    To(T),
}

impl<T> Change<T> {
    /// The same change, of another type.
    #[must_use]
    pub fn map<U>(self, to: impl FnOnce(T) -> U) -> Change<U> {
        match self {
            Self::Keep => Change::Keep,
            Self::Clear => Change::Clear,
            Self::To(value) => Change::To(to(value)),
        }
    }

    /// What comes of the present value.
    #[must_use]
    pub fn of(self, present: Option<T>) -> Option<T> {
        match self {
            Self::Keep => present,
            Self::Clear => None,
            Self::To(value) => Some(value),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_clears_or_replaces() {
        assert_eq!(
            [Change::Keep, Change::Clear, Change::To(2)].map(|change| change.of(Some(1))),
            [Some(1), None, Some(2)]
        );
        assert_eq!(
            [Change::Keep, Change::Clear, Change::To(2)].map(|change| change.of(None)),
            [None, None, Some(2)]
        );
    }
}
