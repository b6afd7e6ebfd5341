//! Colours that a scanner can tell apart.

use std::str::FromStr;

use super::{QrError, code::ABSENT};
use crate::written::{Form, Written};

/// A colour of sRGB, written `#rrggbb` (CSS Color Module Level 4, clause 5.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colour(pub [u8; 3]);

impl Colour {
    /// The darkest.
    pub const BLACK: Self = Self([0; 3]);
    /// The lightest.
    pub const WHITE: Self = Self([255; 3]);

    /// The relative luminance, from 0 to 1 (WCAG 2.2, "relative luminance").
    #[must_use]
    pub fn luminance(self) -> f64 {
        let [red, green, blue] = self.0.map(linear);
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    fn of_code(number: u32) -> Option<Self> {
        let [0, red, green, blue] = number.to_be_bytes() else { return None };
        Some(Self([red, green, blue]))
    }
}

impl From<Colour> for u32 {
    fn from(Colour([red, green, blue]): Colour) -> Self {
        Self::from_be_bytes([0, red, green, blue])
    }
}

impl FromStr for Colour {
    type Err = QrError;

    fn from_str(text: &str) -> Result<Self, QrError> {
        let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6);
        let digits = digits.filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()));
        let number = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok());
        number.and_then(Self::of_code).ok_or(QrError::Foreground)
    }
}

impl Written for Colour {
    const EXPECTED: &'static str = "colour such as #1a2b3c";
    const MAX: usize = 7;

    fn form() -> Form {
        Form::Pattern("#[0-9A-Fa-f]{6}".into())
    }
}

/// What is behind the modules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Background {
    /// A colour.
    Colour(Colour),
    /// Whatever the image is put upon. The foreground is judged as if that were white.
    Transparent,
}

impl Background {
    const TRANSPARENT: &'static str = "transparent";
    /// The number of none: one more than that of any colour.
    const NONE: u32 = 1 << 24;

    /// The colour; white for none.
    #[must_use]
    pub const fn colour(self) -> Colour {
        match self {
            Self::Colour(colour) => colour,
            Self::Transparent => Colour::WHITE,
        }
    }
}

impl From<Background> for u32 {
    fn from(background: Background) -> Self {
        match background {
            Background::Colour(colour) => colour.into(),
            Background::Transparent => Background::NONE,
        }
    }
}

impl FromStr for Background {
    type Err = QrError;

    fn from_str(text: &str) -> Result<Self, QrError> {
        if text == Self::TRANSPARENT {
            return Ok(Self::Transparent);
        }
        text.parse().map(Self::Colour).map_err(|_| QrError::Background)
    }
}

impl Written for Background {
    const EXPECTED: &'static str = "colour such as #ffffff, or transparent";
    const MAX: usize = 11;

    fn form() -> Form {
        Form::Pattern("#[0-9A-Fa-f]{6}|transparent".into())
    }
}

/// A foreground and a background that can be told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colours {
    foreground: Colour,
    background: Background,
}

impl Colours {
    /// The least contrast, as WCAG 2.2 asks of graphics (success criterion 1.4.11).
    pub const LEAST_CONTRAST: f64 = 3.0;

    /// Judges a pair.
    ///
    /// # Errors
    /// When the background is darker than the foreground, which many scanners do not read (clause 6.2 has such symbols as
    /// an option of their own), or too like it.
    pub fn new(foreground: Colour, background: Background) -> Result<Self, QrError> {
        let (dark, light) = (foreground.luminance(), background.colour().luminance());
        if light < dark {
            Err(QrError::Inverted)
        } else if light + 0.05 < Self::LEAST_CONTRAST * (dark + 0.05) {
            Err(QrError::Contrast)
        } else {
            Ok(Self { foreground, background })
        }
    }

    pub(super) fn of_codes(foreground: u32, background: u32) -> Result<Self, QrError> {
        let default = Self::default();
        let foreground = match foreground {
            ABSENT => default.foreground,
            code => Colour::of_code(code).ok_or(QrError::Foreground)?,
        };
        let background = match background {
            ABSENT => default.background,
            Background::NONE => Background::Transparent,
            code => Background::Colour(Colour::of_code(code).ok_or(QrError::Background)?),
        };
        Self::new(foreground, background)
    }

    /// Of the dark modules.
    #[must_use]
    pub const fn foreground(self) -> Colour {
        self.foreground
    }

    /// Of the light modules and the margin.
    #[must_use]
    pub const fn background(self) -> Background {
        self.background
    }
}

impl Default for Colours {
    fn default() -> Self {
        Self { foreground: Colour::BLACK, background: Background::Colour(Colour::WHITE) }
    }
}

/// The light of a component of sRGB (WCAG 2.2, "relative luminance").
fn linear(component: u8) -> f64 {
    let component = f64::from(component) / 255.0;
    if component <= 0.04045 { component / 12.92 } else { power_of_2_4((component + 0.055) / 1.055) }
}

/// `base` to the power of 2.4, for what is from 0.09 to 1: its square times the fifth root of that, by Newton's method. The
/// standard library's power takes 2 KB of wasm.
fn power_of_2_4(base: f64) -> f64 {
    /// From 1, the root of the least base is exact after ten.
    const STEPS: usize = 12;
    let square = base * base;
    let step = |root: f64, _| {
        let fourth = root * root * root * root;
        root - (root * fourth - square) / (5.0 * fourth)
    };
    square * (0..STEPS).fold(1.0, step)
}
