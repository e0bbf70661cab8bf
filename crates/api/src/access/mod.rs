//! Signing in and acting as; one's own account, and those that an administrator looks after; appointments, what waits for a
//! second person, and permissions.

pub mod account;
pub mod account_list;
pub mod account_state;
pub mod appointment;
pub mod appointments;
pub mod candidates;
pub mod changes;
pub mod contact;
pub mod end;
pub mod grant;
pub mod office;
pub mod password;
pub mod people;
pub mod permissions;
pub mod personal_data;
pub mod provider;
pub mod second_factor;
pub mod session;
pub mod sessions;
