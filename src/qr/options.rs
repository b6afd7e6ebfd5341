//! How a code is to be drawn.

use super::{Colours, Logo, QrError, code::or_default};
use crate::{
    ranged::{Ranged, ranged},
    written::answered_words,
};

ranged! {
    /// The width and height of the whole image in pixels, margin included.
    Size(u16) 64..=2048, default 512, pixels
}

ranged! {
    /// The quiet zone on each side, in modules. Clause 6.3.8 asks for four.
    Margin(u8) 0..=16, default 4, modules
}

answered_words! {
    /// How much of a symbol may be unreadable (clause 7.5.1), from the lowest on. A symbol gets a higher level where it has room
    /// for that.
    pub Level, "level: L, M, Q or H", at most 1;
    /// About 7%.
    Low = "L",
    /// About 15%.
    Medium = "M",
    /// About 25%.
    Quartile = "Q",
    /// About 30%.
    High = "H",
}

impl Level {
    fn of_code(code: u32) -> Option<Self> {
        Self::ALL.get(code as usize).copied()
    }
}

impl From<Level> for u32 {
    fn from(level: Level) -> Self {
        level as Self
    }
}

impl Default for Level {
    /// What clause 7.5.1 leaves open, and most encoders choose.
    fn default() -> Self {
        Self::Medium
    }
}

fn ranged<T: Ranged>(number: u32) -> Option<T> {
    T::try_from(number.into()).ok()
}

/// How a code is to be drawn.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// The image's width and height.
    pub size: Size,
    /// The quiet zone around the symbol. In a PNG it takes the pixels besides that are too few for all modules.
    pub margin: Margin,
    /// The least level of error correction. With a logo it is [`Level::High`], whatever is asked for.
    pub level: Level,
    /// Of the modules, and of what is behind them.
    pub colours: Colours,
    /// What is drawn in the middle.
    pub logo: Option<Logo>,
}

impl Options {
    /// Of size, margin, level, foreground and background as numbers.
    pub(super) fn of_codes(
        [size, margin, level, foreground, background]: [u32; 5],
        logo: Option<Logo>,
    ) -> Result<Self, QrError> {
        Ok(Self {
            size: or_default(size, ranged).ok_or(QrError::Size)?,
            margin: or_default(margin, ranged).ok_or(QrError::Margin)?,
            level: or_default(level, Level::of_code).ok_or(QrError::Level)?,
            colours: Colours::of_codes(foreground, background)?,
            logo,
        })
    }

    pub(super) const fn least_level(&self) -> Level {
        if self.logo.is_some() { Level::High } else { self.level }
    }
}
