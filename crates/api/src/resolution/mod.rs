//! What came of meetings, on the wire.

pub mod assign;
pub mod edit;
pub mod export;
pub mod record;
pub mod register;
pub mod remove;
pub mod show;
pub mod step;
