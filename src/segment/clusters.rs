//! Grapheme clusters: what a reader takes for one character.

use unicode_segmentation::UnicodeSegmentation;

/// Where each extended grapheme cluster of a text ends (Unicode Standard Annex 29), in UTF-16 code units: for
/// [`Text::keep_clusters`](super::Text::keep_clusters).
#[must_use]
pub fn clusters(text: &str) -> Vec<u32> {
    let lengths = text.graphemes(true).map(|cluster| cluster.encode_utf16().count());
    let ends = lengths.scan(0, |end, length| {
        *end += u32::try_from(length).unwrap_or(u32::MAX);
        Some(*end)
    });
    ends.collect()
}
