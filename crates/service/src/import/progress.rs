//! How far an import is, seen from outside, and the wish to stop it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

#[derive(Debug, Clone, Default)]
pub struct Progress(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    done: AtomicUsize,
    cancelled: AtomicBool,
}

impl Progress {
    /// Rows that were read and decided.
    pub fn done(&self) -> usize {
        self.0.done.load(Ordering::Relaxed)
    }

    /// The import stops at its next row, and nothing of it is kept.
    pub fn cancel(&self) {
        self.0.cancelled.store(true, Ordering::Relaxed);
    }

    pub fn is_cancelled(&self) -> bool {
        self.0.cancelled.load(Ordering::Relaxed)
    }

    pub(super) fn set(&self, rows: usize) {
        self.0.done.store(rows, Ordering::Relaxed);
    }
}
