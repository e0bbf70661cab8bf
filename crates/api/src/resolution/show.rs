//! `GET /meetings/{id}/outcomes`: what was resolved, how far its tasks are, what was said about the minutes.

use axum::Json;
use axum::extract::State;
use chrono::NaiveDate;
use domain::id::MeetingId;
use serde::Serialize;
use service::access::Caller;
use service::resolution::{Outcomes, Remark, ResolutionShown, Step, TaskShown, outcomes};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::caller::{Id, Params, Signed};
use crate::router::App;
use crate::wire::{
    Answer, Named, OnDay, OperationWord, RemarkKindWord, RemarkStateWord, ResolutionKindWord,
    ResolutionStateWord, TaskStateWord, TaskStepKindWord, permissions, word,
};

#[derive(Serialize, ToSchema)]
pub struct TaskStepBody {
    pub kind: TaskStepKindWord,
    pub on: NaiveDate,
    /// What was done, the evidence of it, or why.
    pub note: Option<String>,
    pub percent: Option<i64>,
    /// The day by which it is owed from then on.
    pub due_on: Option<NaiveDate>,
    pub by: String,
}

impl From<&Step> for TaskStepBody {
    fn from(step: &Step) -> Self {
        Self {
            kind: word(step.said.kind),
            on: step.said.on,
            note: step.note.clone(),
            percent: step.said.percent,
            due_on: step.said.due,
            by: step.person_name.clone(),
        }
    }
}

#[derive(Serialize, ToSchema)]
pub struct TaskBody {
    pub id: Uuid,
    pub version: i64,
    pub title: String,
    pub unit: Named,
    pub due_on: NaiveDate,
    pub state: TaskStateWord,
    pub percent: i64,
    pub overdue: bool,
    pub closed_on: Option<NaiveDate>,
    pub steps: Vec<TaskStepBody>,
    /// How many files are attached.
    pub attachments: i64,
    /// What the caller can do to it now.
    pub next: Vec<TaskStepKindWord>,
}

impl From<&TaskShown> for TaskBody {
    fn from(shown: &TaskShown) -> Self {
        let task = &shown.task;
        Self {
            id: task.id.uuid(),
            version: task.version,
            title: task.title.clone(),
            unit: Named::new(task.unit.uuid(), task.unit_name.clone()),
            due_on: task.due_on,
            state: word(task.state),
            percent: task.percent,
            overdue: shown.overdue,
            closed_on: task.closed_on,
            steps: shown.steps.iter().map(TaskStepBody::from).collect(),
            attachments: shown.attachments,
            next: shown.next.iter().map(|kind| word(*kind)).collect(),
        }
    }
}

#[derive(Serialize, ToSchema)]
pub struct ResolutionBody {
    pub id: Uuid,
    pub version: i64,
    /// Its number within the meeting, from 1.
    pub sequence: i64,
    pub kind: ResolutionKindWord,
    pub body: String,
    pub agenda_item_id: Option<Uuid>,
    pub state: ResolutionStateWord,
    pub tasks: Vec<TaskBody>,
}

impl From<&ResolutionShown> for ResolutionBody {
    fn from(shown: &ResolutionShown) -> Self {
        let resolution = &shown.resolution;
        Self {
            id: resolution.id.uuid(),
            version: resolution.version,
            sequence: resolution.sequence,
            kind: word(resolution.kind),
            body: resolution.body.clone(),
            agenda_item_id: resolution.item.map(|id| id.uuid()),
            state: word(shown.state),
            tasks: shown.tasks.iter().map(TaskBody::from).collect(),
        }
    }
}

#[derive(Serialize, ToSchema)]
pub struct RemarkBody {
    pub id: Uuid,
    pub version: i64,
    pub kind: RemarkKindWord,
    /// Who wants the correction; absent in an addendum.
    pub unit: Option<Named>,
    pub body: String,
    pub made_on: NaiveDate,
    pub by: String,
    pub state: RemarkStateWord,
    pub reply: Option<String>,
}

impl From<&Remark> for RemarkBody {
    fn from(remark: &Remark) -> Self {
        let name = remark.unit_name.clone().unwrap_or_default();
        Self {
            id: remark.id.uuid(),
            version: remark.version,
            kind: word(remark.kind),
            unit: remark.unit.map(|unit| Named::new(unit.uuid(), name)),
            body: remark.body.clone(),
            made_on: remark.made_on,
            by: remark.person_name.clone(),
            state: word(remark.state),
            reply: remark.reply.clone(),
        }
    }
}

#[derive(Serialize, ToSchema)]
pub struct OutcomesBody {
    pub resolutions: Vec<ResolutionBody>,
    /// Oldest first.
    pub remarks: Vec<RemarkBody>,
    /// The units for which the caller can correct the draft.
    pub correctors: Vec<Uuid>,
    pub permissions: Vec<OperationWord>,
}

impl From<Outcomes> for OutcomesBody {
    fn from(found: Outcomes) -> Self {
        Self {
            resolutions: found.resolutions.iter().map(ResolutionBody::from).collect(),
            remarks: found.remarks.iter().map(RemarkBody::from).collect(),
            correctors: found.correctors.iter().map(|unit| unit.uuid()).collect(),
            permissions: permissions(found.permissions),
        }
    }
}

/// What came of the meeting as it is after a write.
pub async fn after(app: &App, caller: &Caller, id: MeetingId) -> Answer<OutcomesBody> {
    let caller = app.lianhe.refreshed(caller).await?;
    let mut view = app.lianhe.view(&caller, None).await?;
    Ok(Json(outcomes(&mut view, id).await?.into()))
}

#[utoipa::path(get, path = "/meetings/{id}/outcomes", operation_id = "show_outcomes", tag = "resolution", params(("id" = Uuid, Path), OnDay), responses((status = 200, body = OutcomesBody)))]
pub async fn show(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id,
    Params(day): Params<OnDay>,
) -> Answer<OutcomesBody> {
    let mut view = app.lianhe.view(&caller, day.as_of).await?;
    Ok(Json(outcomes(&mut view, MeetingId::new(id)).await?.into()))
}
