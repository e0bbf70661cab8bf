//! What bodies owe, on the wire.

pub mod list;
pub mod waive;
