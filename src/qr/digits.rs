//! Numbers as text. The standard library's formatting would be a fifth of the module.

/// Appends a number in decimal.
pub(super) fn push(text: &mut String, number: u32) {
    if number >= 10 {
        push(text, number / 10);
    }
    text.extend(char::from_digit(number % 10, 10));
}

/// Appends a colour's number as `#rrggbb`.
pub(super) fn push_colour(text: &mut String, number: u32) {
    text.push('#');
    text.extend((0..6).rev().filter_map(|place| char::from_digit(number >> (4 * place) & 0xf, 16)));
}
