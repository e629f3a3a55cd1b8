//! How much memory this thread holds, and held at most.
#![allow(unsafe_code)]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

struct Counting;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

thread_local! {
    static HELD: Cell<isize> = const { Cell::new(0) };
    static MOST: Cell<isize> = const { Cell::new(0) };
    static TIMES: Cell<u64> = const { Cell::new(0) };
}

fn count(bytes: isize) {
    // A thread that ends has no counters any more.
    let _ = HELD.try_with(|held| {
        held.set(held.get() + bytes);
        MOST.set(MOST.get().max(held.get()));
        TIMES.set(TIMES.get() + u64::from(bytes > 0));
    });
}

// SAFETY: the system's allocator does everything; counting allocates nothing.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size().cast_signed());
        // SAFETY: as the caller promised.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        count(-layout.size().cast_signed());
        // SAFETY: as the caller promised.
        unsafe { System.dealloc(pointer, layout) }
    }
}

/// What some work took of memory.
pub(crate) struct Took {
    /// The most bytes at once.
    pub(crate) peak: usize,
    /// How often memory was asked for: another number means another way through the code.
    pub(crate) times: u64,
}

/// Does the work, and counts what this thread takes meanwhile.
pub(crate) fn counted<T>(work: impl FnOnce() -> T) -> (T, Took) {
    let (held, times) = (HELD.get(), TIMES.get());
    MOST.set(held);
    let done = work();
    let took = Took {
        peak: usize::try_from(MOST.get() - held).unwrap_or(0),
        times: TIMES.get() - times,
    };
    (done, took)
}
