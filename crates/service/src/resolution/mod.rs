//! S5: what came of a meeting (议定事项), the tasks that it became, and the register of all of them.
//!
//! To add a step of a task: name it in `domain::meeting::task`, say there what it can follow, and in [`TakeTaskStep`]
//! who may take it.

mod assign;
mod desk;
mod edit;
mod outcomes;
mod record;
mod register;
mod remove;
mod step;

pub use assign::{AssignTask, NewTask};
pub(crate) use desk::desk_items;
pub use edit::EditResolution;
pub(crate) use edit::relink;
pub use outcomes::{Outcomes, ResolutionShown, TaskShown, outcomes};
pub use record::{NewResolution, RecordResolution};
pub use register::{RegisterFilter, Registered, register};
pub use remove::RemoveResolution;
pub use step::TakeTaskStep;

pub use storage::minutes::Remark;
pub use storage::resolution::Resolution;
pub use storage::task::{Step, Task};

use domain::access::Place;
use domain::id::{MeetingId, ResolutionId};
use domain::journal::{ObjectRef, ObjectType};
use domain::meeting::resolution::ResolutionKind;
use domain::rule::{Refusal, Rule};
use storage::meeting::{self, Meeting};

use crate::consortium::{Consortium, note, written};
use crate::{Error, Result, Work};

/// As much as one resolution, or a task's title, may hold.
const BODY_MOST: usize = 2_000;
const TITLE_MOST: usize = 200;

/// A meeting that is to be written to, with its body and its place for the actor.
pub(crate) async fn meeting_written(
    work: &mut Work<'_>,
    id: MeetingId,
) -> Result<(Meeting, Consortium, Place)> {
    let district = work.district();
    let found = meeting::get(work.tx, district, id).await?.ok_or(Error::NotFound)?;
    let (body, place) = written(work, found.consortium).await?;
    Ok((found, body, place))
}

async fn resolution_written(
    work: &mut Work<'_>,
    id: ResolutionId,
) -> Result<(Resolution, Meeting, Consortium, Place)> {
    let district = work.district();
    let found = storage::resolution::get(work.tx, district, id).await?.ok_or(Error::NotFound)?;
    let (meeting, body, place) = meeting_written(work, found.meeting).await?;
    Ok((found, meeting, body, place))
}

/// # Errors
/// Refuses minutes that are settled.
pub(crate) fn check_draft(meeting: &Meeting) -> Result<()> {
    match meeting.locked_on {
        Some(on) => Err(Refusal::new(Rule::MeetingLocked, "id").with(on).into()),
        None => Ok(()),
    }
}

/// # Errors
/// Refuses an empty or overlong text.
pub(crate) fn needed(text: &str, (field, most): (&'static str, usize), empty: Rule) -> Result<String> {
    note(Some(text), field, most)?.ok_or_else(|| Refusal::new(empty, field).into())
}

/// As a person knows it again: the body, the day, the number.
fn resolution_object(body: &Consortium, meeting: &Meeting, resolution: &Resolution) -> ObjectRef {
    let day = meeting.facts.held_on;
    let name = format!("{} {day} {}", body.name_on(day), numbered(resolution.sequence));
    ObjectRef { kind: ObjectType::Resolution, id: resolution.id.uuid(), name }
}

fn numbered(sequence: i64) -> String {
    format!("第{sequence}项")
}

pub(crate) fn task_object(task: &Task) -> ObjectRef {
    ObjectRef { kind: ObjectType::Task, id: task.id.uuid(), name: task.title.clone() }
}

/// # Errors
/// Refuses to charge anybody with what was only told.
fn check_chargeable(kind: ResolutionKind) -> Result<()> {
    if kind.has_tasks() { Ok(()) } else { Err(Refusal::new(Rule::ResolutionInformation, "kind").into()) }
}
