//! The hot path: a text counted as phones choose its encoding, a chunk of its UTF-8 at a time. [`super::split`] finds
//! the same by following the rules one by one; a test holds them together.

use super::{
    Carrier, Encoding,
    chunk::{CHUNK, beginnings, prices_of_last},
    filling::{Figures, Filling},
    prices::{EURO, price},
};

/// Counts a text in the default GSM 7-bit alphabet when that has every character, in UCS-2 otherwise.
#[must_use]
pub fn figures(text: &str, carrier: &Carrier) -> Figures {
    gsm_figures(text, carrier).unwrap_or_else(|| ucs2_figures(text, carrier))
}

/// Counts a text in the default GSM 7-bit alphabet; `None` when that lacks a character.
#[must_use]
pub fn gsm_figures(text: &str, carrier: &Carrier) -> Option<Figures> {
    let mut filling = Filling::new(Encoding::GSM_DEFAULT, carrier.room(Encoding::GSM_DEFAULT));
    let mut rest = text.as_bytes();
    while let Some((chunk, after)) = rest.split_first_chunk::<CHUNK>() {
        let prices = prices_of_last(CHUNK, *chunk);
        let whole = prices.is_some_and(|(singles, doubles)| filling.add_mixed(singles, doubles));
        rest = if whole { after } else { add_characters(&mut filling, rest, CHUNK)? };
    }
    add_rest(&mut filling, text.as_bytes(), rest)?;
    Some(filling.figures())
}

/// Adds what is left of a text behind its whole chunks, as part of a last chunk that goes back over the others.
fn add_rest(filling: &mut Filling, text: &[u8], rest: &[u8]) -> Option<()> {
    if rest.is_empty() {
        return Some(());
    }
    let prices = text.last_chunk().and_then(|chunk| prices_of_last(rest.len(), *chunk));
    if !prices.is_some_and(|(singles, doubles)| filling.add_mixed(singles, doubles)) {
        add_characters(filling, rest, rest.len())?;
    }
    Some(())
}

/// Adds the characters that begin in the first so many bytes. Returns what is left; `None` when one is lacking.
fn add_characters<'a>(filling: &mut Filling, mut rest: &'a [u8], bytes: usize) -> Option<&'a [u8]> {
    let end = rest.len() - bytes;
    while rest.len() > end {
        let (septets, after) = first_character(rest)?;
        filling.add(septets);
        rest = after;
    }
    Some(rest)
}

/// The septets of the first character, and what follows it; `None` when the default alphabet lacks it.
fn first_character(text: &[u8]) -> Option<(u32, &[u8])> {
    let (unit, after) = match text {
        [byte @ ..0x80, after @ ..] => (u16::from(*byte), after),
        [lead @ 0xC0..0xE0, next, after @ ..] => {
            (u16::from(lead & 0x1F) << 6 | u16::from(next & 0x3F), after)
        }
        [0xE2, 0x82, 0xAC, after @ ..] => (EURO, after),
        _ => return None,
    };
    Some((price(unit)?, after))
}

/// Counts a text in UCS-2.
fn ucs2_figures(text: &str, carrier: &Carrier) -> Figures {
    let mut filling = Filling::new(Encoding::Ucs2, carrier.room(Encoding::Ucs2));
    let (chunks, rest) = text.as_bytes().as_chunks::<CHUNK>();
    for chunk in chunks {
        let (characters, pairs) = beginnings(*chunk);
        if !filling.add_mixed(characters - pairs, pairs) {
            add_beginnings(&mut filling, chunk);
        }
    }
    add_beginnings(&mut filling, rest);
    filling.figures()
}

fn add_beginnings(filling: &mut Filling, bytes: &[u8]) {
    for byte in bytes.iter().filter(|byte| begins(**byte)) {
        filling.add(1 + u32::from(begins_pair(*byte)));
    }
}

const fn begins(byte: u8) -> bool {
    byte & 0xC0 != 0x80
}

const fn begins_pair(byte: u8) -> bool {
    byte >= 0xF0
}
