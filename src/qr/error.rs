//! Why a code is not drawn.

use super::digits;

/// Why a code is not drawn. `Display` begins with the name of the field, and says what to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.words())]
pub enum QrError {
    /// There is no such format.
    Format,
    /// There is nothing to encode.
    Empty,
    /// No version has room for the text (table 7).
    TooLong,
    /// The size is out of range.
    Size,
    /// A module would be less than a pixel wide.
    TooSmall {
        /// The least size that will do.
        least: u16,
    },
    /// The margin is out of range.
    Margin,
    /// There is no such level.
    Level,
    /// The foreground is no colour.
    Foreground,
    /// The background is no colour.
    Background,
    /// The background is darker than the foreground.
    Inverted,
    /// The background is too like the foreground.
    Contrast,
    /// The logo is no PNG that can be drawn.
    Logo,
}

impl QrError {
    /// The field that is wrong.
    #[must_use]
    pub const fn field(self) -> &'static str {
        match self {
            Self::Format => "format",
            Self::Empty | Self::TooLong => "text",
            Self::Size | Self::TooSmall { .. } => "size",
            Self::Margin => "margin",
            Self::Level => "level",
            Self::Foreground => "foreground",
            Self::Background | Self::Inverted | Self::Contrast => "background",
            Self::Logo => "logo",
        }
    }

    const fn problem(self) -> &'static str {
        match self {
            Self::Format => " must be svg or png",
            Self::Empty => " must not be empty: give what the code is to say",
            Self::TooLong => " does not fit into a QR code: shorten it, or ask for a lower level",
            Self::Size => " must be a whole number from 64 to 2048",
            Self::TooSmall { .. } => {
                " is too small for this code: ask for a smaller margin, a lower level, a shorter text, or a size of at least "
            }
            Self::Margin => " must be a whole number from 0 to 16",
            Self::Level => " must be L, M, Q or H",
            Self::Foreground => " must be a colour such as #1a2b3c",
            Self::Background => " must be a colour such as #ffffff, or transparent",
            Self::Inverted => {
                " must be lighter than foreground: scanners look for dark modules on light, so exchange the two"
            }
            Self::Contrast => {
                " must have a contrast of at least 3 to foreground: choose a lighter background, or a darker foreground"
            }
            Self::Logo => {
                " must be a PNG of at most 65536 bytes and 1024 x 1024 pixels, not interlaced: save it anew as one"
            }
        }
    }

    /// The sentence, without its full stop.
    #[must_use]
    pub fn words(self) -> String {
        let mut words = [self.field(), self.problem()].concat();
        if let Self::TooSmall { least } = self {
            digits::push(&mut words, least.into());
        }
        words
    }
}
