//! Signing in and acting as.

pub mod appointment;
pub mod contact;
pub mod office;
pub mod people;
pub mod personal_data;
pub mod session;
