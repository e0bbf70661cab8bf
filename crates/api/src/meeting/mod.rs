//! Meetings on the wire.

pub mod agenda;
pub mod course;
pub mod edit;
pub mod hold;
pub mod invite;
pub mod list;
pub mod lock;
pub mod plan;
pub mod record;
pub mod show;
pub mod topics;
pub mod votes;
