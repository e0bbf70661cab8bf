//! Somebody is charged with what was resolved: a unit that was a member on the day of the meeting.

use chrono::NaiveDate;
use domain::access::Operation;
use domain::id::{MeetingId, ResolutionId, TaskId, UnitId};
use domain::meeting::task::{Standing, TaskStep, TaskStepKind};
use domain::rule::{Refusal, Rule};
use serde_json::json;
use storage::consortium::membership;
use storage::task;

use super::{Step, TITLE_MOST, Task, check_chargeable, needed, resolution_written, task_object};
use crate::consortium::check_past;
use crate::{Result, Work, Write};

/// What a person types.
#[derive(Debug, Clone)]
pub struct NewTask {
    pub unit: UnitId,
    pub title: String,
    pub due_on: NaiveDate,
    /// The day on which it was given: that of the meeting when absent.
    pub on: Option<NaiveDate>,
}

pub struct AssignTask {
    pub resolution: ResolutionId,
    pub task: NewTask,
}

impl Write for AssignTask {
    type Output = (MeetingId, TaskId);

    async fn run(self, work: &mut Work<'_>) -> Result<(MeetingId, TaskId)> {
        let district = work.district();
        let (resolution, meeting, body, place) = resolution_written(work, self.resolution).await?;
        work.authorise(Operation::TaskAssign, &place)?;
        check_chargeable(resolution.kind)?;
        let NewTask { unit, title, due_on, on } = self.task;
        let held_on = meeting.facts.held_on;
        let on = on.unwrap_or(held_on);
        check_past(work, on, "on")?;
        if on < held_on {
            return Err(Refusal::new(Rule::StepBefore, "on").with(held_on).into());
        }
        let title = needed(&title, ("title", TITLE_MOST), Rule::NameEmpty)?;
        let members = membership::on_day(work.tx, district, held_on).await?;
        let units = membership::units(work.tx, district, Some(body.id), held_on).await?;
        let name = units.into_iter().find(|known| known.id == unit).map(|known| known.name);
        if !members.contains(&(body.id, unit)) {
            return Err(Refusal::new(Rule::NotMember, "unit_id").with(name.unwrap_or_default()).into());
        }
        let said = TaskStep { kind: TaskStepKind::Assigned, on, percent: None, due: Some(due_on) };
        let standing = Standing::begin(said)?;
        let made = Task {
            id: TaskId::new(work.ids.uuid()),
            version: 1,
            consortium: body.id,
            meeting: meeting.id,
            resolution: resolution.id,
            unit,
            unit_name: name.unwrap_or_default(),
            title,
            state: standing.state,
            due_on: standing.due,
            percent: standing.percent,
            closed_on: None,
        };
        task::insert(work.tx, district, &made).await?;
        let (row, person) = (work.ids.uuid(), work.actor.person);
        let step = Step { row, said, note: None, person, person_name: String::new() };
        task::insert_step(work.tx, district, made.id, 0, &step).await?;
        let after = json!({ "title": made.title, "unit": made.unit_name, "due_on": made.due_on, "on": on });
        work.journal(Operation::TaskAssign, task_object(&made), (None, Some(after)), None).await?;
        Ok((meeting.id, made.id))
    }
}
