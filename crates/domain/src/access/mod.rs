//! Who may do what: appointments (任职), places, and the one function that decides every permission.

mod appointment;
mod contact;
pub mod permission;
pub mod personal;
mod place;

pub use appointment::{Actor, AppointmentKind, check_place};
pub use contact::{Contact, ContactKind, mask};
pub use permission::{Decision, Operation, decide};
pub use place::{Place, Relation, Scope};
