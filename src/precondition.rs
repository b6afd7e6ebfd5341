//! Versions of what can be changed, and changes that are meant for one of them.

use serde::{Deserialize, Serialize};

/// Which versions a change is meant for: what `If-Match` says (RFC 9110, clause 13.1.1).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Precondition {
    /// Whatever there is.
    #[default]
    Any,
    /// One of these.
    Versions(Vec<u32>),
}

impl Precondition {
    /// Reads the value of `If-Match`: `*`, or entity tags with commas between them. What is none of ours matches
    /// nothing, nor does a weak one.
    #[must_use]
    pub fn of(if_match: &str) -> Self {
        if if_match.trim() == "*" {
            return Self::Any;
        }
        let version = |tag: &str| tag.trim().strip_prefix("\"v")?.strip_suffix('"')?.parse().ok();
        Self::Versions(if_match.split(',').filter_map(version).collect())
    }

    /// Whether a version is among them.
    #[must_use]
    pub fn holds(&self, version: u32) -> bool {
        match self {
            Self::Any => true,
            Self::Versions(versions) => versions.contains(&version),
        }
    }
}

/// The entity tag of a version (RFC 9110, clause 8.8.3).
#[must_use]
pub fn entity_tag(version: u32) -> String {
    format!("\"v{version}\"")
}

/// What comes of a change that is meant for a version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Changed<T> {
    /// It was made.
    Done(T),
    /// There is nothing to change.
    Missing,
    /// There is another version by now.
    Stale,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn if_match_names_versions_or_any() {
        assert!(Precondition::of("*").holds(7));
        assert!(Precondition::of(&entity_tag(7)).holds(7));
        assert!(Precondition::of("\"v1\", \"v7\"").holds(7));
        for other in ["", "\"v6\"", "W/\"v7\"", "v7", "\"7\"", "\"v7", "\"v77\"", "\"v-7\""] {
            assert!(!Precondition::of(other).holds(7), "{other}");
        }
    }
}
