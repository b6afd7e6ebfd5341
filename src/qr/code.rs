//! Options as numbers, which is how they get to the module that draws.

/// What has a default is as if nobody had said it.
pub(super) const ABSENT: u32 = u32::MAX;

/// What a number stands for.
pub(super) fn or_default<T: Default>(code: u32, of_code: impl FnOnce(u32) -> Option<T>) -> Option<T> {
    if code == ABSENT { Some(T::default()) } else { of_code(code) }
}
