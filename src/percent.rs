//! Percent-encoding (RFC 3986, clause 2.1).

/// A text with everything but unreserved characters (clause 2.3) encoded, so that it can stand anywhere in a URL.
pub(crate) fn encoded(text: &str) -> String {
    encoded_bytes(text.as_bytes())
}

/// Bytes in the same way, whatever they are.
pub(crate) fn encoded_bytes(bytes: &[u8]) -> String {
    let mut encoded = String::with_capacity(bytes.len());
    for &byte in bytes {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            let digit = |value: u8| char::from_digit(value.into(), 16).unwrap_or('0').to_ascii_uppercase();
            encoded.extend(['%', digit(byte >> 4), digit(byte & 0xf)]);
        }
    }
    encoded
}

/// A text with that undone; what is malformed stays as it is, and what is not UTF-8 is replaced.
pub(crate) fn decoded(text: &str) -> String {
    let (mut bytes, mut rest) = (Vec::with_capacity(text.len()), text.as_bytes());
    while let Some((&first, after)) = rest.split_first() {
        let byte = if first == b'%' { after.first_chunk().copied().and_then(byte) } else { None };
        bytes.push(byte.unwrap_or(first));
        rest = if byte.is_some() { after.get(2..).unwrap_or_default() } else { after };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Of two hexadecimal digits.
fn byte(digits: [u8; 2]) -> Option<u8> {
    let [high, low] = digits.map(|digit| char::from(digit).to_digit(16));
    u8::try_from(high? << 4 | low?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_encoded_is_decoded() {
        let text = "https://example.com/ü?a=b&c#d%";
        assert_eq!(decoded(&encoded(text)), text);
        assert_eq!(decoded("%4a%4A%4%zz%"), "JJ%4%zz%");
    }
}
