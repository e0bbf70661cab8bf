//! The register of what was resolved (议定事项登记簿), over every body that the caller sees.

use std::collections::HashMap;

use chrono::NaiveDate;
use domain::access::Operation;
use domain::grid::DivisionRef;
use domain::id::{ConsortiumId, MeetingId, ResolutionId, UnitId};
use domain::meeting::resolution::ResolutionKind;
use domain::meeting::task::TaskState;
use storage::consortium::{body, membership};
use storage::meeting::Meeting;
use storage::{After, meeting, resolution, task};

use super::{Resolution, Task};
use crate::consortium::place_for;
use crate::query::page_of;
use crate::{Error, Listing, Paged, Result, View};

/// One resolution with one of its tasks; once without, where it has none.
#[derive(Debug, Clone)]
pub struct Registered {
    pub consortium: ConsortiumId,
    pub consortium_name: String,
    pub division: DivisionRef,
    pub meeting: Meeting,
    pub resolution: Resolution,
    pub task: Option<Task>,
    pub overdue: bool,
}

#[derive(Debug, Clone, Default)]
pub struct RegisterFilter {
    pub consortium: Option<ConsortiumId>,
    pub kind: Option<ResolutionKind>,
    pub state: Option<TaskState>,
    pub unit: Option<UnitId>,
    pub overdue: bool,
    /// Meetings held from this day to that one, both included. None was held before 1970, the day's default.
    pub from: Option<NaiveDate>,
    pub to: Option<NaiveDate>,
}

impl RegisterFilter {
    fn matches(&self, row: &Registered) -> bool {
        let of_task = |wanted: &dyn Fn(&Task) -> bool| row.task.as_ref().is_some_and(wanted);
        self.kind.is_none_or(|kind| row.resolution.kind == kind)
            && self.state.is_none_or(|state| of_task(&|task| task.state == state))
            && self.unit.is_none_or(|unit| of_task(&|task| task.unit == unit))
            && (!self.overdue || row.overdue)
    }
}

/// A page of what was resolved up to the view's day, the latest meeting first.
///
/// # Errors
/// `NotFound` for callers that see no consortia.
pub async fn register(
    view: &mut View<'_>,
    listing: &Listing,
    filter: &RegisterFilter,
) -> Result<Paged<Registered>> {
    let (district, day) = (view.district(), view.as_of);
    let own = view.caller.actor.place;
    view.authorise(Operation::ConsortiumView, &own)?;
    let bodies = visible(view, listing, filter).await?;
    let between = (filter.from.unwrap_or_default(), filter.to.unwrap_or(day).min(day));
    let mut tasks: HashMap<ResolutionId, Vec<Task>> = HashMap::new();
    for task in task::held_between(&mut view.conn, district, between).await? {
        tasks.entry(task.resolution).or_default().push(task);
    }
    let resolutions = resolution::held_between(&mut view.conn, district, between).await?;
    let meetings = meeting::all(&mut view.conn, district).await?;
    let meetings: HashMap<MeetingId, Meeting> = meetings.into_iter().map(|m| (m.id, m)).collect();
    let mut rows = Vec::new();
    for resolution in resolutions {
        let Some(meeting) = meetings.get(&resolution.meeting) else { continue };
        let Some((name, division)) = bodies.get(&meeting.consortium) else { continue };
        let tasks = tasks.remove(&resolution.id).unwrap_or_default();
        let some = tasks.into_iter().map(Some);
        let mut some = some.peekable();
        let none = some.peek().is_none().then_some(None);
        rows.extend(
            some.chain(none)
                .map(|task| Registered {
                    consortium: meeting.consortium,
                    consortium_name: name.clone(),
                    division: division.clone(),
                    meeting: meeting.clone(),
                    resolution: resolution.clone(),
                    overdue: task.as_ref().is_some_and(|task| task.is_overdue(day)),
                    task,
                })
                .filter(|row| filter.matches(row)),
        );
    }
    rows.sort_by_cached_key(|row| {
        let After { key, id } = key(row);
        (key, id)
    });
    Ok(page_of(rows, listing, key))
}

fn key(row: &Registered) -> After {
    // The latest first, in an order that only knows upwards.
    let ago = (domain::period::FAR - row.meeting.facts.held_on).num_days();
    let due = row.task.as_ref().map(|task| task.due_on.to_string()).unwrap_or_default();
    let number = row.resolution.sequence;
    let key = format!("{ago:08}{}{:04}{due}", row.meeting.id, number);
    After { key, id: row.task.as_ref().map_or(row.resolution.id.uuid(), |task| task.id.uuid()) }
}

/// The bodies whose meetings the caller may read, by name and place.
async fn visible(
    view: &mut View<'_>,
    listing: &Listing,
    filter: &RegisterFilter,
) -> Result<HashMap<ConsortiumId, (String, DivisionRef)>> {
    let (district, day) = (view.district(), view.as_of);
    let tree = view.tree().await?;
    let unit = view.caller.actor.place.unit;
    let members = match unit {
        Some(_) => membership::on_day(&mut view.conn, district, day).await?,
        None => Vec::new(),
    };
    if listing.within.is_some_and(|id| tree.get(id).is_none()) {
        return Err(Error::NotFound);
    }
    let mut seen = HashMap::new();
    for body in body::all(&mut view.conn, district).await? {
        let Some(place) = tree.place(body.division) else { continue };
        let place = place_for(&view.caller.actor, place, |unit| members.contains(&(body.id, unit)));
        let inside = listing.within.is_none_or(|id| tree.is_within(body.division, id));
        let wanted = filter.consortium.is_none_or(|id| id == body.id);
        if inside && wanted && view.caller.actor.may(Operation::ConsortiumView, &place) {
            seen.insert(body.id, (body.name_on(day).to_owned(), tree.reference(body.division)));
        }
    }
    Ok(seen)
}
