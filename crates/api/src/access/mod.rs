//! Signing in and acting as; one's own account, and those that an administrator looks after.

pub mod account;
pub mod account_list;
pub mod account_state;
pub mod appointment;
pub mod contact;
pub mod office;
pub mod password;
pub mod people;
pub mod personal_data;
pub mod second_factor;
pub mod session;
pub mod sessions;
