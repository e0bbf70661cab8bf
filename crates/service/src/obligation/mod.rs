//! What bodies owe: computed from facts each time it is asked for, excused by whoever oversees the body.

mod list;
mod waive;

pub use list::{Owed, list_obligations};
pub use waive::Waive;

use domain::obligation::WorkingDays;
use storage::Conn;

use crate::Result;

/// The working days of the State Council's notices.
pub(crate) async fn working_days(conn: &mut Conn) -> Result<WorkingDays> {
    let holidays = storage::reference::holidays(conn).await?;
    Ok(WorkingDays::new(holidays.into_iter().map(|holiday| (holiday.day, holiday.kind == "work"))))
}
