//! Reading arrays of bytes. Serde's own reader of an array has the code of an item as often as there are items; here one
//! piece of code reads arrays of all lengths, from the same format.

use std::fmt;

use serde::{
    Deserializer,
    de::{Error, SeqAccess, Visitor},
};

/// For `deserialize_with`.
pub fn read<'de, D: Deserializer<'de>, const N: usize>(deserializer: D) -> Result<[u8; N], D::Error> {
    let mut bytes = [0; N];
    deserializer.deserialize_tuple(N, Filled(&mut bytes))?;
    Ok(bytes)
}

/// An array that is being filled.
struct Filled<'a>(&'a mut [u8]);

impl<'de> Visitor<'de> for Filled<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an array of length {}", self.0.len())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        for index in 0..self.0.len() {
            let item = items.next_element()?.ok_or_else(|| Error::invalid_length(index, &self))?;
            if let Some(byte) = self.0.get_mut(index) {
                *byte = item;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    #[derive(Debug, PartialEq, Eq, Deserialize)]
    struct Array(#[serde(deserialize_with = "super::read")] [u8; 3]);

    #[test]
    fn reads_what_serde_reads() {
        for json in ["[1,2,3]", "[1,2]", "[1,2,3,4]", "[]", "[1,2,256]", "[1,2,-1]", "\"abc\"", "null"] {
            let (ours, serdes) = (serde_json::from_str(json), serde_json::from_str::<[u8; 3]>(json));
            assert_eq!(
                ours.map(|Array(bytes)| bytes).map_err(|error| error.to_string()),
                serdes.map_err(|error| error.to_string()),
                "{json}"
            );
        }
        assert_eq!(postcard::from_bytes(&[1, 2, 3]), Ok(Array([1, 2, 3])));
        assert_eq!(postcard::from_bytes::<Array>(&[1, 2]), Err(postcard::Error::DeserializeUnexpectedEnd));
    }
}
