//! QR codes of texts, as SVG and as PNG.
//!
//! The symbol itself is made by the crate `qrcodegen`; here is what is drawn of it, and what must hold so that it can be
//! scanned. Clauses are those of ISO/IEC 18004:2015 unless another standard is named.

mod code;
mod colour;
mod deflate;
mod digits;
mod drawing;
mod error;
mod logo;
mod options;
mod png;
mod svg;
mod symbol;

pub use colour::{Background, Colour, Colours};
pub use drawing::{Drawing, Format};
pub use error::QrError;
pub use logo::Logo;
pub use options::{Level, Margin, Options, Size};
