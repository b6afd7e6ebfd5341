//! Turning random bytes into symbols without bias.

/// The digits and letters, in the order of their codes: the alphabet of slugs, ids and secrets.
pub const BASE62: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// Draws `count` symbols of `alphabet` from `bytes`, each symbol equally likely.
///
/// A byte above the largest multiple of the alphabet's size is skipped rather than folded, since folding would
/// favour the first symbols. So a few more bytes than symbols are needed: with 64 bytes, 10 digits fall short
/// once in 10^60 draws. `None` when the bytes run out, or the alphabet is empty or has over 256 symbols.
#[must_use]
pub fn symbols(alphabet: &[u8], count: usize, bytes: &[u8]) -> Option<String> {
    let drawn: String = drawn(alphabet, bytes).take(count).collect();
    (drawn.len() == count).then_some(drawn)
}

/// As many symbols as `bytes` give.
pub(crate) fn drawn(alphabet: &[u8], bytes: &[u8]) -> impl Iterator<Item = char> {
    let size = u16::try_from(alphabet.len()).ok().filter(|size| (1..=256).contains(size));
    size.into_iter().flat_map(move |size| {
        let usable = 256 / size * size;
        bytes
            .iter()
            .map(|&byte| u16::from(byte))
            .filter(move |&byte| byte < usable)
            .filter_map(move |byte| alphabet.get(usize::from(byte % size)))
            .map(|&symbol| char::from(symbol))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_symbol_comes_from_equally_many_bytes() {
        for size in 1..=62_u8 {
            let alphabet: Vec<u8> = (0..size).map(|i| b'!' + i).collect();
            let mut seen = vec![0; usize::from(size)];
            for byte in 0..=255_u8 {
                if let Some(symbol) = symbols(&alphabet, 1, &[byte]) {
                    seen[usize::from(symbol.as_bytes()[0] - b'!')] += 1;
                }
            }
            assert!(seen.iter().all(|&count| count == 256 / u32::from(size)), "{size}: {seen:?}");
        }
    }

    #[test]
    fn too_few_bytes_give_nothing_rather_than_a_short_code() {
        assert_eq!(symbols(b"0123456789", 2, &[250, 255, 7]), None);
        assert_eq!(symbols(b"", 1, &[1, 2, 3]), None);
    }
}
