//! What is said about minutes, on the wire.

pub mod append;
pub mod correct;
pub mod decide;
