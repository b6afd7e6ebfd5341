//! What is to be drawn, as one value and as bytes: how the Worker and the npm package ask the module that draws.

use super::{Logo, Options, QrError, png::png, svg::svg, symbol::Symbol};
use crate::written::words;

words! {
    /// What an image is written in.
    pub Format, "format: svg or png", at most 3;
    /// Scalable Vector Graphics.
    Svg = "svg",
    /// Portable Network Graphics.
    Png = "png",
}

/// A code that is to be drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drawing {
    /// What to write it in.
    pub format: Format,
    /// What it says.
    pub text: String,
    /// How.
    pub options: Options,
}

/// What stands first in the bytes, each in four of them, little-endian: format, size, margin, level, foreground,
/// background, and the bytes of the text. The text follows, and then the logo.
const WORDS: usize = 7;

impl Format {
    fn of_code(code: u32) -> Option<Self> {
        [Self::Svg, Self::Png].get(code as usize).copied()
    }
}

impl From<Format> for u32 {
    fn from(format: Format) -> Self {
        format as Self
    }
}

impl Drawing {
    /// Draws it: an SVG in UTF-8, or a PNG.
    ///
    /// # Errors
    /// When the text has no room in a symbol, the symbol none in the image, or the logo cannot be read.
    pub fn draw(&self) -> Result<Vec<u8>, QrError> {
        let symbol = Symbol::of(&self.text, &self.options)?;
        match self.format {
            Format::Svg => {
                self.options.logo.as_ref().map(Logo::pixels).transpose()?;
                Ok(svg(&symbol, &self.text, &self.options).into_bytes())
            }
            Format::Png => png(&symbol, &self.options),
        }
    }

    /// As bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let Options { size, margin, level, colours, logo } = &self.options;
        let words: [u32; WORDS] = [
            self.format.into(),
            size.pixels().into(),
            margin.modules().into(),
            (*level).into(),
            colours.foreground().into(),
            colours.background().into(),
            u32::try_from(self.text.len()).unwrap_or(u32::MAX),
        ];
        let mut bytes = Vec::new();
        for word in words {
            bytes.extend_from_slice(&word.to_le_bytes());
        }
        bytes.extend_from_slice(self.text.as_bytes());
        bytes.extend_from_slice(logo.as_ref().map(Logo::bytes).unwrap_or_default());
        bytes
    }

    /// From bytes, which may come from anybody.
    ///
    /// # Errors
    /// The first field that is wrong.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, QrError> {
        let (words, rest) = words(bytes).ok_or(QrError::Format)?;
        let [format, size, margin, level, foreground, background, length] = words;
        let (text, logo) = rest.split_at_checked(length as usize).ok_or(QrError::TooLong)?;
        let text = std::str::from_utf8(text).map_err(|_| QrError::TooLong)?.to_owned();
        let logo = if logo.is_empty() { None } else { Some(Logo::new(logo.to_vec())?) };
        let options = Options::of_codes([size, margin, level, foreground, background], logo)?;
        Ok(Self { format: Format::of_code(format).ok_or(QrError::Format)?, text, options })
    }
}

fn words(bytes: &[u8]) -> Option<([u32; WORDS], &[u8])> {
    let mut words = [0; WORDS];
    let mut rest = bytes;
    for word in &mut words {
        let (first, others) = rest.split_first_chunk()?;
        (*word, rest) = (u32::from_le_bytes(*first), others);
    }
    Some((words, rest))
}
