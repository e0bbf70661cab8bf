//! Signing in and acting as.

pub mod appointment;
pub mod contact;
pub mod office;
pub mod personal_data;
pub mod people;
pub mod session;
