//! What happened to the divisions: the history of one, the difference between two days, the days on which anything did.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::access::Operation;
use domain::grid::history::{Difference, compare, events};
use domain::grid::{Event, Timeline};
use domain::id::DivisionId;
use domain::rule::{Refusal, Rule};

use crate::{Error, Result, View};

async fn all(view: &mut View<'_>, timeline: &Timeline) -> Result<Vec<Event>> {
    let notes = storage::grid::event_notes(&mut view.conn, timeline.district()).await?;
    Ok(events(timeline, &notes))
}

/// The events of a division and of those directly in it, by day, then code and name.
///
/// # Errors
/// `NotFound` for a division that the caller may not see.
pub async fn division_events(view: &mut View<'_>, id: DivisionId) -> Result<Vec<Event>> {
    let timeline = view.timeline().await?;
    view.authorise(Operation::DivisionView, &timeline.place(id, view.as_of).ok_or(Error::NotFound)?)?;
    let found = all(view, &timeline).await?;
    Ok(found.into_iter().filter(|event| event.concerns(id)).collect())
}

/// The divisions within one (the district when none is given) that are not the same on two days.
///
/// # Errors
/// `NotFound` for a division that the caller may not see; refuses a second day before the first.
pub async fn compare_days(
    view: &mut View<'_>,
    (from, to): (NaiveDate, NaiveDate),
    within: Option<DivisionId>,
) -> Result<Vec<Difference>> {
    let timeline = view.timeline().await?;
    let within = within.unwrap_or(timeline.district());
    view.authorise(Operation::DivisionView, &timeline.place(within, to).ok_or(Error::NotFound)?)?;
    if to < from {
        return Err(Refusal::new(Rule::PeriodReversed, "to").with(to).into());
    }
    let found = all(view, &timeline).await?;
    Ok(compare(&timeline, &found, (from, to), within))
}

/// The days on which something happened.
pub struct ChangeDays {
    /// The day on which the record begins.
    pub first: Option<NaiveDate>,
    /// How many events each day has.
    pub days: BTreeMap<NaiveDate, usize>,
}

/// # Errors
/// `NotFound` for an appointment that may not see the grid.
pub async fn change_days(view: &mut View<'_>) -> Result<ChangeDays> {
    view.authorise(Operation::DivisionView, &view.caller.actor.place)?;
    let timeline = view.timeline().await?;
    let mut days = BTreeMap::new();
    for event in all(view, &timeline).await? {
        *days.entry(event.on).or_default() += 1;
    }
    Ok(ChangeDays { first: timeline.beginning(), days })
}
