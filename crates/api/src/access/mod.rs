//! Signing in and acting as; appointments, what waits for a second person, and permissions.

pub mod appointment;
pub mod appointments;
pub mod candidates;
pub mod changes;
pub mod contact;
pub mod end;
pub mod grant;
pub mod office;
pub mod permissions;
pub mod personal_data;
pub mod session;
