//! Meetings that were held, on the wire.

pub mod edit;
pub mod list;
pub mod lock;
pub mod record;
pub mod show;
