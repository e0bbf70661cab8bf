//! What was computed from the book at a revision of it, kept until the revision moves on.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, PoisonError};

/// Values by key, each with the revision it belongs to. Small: it is emptied when it is full.
pub struct Cache<K, V> {
    most: usize,
    kept: Mutex<HashMap<K, (i64, V)>>,
}

impl<K: Eq + Hash, V: Clone> Cache<K, V> {
    pub fn new(most: usize) -> Self {
        Self { most, kept: Mutex::new(HashMap::new()) }
    }

    pub fn get(&self, key: &K, revision: i64) -> Option<V> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.get(key).filter(|(of, _)| *of == revision).map(|(_, value)| value.clone())
    }

    pub fn put(&self, key: K, revision: i64, value: V) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= self.most {
            kept.clear();
        }
        kept.insert(key, (revision, value));
    }
}
