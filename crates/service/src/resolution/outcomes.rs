//! What came of one meeting: what was resolved, how far its tasks are, and what was said about the minutes.

use domain::access::{Operation, Place};
use domain::attachment::Attached;
use domain::id::{MeetingId, UnitId};
use domain::meeting::resolution::ResolutionState;
use domain::meeting::task::TaskStepKind;
use storage::minutes::Remark;
use storage::{meeting, minutes, resolution, task};

use super::step::operation;
use super::{Resolution, Step, Task};
use crate::attachment::counted;
use crate::consortium::seen;
use crate::{Error, Result, View};

pub struct Outcomes {
    pub resolutions: Vec<ResolutionShown>,
    pub remarks: Vec<Remark>,
    /// Units for which the caller can correct the draft: those that were there, or its own.
    pub correctors: Vec<UnitId>,
    pub permissions: Vec<Operation>,
}

pub struct ResolutionShown {
    pub resolution: Resolution,
    pub state: ResolutionState,
    pub tasks: Vec<TaskShown>,
}

pub struct TaskShown {
    pub task: Task,
    pub steps: Vec<Step>,
    pub overdue: bool,
    /// How many files are attached.
    pub attachments: i64,
    /// What the caller can do to it now.
    pub next: Vec<TaskStepKind>,
}

/// # Errors
/// `NotFound` when the meeting does not exist, or not for this caller.
pub async fn outcomes(view: &mut View<'_>, id: MeetingId) -> Result<Outcomes> {
    let (district, day) = (view.district(), view.as_of);
    let found = meeting::get(&mut view.conn, district, id).await?.ok_or(Error::NotFound)?;
    let (_, place) = seen(view, found.consortium).await?;
    view.authorise(Operation::ConsortiumView, &place)?;
    let mut steps = task::steps_of_meeting(&mut view.conn, district, id).await?;
    let tasks = task::of_meeting(&mut view.conn, district, id).await?;
    let ids = tasks.iter().map(|task| task.id.uuid());
    let files = counted(&mut view.conn, district, Attached::Task, ids).await?;
    let mut tasks: Vec<TaskShown> = tasks
        .into_iter()
        .map(|task| TaskShown {
            steps: steps.remove(&task.id).unwrap_or_default(),
            overdue: task.is_overdue(day),
            attachments: files.get(&task.id.uuid()).copied().unwrap_or_default(),
            next: next_steps(view, &place, &task),
            task,
        })
        .collect();
    let mut resolutions = Vec::new();
    for resolution in resolution::of_meeting(&mut view.conn, district, id).await? {
        let (own, others) = tasks.into_iter().partition(|shown| shown.task.resolution == resolution.id);
        tasks = others;
        let own: Vec<TaskShown> = own;
        let state = ResolutionState::of(own.iter().map(|shown| shown.task.state));
        resolutions.push(ResolutionShown { resolution, state, tasks: own });
    }
    let lines = meeting::sheet(&mut view.conn, district, id).await?;
    let actor = &view.caller.actor;
    let draft = found.locked_on.is_none() && found.facts.minutes.is_some();
    let may = draft && actor.may(Operation::MinutesCorrect, &place);
    let there = lines.into_iter().filter(|line| line.presence.counts());
    let own = |unit: &UnitId| may && actor.place.unit.is_none_or(|own| own == *unit);
    let permissions = Operation::ALL.iter().copied().filter(|op| !op.is_session() && actor.may(*op, &place));
    Ok(Outcomes {
        resolutions,
        correctors: there.map(|line| line.unit).filter(own).collect(),
        permissions: permissions.collect(),
        remarks: minutes::of_meeting(&mut view.conn, district, id).await?,
    })
}

/// What the caller can do to a task: a liaison speaks for its own unit alone.
fn next_steps(view: &View<'_>, place: &Place, task: &Task) -> Vec<TaskStepKind> {
    let actor = &view.caller.actor;
    if actor.place.unit.is_some_and(|unit| unit != task.unit) {
        return Vec::new();
    }
    task.state.next().filter(|kind| actor.may(operation(*kind), place)).collect()
}
