//! How a link is shown before anybody follows it: in a chat, or in a feed.

use serde::{Deserialize, Serialize};

use crate::target_url::TargetUrl;

/// What programs that show links are told of one, in the place of what its target says of itself (the Open Graph protocol's
/// `og:title`, `og:description` and `og:image`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preview {
    /// May be empty.
    pub title: String,
    /// May be empty.
    pub description: String,
    /// A picture on the web.
    pub image: Option<TargetUrl>,
}

impl Preview {
    /// The most characters of a title.
    pub const MAX_TITLE: usize = 200;

    /// The most characters of a description.
    pub const MAX_DESCRIPTION: usize = 500;

    /// Of what a page says of itself: without line breaks, and cut where it is longer than it may be.
    #[must_use]
    pub fn of_page(title: &str, description: &str, image: Option<TargetUrl>) -> Self {
        Self {
            title: one_line(title, Self::MAX_TITLE),
            description: one_line(description, Self::MAX_DESCRIPTION),
            image,
        }
    }

    /// Whether it says nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// With one space in the place of each run of white space and control characters.
fn one_line(text: &str, most: usize) -> String {
    let words = text.split(|character: char| character.is_whitespace() || character.is_control());
    let line = words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    if line.chars().count() <= most {
        return line;
    }
    let cut: String = line.chars().take(most - 1).collect();
    cut.trim_end().to_owned() + "…"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_page_says_becomes_a_line_that_fits() {
        let preview = Preview::of_page(" A\n  \u{0}title\t", &"word ".repeat(200), None);
        assert_eq!(preview.title, "A title");
        assert_eq!(preview.description.chars().count(), Preview::MAX_DESCRIPTION);
        assert!(preview.description.ends_with("word…"), "{}", preview.description);
        assert!(Preview::of_page(" \n", "", None).is_empty());
    }
}
