//! Compression of pictures of few colours: what repeats the row above, or the pixel before, is told by its length.

/// A zlib stream (RFC 1950) of one block with fixed codes (RFC 1951, clause 3.2.6). What repeats is looked for at the two
/// distances only.
pub(super) fn zlib(data: &[u8], distances: [usize; 2]) -> Vec<u8> {
    /// Deflate with a window of 32 KB, and no dictionary.
    const HEADER: [u8; 2] = [0x78, 0x01];
    let mut bits = Bits { bytes: HEADER.to_vec(), pending: 0, count: 0 };
    bits.push(0b011, 3);
    let mut at = 0;
    while let Some(literal) = data.get(at) {
        let repeats = distances.map(|distance| (repeated(data, at, distance), distance));
        let (length, distance) = repeats.into_iter().max().unwrap_or_default();
        if length < SHORTEST {
            bits.code((*literal).into());
            at += 1;
        } else {
            bits.length(length);
            bits.distance(distance);
            at += length;
        }
    }
    bits.code(END_OF_BLOCK);
    let mut stream = bits.finish();
    stream.extend_from_slice(&adler32(data).to_be_bytes());
    stream
}

/// The shortest and longest repeats that have a code.
const SHORTEST: usize = 3;
const LONGEST: usize = 258;
const END_OF_BLOCK: u32 = 256;

/// How much from a place on is as it was at a distance before.
fn repeated(data: &[u8], at: usize, distance: usize) -> usize {
    let Some(before) = at.checked_sub(distance).and_then(|from| data.get(from..)) else { return 0 };
    let here = data.get(at..).unwrap_or_default();
    here.iter().zip(before).take(LONGEST).take_while(|(one, other)| one == other).count()
}

/// Bits, the least significant of each byte first (RFC 1951, clause 3.1.1).
struct Bits {
    bytes: Vec<u8>,
    pending: u32,
    count: u32,
}

impl Bits {
    fn push(&mut self, bits: u32, count: u32) {
        self.pending |= bits << self.count;
        self.count += count;
        while self.count >= 8 {
            self.bytes.push(self.pending.to_le_bytes()[0]);
            self.pending >>= 8;
            self.count -= 8;
        }
    }

    /// A Huffman code, whose most significant bit comes first.
    fn huffman(&mut self, code: u32, count: u32) {
        self.push(code.reverse_bits() >> (32 - count), count);
    }

    /// A literal, the end of the block, or the code of a length.
    fn code(&mut self, symbol: u32) {
        match symbol {
            0..=143 => self.huffman(0x30 + symbol, 8),
            144..=255 => self.huffman(0x190 + symbol - 144, 9),
            256..=279 => self.huffman(symbol - 256, 7),
            _ => self.huffman(0xc0 + symbol - 280, 8),
        }
    }

    /// From 3 to 258 (RFC 1951, clause 3.2.5): four codes for each number of extra bits, and one for the longest.
    fn length(&mut self, length: usize) {
        const FIRST: u32 = 257;
        let beyond = small(length - SHORTEST);
        if length == LONGEST {
            self.code(FIRST + 28);
        } else if beyond < 8 {
            self.code(FIRST + beyond);
        } else {
            let extra = beyond.ilog2() - 2;
            self.code(FIRST + 4 * extra + (beyond >> extra));
            self.push(beyond & ((1 << extra) - 1), extra);
        }
    }

    /// From 1 to 32,768 (RFC 1951, clause 3.2.5): two codes for each number of extra bits.
    fn distance(&mut self, distance: usize) {
        let beyond = small(distance - 1);
        if beyond < 4 {
            self.huffman(beyond, 5);
        } else {
            let extra = beyond.ilog2() - 1;
            self.huffman(2 * extra + (beyond >> extra), 5);
            self.push(beyond & ((1 << extra) - 1), extra);
        }
    }

    fn finish(mut self) -> Vec<u8> {
        self.push(0, 7);
        self.bytes
    }
}

/// Of what has at most 15 bits.
fn small(number: usize) -> u32 {
    u32::try_from(number).unwrap_or_default()
}

/// The checksum of zlib (RFC 1950, clause 8.2).
fn adler32(data: &[u8]) -> u32 {
    const MODULUS: u32 = 65_521;
    /// The most bytes whose sums fit 32 bits.
    const STRETCH: usize = 5_552;
    let (mut low, mut high) = (1, 0);
    for stretch in data.chunks(STRETCH) {
        for byte in stretch {
            low += u32::from(*byte);
            high += low;
        }
        low %= MODULUS;
        high %= MODULUS;
    }
    high << 16 | low
}
