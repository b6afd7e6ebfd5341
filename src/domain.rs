//! Domains: the hosts, besides the deployment's own, that short links are on.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::written::{Form, Written};

/// The name of a host, in ASCII and small letters (RFC 1123, clause 2.1): `go.example.org`. Two labels at least, and no
/// network address.
///
/// Whoever takes one from outside first brings a name in other scripts into its form in ASCII (UTS 46).
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Domain(String);

/// The text is no domain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no name of a host")]
pub struct DomainError;

impl Domain {
    /// The most characters (RFC 1035, clause 2.3.4, written out).
    pub const MAX_LENGTH: usize = 253;

    /// The characters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether no machine but one's own answers to it (RFC 6761, clause 6.3).
    #[must_use]
    pub fn is_of_this_machine(&self) -> bool {
        self.0.ends_with(".localhost")
    }
}

impl FromStr for Domain {
    type Err = DomainError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let top = text.rsplit_once('.').ok_or(DomainError)?.1;
        // A last label of digits would make it an IPv4 address to a browser (WHATWG URL, "ends in a number").
        let is_name =
            text.split('.').all(is_label) && top.starts_with(|first: char| first.is_ascii_lowercase());
        if is_name && text.len() <= Self::MAX_LENGTH { Ok(Self(text.to_owned())) } else { Err(DomainError) }
    }
}

fn is_label(label: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    (1..=63).contains(&label.len())
        && label.bytes().all(is_part)
        && !label.starts_with('-')
        && !label.ends_with('-')
}

impl Written for Domain {
    const EXPECTED: &'static str = "name of a host: go.example.org";
    const MAX: usize = Self::MAX_LENGTH;

    fn form() -> Form {
        Form::Pattern(r"([0-9a-z]([0-9a-z\-]{0,61}[0-9a-z])?\.){1,8}[a-z]([0-9a-z\-]{0,61}[0-9a-z])?".into())
    }
}

impl fmt::Display for Domain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for Domain {
    type Error = DomainError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Domain> for String {
    fn from(domain: Domain) -> Self {
        domain.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_a_name_of_two_labels_in_small_letters() {
        for text in ["go.example.org", "a.b", "xn--bcher-kva.example", "1.2.3.4x.a1", "my-shop.localhost"] {
            assert_eq!(text.parse::<Domain>().map(String::from).as_deref(), Ok(text));
        }
        let long = format!("{}.org", ["abcdefgh"; 28].join("."));
        let label = format!("{}.org", "a".repeat(64));
        for text in [
            "",
            "localhost",
            "Go.example.org",
            "go.example.org.",
            ".org",
            "a..b",
            "-a.org",
            "a-.org",
            "1.2.3.4",
            "[::1]",
            "a_b.org",
            "a.org:80",
            "bücher.example",
            "a b.org",
            &long,
            &label,
        ] {
            assert_eq!(text.parse::<Domain>(), Err(DomainError), "{text}");
        }
    }
}
