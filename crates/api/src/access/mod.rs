//! Signing in and acting as.

pub mod appointment;
pub mod session;
