//! The hot path: a text of UTF-16 code units counted as phones choose its encoding, without looking at a character
//! more than once. [`super::count`] finds the same by following the rules one by one; a test holds them together.

use super::{
    Concatenation, Encoding,
    filling::{Figures, Filling},
    septets,
};

/// Which reference the parts share: the usual.
const PARTS: Concatenation = Concatenation::Reference8;

/// Counts a text of UTF-16 code units, well-formed or not.
#[must_use]
pub fn figures_utf16(text: &[u16]) -> Figures {
    gsm(text).unwrap_or_else(|| ucs2(text))
}

/// Septets by code unit, 0 where the default alphabet has none. Nothing above the table is in it but the euro sign.
const PRICES: [u8; 0x3B0] = {
    let mut prices = [0; 0x3B0];
    let mut unit = 0_u32;
    while (unit as usize) < prices.len() {
        if let Some(character) = char::from_u32(unit) {
            #[expect(clippy::indexing_slicing, reason = "evaluated while compiling")]
            {
                prices[unit as usize] = match septets(character) {
                    Some(1) => 1,
                    Some(_) => 2,
                    None => 0,
                };
            }
        }
        unit += 1;
    }
    prices
};
const EURO: u16 = 0x20AC;

fn price(unit: u16) -> u32 {
    match PRICES.get(usize::from(unit)) {
        Some(price) => u32::from(*price),
        None if unit == EURO => 2,
        None => 0,
    }
}

/// `None` when the default alphabet lacks a character.
fn gsm(text: &[u16]) -> Option<Figures> {
    let mut units = 0;
    for unit in text {
        match price(*unit) {
            0 => return None,
            price => units += price,
        }
    }
    // Without escapes nothing can be lost at the end of a part.
    if units as usize > text.len() {
        return Some(gsm_with_escapes(text));
    }
    let part = Encoding::GSM_DEFAULT.capacity(PARTS);
    Some(Figures::of(Encoding::GSM_DEFAULT, PARTS, units, || (units.div_ceil(part), (units - 1) % part + 1)))
}

fn gsm_with_escapes(text: &[u16]) -> Figures {
    let mut filling = Filling::new(Encoding::GSM_DEFAULT, PARTS);
    for unit in text {
        filling.add(price(*unit));
    }
    filling.into_figures()
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "no text of JavaScript or of a request has 2^32 code units"
)]
fn ucs2(text: &[u16]) -> Figures {
    let part = Encoding::Ucs2.capacity(PARTS);
    Figures::of(Encoding::Ucs2, PARTS, text.len() as u32, || fill_ucs2(text, part as usize))
}

/// The parts, and the units of the last, from boundary to boundary. A surrogate pair is never in two parts.
#[expect(
    clippy::cast_possible_truncation,
    reason = "no text of JavaScript or of a request has 2^32 code units"
)]
fn fill_ucs2(text: &[u16], part: usize) -> (u32, u32) {
    let (mut parts, mut rest) = (1, text);
    while rest.len() > part {
        let pair_ends_it = matches!(rest.get(part - 1..=part), Some([0xD800..=0xDBFF, 0xDC00..=0xDFFF]));
        rest = rest.get(part - usize::from(pair_ends_it)..).unwrap_or_default();
        parts += 1;
    }
    (parts, rest.len() as u32)
}
