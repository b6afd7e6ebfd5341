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

    /// To a value that was given, if one was.
    #[must_use]
    pub fn given(value: Option<T>) -> Self {
        value.map_or(Self::Keep, Self::To)
    }

    /// The same for something that is replaced as a whole: what is not given is cleared.
    #[must_use]
    pub fn replacing(self) -> Self {
        match self {
            Self::Keep => Self::Clear,
            change => change,
        }
    }

    /// Puts it into effect on something that is its default where there is nothing.
    pub fn apply(self, to: &mut T)
    where
        T: Default,
    {
        match self {
            Self::Keep => {}
            Self::Clear => *to = T::default(),
            Self::To(value) => *to = value,
        }
    }

    /// The same on something that there may be or not.
    pub fn apply_to(self, to: &mut Option<T>) {
        *to = self.of(to.take());
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
