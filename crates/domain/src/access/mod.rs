//! Who may do what: appointments (任职), places, and the one function that decides every permission.

mod account;
mod appointment;
mod contact;
mod password;
pub mod permission;
pub mod personal;
mod place;
mod second_person;
mod separation;

pub use account::{
    AccountState, Guarded, LinkPurpose, Need, SignInName, Stage, Standing, needs, needs_second_factor,
    token_expiry,
};
pub use appointment::{Actor, AppointmentKind, check_basis, check_place};
pub use contact::{Contact, ContactKind, mask};
pub use password::{REMEMBERED, check_password};
pub use permission::{Decision, Operation, decide};
pub use place::{Place, Relation, Scope};
pub use second_person::{ChangeState, WAITS, check_decider, needs_second_person};
pub use separation::{Power, check_separate};
