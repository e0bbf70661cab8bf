//! One more thing happens to a task: its unit reports, the secretariat decides.

use chrono::NaiveDate;
use domain::access::Operation;
use domain::id::{MeetingId, TaskId};
use domain::meeting::task::{TaskStep, TaskStepKind, standing};
use domain::rule::{Refusal, Rule};
use serde_json::json;
use storage::task;

use super::{BODY_MOST, Step, meeting_written, task_object};
use crate::consortium::{check_past, note};
use crate::work::check_bumped;
use crate::{Error, Result, Work, Write};

pub struct TakeTaskStep {
    pub id: TaskId,
    pub version: i64,
    pub kind: TaskStepKind,
    /// The day on which it happened: today when absent.
    pub on: Option<NaiveDate>,
    /// What was done, the evidence of it, or why.
    pub note: Option<String>,
    pub percent: Option<i64>,
    /// The later day of an extension.
    pub due_on: Option<NaiveDate>,
}

pub(crate) const fn operation(kind: TaskStepKind) -> Operation {
    if kind.is_owners() { Operation::TaskReport } else { Operation::TaskDecide }
}

impl Write for TakeTaskStep {
    type Output = MeetingId;

    async fn run(self, work: &mut Work<'_>) -> Result<MeetingId> {
        let (district, kind) = (work.district(), self.kind);
        let found = task::get(work.tx, district, self.id).await?.ok_or(Error::NotFound)?;
        let (meeting, _, place) = meeting_written(work, found.meeting).await?;
        work.authorise(operation(kind), &place)?;
        // A liaison speaks for its own unit alone.
        if work.actor.place.unit.is_some_and(|unit| unit != found.unit) {
            return Err(Error::Forbidden(operation(kind)));
        }
        let on = self.on.unwrap_or_else(|| work.today());
        check_past(work, on, "on")?;
        let said = note(self.note.as_deref(), "note", BODY_MOST)?;
        if kind.needs_note() && said.is_none() {
            return Err(Refusal::new(Rule::ReasonEmpty, "note").into());
        }
        let percent = match kind {
            TaskStepKind::Progress => self.percent,
            TaskStepKind::Done => Some(100),
            _ => None,
        };
        let due = self.due_on.filter(|_| kind == TaskStepKind::Extended);
        let step = TaskStep { kind, on, percent, due };
        let steps = task::steps(work.tx, district, self.id).await?;
        let known: Vec<TaskStep> = steps.iter().map(|step| step.said).collect();
        let before = standing(&known)?;
        let after = before.then(step)?;
        check_bumped(task::set_standing(work.tx, district, self.id, self.version, &after).await?)?;
        let (row, person) = (work.ids.uuid(), work.actor.person);
        let kept = Step { row, said: step, note: said.clone(), person, person_name: String::new() };
        task::insert_step(work.tx, district, self.id, steps.len(), &kept).await?;
        let values = (
            Some(
                json!({ "task_state": before.state.word(), "due_on": before.due, "percent": before.percent, "step": null }),
            ),
            Some(json!({ "task_state": after.state.word(), "due_on": after.due, "percent": after.percent,
                "step": kind.word(), "on": on })),
        );
        work.journal(operation(kind), task_object(&found), values, said).await?;
        Ok(meeting.id)
    }
}
