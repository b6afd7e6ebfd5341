//! Passes: what a browser holds for a link whose password was given.

use super::LinkId;
use crate::{keyed_hash::HashKey, time::Timestamp};

/// The name of the cookie that a pass is in.
pub const COOKIE: &str = "pass";

/// For so long the password is not asked for again.
pub const SECONDS: u32 = 24 * 60 * 60;

/// A pass to a link, for as long as it has this password: until when, and a keyed hash of that.
#[must_use]
pub fn issue(key: &HashKey, link: &LinkId, password_version: u32, now: Timestamp) -> String {
    written(key, link, password_version, now.plus_seconds(SECONDS))
}

fn written(key: &HashKey, link: &LinkId, password_version: u32, until: Timestamp) -> String {
    let hash = key.hash(&[
        b"link-pass",
        link.to_string().as_bytes(),
        &password_version.to_be_bytes(),
        &until.millis().to_be_bytes(),
    ]);
    format!("{}.{}", until.millis(), hash.to_hex())
}

/// Whether a text is a pass to a link, and has not run out.
#[must_use]
pub fn opens(text: &str, key: &HashKey, link: &LinkId, password_version: u32, now: Timestamp) -> bool {
    let until = text.split_once('.').and_then(|(until, _)| until.parse().ok()).map(Timestamp::from_millis);
    until.is_some_and(|until| {
        let expected = written(key, link, password_version, until);
        now < until && constant_time_eq::constant_time_eq(text.as_bytes(), expected.as_bytes())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn opens_its_link_with_its_password_until_it_runs_out() {
        let key = HashKey::new(&"k".repeat(32)).unwrap();
        let other_key = HashKey::new(&"o".repeat(32)).unwrap();
        let link: LinkId = "mine".parse().unwrap();
        let now = Timestamp::from_millis(1_000);
        let pass = issue(&key, &link, 3, now);
        assert!(opens(&pass, &key, &link, 3, now));
        assert!(opens(&pass, &key, &link, 3, Timestamp::from_millis(1_000 + 86_399_999)));
        assert!(!opens(&pass, &key, &link, 3, now.plus_seconds(SECONDS)));
        assert!(!opens(&pass, &key, &link, 4, now));
        assert!(!opens(&pass, &key, &"go.example.org:mine".parse().unwrap(), 3, now));
        assert!(!opens(&pass, &other_key, &link, 3, now));
        let longer = pass.replacen("86401000", "99999999", 1);
        for text in ["", ".", "86401000.", "x", &longer, &pass.to_uppercase()] {
            assert!(!opens(text, &key, &link, 3, now), "{text}");
        }
    }
}
