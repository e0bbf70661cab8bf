//! S7: the three lists (三清单): shared resources, service projects, demand intentions.
//!
//! An [`EntryState`] says whether it is on its list, [`Claim`] what came of it, `clock` by when, and how far it climbs.
//!
//! To say more of an entry: add the field to [`EntryFacts`] and its rule to `EntryFacts::check`.

mod category;
mod claim;
mod clock;
mod entry;
pub mod matching;
mod times;

pub use category::{Category, CategoryPath, check_category, path_of, shipped};
pub use claim::{Claim, ClaimState, ClaimStep, ClaimStepKind, Room, Satisfaction, Side, claim_of};
pub use clock::{
    Climb, Clock, ClockState, Clocks, Rung, Untaken, climbs, finish_clock, response_clock, rung_now, untaken,
};
pub use entry::{
    Audience, EntryFacts, EntryKind, EntrySource, EntryState, EntryStatus, Owner, Quantity, Reach, Spot,
    Urgency,
};
pub use times::{Hours, Times, Weekdays};
