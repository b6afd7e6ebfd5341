//! The modules of a symbol.

use std::ops::Range;

use qrcodegen::{BitBuffer, Mask, QrCode, QrCodeEcc, QrSegment, QrSegmentMode, Version};

use super::{Level, Options, QrError};

/// A symbol, and the modules in its middle that a logo takes.
pub(super) struct Symbol {
    code: QrCode,
    /// Of rows and columns alike; none without a logo.
    logo: Range<u32>,
}

impl Symbol {
    /// The most characters that a symbol can have (table 7): digits in version 40-L.
    const MOST: usize = 7_089;

    /// The smallest symbol for a text. Text that is not ASCII is announced as UTF-8 (clause 7.4.2): readers may take it for
    /// ISO/IEC 8859-1 otherwise.
    pub(super) fn of(text: &str, options: &Options) -> Result<Self, QrError> {
        /// The assignment number of UTF-8 (AIM ECI specification).
        const UTF_8: u32 = 26;
        if text.is_empty() {
            return Err(QrError::Empty);
        }
        if text.len() > Self::MOST {
            return Err(QrError::TooLong);
        }
        let mut segments = vec![segment(text)];
        if !text.is_ascii() {
            segments.insert(0, QrSegment::make_eci(UTF_8));
        }
        let level = level(options.least_level());
        // Any mask: the one with the least penalty (clause 7.8.3).
        let mask: Option<Mask> = None;
        let code = QrCode::encode_segments_advanced(&segments, level, Version::MIN, Version::MAX, mask, true);
        let code = code.map_err(|_| QrError::TooLong)?;
        let side = code.size().unsigned_abs();
        let logo = if options.logo.is_some() { middle(side) } else { 0..0 };
        Ok(Self { code, logo })
    }

    /// Modules of a side.
    pub(super) fn side(&self) -> u32 {
        self.code.size().unsigned_abs()
    }

    /// The rows and columns that the logo takes.
    pub(super) fn logo(&self) -> Range<u32> {
        self.logo.clone()
    }

    /// Whether a module is dark. The logo and a module around it are free.
    pub(super) fn is_dark(&self, x: u32, y: u32) -> bool {
        self.code.get_module(x.cast_signed(), y.cast_signed()) && !(self.is_free(x) && self.is_free(y))
    }

    fn is_free(&self, at: u32) -> bool {
        !self.logo.is_empty() && (self.logo.start..self.logo.end + 2).contains(&(at + 1))
    }
}

/// The middle fifth: an odd number, as that of all modules is.
fn middle(side: u32) -> Range<u32> {
    let taken = (side / 5 - 1) | 1;
    let start = (side - taken) / 2;
    start..start + taken
}

/// The text in the mode that takes the fewest bits for all of it (clause 7.3).
fn segment(text: &str) -> QrSegment {
    if QrSegment::is_numeric(text) {
        QrSegment::make_numeric(text)
    } else {
        alphanumeric(text).unwrap_or_else(|| QrSegment::make_bytes(text.as_bytes()))
    }
}

/// The text in alphanumeric mode (clause 7.4.4), if that has its characters: two of them take 11 bits. The crate has the same
/// and looks for characters as for words, which would be a twentieth of the module.
fn alphanumeric(text: &str) -> Option<QrSegment> {
    /// By their values (table 5).
    const CHARACTERS: &[u8] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
    let value = |byte| CHARACTERS.iter().zip(0..).find_map(|(one, value)| (*one == byte).then_some(value));
    let values: Vec<u32> = text.bytes().map(value).collect::<Option<_>>()?;
    let mut bits = BitBuffer(Vec::new());
    for pair in values.chunks(2) {
        match pair {
            [first, second] => bits.append_bits(45 * first + second, 11),
            rest => rest.iter().for_each(|last| bits.append_bits(*last, 6)),
        }
    }
    Some(QrSegment::new(QrSegmentMode::Alphanumeric, text.len(), bits.0))
}

const fn level(level: Level) -> QrCodeEcc {
    match level {
        Level::Low => QrCodeEcc::Low,
        Level::Medium => QrCodeEcc::Medium,
        Level::Quartile => QrCodeEcc::Quartile,
        Level::High => QrCodeEcc::High,
    }
}
