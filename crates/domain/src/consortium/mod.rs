//! S3: consortia (联合体) with their charter (章程), members (成员单位) and work committee (工委).
//!
//! To add a clause to the charter: name it in [`CharterItem`] and say its range in `CharterItem::check`; nothing is
//! owed by it until something in `obligation` asks for it.

mod charter;
mod membership;
mod seat;

pub use charter::{Charter, CharterItem, Clause, InForce};
pub use membership::{MemberStatus, MemberStep, MemberStepKind, Standing, needs_reason, standing};
pub use seat::{SeatKind, SeatState, SeatStatus, SeatStep, SeatStepKind, seat_state};

use crate::grid::Level;
use crate::rule::{Refusal, Rule};

/// # Errors
/// Refuses a level that has no consortium: the district oversees, streets and communities have one each.
pub fn check_level(level: Level, name: &str) -> Result<(), Refusal> {
    match level {
        Level::Street | Level::Community => Ok(()),
        Level::Province | Level::City | Level::District => {
            Err(Refusal::new(Rule::ConsortiumLevel, "division_id").with(name))
        }
    }
}
