//! What readers ask for, noted down. Without the feature `describe` nothing is, and the notes cost nothing.

#[cfg(not(feature = "describe"))]
use std::ops::RangeInclusive;

use serde_json::Value;

/// Whether a field must be there, and what stands for it when it is not.
#[derive(Clone, Copy, Debug)]
#[cfg_attr(not(feature = "describe"), expect(dead_code, reason = "noted down with the feature only"))]
pub(super) enum Presence {
    /// It must be there.
    Required,
    /// It may be absent or `null`.
    Optional,
    /// The same, and this stands for it.
    Default(fn() -> Value),
}

#[cfg(feature = "describe")]
pub(super) use super::shape::Notes;

/// The notes of nobody.
#[cfg(not(feature = "describe"))]
#[derive(Clone, Debug, Default)]
pub(super) struct Notes(());

#[cfg(not(feature = "describe"))]
#[expect(clippy::unused_self, reason = "notes that are kept need it")]
impl Notes {
    pub(super) const fn field(&self, _: &str, _: Presence, _: impl FnOnce() -> Value + Copy) {}

    pub(super) const fn object(&self, _: &str, _: Presence) -> Self {
        Self(())
    }

    pub(super) const fn objects(&self, _: &str, _: Presence, _: &RangeInclusive<usize>) -> Self {
        Self(())
    }

    pub(super) const fn objects_or_words(
        &self,
        _: &str,
        _: Presence,
        _: &RangeInclusive<usize>,
        _: impl FnOnce() -> Value + Copy,
    ) -> Self {
        Self(())
    }

    pub(super) const fn seen(&self, _: &str) {}

    pub(super) const fn one_of(&self, _: &[&'static str]) {}
}
