//! S5: what is said about minutes (纪要): units that were there correct the draft, the secretariat takes a correction or says
//! why not; after the lock only addenda are put beside them.

mod append;
mod correct;
mod decide;
mod take_over;

pub use append::AppendToMinutes;
pub use correct::CorrectMinutes;
pub use decide::DecideCorrection;
pub(crate) use decide::check_decided;
pub use take_over::{OlderRemark, TakeOverRemark};

/// As much as a remark may hold.
const REMARK_MOST: usize = 2_000;
