//! Reading the journal, and the chain that seals it.

mod read;
mod seal;

pub use read::{History, JournalPage, history, journal};
pub use seal::{Bad, Verified, seal, verify};
pub use storage::journal::Shown;
