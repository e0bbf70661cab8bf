//! Signing in, acting as an appointment, signing out; accounts, sessions, tokens; links from the command line; appointments, the
//! changes of them that wait for a second person, and why somebody may do something.
//!
//! Secrets stay here: passwords and codes come in, hashes and sealed values go to storage, and the journal only says that
//! something was set. How a sign-in counts against guessing stands in `guard`.

mod accounts;
mod administer;
mod appoint;
mod appointments;
mod authenticate;
mod candidates;
mod change;
mod contact;
mod credentials;
mod end_appointment;
mod erase_person;
mod explain;
mod factor;
mod follow_post;
mod guard;
mod hashing;
mod link;
mod operator;
mod own;
mod password_sign_in;
mod personal_data;
mod policy;
mod provider;
mod provider_sign_in;
mod second_factor;
mod sessions;
mod sign_in;
mod switch;
mod token;

pub use accounts::{PersonAccount, list_accounts, show_account};
pub use administer::{DisableAccount, Invitation, Invite, ResetAccount, UnlockAccount};
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
pub use credentials::{change_password, set_up};
pub use end_appointment::EndAppointment;
pub use erase_person::{ERASED, ErasePerson, FormerHolder, former_holders};
pub use explain::{Explained, Object, explain};
pub use factor::Enrolment;
pub(crate) use follow_post::{Holding, follow_post};
pub use link::unlink;
pub use operator::{OPERATOR, operator_as, operator_in, security_in};
pub(crate) use operator::{actor as operator_actor, is_operator};
pub use own::{OwnAccount, own_account};
pub use password_sign_in::{Credentials, sign_in_with_password};
pub use personal_data::{PersonalData, TakePersonalData, personal_data};
pub use policy::Policy;
pub use provider::{Provider, ProviderSettings};
pub use provider_sign_in::{
    Journey, Leaving, Returned, come_back, coming_back, leave_to_link, leave_to_sign_in, sign_in_with_code,
};
pub use second_factor::{begin_factor, confirm_factor, renew_recovery_codes};
pub use sessions::{EndEverySession, EndSession, NewToken, own_sessions};
pub use sign_in::{IssueLink, SignedIn, sign_in};
pub use storage::access::{Channel, Trace};
pub use switch::{SignOut, SwitchAppointment, appointments};
pub use token::{IssueToken, Secret};

pub use storage::change::{Change, Decided};
