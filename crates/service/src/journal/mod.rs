//! Reading the journal, the chain that seals it, and how it leaves the house.

mod line;
mod personal;
mod prune;
mod read;
mod restore;
mod seal;
mod syslog;
mod trail;
mod verify;
mod version;

pub use line::Line;
pub(crate) use personal::Apart;
pub use personal::Personal;
pub use prune::{Cut, LEAST_DAYS, Prune, check_day};
pub use read::{History, JournalPage, consortium_history, history, journal};
pub use restore::{RestoreVersion, VersionShown, show_version};
pub use seal::seal;
pub use storage::journal::{Horizon, Shown};
pub use syslog::{DOCUMENTATION, Sender, message};
pub use trail::{Archive, Torn, Trail, open_trail};
pub use verify::{Anchor, Bad, Verified, anchors, verify};
pub use version::{Difference, version};
