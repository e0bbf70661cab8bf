//! Pages by key: sorted by a text key and an id, from the last row seen.

use domain::access::Scope;
use uuid::Uuid;

/// The last row of the page before; `Default` starts at the beginning.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct After {
    pub key: String,
    pub id: Uuid,
}

/// What every list takes: whose part of the list, on which day, how many rows from where.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Scan {
    pub scope: Scope,
    pub as_of: chrono::NaiveDate,
    pub after: After,
    pub limit: i64,
}

#[derive(Debug, Clone)]
pub struct Page<T> {
    pub items: Vec<T>,
    /// The cursor of the next page, where there is one.
    pub next: Option<After>,
}

impl<T> Page<T> {
    /// `rows` were asked for one more than `limit`; the surplus one only shows that another page follows.
    pub fn cut(mut rows: Vec<T>, limit: i64, key: impl Fn(&T) -> After) -> Self {
        let limit = usize::try_from(limit).unwrap_or(0);
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next = if more { rows.last().map(key) } else { None };
        Self { items: rows, next }
    }

    pub fn map<U>(self, f: impl FnMut(T) -> U) -> Page<U> {
        Page { items: self.items.into_iter().map(f).collect(), next: self.next }
    }
}
