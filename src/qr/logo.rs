//! A picture in the middle of a code.

use std::str::FromStr;

use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};

use super::{Colour, QrError};
use crate::written::{Form, Written};

/// A PNG (ISO/IEC 15948) whose header was looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Logo(Vec<u8>);

impl Logo {
    /// The most bytes.
    pub const MAX_BYTES: usize = 65_536;

    /// The most bytes in a URL, where it is written in base64url.
    pub const MAX_BYTES_IN_URL: usize = 4_096;

    /// The most pixels of a side.
    pub const MAX_SIDE: u32 = 1_024;

    /// The signature of PNG (ISO/IEC 15948, clause 5.2), and the length and name of the chunk that must come first.
    const BEGINNING: &'static [u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";

    /// Looks at the header. Whether the picture can be read shows when it is drawn.
    ///
    /// # Errors
    /// When it is no PNG, too large, or interlaced.
    pub fn new(bytes: Vec<u8>) -> Result<Self, QrError> {
        if bytes.len() <= Self::MAX_BYTES && can_be_drawn(&bytes).unwrap_or(false) {
            Ok(Self(bytes))
        } else {
            Err(QrError::Logo)
        }
    }

    /// The PNG.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// As a `data:` URL (RFC 2397).
    pub(super) fn push_url(&self, text: &mut String) {
        text.push_str("data:image/png;base64,");
        STANDARD.encode_string(&self.0, text);
    }

    /// What is in the picture.
    pub(super) fn pixels(&self) -> Result<Pixels, QrError> {
        let header = minipng::decode_png_header(&self.0).map_err(|_| QrError::Logo)?;
        let mut buffer = vec![0; header.required_bytes_rgba8bpc()];
        let mut image = minipng::decode_png(&self.0, &mut buffer).map_err(|_| QrError::Logo)?;
        image.convert_to_rgba8bpc().map_err(|_| QrError::Logo)?;
        let (width, height) = (image.width(), image.height());
        Ok(Pixels { width, height, rgba: buffer })
    }
}

/// Width, height and interlace method, by their places in the first chunk (ISO/IEC 15948, clause 11.2.2).
fn can_be_drawn(bytes: &[u8]) -> Option<bool> {
    let header = bytes.strip_prefix(Logo::BEGINNING)?;
    let (width, rest) = header.split_first_chunk()?;
    let (height, rest) = rest.split_first_chunk()?;
    let is_side = |side: &[u8; 4]| (1..=Logo::MAX_SIDE).contains(&u32::from_be_bytes(*side));
    Some(is_side(width) && is_side(height) && *rest.get(4)? == 0)
}

/// From base64url without padding (RFC 4648, clause 5).
impl FromStr for Logo {
    type Err = QrError;

    fn from_str(text: &str) -> Result<Self, QrError> {
        Self::new(URL_SAFE_NO_PAD.decode(text).map_err(|_| QrError::Logo)?)
    }
}

impl Written for Logo {
    const EXPECTED: &'static str = "PNG in base64url, of at most 1,024 x 1,024 pixels and not interlaced";
    const MAX: usize = (Self::MAX_BYTES_IN_URL * 4).div_ceil(3);

    fn form() -> Form {
        Form::Pattern("[0-9A-Za-z_-]+".into())
    }
}

/// A picture of red, green, blue and opacity.
pub(super) struct Pixels {
    width: u32,
    height: u32,
    rgba: Vec<u8>,
}

impl Pixels {
    /// Width and height of the picture where it is to fit a square.
    pub(super) fn fit(&self, side: u32) -> [u32; 2] {
        let longer = self.width.max(self.height);
        [self.width, self.height].map(|length| (side * length / longer).max(1))
    }

    /// What a pixel shows of the picture when that is drawn with a width and a height: the mean of what it covers.
    pub(super) fn sample(&self, [x, y]: [u32; 2], [width, height]: [u32; 2]) -> [u8; 4] {
        let covered = |at: u32, length: u32, drawn: u32| {
            let from = at * length / drawn;
            from..((at + 1) * length).div_ceil(drawn).min(length)
        };
        let (mut sums, mut pixels) = ([0; 4], 0);
        for y in covered(y, self.height, height) {
            for x in covered(x, self.width, width) {
                let [red, green, blue, opacity] = self.at(x, y).map(u32::from);
                let seen = [red * opacity, green * opacity, blue * opacity, opacity];
                sums.iter_mut().zip(seen).for_each(|(sum, seen)| *sum += u64::from(seen));
                pixels += 1;
            }
        }
        let [red, green, blue, opacity] = sums;
        [mean(red, opacity), mean(green, opacity), mean(blue, opacity), mean(opacity, pixels)]
    }

    fn at(&self, x: u32, y: u32) -> [u8; 4] {
        let place = (y * self.width + x) as usize * 4;
        let pixel = self.rgba.get(place..).and_then(<[u8]>::first_chunk);
        pixel.copied().unwrap_or_default()
    }
}

/// A translucent pixel upon a colour.
pub(super) fn upon([red, green, blue, opacity]: [u8; 4], Colour(below): Colour) -> [u8; 4] {
    let mix = |above: u8, below: u8| {
        let opacity = u64::from(opacity);
        mean(u64::from(above) * opacity + u64::from(below) * (255 - opacity), 255)
    };
    let [below_red, below_green, below_blue] = below;
    [mix(red, below_red), mix(green, below_green), mix(blue, below_blue), 255]
}

fn mean(sum: u64, of: u64) -> u8 {
    u8::try_from((sum + of / 2).checked_div(of).unwrap_or(0)).unwrap_or(u8::MAX)
}
