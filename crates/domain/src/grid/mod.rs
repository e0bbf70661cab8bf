//! S1: the grid of divisions (网格): district, streets, communities and villages, and what is observed of them.
//!
//! [`Timeline`] decides every event (区划变动) of a district's divisions; [`history`] reads the events back out of it,
//! and [`sentence`] says them. To add a kind of event: a method beside the others in `timeline/events.rs`, its move in the
//! property test, and its words in `sentence.rs`.

mod division;
pub mod history;
mod observation;
pub mod sentence;
mod timeline;
mod tree;

pub use division::{
    ClassCode, DivisionChanges, DivisionCode, DivisionFacts, DivisionKind, DivisionRef, Level, check_placed,
};
pub use history::{Event, EventKind, EventNote};
pub use observation::{Series, check_value};
pub use timeline::{DivisionState, Fate, Ground, Into, Listed, Next, Part, PeriodChange, Survey, Timeline};
pub use tree::{Node, Tree};
