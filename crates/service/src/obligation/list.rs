//! The obligations of one body, newest first.

use domain::access::Operation;
use domain::id::ConsortiumId;
use domain::obligation::{Obligation, Record, State};

use crate::consortium::{overview, seen};
use crate::{Result, View};

pub struct Owed {
    pub obligation: Obligation,
    /// Working days to the deadline of one that is open; negative when it is past.
    pub days_left: Option<i64>,
    /// Who said that the lists were refreshed, and with what note.
    pub said: Option<(String, Option<String>)>,
}

/// # Errors
/// `NotFound` when the body does not exist, or not for this caller.
pub async fn list_obligations(view: &mut View<'_>, id: ConsortiumId) -> Result<Vec<Owed>> {
    let (found, place) = seen(view, id).await?;
    view.authorise(Operation::ConsortiumView, &place)?;
    let overview = overview(view, vec![found.clone()]).await?;
    let district = view.district();
    let refreshes = storage::bulletin::refreshes(&mut view.conn, district, Some(id)).await?;
    let mut owed: Vec<Owed> = overview
        .owed(&found)
        .into_iter()
        .map(|obligation| {
            let open = matches!(obligation.state, State::Upcoming | State::Due | State::Overdue);
            let days_left = open.then(|| overview.days.left(overview.day, obligation.due));
            let said = match obligation.state {
                State::Fulfilled { by: Record::Lists(id), .. } => refreshes.iter().find(|r| r.id == id),
                _ => None,
            };
            let said = said.map(|refresh| (refresh.by.clone(), refresh.note.clone()));
            Owed { obligation, days_left, said }
        })
        .collect();
    owed.sort_by_key(|owed| (std::cmp::Reverse(owed.obligation.period.from()), owed.obligation.kind));
    Ok(owed)
}
