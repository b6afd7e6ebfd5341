//! Texts of fixed width: how tokens write several values one after another without separators.

use crate::random::BASE62;

/// How many digits a number takes: 62^6 is above 2^32.
pub(super) const NUMBER_WIDTH: usize = 6;

/// A number as [`NUMBER_WIDTH`] digits of base62, the most significant first.
pub(super) fn write_number(number: u32) -> String {
    let digit = |place| BASE62.get((u64::from(number) / 62_u64.pow(place) % 62) as usize);
    (0..6).rev().filter_map(digit).map(|&digit| char::from(digit)).collect()
}

/// The number that [`write_number`] wrote; `None` for any other text.
pub(super) fn read_number(digits: &str) -> Option<u32> {
    if digits.len() != NUMBER_WIDTH {
        return None;
    }
    let number = digits.bytes().try_fold(0_u64, |number, digit| {
        let value = BASE62.iter().position(|&symbol| symbol == digit)?;
        Some(number * 62 + value as u64)
    });
    u32::try_from(number?).ok()
}

/// Cuts a text into fields of these widths, in bytes; `None` unless they fill it exactly.
pub(super) fn cut<const N: usize>(mut text: &str, widths: [usize; N]) -> Option<[&str; N]> {
    let mut fields = [""; N];
    for (field, width) in fields.iter_mut().zip(widths) {
        (*field, text) = text.split_at_checked(width)?;
    }
    text.is_empty().then_some(fields)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_back_and_nothing_else_is_one() {
        for number in [0, 1, 61, 62, 3_843, 3_844, 123_456_789, u32::MAX] {
            assert_eq!(read_number(&write_number(number)), Some(number));
        }
        assert_eq!((write_number(0), write_number(62)), ("000000".into(), "000010".into()));
        assert_eq!(write_number(u32::MAX), "4gfFC3");
        for text in ["", "00000", "0000000", "4gfFC4", "zzzzzz", "-00001", "+00001", "0000é"] {
            assert_eq!(read_number(text), None, "{text}");
        }
    }

    #[test]
    fn a_text_is_cut_only_where_it_fits() {
        assert_eq!(cut("abcdef", [1, 2, 3]), Some(["a", "bc", "def"]));
        for text in ["", "abcde", "abcdefg", "éécd"] {
            assert_eq!(cut(text, [1, 2, 3]), None, "{text}");
        }
    }
}
