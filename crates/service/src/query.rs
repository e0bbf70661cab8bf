//! What every list of the API has in common.

use chrono::NaiveDate;
use domain::id::DivisionId;
use storage::{After, Page};

/// The common part of a list request.
#[derive(Debug, Clone, Default)]
pub struct Listing {
    pub within: Option<DivisionId>,
    pub after: After,
    pub limit: i64,
}

/// A page with how many rows there are in all.
#[derive(Debug, Clone)]
pub struct Paged<T> {
    pub page: Page<T>,
    pub total: i64,
}

impl<T> Paged<T> {
    pub fn map<U>(self, f: impl FnMut(T) -> U) -> Paged<U> {
        Paged { page: self.page.map(f), total: self.total }
    }
}

/// Cuts a page out of rows that are all in memory, already in the order of `key`.
pub fn page_of<T>(rows: Vec<T>, listing: &Listing, key: impl Fn(&T) -> After) -> Paged<T> {
    let total = i64::try_from(rows.len()).unwrap_or(i64::MAX);
    let beginning = listing.after == After::default();
    let rest = rows
        .into_iter()
        .skip_while(|row| {
            let here = key(row);
            !beginning && (here.key.as_str(), here.id) <= (listing.after.key.as_str(), listing.after.id)
        })
        .take(usize::try_from(listing.limit).unwrap_or(0) + 1)
        .collect();
    Paged { page: Page::cut(rest, listing.limit, key), total }
}

/// The day on which an edit begins to hold.
pub fn effective(given: Option<NaiveDate>, today: NaiveDate) -> NaiveDate {
    given.unwrap_or(today)
}
