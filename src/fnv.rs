//! FNV-1a, 32 bits (draft-eastlake-fnv, clause 2): a hash that is stored or told, and so can never change. It is no secret.

/// The hash of a text.
pub(crate) fn hash(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}
