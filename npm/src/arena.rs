//! Memory: the text first, then whatever its answers need, all given back when the next text comes.
//!
//! An allocator that could free single blocks would make up a twentieth of what a browser loads.
#![expect(unsafe_code, reason = "an allocator, and the only one who knows where memory is free")]

use std::{
    alloc::{GlobalAlloc, Layout},
    arch::wasm32::{memory_grow, memory_size},
    ptr::{self, addr_of},
    sync::atomic::{AtomicUsize, Ordering::Relaxed},
};

const PAGE: usize = 0x1_0000;
/// Of anything that is allocated here.
const MAX_ALIGN: usize = 8;

/// Where free memory begins. Atomic for the type's sake: there is one thread.
static TOP: AtomicUsize = AtomicUsize::new(0);

/// Gives everything back, and takes so many bytes for a text, from the base on; null when there is not so much. Nothing
/// allocated before may be used after.
pub(crate) fn start(bytes: usize) -> *mut u8 {
    TOP.store(base(), Relaxed);
    take(bytes)
}

/// Where the text is.
pub(crate) fn base() -> usize {
    unsafe extern "C" {
        /// By the linker: where memory begins that the module itself does not use.
        static __heap_base: u8;
    }
    (addr_of!(__heap_base) as usize).next_multiple_of(MAX_ALIGN)
}

/// Null when the engine gives no more memory.
fn take(bytes: usize) -> *mut u8 {
    let at = TOP.load(Relaxed).next_multiple_of(MAX_ALIGN);
    let top = at + bytes;
    let missing = top.saturating_sub(memory_size(0) * PAGE);
    if missing > 0 && memory_grow(0, missing.div_ceil(PAGE)) == usize::MAX {
        return ptr::null_mut();
    }
    TOP.store(top, Relaxed);
    at as *mut u8
}

struct Arena;

// SAFETY: each block is apart from all that were taken since the start.
unsafe impl GlobalAlloc for Arena {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        take(layout.size())
    }

    unsafe fn dealloc(&self, _: *mut u8, _: Layout) {}
}

#[global_allocator]
static ARENA: Arena = Arena;
