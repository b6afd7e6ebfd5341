//! Who follows a link, as far as a request tells.

use crate::locale;

/// What a request tells of who follows a link.
#[derive(Clone, Copy, Debug, Default)]
pub struct Visitor<'a> {
    /// ISO 3166-1 alpha-2, as the platform places the network address; empty where it does not.
    pub country: &'a str,
    /// The header `Accept-Language`.
    pub languages: &'a str,
    /// The header `User-Agent`.
    pub user_agent: &'a str,
    /// The query of the short link, without its question mark.
    pub query: &'a str,
    /// The variant that the visitor was sent to before, by [`variant_name`](super::redirect::variant_name).
    pub variant: &'a str,
    /// A random number.
    pub random: u32,
}

/// The language that `Accept-Language` prefers (RFC 9110, clause 12.5.4), in small letters: `pt-br`; empty for none. Of those
/// that are preferred equally, the first.
#[must_use]
pub fn preferred_language(header: &str) -> String {
    let mut preferred = ("", 0);
    for range in header.split(',') {
        let (tag, weight) = range.split_once(';').unwrap_or((range, ""));
        let weight = weight.trim().strip_prefix("q=").map_or(1_000, thousandths);
        let tag = tag.trim();
        if weight > preferred.1 && locale::is_tag(tag) {
            preferred = (tag, weight);
        }
    }
    preferred.0.to_ascii_lowercase()
}

/// A weight, `0.85`, in thousandths (RFC 9110, clause 12.4.2); 0 for what is none.
fn thousandths(weight: &str) -> u32 {
    let (whole, fraction) = weight.split_once('.').unwrap_or((weight, ""));
    let digits =
        |text: &str| text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().unwrap_or(0));
    match (whole, fraction.len()) {
        ("0", 0..=3) => digits(&format!("{fraction:0<3}")).unwrap_or(0),
        ("1", _) => 1_000,
        _ => 0,
    }
}

/// Whether a tag is one of a range's: `pt-br` of `pt` (RFC 4647, clause 3.3.1). Both in small letters.
#[must_use]
pub fn fits(tag: &str, range: &str) -> bool {
    tag.strip_prefix(range).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_preferred_language_has_the_largest_weight() {
        for (header, language) in [
            ("", ""),
            ("*", ""),
            ("pt-BR,pt;q=0.9,en;q=0.8", "pt-br"),
            ("en;q=0.5, de;q=0.9 , fr;q=0.9", "de"),
            ("en;q=0", ""),
            ("en;q=x, fr;q=0.1", "fr"),
            ("<script>,nl", "nl"),
        ] {
            assert_eq!(preferred_language(header), language, "{header}");
        }
    }

    #[test]
    fn a_range_takes_in_what_is_more_exact() {
        assert!(fits("pt-br", "pt") && fits("pt", "pt"));
        assert!(!fits("pt", "pt-br") && !fits("ptx", "pt"));
    }
}
