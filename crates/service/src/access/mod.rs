//! Signing in, acting as an appointment, signing out; links and tokens from the command line; appointments, the changes of
//! them that wait for a second person, and why somebody may do something.

mod appoint;
mod appointments;
mod authenticate;
mod candidates;
mod change;
mod contact;
mod end_appointment;
mod explain;
mod follow_post;
mod operator;
mod personal_data;
mod sign_in;
mod switch;
mod token;

pub use appoint::{Appoint, Grant, Someone, Where};
pub use appointments::{AppointmentFilter, AppointmentShown, list_appointments};
pub use authenticate::{Caller, authenticate, authenticate_session};
pub use candidates::{PersonFound, PlaceFound, find_people, find_places};
pub use change::{Asked, Decide, Withdraw, list_changes};
pub(crate) use change::{title, waiting_for};
pub use contact::{
    ContactChanges, EditContacts, HolderContacts, MaskedContact, OpenContact, ShowContacts, holder_contacts,
};
pub(crate) use contact::{keep as keep_contacts, parse as parse_contacts, same as same_contacts};
pub use end_appointment::EndAppointment;
pub use explain::{Explained, Object, explain};
pub(crate) use follow_post::{Holding, follow_post};
pub(crate) use operator::actor as operator_actor;
pub use operator::{OPERATOR, operator_in, security_in};
pub use personal_data::{PersonalData, TakePersonalData, personal_data};
pub use sign_in::{IssueLink, SignedIn, sign_in};
pub use storage::access::Trace;
pub use switch::{SignOut, SwitchAppointment, appointments};
pub use token::{IssueToken, Secret};

pub use storage::change::{Change, Decided};
