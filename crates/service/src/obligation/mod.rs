//! What bodies owe: computed from facts each time it is asked for, excused by whoever oversees the body.

mod facts;
mod kept;
mod list;
mod overdue;
mod waive;

pub(crate) use facts::{facts, facts_of};
pub use kept::{KeptCheck, check_kept, keep_obligations, recompute};
pub use list::{Owed, list_obligations};
pub(crate) use overdue::overdue;
pub use waive::Waive;

use domain::obligation::WorkingDays;
use storage::Conn;

use crate::Result;

/// The working days of the State Council's notices.
pub(crate) async fn working_days(conn: &mut Conn) -> Result<WorkingDays> {
    let holidays = storage::reference::holidays(conn).await?;
    Ok(WorkingDays::new(holidays.into_iter().map(|holiday| (holiday.day, holiday.kind == "work"))))
}
