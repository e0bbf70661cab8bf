//! The register of what was resolved (议定事项登记簿), over every body that the caller sees.

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;
use domain::access::Operation;
use domain::grid::DivisionRef;
use domain::id::{ConsortiumId, MeetingId, ResolutionId, TaskId, UnitId};
use domain::meeting::resolution::ResolutionKind;
use domain::meeting::task::TaskState;
use storage::consortium::{body, membership};
use storage::meeting::Meeting;
use storage::register::{Line, Place, RegisterScan};
use storage::{After, Page, meeting, resolution, task};
use uuid::Uuid;

use super::{Resolution, Task};
use crate::consortium::{is_member, place_for};
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
    let held = (filter.from.unwrap_or_default(), filter.to.unwrap_or(day).min(day));
    let scan = RegisterScan {
        consortia: bodies.some.then(|| bodies.named.keys().copied().collect()),
        held,
        kind: filter.kind,
        state: filter.state,
        unit: filter.unit,
        overdue_on: filter.overdue.then_some(day),
    };
    let after = place(&listing.after);
    let conn = &mut view.conn;
    let total = storage::register::count(conn, district, &scan).await?;
    let lines =
        storage::register::page(conn, district, &scan, after, listing.limit.saturating_add(1)).await?;
    let page = Page::cut(lines, listing.limit, |line| After { key: key(&line.place), id: line.place.row });
    let ids = |id: &dyn Fn(&Line) -> Option<Uuid>| {
        let set: BTreeSet<Uuid> = page.items.iter().filter_map(id).collect();
        set.into_iter()
    };
    let meetings: Vec<_> = ids(&|line| Some(line.place.meeting.uuid())).map(MeetingId::new).collect();
    let resolutions: Vec<_> = ids(&|line| Some(line.resolution.uuid())).map(ResolutionId::new).collect();
    let tasks: Vec<_> = ids(&|line| Some(line.task?.uuid())).map(TaskId::new).collect();
    let meetings = meeting::some(conn, district, &meetings).await?;
    let resolutions = resolution::some(conn, district, &resolutions).await?;
    let tasks = task::some(conn, district, &tasks).await?;
    let meetings: HashMap<_, _> = meetings.into_iter().map(|meeting| (meeting.id, meeting)).collect();
    let resolutions: HashMap<_, _> = resolutions.into_iter().map(|known| (known.id, known)).collect();
    let tasks: HashMap<_, _> = tasks.into_iter().map(|task| (task.id, task)).collect();
    let row = |line: &Line| {
        let meeting = meetings.get(&line.place.meeting)?;
        let (name, division) = bodies.named.get(&meeting.consortium)?;
        let task = line.task.and_then(|id| tasks.get(&id)).cloned();
        Some(Registered {
            consortium: meeting.consortium,
            consortium_name: name.clone(),
            division: division.clone(),
            meeting: meeting.clone(),
            resolution: resolutions.get(&line.resolution)?.clone(),
            overdue: task.as_ref().is_some_and(|task| task.is_overdue(day)),
            task,
        })
    };
    let items = page.items.iter().filter_map(row).collect();
    Ok(Paged { page: Page { items, next: page.next }, total })
}

fn key(place: &Place) -> String {
    format!("{} {} {}", place.held_on, place.meeting, place.sequence)
}

/// Behind which place a page begins: a key that no page gave is the beginning.
fn place(after: &After) -> Place {
    let mut parts = after.key.split(' ');
    let mut part = || parts.next().unwrap_or_default();
    let read = (part().parse().ok(), part().parse().ok(), part().parse().ok());
    let (Some(held_on), Some(meeting), Some(sequence)) = read else { return Place::first() };
    Place { held_on, meeting: MeetingId::new(meeting), sequence, row: after.id }
}

/// The bodies whose meetings the caller may read.
struct Visible {
    named: HashMap<ConsortiumId, (String, DivisionRef)>,
    /// Whether there are others in the district.
    some: bool,
}

async fn visible(view: &mut View<'_>, listing: &Listing, filter: &RegisterFilter) -> Result<Visible> {
    let (district, day) = (view.district(), view.as_of);
    let tree = view.tree().await?;
    let unit = view.caller.actor.place.unit;
    let joined = match unit {
        Some(unit) => membership::of_unit(&mut view.conn, district, unit).await?,
        None => Vec::new(),
    };
    if listing.within.is_some_and(|id| tree.get(id).is_none()) {
        return Err(Error::NotFound);
    }
    let mut seen = Visible { named: HashMap::new(), some: false };
    for body in body::all(&mut view.conn, district).await? {
        let Some(place) = tree.place(body.division) else { continue };
        let place = place_for(&view.caller.actor, place, |_| is_member(&joined, body.id, day));
        let inside = listing.within.is_none_or(|id| tree.is_within(body.division, id));
        let wanted = filter.consortium.is_none_or(|id| id == body.id);
        if inside && wanted && view.caller.actor.may(Operation::ConsortiumView, &place) {
            let called = (body.name_on(day).to_owned(), tree.reference(body.division));
            seen.named.insert(body.id, called);
        } else {
            seen.some = true;
        }
    }
    Ok(seen)
}
