//! Who may do what: appointments (任职), places, and the one function that decides every permission.

mod account;
mod appointment;
mod contact;
mod password;
pub mod permission;
pub mod personal;
mod place;

pub use account::{
    AccountState, Guarded, LinkPurpose, Need, SignInName, Stage, Standing, needs, needs_second_factor,
    token_expiry,
};
pub use appointment::{Actor, AppointmentKind, check_place};
pub use contact::{Contact, ContactKind, mask};
pub use password::{REMEMBERED, check_password};
pub use permission::{Decision, Operation, decide};
pub use place::{Place, Relation, Scope};
