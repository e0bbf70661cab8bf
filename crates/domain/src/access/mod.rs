//! Who may do what: appointments (任职), places, and the one function that decides every permission.

mod appointment;
pub mod permission;
mod place;

pub use appointment::{Actor, AppointmentKind, check_place};
pub use permission::{Decision, Operation, decide};
pub use place::{Place, Relation, Scope};
