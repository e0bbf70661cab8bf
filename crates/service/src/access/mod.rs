//! Signing in, acting as an appointment, signing out; links and tokens from the command line.

mod appoint;
mod authenticate;
mod contact;
mod erase_person;
mod operator;
mod personal_data;
mod sign_in;
mod switch;
mod token;

pub use appoint::Appoint;
pub use authenticate::{Caller, authenticate, authenticate_session};
pub use contact::{
    ContactChanges, EditContacts, HolderContacts, MaskedContact, OpenContact, ShowContacts, holder_contacts,
};
pub(crate) use contact::{keep as keep_contacts, parse as parse_contacts, same as same_contacts};
pub use erase_person::{ERASED, ErasePerson, FormerHolder, former_holders};
pub(crate) use operator::actor as operator_actor;
pub use operator::{OPERATOR, operator_in};
pub use personal_data::{PersonalData, TakePersonalData, personal_data};
pub use sign_in::{IssueLink, SignedIn, sign_in};
pub use storage::access::Trace;
pub use switch::{SignOut, SwitchAppointment, appointments};
pub use token::{IssueToken, Secret};
