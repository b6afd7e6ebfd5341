//! The wasm module that draws QR codes. It only forwards: bytes in, a picture or a refusal out.
//!
//! It is apart from the others because few pages draw codes, and because the Worker loads it when the first code is asked for.
#![expect(unsafe_code, reason = "names that are exported as they stand, and memory that JavaScript writes")]

#[path = "../../src/arena.rs"]
mod arena;

use std::slice;

use shortwave::qr::{Drawing, QrError};

/// Where to write a drawing of so many bytes ([`Drawing::to_bytes`]). Null when there is not so much memory. Ends what was
/// drawn before.
#[unsafe(no_mangle)]
pub extern "C" fn start(bytes: usize) -> *mut u8 {
    arena::start(bytes)
}

/// Draws what was written.
///
/// Words: 0, and the address and length of the picture. After a refusal: 1, the address and length of what is wrong, those
/// of the field's name, and the size that would do, or 0.
#[unsafe(no_mangle)]
pub extern "C" fn draw(bytes: usize) -> *const [u32; 6] {
    // SAFETY: JavaScript wrote them where `start` said, and nothing takes that memory before the next start.
    let written = unsafe { slice::from_raw_parts(arena::base() as *const u8, bytes) };
    let drawn = Drawing::from_bytes(written).and_then(|drawing| Drawing::draw(&drawing));
    Box::leak(Box::new(match drawn {
        Ok(picture) => told(picture.leak(), &[], 0, 0),
        Err(error) => refusal(error),
    }))
}

fn refusal(error: QrError) -> [u32; 6] {
    let least = if let QrError::TooSmall { least } = error { least.into() } else { 0 };
    told(error.words().leak().as_bytes(), error.field().as_bytes(), least, 1)
}

fn told(bytes: &[u8], field: &[u8], least: u32, failed: u32) -> [u32; 6] {
    let [address, length] = place(bytes);
    let [field_address, field_length] = place(field);
    [failed, address, length, field_address, field_length, least]
}

/// Address and length.
fn place(bytes: &[u8]) -> [u32; 2] {
    [number(bytes.as_ptr() as usize), number(bytes.len())]
}

#[expect(clippy::cast_possible_truncation, reason = "wasm32 has 32-bit addresses")]
const fn number(number: usize) -> u32 {
    number as u32
}
