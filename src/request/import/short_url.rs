//! Short links of other services, taken apart.

/// The host of a short link, in small letters, and what stands behind its last slash. The scheme may be missing.
pub(super) fn parts(short_url: &str) -> (Option<String>, Option<String>) {
    let rest = without_scheme(short_url);
    let rest = rest.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/');
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let slug = path.rsplit('/').next().unwrap_or_default();
    let some = |text: String| (!text.is_empty()).then_some(text);
    (some(host.to_lowercase()), some(decoded(slug)))
}

/// A short link as people write it.
pub(super) fn without_scheme(short_url: &str) -> &str {
    let short_url = short_url.trim();
    short_url.split_once("://").map_or(short_url, |(_, rest)| rest)
}

/// A text without percent-encoding; as it stands where it is none.
pub(super) fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, behind)) = rest.split_first() {
        let byte = (first == b'%').then(|| behind.split_at_checked(2)).flatten();
        let byte = byte.and_then(|(digits, behind)| Some((byte_of(digits)?, behind)));
        let (byte, behind) = byte.unwrap_or((first, behind));
        bytes.push(byte);
        rest = behind;
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

fn byte_of(digits: &[u8]) -> Option<u8> {
    let is_hex = digits.iter().all(u8::is_ascii_hexdigit);
    is_hex.then(|| u8::from_str_radix(str::from_utf8(digits).ok()?, 16).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_links_are_taken_apart() {
        for (short_url, host, slug) in [
            ("https://Bit.ly/3abcXyz", Some("bit.ly"), Some("3abcXyz")),
            (" bit.ly/promo/?x=1", Some("bit.ly"), Some("promo")),
            ("https://example.com:8080/s/caf%C3%A9#top", Some("example.com:8080"), Some("café")),
            ("https://example.com/%zz%+1%ff", Some("example.com"), Some("%zz%+1%ff")),
            ("bit.ly", Some("bit.ly"), None),
            ("https://", None, None),
            ("", None, None),
        ] {
            let (found_host, found_slug) = parts(short_url);
            assert_eq!((found_host.as_deref(), found_slug.as_deref()), (host, slug), "{short_url}");
        }
    }
}
