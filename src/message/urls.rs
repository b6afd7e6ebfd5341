//! The URLs in a text that somebody wrote for people.

/// What a URL begins with.
const SCHEMES: [&str; 2] = ["https://", "http://"];

/// A text with some of its URLs replaced; those stay for which there is nothing else.
#[must_use]
pub fn replace_urls(text: &str, replace: &dyn Fn(&str) -> Option<String>) -> String {
    let mut replaced = String::with_capacity(text.len());
    for (before, url) in pieces(text) {
        replaced.push_str(before);
        match replace(url) {
            Some(other) if !url.is_empty() => replaced.push_str(&other),
            _ => replaced.push_str(url),
        }
    }
    replaced
}

/// The URLs of a text, in order.
pub fn urls(text: &str) -> impl Iterator<Item = &str> {
    pieces(text).map(|(_, url)| url).filter(|url| !url.is_empty())
}

/// A text as what stands before each URL, and the URL; the last has none.
fn pieces(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest.take()?;
        let Some(start) = start(text) else { return Some((text, "")) };
        let (before, from_url) = text.split_at(start);
        let (url, after) = from_url.split_at(length(from_url));
        rest = Some(after);
        Some((before, url))
    })
}

/// Where the first URL begins: a scheme that is no end of another word, and something behind it.
fn start(text: &str) -> Option<usize> {
    let begins = |(at, _): &(usize, char)| {
        let (before, from) = text.split_at(*at);
        let is_apart = !before.ends_with(|character: char| character.is_alphanumeric());
        is_apart && scheme(from).is_some_and(|scheme| length(from) > scheme.len())
    };
    text.char_indices().find(begins).map(|(at, _)| at)
}

fn scheme(text: &str) -> Option<&'static str> {
    let begins =
        |scheme: &&str| text.get(..scheme.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(scheme));
    SCHEMES.into_iter().find(begins)
}

/// How many bytes a URL at the beginning of a text has. What ends a sentence is none of it, nor is a bracket that was opened before.
fn length(text: &str) -> usize {
    let ends =
        |character: char| character.is_whitespace() || character.is_control() || "<>\"".contains(character);
    let mut url = text.split(ends).next().unwrap_or_default();
    loop {
        let shorter = match url.chars().last() {
            Some('.' | ',' | ';' | ':' | '!' | '?' | '\'' | '…' | '»' | '”' | '’') => true,
            Some(')') => !url.contains('('),
            Some(']') => !url.contains('['),
            _ => false,
        };
        if !shorter {
            return url.len();
        }
        let mut characters = url.chars();
        characters.next_back();
        url = characters.as_str();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_ends_where_a_person_would_say_that_it_does() {
        for (text, expected) in [
            ("see https://a.example/b?c=d.", &["https://a.example/b?c=d"][..]),
            (
                "HTTP://A.example, then (https://b.example/x) and \"https://c.example\"",
                &["HTTP://A.example", "https://b.example/x", "https://c.example"],
            ),
            ("https://a.example/wiki/X_(y)", &["https://a.example/wiki/X_(y)"]),
            ("¿https://a.example/ñ?», http:// https://. xhttps://a.example", &["https://a.example/ñ"]),
            ("https://a.example\nhttps://b.example…", &["https://a.example", "https://b.example"]),
            ("no URL: a.example", &[]),
            ("", &[]),
        ] {
            assert_eq!(urls(text).collect::<Vec<_>>(), expected, "{text}");
        }
    }

    #[test]
    fn what_is_replaced_leaves_the_rest_as_it_was() {
        let replace = |url: &str| url.contains("long").then(|| "https://s.example/1".to_owned());
        assert_eq!(
            replace_urls("a https://long.example/x, b (https://other.example) c", &replace),
            "a https://s.example/1, b (https://other.example) c"
        );
        assert_eq!(replace_urls("plain", &|_| Some("never".to_owned())), "plain");
    }
}
