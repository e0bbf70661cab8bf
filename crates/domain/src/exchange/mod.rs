//! S7: the three lists (三清单): shared resources, service projects, demand intentions.
//!
//! To say more of an entry: add the field to [`EntryFacts`] and its rule to `EntryFacts::check`.

mod category;
mod entry;
mod times;

pub use category::{Category, CategoryPath, SHIPPED, check_category, path_of};
pub use entry::{
    Audience, EntryFacts, EntryKind, EntrySource, EntryState, EntryStatus, Owner, Quantity, Reach, Spot,
    Urgency,
};
pub use times::{Hours, Times, Weekdays};
