//! The bytes of a text, several looked at together.

pub(super) use bytes::CHUNK;

/// Of the last characters of a chunk, when those before are known to be in the default GSM 7-bit alphabet: how many take
/// one septet, and how many two. `None` unless all are of ASCII and in it.
pub(super) fn prices_of_last(characters: usize, chunk: [u8; CHUNK]) -> Option<(u32, u32)> {
    let [escaped, other] = bytes::kinds(chunk);
    if other != 0 {
        return None;
    }
    let doubles = (escaped >> ((CHUNK - characters) * bytes::BITS)).count_ones();
    #[expect(clippy::cast_possible_truncation, reason = "a chunk is short")]
    let singles = characters as u32 - doubles;
    Some((singles, doubles))
}

/// The characters that begin in a chunk of UTF-8, and how many of them are surrogate pairs in UTF-16.
pub(super) fn beginnings(chunk: [u8; CHUNK]) -> (u32, u32) {
    let mut characters = 0;
    let mut pairs = 0;
    for byte in chunk {
        characters += u32::from(byte & 0xC0 != 0x80);
        pairs += u32::from(byte >= 0xF0);
    }
    (characters, pairs)
}

/// With vector instructions: the npm package's module.
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod bytes {
    use std::arch::wasm32::{
        u8x16_bitmask, u8x16_eq, u8x16_lt, u8x16_ne, u8x16_splat, u8x16_sub, u64x2, v128, v128_and, v128_not,
        v128_or,
    };

    pub(in super::super) const CHUNK: usize = 16;
    /// Of an answer, for each byte.
    pub(super) const BITS: usize = 1;

    /// A bit for each byte: those that need an escape, and those that are not in the alphabet.
    pub(super) fn kinds(chunk: [u8; CHUNK]) -> [u32; 2] {
        let both = u128::from_le_bytes(chunk);
        #[expect(clippy::cast_possible_truncation, reason = "the halves of it")]
        let bytes = u64x2(both as u64, (both >> 64) as u64);
        let is = |byte: u8| u8x16_eq(bytes, u8x16_splat(byte));
        // [ \ ] ^ and { | } ~ differ in one bit.
        let brackets = within(v128_or(bytes, u8x16_splat(0x20)), b'{', b'~');
        let escaped = v128_or(brackets, is(0x0C));
        let printed = v128_and(within(bytes, b' ', b'~'), u8x16_ne(bytes, u8x16_splat(b'`')));
        let plain = v128_or(printed, v128_or(is(b'\n'), is(b'\r')));
        [escaped, v128_not(v128_or(escaped, plain))].map(|bytes| u32::from(u8x16_bitmask(bytes)))
    }

    fn within(bytes: v128, first: u8, last: u8) -> v128 {
        u8x16_lt(u8x16_sub(bytes, u8x16_splat(first)), u8x16_splat(last - first + 1))
    }
}

/// In one word: everywhere else.
#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
mod bytes {
    pub(in super::super) const CHUNK: usize = 8;
    /// Of an answer, for each byte.
    pub(super) const BITS: usize = 8;

    const HIGH_BITS: u64 = all(0x80);

    /// The high bit of each byte: those that need an escape, and those that are not in the alphabet.
    pub(super) fn kinds(chunk: [u8; CHUNK]) -> [u64; 2] {
        let word = u64::from_le_bytes(chunk);
        let ascii = word & !HIGH_BITS;
        // [ \ ] ^ and { | } ~ differ in one bit.
        let escaped = within(ascii | all(0x20), b'{', b'~') | within(ascii, 0x0C, 0x0C);
        let printed = within(ascii, b' ', b'~') & !within(ascii, b'`', b'`');
        let plain = printed | within(ascii, b'\n', b'\n') | within(ascii, b'\r', b'\r');
        [escaped, (word | !(escaped | plain)) & HIGH_BITS]
    }

    const fn within(ascii: u64, first: u8, last: u8) -> u64 {
        at_least(ascii, first) & !at_least(ascii, last + 1) & HIGH_BITS
    }

    /// No sum carries into the next byte: neither is more than 0x80.
    const fn at_least(ascii: u64, byte: u8) -> u64 {
        ascii + all(0x80 - byte)
    }

    const fn all(byte: u8) -> u64 {
        u64::from_le_bytes([byte; CHUNK])
    }
}
