//! Signing in, acting as an appointment, signing out; links and tokens from the command line.

mod appoint;
mod authenticate;
mod operator;
mod sign_in;
mod switch;
mod token;

pub use appoint::Appoint;
pub use authenticate::{Caller, authenticate, authenticate_session};
pub(crate) use operator::actor as operator_actor;
pub use operator::{OPERATOR, operator_in};
pub use sign_in::{IssueLink, SignedIn, sign_in};
pub use switch::{SignOut, SwitchAppointment, appointments};
pub use token::{IssueToken, Secret};
