//! FNV-1a (draft-eastlake-fnv, clause 2): hashes that are stored or told, and so can never change. They are no secret.

/// The 32 bits of a text.
pub(crate) fn hash(text: &str) -> u32 {
    hash_of(text.bytes())
}

/// The same of its bytes.
pub(crate) fn hash_of(bytes: impl Iterator<Item = u8>) -> u32 {
    bytes.fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

/// The 64 bits of nothing, to which [`with`] adds.
pub(crate) const NOTHING: u64 = 0xcbf2_9ce4_8422_2325;

/// The 64 bits of what was hashed so far and another byte.
pub(crate) const fn with(hash: u64, byte: u8) -> u64 {
    (hash ^ byte as u64).wrapping_mul(0x0000_0100_0000_01b3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_as_published() {
        // draft-eastlake-fnv, appendix C.
        let hash64 = |text: &str| text.bytes().fold(NOTHING, with);
        assert_eq!([hash(""), hash("a"), hash("foobar")], [0x811c_9dc5, 0xe40c_292c, 0xbf9c_f968]);
        assert_eq!(hash64("a"), 0xaf63_dc4c_8601_ec8c);
        assert_eq!(hash64("foobar"), 0x8594_4171_f739_67e8);
    }
}
